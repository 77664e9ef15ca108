// The debrief room keeps itself up to date: it asks every two seconds whether anything changed, and puts the new room in
// the old one's place without touching what is being typed. Without this script every button still works, as a page.
"use strict";
(() => {
  const EVERY = 2000;
  const room = document.getElementById("room");
  const told = document.getElementById("live");
  if (!room || !told) return;
  let tag = "";
  let at = new URLSearchParams(location.search).get("at") || "";
  let drawn = Date.now();
  let sending = false;
  let round = 0; // an answer to an older question is not drawn over a newer one
  let timer = null;

  // A form that was refused stays as it is, with what is wrong beside its fields, until it is sent again.
  const refused = (but) => [...room.querySelectorAll("form[id]")].filter((form) => form.id !== but && form.querySelector(".stop-text"));
  // What was typed or chosen in the others and is not sent yet, form by form; `but` names one that was sent.
  const differs = (one) => {
    if (one.type === "radio" || one.type === "checkbox") return one.checked !== one.defaultChecked;
    if (one.tagName === "SELECT") return [...one.options].some((option) => option.selected !== option.defaultSelected);
    return one.value !== one.defaultValue || (one.tagName === "TEXTAREA" && one.value !== "");
  };
  const typed = (but) => {
    const kept = [];
    for (const form of room.querySelectorAll("form[id]")) {
      if (form.id === but) continue;
      for (const one of form.elements) {
        if (!one.name || one.type === "hidden" || one.tagName === "BUTTON" || !differs(one)) continue;
        kept.push({ form: form.id, name: one.name, type: one.type, value: one.value, checked: one.checked });
      }
    }
    return kept;
  };
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
    const kept = typed(but);
    const focus = focused();
    room.innerHTML = html;
    drawn = Date.now();
    for (const form of whole) document.getElementById(form.id)?.replaceWith(form);
    for (const one of kept) {
      const found = control(one);
      if (!found) continue;
      if (one.type === "radio" || one.type === "checkbox") found.checked = one.checked;
      else found.value = one.value;
    }
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
  const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

  const refresh = async () => {
    const mine = ++round;
    const answer = await fetch(`${room.dataset.live}?at=${encodeURIComponent(at)}`, {
      headers: tag ? { "If-None-Match": tag } : {},
      redirect: "error",
    });
    if (mine !== round) return;
    if (answer.status === 304) return say(told.classList.contains("stop-text") ? "" : told.textContent);
    if (answer.status === 404) return location.reload();
    if (!answer.ok) throw new Error("busy");
    const html = await answer.text();
    if (mine !== round) return;
    if (!html.trim()) return location.reload();
    const before = last();
    tag = answer.headers.get("ETag") || "";
    draw(html);
    if (last() && last() !== before) say(`Changed at ${clock()}: ${last()}.`);
    else if (told.classList.contains("stop-text")) say("");
  };
  const poll = async () => {
    window.clearTimeout(timer);
    if (!document.hidden && !sending) {
      try {
        await refresh();
      } catch {
        say("No connection: what others say is not shown now. Trying again.", true);
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
      location.reload();
    }
  };
  const send = async (form, button) => {
    if (sending) return;
    sending = true;
    round += 1;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("room");
      if (fresh) {
        draw(fresh.innerHTML, form.id);
        tag = "";
        say(answer.ok ? `Kept at ${clock()}.` : "");
        if (!answer.ok) room.querySelector(".stop-text")?.parentElement.querySelector("input, select, textarea")?.focus();
      } else {
        say(`Not kept: ${page.querySelector("h1")?.textContent || "the server did not answer"}. What you typed stays here.`, true);
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
    }
  }, 1000);
  timer = window.setTimeout(poll, EVERY);
})();
