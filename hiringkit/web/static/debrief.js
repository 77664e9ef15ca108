// The debrief room keeps itself up to date: it asks every two seconds whether anything changed, and puts the new room in
// the old one's place without touching what is being typed. What is typed and not sent stands in the browser's own store
// too, so that it outlives the page. Without this script every button still works, as a page.
"use strict";
(() => {
  const EVERY = 2000;
  const room = document.getElementById("room");
  const told = document.getElementById("live");
  const left = document.getElementById("left");
  if (!room || !told || !left) return;
  let tag = "";
  let at = new URLSearchParams(location.search).get("at") || "";
  let drawn = Date.now();
  let sending = false;
  let composed = 0; // when a word was last typed at that is being composed, as Japanese is and on many phones all are
  const composes = () => Date.now() - composed < 10000; // it would be torn; whoever stops in its midst waits no longer
  let round = 0; // an answer to an older question is not drawn over a newer one
  let stands = false; // what was not kept is said until something is sent again
  let timer = null;

  // What was typed or chosen and is not sent yet, by form and field. Of choices the last one stands, in whichever tab.
  const kept = new Map();
  const written = new Map(); // what this page put into the browser's store
  const touched = new Set(); // fields that were typed in here: what other tabs typed in them is shown
  let canStore = true;
  const isWords = ({ label, value }) => Boolean(label && value.trim());
  const isOurs = (unit, value, copy) => !isWords(copy) || written.get(unit) === value || kept.get(unit)?.value === value;
  const about = { at: location.pathname, title: room.dataset.title };
  const store = window.hiringkit.kept(room.dataset.key, about, isOurs);
  const keep = (unit) => {
    const units = store.units();
    const own = kept.get(unit);
    store.put(units, unit, ...(own ? [own] : []));
    if (own) written.set(unit, own.value);
    else written.delete(unit);
    canStore = store.write(units);
  };
  for (const [unit, { value, label, place }] of Object.entries(store.units())) {
    kept.set(unit, { value, label, place });
    written.set(unit, value);
    touched.add(unit);
  }
  const isField = (one) => one.name && one.type !== "hidden" && one.tagName !== "BUTTON";
  const fieldsOf = (form, name) => [...form.elements].filter((one) => isField(one) && one.name === name);
  const valueOf = (fields) => (fields[0].type === "radio" ? fields.find((one) => one.checked)?.value || "" : fields[0].value);
  const usualOf = (fields) => {
    const [one] = fields;
    if (one.type === "radio") return fields.find((other) => other.defaultChecked)?.value || "";
    return one.tagName === "SELECT" ? [...one.options].find((option) => option.defaultSelected)?.value || "" : one.defaultValue;
  };
  const write = (fields, value) => {
    if (fields[0].type !== "radio") fields[0].value = value;
    else for (const one of fields) one.checked = one.value === value;
  };
  const isText = (one) => one.type !== "radio" && one.tagName !== "SELECT";
  const placeOf = (form) => (form.id.startsWith("rate-") ? form.elements.at.value : "");
  const isRefused = (form) => Boolean(form.querySelector(".stop-text"));
  const note = (one) => {
    const form = one.form;
    if (!form?.id || !room.contains(form) || !isField(one)) return;
    const fields = fieldsOf(form, one.name);
    const value = valueOf(fields);
    const unit = `${form.id}|${one.name}`;
    if (value === usualOf(fields) && !isRefused(form)) kept.delete(unit);
    else kept.set(unit, { value, label: isText(one) ? one.labels[0].textContent : "", place: placeOf(form) });
    touched.add(unit);
    keep(unit);
  };
  const unitsOf = (form) => [...kept].filter(([unit]) => unit.startsWith(`${form.id}|`));
  const made = (kind, more) => Object.assign(document.createElement(kind), more);
  const formOf = (unit) => document.getElementById(unit.split("|")[0]);
  const goesOn = (unit, { place }) =>
    Boolean(formOf(unit) || (place && room.querySelector("[data-active]") && room.querySelector(`[data-at="${CSS.escape(place)}"]`)));
  const forget = (units) => {
    for (const [unit, was] of units) {
      if (kept.get(unit)?.value === was.value) kept.delete(unit);
      keep(unit);
    }
    showLeft();
  };
  const takeUp = (unit, copy) => {
    written.delete(unit); // what stood here is another copy now
    kept.set(unit, copy);
    keep(unit);
    fill();
    if (!formOf(unit)) look(copy.place);
  };
  const drop = (unit, copy) => {
    written.set(unit, copy.value);
    forget([[unit, copy]]);
  };
  const lineOf = (unit, copy) => {
    const line = made("li", { className: "note-of pre-line" });
    line.append(made("b", { textContent: `${copy.label}: ` }), copy.value);
    const add = (textContent, act) => {
      const button = made("button", { type: "button", className: "btn btn-word", textContent });
      button.addEventListener("click", () => act(unit, copy));
      line.append(" ", button);
    };
    if (goesOn(unit, copy)) add("Go on with it", takeUp);
    add("Delete it", drop);
    return line;
  };
  // What was typed where its form is not shown now, because another rating is open or the debrief has ended meanwhile;
  // and what another tab typed in the same field.
  const showLeft = () => {
    const past = [...kept].filter(([unit, copy]) => !isWords(copy) && !goesOn(unit, copy)); // nothing to read, or to send
    for (const [unit] of past) {
      kept.delete(unit);
      keep(unit);
    }
    const own = [...kept].filter(([unit, copy]) => isWords(copy) && !formOf(unit));
    const units = store.units();
    const others = [...touched].flatMap((unit) => store.others(unit, units).map((copy) => [unit, copy]));
    const lines = [...own, ...others].map(([unit, copy]) => lineOf(unit, copy));
    left.querySelector("ul").replaceChildren(...lines);
    left.hidden = !lines.length;
  };
  const fill = () => {
    for (const [unit, { value }] of kept) {
      const [id, name] = unit.split("|");
      const form = document.getElementById(id);
      const fields = form ? fieldsOf(form, name) : [];
      if (fields.length && valueOf(fields) !== value) write(fields, value);
      if (fields.length) fields[0].closest("details")?.setAttribute("open", "");
    }
    showLeft();
  };

  // A form that was refused stays as it is, with what is wrong beside its fields, until it is sent again.
  const refused = (but) => [...room.querySelectorAll("form[id]")].filter((form) => form.id !== but && isRefused(form));
  const control = (one) =>
    [...(document.getElementById(one.form)?.elements || [])].find(
      (found) => found.name === one.name && (found.type !== "radio" || found.value === one.value),
    );
  const focused = () => {
    const one = document.activeElement;
    if (!one || !room.contains(one)) return null;
    const caret = one.selectionStart === undefined || one.selectionStart === null ? null : [one.selectionStart, one.selectionEnd];
    return { id: one.id, form: one.form?.id, name: one.name, type: one.type, value: one.value, caret };
  };
  const draw = (html, but) => {
    const whole = refused(but);
    const unfolded = [...room.querySelectorAll("details[id][open]")].map((one) => one.id);
    const focus = focused();
    room.innerHTML = html;
    composed = 0;
    drawn = Date.now();
    for (const form of whole) document.getElementById(form.id)?.replaceWith(form);
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
    fill();
    if (!focus) return;
    const next = (focus.id && document.getElementById(focus.id)) || (focus.form && control(focus));
    if (!next) return;
    next.focus({ preventScroll: true });
    if (focus.caret && next.setSelectionRange) next.setSelectionRange(...focus.caret);
  };
  const last = () => room.querySelector("[data-last]")?.dataset.last || "";
  const say = (text, alarm = false) => {
    if (told.textContent !== text) told.textContent = text;
    told.classList.toggle("stop-text", alarm);
  };
  const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: room.dataset.zone });
  const calm = () => !stands && told.classList.contains("stop-text") && say("");
  const sayEnded = () => {
    if (told.querySelector("a")) return;
    say("Your session ended; what you typed is kept on this device. ", true);
    const here = encodeURIComponent(location.pathname + location.search);
    told.append(made("a", { href: `${room.dataset.signIn}?next=${here}`, textContent: "Sign in and go on" }));
    tag = ""; // the forms of the next room are of the new session
  };

  const refresh = async () => {
    const mine = ++round;
    const answer = await fetch(`${room.dataset.live}?at=${encodeURIComponent(at)}`, {
      headers: tag ? { "If-None-Match": tag } : {},
      redirect: "manual",
    });
    if (mine !== round) return;
    if (answer.type === "opaqueredirect") return sayEnded();
    if (answer.status === 304) return calm();
    if (answer.status === 404) return location.reload();
    if (!answer.ok) throw new Error("busy");
    const html = await answer.text();
    if (mine !== round || composes()) return;
    if (!html.trim()) return location.reload();
    const before = last();
    tag = answer.headers.get("ETag") || "";
    draw(html);
    if (!stands && last() && last() !== before) say(`Changed at ${clock()}: ${last()}.`);
    else calm();
  };
  const unreached = () => {
    if (!told.textContent.startsWith("Not kept")) say("No connection: what others say is not shown now. Trying again.", true);
  };
  const poll = async () => {
    window.clearTimeout(timer);
    if (!document.hidden && !sending && !composes()) {
      try {
        await refresh();
      } catch {
        unreached();
      }
    }
    timer = window.setTimeout(poll, EVERY);
  };

  const look = async (place) => {
    at = place;
    tag = "";
    history.replaceState(null, "", at ? `?at=${encodeURIComponent(at)}` : location.pathname);
    try {
      await refresh();
    } catch {
      unreached();
    }
  };
  const send = async (form, button) => {
    if (sending) return;
    sending = true;
    stands = false;
    round += 1;
    const units = unitsOf(form);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("room");
      if (fresh) {
        if (answer.ok) {
          forget(units);
          form.closest("details")?.removeAttribute("open");
        }
        draw(fresh.innerHTML, form.id);
        tag = "";
        say(answer.ok ? `Kept at ${clock()}.` : "");
        if (!answer.ok) room.querySelector(".stop-text")?.parentElement.querySelector("input, select, textarea")?.focus();
      } else if (answer.status === 401) {
        sayEnded();
      } else {
        tag = "";
        stands = true;
        const why = page.querySelector("h1")?.textContent || "the server did not answer";
        say(`Not kept: ${why.replace(/\.$/, "")}. What you typed stays here; look at what changed, and send it again.`, true);
      }
    } catch {
      say("Not kept: no connection. What you typed stays here; send it again.", true);
    }
    sending = false;
  };

  room.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    event.preventDefault();
    send(form, event.submitter);
  });
  window.addEventListener("storage", (event) => event.key === room.dataset.key && showLeft());
  window.addEventListener("beforeunload", (event) => kept.size && !canStore && event.preventDefault());
  for (const kind of ["compositionstart", "compositionupdate", "compositionend"]) {
    room.addEventListener(kind, () => {
      composed = kind === "compositionend" ? 0 : Date.now();
    });
  }
  for (const kind of ["input", "change"]) room.addEventListener(kind, (event) => note(event.target));
  room.addEventListener("click", (event) => {
    const cell = event.target.closest(".cellbtn");
    if (!cell) return;
    event.preventDefault();
    look(cell.getAttribute("aria-expanded") === "true" ? "" : cell.dataset.at);
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && room.classList.add("no-peek"));
  for (const gone of ["mouseout", "focusout"]) room.addEventListener(gone, () => room.classList.remove("no-peek"));
  document.addEventListener("visibilitychange", () => document.hidden || poll());
  window.setInterval(() => {
    for (const one of room.querySelectorAll("[data-clock]")) {
      const seconds = Number(one.dataset.spent) + Number(one.dataset.now) - Number(one.dataset.clock) + (Date.now() - drawn) / 1000;
      one.textContent = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
      one.parentElement.querySelector("[data-over]").hidden = seconds <= 60 * Number(one.dataset.minutes);
    }
  }, 1000);
  fill();
  timer = window.setTimeout(poll, EVERY);
})();
