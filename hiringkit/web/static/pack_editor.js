// A draft of a pack is kept as it is typed: in this browser at once, on the server a second later; what the linter says
// follows. A field that somebody else wrote since is not written over: both texts are shown. Without this script the
// form is sent whole.
"use strict";
(() => {
  const form = document.getElementById("editor");
  const status = document.getElementById("saved");
  const key = form.dataset.key;
  const isField = (name) => Boolean(name) && name.includes("/");
  const controls = (address) => [...form.elements].filter((one) => one.name === address);
  const read = (address) => {
    const found = controls(address).filter((one) => one.type !== "hidden");
    return found[0]?.type === "checkbox"
      ? found.filter((one) => one.checked).map((one) => one.value).join(" ")
      : (found[0]?.value ?? "");
  };
  const write = (address, text) => {
    for (const one of controls(address)) {
      if (one.type === "checkbox") one.checked = text.split(" ").includes(one.value);
      else if (one.type !== "hidden") one.value = text;
    }
  };
  const tidy = (text) => text.replaceAll("\r\n", "\n").trim();
  const base = new Map(); // what the server says
  for (const one of form.elements) if (isField(one.name) && !base.has(one.name)) base.set(one.name, tidy(read(one.name)));
  for (const shown of form.querySelectorAll("[data-note]:not([hidden])")) base.delete(shown.dataset.note);

  const pending = new Map(); // address -> {base, text, held}
  const written = new Map(); // what this page put into the browser's store
  const confirmed = new Map(); // what the server has from this page
  const met = new Map(); // what the server had instead
  let settled = status.textContent; // what is said when all that was typed is kept
  let canStore = true;
  const isOurs = (address, text) =>
    [written, confirmed, met].some((one) => one.get(address) === text) || pending.get(address)?.text === text || base.get(address) === tidy(text);
  const about = { at: form.dataset.at, title: form.dataset.title };
  const store = window.hiringkit.kept(form.dataset.key, about, isOurs);
  const labelOf = (address) => {
    const [one] = controls(address).filter((control) => control.type !== "hidden");
    const legend = one?.closest("fieldset")?.querySelector("legend");
    const words = one?.type === "checkbox" && legend ? legend : one?.labels?.[0];
    return (one?.ariaLabel || words?.textContent || "").trim();
  };
  const keep = () => {
    const units = store.units();
    for (const address of written.keys()) {
      if (pending.has(address)) continue;
      store.put(units, address);
      written.delete(address);
    }
    for (const [address, { base: over, text }] of pending) {
      store.put(units, address, { value: text, base: over, label: labelOf(address) });
      written.set(address, text);
    }
    canStore = store.write(units);
  };
  const say = (text, alarm = false) => {
    status.textContent = text;
    status.classList.toggle("stop-text", alarm);
  };
  const kept = () => (canStore ? "kept on this device" : "leave this page open");
  const note = (address, text, buttons = []) => {
    const place = form.querySelector(`[data-note="${address}"]`);
    if (!place) return;
    place.firstElementChild.textContent = text;
    place.replaceChildren(place.firstElementChild, ...buttons);
    place.hidden = !text;
    for (const one of controls(address)) {
      if (text) one.setAttribute("aria-invalid", "true");
      else one.removeAttribute("aria-invalid");
    }
  };
  const { button } = window.hiringkit;
  const offer = (address, words, keepMine, takeTheirs) => {
    const chosen = (act) => () => {
      note(address, "");
      act();
    };
    note(address, words, [button("Keep mine", chosen(keepMine)), button("Take theirs", chosen(takeTheirs))]);
  };
  const clash = (address, theirs, words) => {
    pending.get(address).held = true;
    met.set(address, theirs);
    const keepMine = () => {
      Object.assign(pending.get(address), { base: theirs, held: false });
      later(0);
    };
    const takeTheirs = () => {
      write(address, theirs);
      base.set(address, theirs);
      pending.delete(address);
      keep();
    };
    offer(address, words, keepMine, takeTheirs);
  };
  // A value as people read it: the words of what is chosen.
  const shown = (address, text) => {
    const [one] = controls(address).filter((control) => control.type !== "hidden");
    const ticked = () => controls(address).filter((box) => text.split(" ").includes(box.value)).map((box) => box.labels[0].textContent.trim());
    const words = one?.type === "checkbox" ? ticked().join(", ") : [...(one?.options || [])].find((option) => option.value === text)?.text;
    return words || text || "nothing";
  };
  const besides = {
    isWaiting: (address) => pending.has(address),
    words: shown,
    clear: (address) => note(address, ""),
    offer(address, theirs, words) {
      const keepMine = () => {
        written.set(address, theirs);
        keep();
        store.show([address], besides);
      };
      const takeTheirs = () => {
        write(address, theirs);
        typedIn(address);
      };
      offer(address, words, keepMine, takeTheirs);
    },
  };
  store.watch(besides);
  const show = (findings) => {
    const list = document.getElementById("finding-list");
    const item = (finding) => {
      const row = document.createElement("li");
      const level = Object.assign(document.createElement("span"), { className: "level-of" });
      const stops = finding.level === "ERROR";
      const sign = Object.assign(document.createElement("span"), { className: `sign sign-${stops ? "stop" : "care"}` });
      sign.textContent = stops ? "error" : "worth knowing";
      level.append(sign);
      const link = Object.assign(document.createElement("a"), { href: finding.address, textContent: finding.message });
      row.append(level, link);
      return row;
    };
    const errors = findings.filter((one) => one.level === "ERROR");
    const others = findings.filter((one) => one.level !== "ERROR");
    const none = document.createElement("li");
    none.innerHTML = '<span class="sign sign-met">Nothing is missing or wrong.</span>';
    list.replaceChildren(...(findings.length ? [...errors, ...others].map(item) : [none]));
    document.getElementById("counts").textContent =
      `${errors.length} ${errors.length === 1 ? "error" : "errors"}, ${others.length} worth knowing`;
  };

  let timer = null;
  let running = null;
  let retry = 1000;
  const later = (after = 1000) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(send, after);
  };
  const send = () => {
    running ??= exchange().finally(() => (running = null));
    return running;
  };
  const exchange = async () => {
    const sent = [...pending].filter(([, typed]) => !typed.held).map(([address, typed]) => ({ address, text: typed.text, base: typed.base }));
    if (!sent.length) return true;
    let answer;
    try {
      const response = await fetch(form.dataset.save, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token.value },
        body: JSON.stringify({ changes: sent }),
      });
      if (!response.ok || !response.headers.get("Content-Type")?.includes("json")) {
        say(response.status >= 500 ? `not saved: the server is busy, ${kept()}` : `not saved: load the page again; ${kept()}`, true);
        if (response.status >= 500) later((retry = Math.min(retry * 2, 30000)));
        return false;
      }
      answer = await response.json();
    } catch {
      say(`not saved: no connection, ${kept()}`, true);
      later((retry = Math.min(retry * 2, 30000)));
      return false;
    }
    retry = 1000;
    for (const { address, text } of sent) {
      const typed = pending.get(address);
      if (address in answer.faults) {
        if (typed.text === text) {
          typed.held = true;
          note(address, answer.faults[address]);
        }
      } else if (address in answer.conflicts) clash(address, answer.conflicts[address], answer.clashes[address]);
      else {
        base.set(address, tidy(text));
        confirmed.set(address, text);
        if (typed.text === text) pending.delete(address);
        else typed.base = tidy(text);
        note(address, "");
      }
    }
    form.elements.revision.value = answer.revision;
    document.getElementById("others").textContent = answer.others && `Also writing: ${answer.others}`;
    keep();
    store.show(confirmed.keys(), besides);
    show(answer.findings);
    settled = `saved ${answer.saved}`;
    const troubled = [...pending.values()].some((typed) => typed.held);
    say(troubled ? `some of it was not saved, ${kept()}` : settled, troubled);
    if ([...pending.values()].some((typed) => !typed.held)) later();
    return true;
  };
  const typedIn = (address) => {
    const text = read(address);
    if (pending.get(address)?.text === text) return; // told of it already; leaving a field changes nothing
    if (tidy(text) === base.get(address)) {
      if (pending.delete(address)) note(address, "");
      if (!pending.size) say(settled); // what could not be saved is taken back
      return keep();
    }
    pending.set(address, { base: pending.get(address)?.base ?? base.get(address) ?? "", text, held: false });
    keep();
    later();
  };
  form.addEventListener("input", (event) => isField(event.target.name) && typedIn(event.target.name));
  form.addEventListener("change", (event) => isField(event.target.name) && typedIn(event.target.name));

  for (const [address, { value, base: over }] of Object.entries(store.units())) {
    if (!controls(address).length) continue; // taken out meanwhile: the words stay, and are listed on one's own page
    written.set(address, value);
    if (tidy(value) === base.get(address)) continue;
    pending.set(address, { base: over, text: value, held: false });
    write(address, value);
  }
  keep();
  if (pending.size) send();

  // What is under way is waited for, so that the form that is sent whole does not clash with it.
  let through = false;
  form.addEventListener("submit", async (event) => {
    window.clearTimeout(timer);
    if (through || !(running || pending.size)) return;
    event.preventDefault();
    const sender = event.submitter;
    await (running || send());
    if ([...pending.values()].some((typed) => !typed.held)) await send();
    if ([...pending.values()].some((typed) => !typed.held)) return;
    through = true;
    form.requestSubmit(sender);
  });
  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => pending.size && !canStore && event.preventDefault());
})();
