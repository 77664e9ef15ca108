// A scorecard as one file: filled in anywhere, saved as the same file with what was written in it, brought back later.
"use strict";
(() => {
  const holder = document.getElementById("answers");
  const answers = JSON.parse(holder.textContent);
  const status = document.getElementById("status");
  const all = () => [...document.querySelectorAll("[name]")].filter((one) => one.closest("main"));
  const lists = () => [...document.querySelectorAll("[data-lines]")];
  const key = `hiringkit-file-${answers.scorecard}-${answers.made}`;
  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
  const home = (line) => (line.noted ? "" : line.criteria[0]);
  const empty = (list) => ({ id: newId(), text: "", minute: "", criteria: list.dataset.lines ? [list.dataset.lines] : [], noted: !list.dataset.lines });
  const addLine = (list, line = empty(list)) => {
    const row = document.createElement("li");
    const number = list.children.length + 1;
    const at = Object.assign(document.createElement("input"), { type: "text", value: line.minute, placeholder: "mm:ss", maxLength: 7 });
    const text = Object.assign(document.createElement("textarea"), { value: line.text, rows: 2 });
    at.setAttribute("aria-label", `Minute of line ${number}, ${list.dataset.named}`);
    text.setAttribute("aria-label", `Line ${number}, ${list.dataset.named}: what was said or done`);
    row.dataset.id = line.id;
    row.dataset.criteria = JSON.stringify(line.criteria);
    row.append(at, text);
    if (line.noted) row.append(evidenceFor(row, line, number));
    list.append(row);
    return text;
  };
  // A note of the pad is evidence for the criteria that are ticked beside it.
  const evidenceFor = (row, line, number) => {
    const part = document.createElement("details");
    const head = document.createElement("summary");
    const ticks = lists().filter((one) => one.dataset.lines).map((one) => {
      const tick = Object.assign(document.createElement("input"), { type: "checkbox", value: one.dataset.lines, checked: line.criteria.includes(one.dataset.lines) });
      const label = Object.assign(document.createElement("label"), { className: "pick" });
      label.append(tick, ` ${one.dataset.named}`);
      part.append(label);
      return [tick, one.dataset.named];
    });
    const tell = () => {
      const chosen = ticks.filter(([tick]) => tick.checked);
      row.dataset.criteria = JSON.stringify(chosen.map(([tick]) => tick.value).sort());
      head.textContent = `Note ${number} is evidence for ${chosen.map(([, name]) => name).join(", ") || "no criterion yet"}`;
    };
    part.prepend(head);
    part.addEventListener("change", tell);
    tell();
    return part;
  };
  // The minute of the interview, while it lasts.
  const elapsed = () => {
    const seconds = Math.floor(Date.now() / 1000) - Number(document.body.dataset.begins);
    if (!(seconds >= 0 && seconds <= 60 * Number(document.body.dataset.minutes))) return "";
    return [seconds / 60, seconds % 60].map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");
  };
  const written = () => {
    const fields = {};
    for (const one of all()) {
      if (/^(radio|checkbox)$/.test(one.type)) fields[one.name] = one.checked ? one.value : fields[one.name] || "";
      else fields[one.name] = one.value;
    }
    const lines = [...document.querySelectorAll("[data-lines] > li")].map((row) => ({
      id: row.dataset.id,
      text: row.querySelector("textarea").value,
      minute: row.querySelector("input").value,
      criteria: JSON.parse(row.dataset.criteria),
      noted: !row.closest("[data-lines]").dataset.lines,
    }));
    return { fields, lines: lines.filter((line) => line.text.trim() || line.id in answers.began.lines) };
  };
  const show = ({ fields, lines }) => {
    for (const one of all()) {
      const value = fields[one.name] ?? "";
      if (/^(radio|checkbox)$/.test(one.type)) one.checked = one.value === value;
      else one.value = value;
    }
    for (const list of lists()) {
      list.replaceChildren();
      for (const line of lines.filter((one) => home(one) === list.dataset.lines)) addLine(list, line);
      addLine(list);
    }
    open();
  };
  // Where evidence comes first, a scale is shut until there is a line for its criterion.
  const open = () => {
    for (const part of document.querySelectorAll("[data-first]")) {
      const list = part.querySelector("[data-lines]");
      const speaks = (row) => JSON.parse(row.dataset.criteria).includes(list.dataset.lines) && row.querySelector("textarea").value.trim();
      const shut = !part.querySelector("[name^='no_evidence:']").checked && ![...document.querySelectorAll("[data-lines] > li")].some(speaks);
      part.querySelector("[data-shut]").hidden = !shut;
      for (const level of part.querySelectorAll(".level input")) level.disabled = shut;
    }
  };
  const say = (text, alarm = false) => {
    if (status.textContent !== text) status.textContent = text; // what is the same is not read out again
    status.classList.toggle("alarm", alarm);
  };
  const clock = () => new Date().toTimeString().slice(0, 5);
  const keep = () => {
    try {
      localStorage.setItem(key, JSON.stringify(written()));
      say(`kept in this browser ${clock()}; save the file to take it along`);
    } catch {
      say("not saved yet: save the file before you close it", true);
    }
  };
  const save = () => {
    holder.textContent = JSON.stringify({ ...answers, ...written() }).replaceAll("<", "\\u003c");
    // What is shown is made from the answers again when the file is opened: the page is saved without it.
    for (const list of lists()) list.replaceChildren();
    const page = `<!doctype html>\n${document.documentElement.outerHTML}`;
    show(JSON.parse(holder.textContent));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([page], { type: "text/html" }));
    link.download = document.body.dataset.file;
    link.click();
    say(`saved as a file ${clock()}; bring it back on the interview’s page`);
  };
  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add]");
    if (add) addLine(document.querySelector(`[data-lines="${CSS.escape(add.dataset.add)}"]`)).focus();
    if (event.target.closest("[data-save]")) save();
  });
  document.addEventListener("keydown", (event) => {
    const free = "keys" in document.body.dataset && !event.ctrlKey && !event.metaKey && !event.altKey;
    const inText = event.target.matches("textarea, input:not([type=radio]):not([type=checkbox])");
    const shown = event.target.closest("section")?.querySelector("details");
    if (free && !inText && shown && event.key.toLowerCase() === "x") shown.open = !shown.open;
  });
  document.addEventListener("input", (event) => {
    const at = event.target.matches("[data-lines] textarea") && event.target.parentElement.querySelector("input");
    if (at) at.value ||= elapsed();
    open();
    keep();
  });
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(key) || "null");
  } catch {
    kept = null;
  }
  show(kept || answers);
  if (kept) say("what you wrote here before is back; save the file to take it along");
  window.addEventListener("beforeunload", (event) => status.classList.contains("alarm") && event.preventDefault());
})();
