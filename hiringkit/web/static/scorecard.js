// A scorecard saves as it is typed: on the server a second after the last key, in this browser at once. Without this
// script the form is sent whole and nothing else changes.
"use strict";
(() => {
  const form = document.getElementById("card");
  const status = document.getElementById("saved");
  const revisionsField = document.getElementById("revisions");
  if (!form || !status) return;
  const key = form.dataset.key;
  const revisions = JSON.parse(revisionsField.value || "{}");
  const skipped = new Set(["csrf_token", "revisions", "card", "again", "independent"]);
  const waiting = new Map(); // control name -> true, typed and not yet confirmed
  const confirmed = new Map(); // control name -> what the server last said that it has
  let timer = null;
  let sending = false;
  let retry = 1000;

  const controls = (name) => [...form.elements].filter((one) => one.name === name);
  const valueOf = (name) => {
    const found = controls(name);
    const first = found[0];
    if (!first) return "";
    if (first.type === "radio") return (found.find((one) => one.checked) || { value: "" }).value;
    if (first.type === "checkbox") return first.checked ? first.value : "";
    return first.value;
  };
  const lineOf = (name) => {
    // "line:CRITERION:ID" or "minute:ID" -> the line's own name
    if (name.startsWith("line:")) return name;
    const id = name.slice("minute:".length);
    return [...form.elements].map((one) => one.name).find((other) => other.startsWith("line:") && other.endsWith(`:${id}`));
  };
  const ours = (name) => (name.startsWith("minute:") ? lineOf(name) : name);

  // The copy in this browser: what was typed and the server has not confirmed. `elsewhere` belongs to another page of
  // the same card, and waits for it.
  let elsewhere = {};
  const keep = () => {
    try {
      const copy = { ...elsewhere };
      for (const name of waiting.keys()) {
        copy[name] = valueOf(name);
        if (name.startsWith("line:")) copy[`minute:${name.split(":")[2]}`] = valueOf(`minute:${name.split(":")[2]}`);
      }
      if (Object.keys(copy).length) localStorage.setItem(key, JSON.stringify(copy));
      else localStorage.removeItem(key);
    } catch {
      // A browser without storage still has the server.
    }
  };
  const restore = () => {
    let copy = {};
    try {
      copy = JSON.parse(localStorage.getItem(key) || "{}");
    } catch {
      return;
    }
    for (const [name, value] of Object.entries(copy)) {
      if (name.startsWith("line:") && !controls(name).length) addLine(name.split(":")[1], name.split(":")[2]);
      const found = controls(name);
      if (!found.length) elsewhere[name] = value;
      if (!found.length || valueOf(name) === value) continue;
      for (const one of found) {
        if (one.type === "radio" || one.type === "checkbox") one.checked = one.value === value;
        else one.value = value;
      }
      waiting.set(ours(name), true);
    }
    keep();
    if (waiting.size) send();
  };

  const say = (text, alarm = false) => {
    status.textContent = text;
    status.classList.toggle("stop-text", alarm);
  };
  const note = (name, text, actions = []) => {
    const control = controls(name)[0];
    if (!control) return;
    const id = `live-${name.replaceAll(":", "-")}`;
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
  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-word";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };

  // What submit would ask for is said while the rating is made: a rating off the middle needs a line of evidence.
  const lack = (section, value) => {
    const place = section.querySelector(".lack");
    if (!place) return;
    const off = value && !value.startsWith("no:") && value !== section.dataset.middle;
    const written = [...section.querySelectorAll("[name^='line:']")].some((line) => line.value.trim());
    place.hidden = !off || written || section.querySelector("[name^='no_evidence:']").checked;
  };
  const count = () => {
    const place = document.getElementById("counted");
    if (!place) return;
    const sections = [...form.querySelectorAll("[data-criterion]")];
    const values = sections.map((section) => valueOf(`rating:${section.dataset.criterion}`));
    const rated = values.filter((value) => value && !value.startsWith("no:")).length;
    const unseen = values.filter((value) => value.startsWith("no:")).length;
    sections.forEach((section, at) => lack(section, values[at]));
    place.textContent = `${rated} of ${sections.length} rated${unseen ? `, ${unseen} not observed` : ""}`;
  };

  const body = (names) => {
    const changes = [];
    const lines = [];
    for (const name of names) {
      if (name.startsWith("line:")) {
        const [, criterion, id] = name.split(":");
        const line = { id, criterion, text: valueOf(name), minute: valueOf(`minute:${id}`), revision: revisions[id] || 0 };
        lines.push(line);
      } else {
        changes.push({ field: name, value: valueOf(name), revision: revisions[name] || 0 });
      }
    }
    return { changes, lines };
  };

  const settle = (names, sent, answer) => {
    const nameOf = (told) => (names.find((name) => name === told || name.endsWith(`:${told}`) ) || told);
    for (const [told, revision] of Object.entries(answer.revisions)) {
      revisions[told] = revision;
      const name = nameOf(told);
      note(name, "");
      confirmed.set(name, sent.get(name));
      if (sent.get(name) === fingerprint(name)) waiting.delete(name);
    }
    for (const [told, sentence] of Object.entries(answer.faults)) {
      note(nameOf(told), sentence);
      if (sent.get(nameOf(told)) === fingerprint(nameOf(told))) waiting.delete(nameOf(told));
    }
    for (const [told, theirs] of Object.entries(answer.conflicts)) {
      const name = nameOf(told);
      waiting.delete(name);
      note(name, `Another window saved this since: “${theirs.value || "nothing"}”.`, [
        button("Keep mine", () => {
          revisions[told] = theirs.revision;
          note(name, "");
          typed(name);
        }),
        button("Take theirs", () => {
          revisions[told] = theirs.revision;
          for (const one of controls(name)) {
            if (one.type === "radio" || one.type === "checkbox") one.checked = one.value === theirs.value;
            else one.value = theirs.value;
          }
          note(name, "");
          count();
        }),
      ]);
    }
    revisionsField.value = JSON.stringify(revisions);
  };
  const fingerprint = (name) =>
    name.startsWith("line:") ? `${valueOf(name)} ${valueOf(`minute:${name.split(":")[2]}`)}` : valueOf(name);

  const send = async () => {
    if (sending || !waiting.size) return;
    sending = true;
    const names = [...waiting.keys()];
    const sent = new Map(names.map((name) => [name, fingerprint(name)]));
    say("saving");
    try {
      const answer = await fetch(form.dataset.save, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token.value },
        body: JSON.stringify(body(names)),
      });
      const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
      if (answer.ok) {
        settle(names, sent, told);
        const troubled = Object.keys(told.faults).length + Object.keys(told.conflicts).length;
        say(troubled ? "some of it was not saved" : `saved ${told.saved}`, troubled > 0);
        retry = 1000;
      } else if (answer.status === 401 || answer.status === 400) {
        say("not saved: your session ended. It is kept in this browser; load the page again and sign in.", true);
      } else if (answer.status < 500 && answer.status !== 429) {
        say(told.error || "not saved: load the page again", true);
      } else {
        throw new Error("busy");
      }
    } catch {
      say("not saved yet: kept in this browser, trying again", true);
      retry = Math.min(retry * 2, 30000);
      window.setTimeout(send, retry);
    }
    sending = false;
    keep();
    if (waiting.size && retry === 1000 && !status.classList.contains("stop-text")) later();
  };
  const later = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(send, 1000);
  };
  const typed = (name) => {
    const own = ours(name);
    if (!own || skipped.has(own)) return;
    if (!waiting.has(own) && confirmed.get(own) === fingerprint(own)) return;
    waiting.set(own, true);
    keep();
    count();
    later();
  };

  const addLine = (criterion, id = crypto.randomUUID()) => {
    const list = form.querySelector(`#c-${CSS.escape(criterion)} .evidence`);
    if (!list) return null;
    const row = list.querySelector("li:last-child").cloneNode(true);
    const [at, text] = row.querySelectorAll("input, textarea");
    at.name = `minute:${id}`;
    text.name = `line:${criterion}:${id}`;
    at.value = text.value = "";
    row.querySelectorAll("p").forEach((one) => one.remove());
    at.setAttribute("aria-label", "Minute of new evidence line");
    text.setAttribute("aria-label", "New evidence line: what was said or done");
    text.style.removeProperty("height");
    list.append(row);
    return text;
  };
  const freshLine = (criterion) => {
    const list = form.querySelector(`#c-${CSS.escape(criterion)} .evidence`);
    if (!list) return;
    const last = list.querySelector("li:last-child [name^='line:']");
    const line = last.value.trim() ? addLine(criterion) : last;
    const minute = controls(`minute:${line.name.split(":")[2]}`)[0];
    minute.value ||= elapsed();
    line.focus();
  };
  // The minute of the interview, while it lasts.
  const elapsed = () => {
    const seconds = Math.floor(Date.now() / 1000) - Number(form.dataset.begins);
    if (!(seconds >= 0 && seconds <= 60 * Number(form.dataset.minutes))) return "";
    return [seconds / 60, seconds % 60].map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");
  };
  const tick = () => {
    const clock = document.getElementById("clock");
    const minute = elapsed().split(":")[0];
    if (clock) clock.textContent = minute && `${Number(minute)} of ${form.dataset.minutes} min`;
  };
  window.setInterval(tick, 15000);
  // A line grows with its words, where the style sheet alone cannot do it.
  const grow = (line) => {
    if (!line.matches("textarea.grows") || CSS.supports("field-sizing", "content")) return;
    line.style.height = "auto";
    line.style.height = `${line.scrollHeight + 2}px`;
  };

  form.addEventListener("input", (event) => {
    grow(event.target);
    if (event.target.name) typed(event.target.name);
  });
  form.addEventListener("change", (event) => event.target.name && typed(event.target.name));
  form.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add]");
    if (!add) return;
    event.preventDefault();
    freshLine(add.dataset.add);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.name?.startsWith("line:")) return;
    event.preventDefault();
    freshLine(event.target.name.split(":")[1]);
  });
  form.addEventListener("submit", (event) => {
    const sender = event.submitter;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    window.clearTimeout(timer);
    waiting.clear(); // the form itself carries everything
    if (sender) sender.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
  window.addEventListener("beforeunload", (event) => waiting.size && event.preventDefault());

  // Keys of the card: with the focus in a criterion, and not in a text; a person may turn them off on their own page.
  const sections = () => [...form.querySelectorAll("[data-criterion]")];
  const pick = (section, value) => {
    const radio = controls(`rating:${section.dataset.criterion}`).find((one) => one.value === value);
    if (!radio) return;
    radio.checked = true;
    radio.focus();
    typed(radio.name);
  };
  const unseen = (section) => {
    const reasons = controls(`rating:${section.dataset.criterion}`).filter((one) => one.value.startsWith("no:"));
    return reasons[(reasons.findIndex((one) => one.checked) + 1) % reasons.length].value;
  };
  const step = (section, by) => {
    const all = sections();
    all[Math.min(Math.max(all.indexOf(section) + by, 0), all.length - 1)].focus();
  };
  const sheet = document.getElementById("keys");
  const keysOn = form.dataset.keys !== "off";
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
    else if (key === "j") step(section, 1);
    else if (key === "k") step(section, -1);
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
  restore();
  count();
  form.querySelectorAll("textarea.grows").forEach(grow);
  tick();
})();
