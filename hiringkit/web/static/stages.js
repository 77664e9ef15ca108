// The stages of a draft are dragged into order, by mouse, pen or finger; Ctrl+Z takes the last change back.
// Without this script the arrow buttons do the same, and with it they stay.
"use strict";
(() => {
  const list = () => document.querySelector("[data-order]");
  const keys = () => [...list().children].map((stage) => stage.dataset.stage);
  const told = document.createElement("div");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  document.body.append(told);
  let drag = null; // the stage that is held, the pointer that holds it, and the order before

  const show = () => {
    for (const grip of document.querySelectorAll("[data-order] .grip")) grip.hidden = list().children.length < 2;
  };
  const back = () => {
    for (const key of drag.before) list().append(list().querySelector(`[data-stage="${CSS.escape(key)}"]`));
  };
  const end = () => {
    drag.stage.classList.remove("held");
    drag = null;
  };
  // The held stage itself stays where it is in the document: moved, it would let go of a finger.
  const place = (y) => {
    const others = [...list().children].filter((stage) => stage !== drag.stage);
    const middle = (box) => box.top + box.height / 2;
    const above = others.filter((stage) => middle(stage.getBoundingClientRect()) < y);
    if (above.length === [...list().children].indexOf(drag.stage)) return;
    for (const stage of above) list().insertBefore(stage, drag.stage);
    for (const stage of others.slice(above.length)) list().append(stage);
  };

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".grip");
    if (!grip || event.button !== 0 || drag) return;
    event.preventDefault();
    drag = { stage: grip.closest("[data-stage]"), pointer: event.pointerId, before: keys() };
    drag.stage.classList.add("held");
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    event.preventDefault();
    place(event.clientY);
    const edge = 60;
    if (event.clientY < edge) window.scrollBy(0, -12);
    if (event.clientY > window.innerHeight - edge) window.scrollBy(0, 12);
  });
  document.addEventListener("pointerup", (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const changed = keys().join(" ") !== drag.before.join(" ");
    const name = drag.stage.querySelector("h3").textContent.trim();
    const number = keys().indexOf(drag.stage.dataset.stage) + 1;
    end();
    if (!changed) return;
    told.textContent = `${name} is stage ${number} of ${keys().length} now.`;
    const save = document.getElementById("order");
    save.value = keys().join(" ");
    save.form.requestSubmit(save);
  });
  const cancel = (event) => {
    if (!drag || (event.pointerId && event.pointerId !== drag.pointer)) return;
    back();
    end();
  };
  document.addEventListener("pointercancel", cancel);
  document.addEventListener("keydown", (event) => {
    if (drag && event.key === "Escape") return cancel(event);
    if (event.target.closest("input, textarea, select") || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const wanted = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
    const button = wanted && document.getElementById(wanted);
    if (!button) return;
    event.preventDefault();
    told.textContent = button.textContent;
    button.form.requestSubmit(button);
  });
  // With the focus on an arrow button the arrow keys move the stage, too.
  document.addEventListener("keydown", (event) => {
    const at = event.target.closest(".move button");
    const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (!at || !way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const button = document.getElementById(`${way}-${at.closest("[data-stage]").dataset.stage}`);
    button.focus();
    button.form.requestSubmit(button);
  });
  document.addEventListener("hiringkit:live", show);
  show();
})();
