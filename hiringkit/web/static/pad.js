// The note pad: notes as the interview went, with their minute. With a note in focus a number makes it evidence.
"use strict";
window.hiringkit.pad = (form, { emptied, put, elapsed, nameOf, typedIn, keysOn, showKeys, showClock }) => {
  const pad = document.getElementById("pad");
  if (!pad) return null;
  const list = pad.querySelector("ol");
  const said = document.getElementById("pad-said");
  const textOf = (row) => row.querySelector("textarea");
  const minuteOf = (row) => row.querySelector("[name^='minute:']");
  const secondOf = (row) => {
    const [minute, second = "0"] = minuteOf(row).value.split(":");
    const at = minute.trim() ? 60 * Number(minute) + Number(second) : Infinity;
    return Number.isNaN(at) ? Infinity : at;
  };
  const shown = (view) => {
    document.body.className = document.body.className.replace(/show-\w+/, `show-${view}`);
    for (const link of document.querySelectorAll("[data-view]")) {
      if (link.dataset.view === view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };
  const isHidden = () => !pad.getClientRects().length;

  const add = (id) => {
    const row = emptied(list.lastElementChild, "", id);
    minuteOf(row).setAttribute("aria-label", "Minute of new note");
    textOf(row).setAttribute("aria-label", "New note");
    put(list, row, id);
    return row;
  };
  const fresh = () => {
    const last = list.lastElementChild;
    textOf(textOf(last).value.trim() ? add() : last).focus();
  };
  let before = null; // the criterion from which the pad was entered
  let wrote = false; // since then
  const enter = (section) => {
    before = section;
    wrote = false;
    if (isHidden()) shown("pad");
    fresh();
  };
  const leave = () => {
    const section = before || form.querySelector("[data-criterion]");
    if (!section?.getClientRects().length) shown("card");
    section?.focus();
  };
  const toggle = (row, number) => {
    const box = row.querySelectorAll("[name^='also:']")[number - 1];
    if (!box || !textOf(row).value.trim()) return;
    box.checked = !box.checked;
    typedIn(box.name);
    const names = [...row.querySelectorAll("[name^='also:']:checked")].map((one) => nameOf(one.name.split(":")[2]));
    said.textContent = names.length ? `Evidence for ${names.join(", ")}` : "A note, no evidence";
  };
  // Notes stand as the interview went; one whose minute was changed takes its place, and keeps the focus if it has it.
  const sort = () => {
    const focused = document.activeElement;
    const rows = [...list.children].filter((row) => textOf(row).value.trim());
    const wanted = [...rows].sort((one, other) => (secondOf(one) === secondOf(other) ? 0 : secondOf(one) - secondOf(other)));
    if (rows.every((row, at) => row === wanted[at])) return;
    for (const row of wanted) list.insertBefore(row, [...list.children].find((one) => !textOf(one).value.trim()) || null);
    if (list.contains(focused)) focused.focus();
  };
  const move = (row, by) => {
    const next = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (next && textOf(next).value.trim()) next.focus();
    else if (next) textOf(next).focus();
  };

  list.addEventListener("input", (event) => {
    wrote = true;
    const row = event.target.closest("li");
    if (event.target !== textOf(row) || minuteOf(row).value || !textOf(row).value.trim()) return;
    minuteOf(row).value = elapsed();
    typedIn(minuteOf(row).name);
  });
  list.addEventListener("change", (event) => event.target.name.startsWith("minute:") && sort());
  pad.addEventListener("click", (event) => {
    if (!event.target.closest("[data-note]")) return;
    event.preventDefault();
    fresh();
  });
  pad.addEventListener("keydown", (event) => {
    const row = event.target.closest("li");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const inText = event.target.matches("textarea, input:not([type=checkbox])");
    const number = "1234567890".indexOf(event.key) + 1;
    const note = textOf(row).value.trim() ? row : wrote && row.previousElementSibling; // the one that was typed last
    if (event.key === "Escape" && inText && note) {
      note.focus();
      said.textContent = "A number makes this note evidence for that criterion; Escape leaves the pad";
    } else if (event.key === "Escape") leave();
    else if (event.key === "Enter" && inText) fresh();
    else if (inText) return;
    else if (event.key === "ArrowUp" || event.key === "ArrowDown") move(row, event.key === "ArrowUp" ? -1 : 1);
    else if (!keysOn) return;
    else if (number) toggle(row, number);
    else if (event.key.toLowerCase() === "p") fresh();
    else if (event.key === "?") showKeys();
    else if (event.key.toLowerCase() === "t") showClock();
    else return;
    event.preventDefault();
  });
  for (const link of document.querySelectorAll("[data-view]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault(); // without a network too
      shown(link.dataset.view);
    });
  }
  return { add, enter, shown };
};
