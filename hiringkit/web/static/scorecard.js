// The scorecard as a page: lines of evidence that grow and speak to several criteria, what is missing, keys.
"use strict";
(() => {
  const form = document.getElementById("card");
  if (!form || !document.getElementById("saved")) return;
  const named = (name) => [...form.elements].filter((one) => one.name === name);
  const valueOf = (name) => (named(name).find((one) => one.checked) || { value: "" }).value;
  const sections = () => [...form.querySelectorAll("[data-criterion]")];
  const linesIn = (place) => [...place.querySelectorAll("textarea[name^='line:']")];
  const note = (unit, text, actions = []) => {
    const control = form.querySelector(`[name="${CSS.escape(unit)}"], [name^="line:"][name$=":${CSS.escape(unit)}"]`);
    if (!control) return;
    const id = `live-${unit.replaceAll(":", "-")}`;
    document.getElementById(id)?.remove();
    if (!text) return;
    const place = document.createElement("p");
    place.id = id;
    place.className = "stop-text";
    place.setAttribute("role", "alert");
    const sign = document.createElement("span");
    sign.className = "sign sign-stop";
    sign.textContent = text;
    place.append(sign, ...actions);
    (control.closest("fieldset, li, div") || control).append(place);
  };
  // A line may speak to several criteria: it is shown beside each, and written in one place.
  const linked = (criterion) =>
    [...form.querySelectorAll(`[name^="also:"][name$=":${CSS.escape(criterion)}"]:checked`)].map((box) =>
      box.closest("li").querySelector("textarea"),
    );
  const nameOf = (criterion) => document.getElementById(`h-${criterion}`).textContent;
  const made = (kind, text, more = {}) => Object.assign(document.createElement(kind), { textContent: text, ...more });
  const fromElsewhere = (line) => {
    const criterion = line.name.split(":")[1];
    const words = made("span", `${line.value} `);
    const from = criterion ? nameOf(criterion) : "the note pad";
    words.append(made("a", `from ${from}`, { className: "fine", href: criterion ? `#c-${criterion}` : "#pad" }));
    const row = document.createElement("li");
    const minute = named(`minute:${line.name.split(":")[2]}`)[0].value;
    row.append(minute ? made("time", minute) : made("span", "–", { className: "quiet" }), words);
    return row;
  };
  const link = () => {
    for (const section of sections()) {
      const list = section.querySelector(".evidence-from");
      const found = linked(section.dataset.criterion).filter((line) => line.value.trim());
      list.replaceChildren(...found.map(fromElsewhere));
      list.hidden = !found.length;
    }
    for (const also of form.querySelectorAll("details.also")) {
      const names = [...also.querySelectorAll("input:checked")].map((box) => nameOf(box.name.split(":")[2]));
      const place = also.querySelector(".also-names");
      place.textContent = names.join(", ") || place.dataset.none || "for another criterion";
    }
  };
  const { elapsed = () => "", show: showClock } = window.hiringkit.clock?.(form) || {};
  // What submit would ask for is said while the rating is made: a rating off the middle needs a line of evidence. Where
  // evidence comes first, the scale is shut until there is one.
  const evidenceFirst = "evidenceFirst" in form.dataset;
  const isGrounded = (section) =>
    section.querySelector("[name^='no_evidence:']").checked ||
    [...linesIn(section), ...linked(section.dataset.criterion)].some((line) => line.value.trim());
  const isShut = (section) => evidenceFirst && !isGrounded(section);
  const lack = (section, value) => {
    const place = section.querySelector(".lack");
    if (!place) return;
    const unseen = value.startsWith("no:");
    const off = value && !unseen && value !== section.dataset.middle;
    place.hidden = isGrounded(section) || (evidenceFirst ? unseen : !off);
    if (evidenceFirst) for (const level of section.querySelectorAll(".level input")) level.disabled = isShut(section);
  };
  const count = () => {
    const place = document.getElementById("counted");
    if (!place) return;
    const all = sections();
    const values = all.map((section) => valueOf(`rating:${section.dataset.criterion}`));
    const rated = values.filter((value) => value && !value.startsWith("no:")).length;
    const unseen = values.filter((value) => value.startsWith("no:")).length;
    all.forEach((section, at) => lack(section, values[at]));
    place.textContent = `${rated} of ${all.length} rated${unseen ? `, ${unseen} not observed` : ""}`;
  };

  const emptied = (of, criterion, id = crypto.randomUUID()) => {
    const row = of.cloneNode(true);
    const at = row.querySelector("[name^='minute:']");
    const text = row.querySelector("textarea");
    for (const box of row.querySelectorAll("[name^='also:']")) {
      box.name = `also:${id}:${box.name.split(":")[2]}`;
      box.checked = false;
    }
    row.querySelector("details")?.removeAttribute("open");
    at.name = `minute:${id}`;
    text.name = `line:${criterion}:${id}`;
    at.value = text.value = "";
    row.querySelectorAll("p").forEach((one) => one.remove());
    text.style.removeProperty("height");
    return row;
  };
  // A line that comes back has an id, and stands before the empty one.
  const put = (list, row, id) => {
    const last = list.lastElementChild;
    list.insertBefore(row, id && !last.querySelector("textarea").value.trim() ? last : null);
  };
  const addLine = (criterion, id) => {
    if (!criterion) return pad?.add(id);
    const list = form.querySelector(`#c-${CSS.escape(criterion)} .evidence:not(.evidence-from)`);
    if (!list) return null;
    const row = emptied(list.lastElementChild, criterion, id);
    const text = row.querySelector("textarea");
    row.querySelector("[name^='minute:']").setAttribute("aria-label", "Minute of new evidence line");
    text.setAttribute("aria-label", "New evidence line: what was said or done");
    put(list, row, id);
    return text;
  };
  const freshLine = (criterion) => {
    const list = form.querySelector(`#c-${CSS.escape(criterion)} .evidence:not(.evidence-from)`);
    if (!list) return;
    const last = list.querySelector("li:last-child [name^='line:']");
    const line = last.value.trim() ? addLine(criterion) : last;
    const minute = named(`minute:${line.name.split(":")[2]}`)[0];
    minute.value ||= elapsed();
    line.focus();
  };
  // A line grows with its words, where the style sheet alone cannot do it.
  const grow = (line) => {
    if (!line.matches("textarea.grows") || CSS.supports("field-sizing", "content")) return;
    line.style.height = "auto";
    line.style.height = `${line.scrollHeight + 2}px`;
  };

  // While words are composed, as Japanese is, a key is the composition's; Safari marks the one that ends it by its code.
  const composes = (event) => event.isComposing || event.keyCode === 229;
  window.addEventListener("keydown", (event) => composes(event) && event.stopPropagation(), { capture: true });
  form.addEventListener("input", (event) => grow(event.target));
  form.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add]");
    if (!add) return;
    event.preventDefault();
    freshLine(add.dataset.add);
  });
  form.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.key !== "Enter" || !target.matches("input, textarea[name^='line:']") || event.defaultPrevented) return;
    event.preventDefault(); // in a field a browser would send the whole card: that is what its button is for
    if (target.matches("textarea")) freshLine(target.name.split(":")[1]);
    else if (target.name.startsWith("minute:")) target.closest("li").querySelector("textarea").focus();
  });

  const changed = () => {
    link();
    count();
  };
  const reveal = (control) => {
    if (!control.getClientRects().length) pad?.shown(control.closest("#pad") ? "pad" : "card");
  };
  const draft = window.hiringkit.draft(form, { addLine, note, changed, reveal });

  // Keys of the card: with the focus in a criterion, and not in a text; a person may turn them off on their own page.
  const pick = (section, value) => {
    const radio = named(`rating:${section.dataset.criterion}`).find((one) => one.value === value);
    if (!radio) return;
    if (radio.disabled) return freshLine(section.dataset.criterion);
    radio.checked = true;
    radio.focus();
    draft.typedIn(radio.name);
  };
  const unseen = (section) => {
    const reasons = named(`rating:${section.dataset.criterion}`).filter((one) => one.value.startsWith("no:"));
    return reasons[(reasons.findIndex((one) => one.checked) + 1) % reasons.length].value;
  };
  const step = (section, by) => {
    const all = sections();
    all[Math.min(Math.max(all.indexOf(section) + by, 0), all.length - 1)].focus();
  };
  const sheet = document.getElementById("keys");
  const keysOn = form.dataset.keys !== "off";
  const pad = window.hiringkit.pad?.(form, {
    emptied,
    put,
    elapsed,
    nameOf,
    keysOn,
    typedIn: draft.typedIn,
    showKeys: () => sheet.showModal(),
    showClock,
  });
  document.addEventListener("keydown", (event) => {
    const section = event.target.closest?.("[data-criterion]");
    if (!section || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])")) {
      if (event.key === "Escape") section.focus();
      return;
    }
    const key = event.key.toLowerCase();
    if (!keysOn) return;
    if (/^[1-9]$/.test(key)) pick(section, key);
    else if (key === "0") pick(section, "10");
    else if (key === "n") pick(section, unseen(section));
    else if (key === "e") freshLine(section.dataset.criterion);
    else if (key === "p" && pad) pad.enter(section);
    else if (key === "g") section.querySelector("details.counts")?.toggleAttribute("open");
    else if (key === "x") section.querySelector("details.examples")?.toggleAttribute("open");
    else if (key === "j") step(section, 1);
    else if (key === "k") step(section, -1);
    else if (key === "t" && showClock) showClock();
    else if (key === "?" && sheet) sheet.showModal();
    else return;
    event.preventDefault();
  });
  const showKeys = document.getElementById("show-keys");
  if (showKeys && sheet && keysOn) {
    showKeys.hidden = false;
    showKeys.addEventListener("click", () => sheet.showModal());
    document.getElementById("hide-keys").addEventListener("click", () => sheet.close());
  }
  draft.restore();
  changed();
  form.querySelectorAll("textarea.grows").forEach(grow);
})();
