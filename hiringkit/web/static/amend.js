// An amendment is kept on this device as it is typed, and is there again when the page is. What reached the server goes.
"use strict";
(() => {
  const done = document.currentScript?.dataset.done;
  const stored = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key) || "null");
    } catch {
      return null;
    }
  };
  const forget = (key) => {
    try {
      localStorage.removeItem(key);
    } catch {
      /* switched off: nothing was kept */
    }
  };
  if (done) {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(done) && stored(key)?.sent) forget(key);
    } catch {
      /* switched off: nothing was kept */
    }
    return;
  }
  const form = document.querySelector("form[data-amend]");
  if (!form) return;
  const key = form.dataset.amend;
  const status = document.getElementById("kept");
  const apart = new Set(["csrf_token", "over"]);
  const values = () => {
    const found = {};
    for (const one of form.elements) {
      if (!one.name || apart.has(one.name)) continue;
      if (/^(radio|checkbox)$/.test(one.type)) found[one.name] = one.checked ? one.value : found[one.name] || "";
      else found[one.name] = one.value;
    }
    return found;
  };
  const begun = JSON.stringify(values());
  const say = (text, button) => status.replaceChildren(text, ...(button ? [" ", button] : []));
  const word = (text, act) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-word" });
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };
  const discard = word("Discard it", () => {
    forget(key);
    location.reload();
  });
  const keep = () => {
    const units = values();
    if (JSON.stringify(units) === begun) return forget(key);
    const at = new Date().toTimeString().slice(0, 5);
    try {
      localStorage.setItem(
        key,
        JSON.stringify({ at: location.pathname, title: form.dataset.title, over: form.elements.over.value, when: at, units }),
      );
      say(`kept on this device ${at}; it is sent when you press the button`, discard);
    } catch {
      say("cannot be kept on this device: send it before you leave the page");
    }
  };
  // A line that was new when it was typed has an id that this page does not know: it takes the next empty row.
  const adopt = (name) => {
    const [, criterion, id] = name.split(":");
    const empty = [...form.elements].find((one) => one.name.startsWith(`line:${criterion}:`) && !one.value);
    if (!empty) return;
    form.elements.namedItem(`minute:${empty.name.split(":")[2]}`).name = `minute:${id}`;
    empty.name = name;
  };
  const restore = (units) => {
    for (const [name, value] of Object.entries(units)) {
      if (name.startsWith("line:") && value && !form.elements.namedItem(name)) adopt(name);
    }
    for (const one of form.elements) {
      if (!one.name || !(one.name in units) || apart.has(one.name)) continue;
      if (/^(radio|checkbox)$/.test(one.type)) one.checked = one.value === units[one.name];
      else one.value = units[one.name];
    }
  };
  const kept = stored(key);
  if (kept && kept.over === form.elements.over.value) {
    restore(kept.units);
    say(`what you typed here at ${kept.when} is back; it is not sent yet`, discard);
  } else if (kept) {
    const back = word("Bring it back", () => {
      restore(kept.units);
      keep();
    });
    say(`the scorecard has changed since you typed here at ${kept.when}`, back);
    status.append(" ", discard);
  }
  form.addEventListener("submit", () => {
    const last = stored(key);
    if (last) localStorage.setItem(key, JSON.stringify({ ...last, sent: true }));
  });
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
})();
