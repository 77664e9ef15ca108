// The clock of an interview. By the plan it counts from the planned time, until the planned minutes are over; its author
// may let it begin later, pause and go on. What they set is kept on this device, for the one interview that they sit in.
"use strict";
window.hiringkit.clock = (form) => {
  const KEPT = "hiringkit-clock";
  const LONGEST = 4 * 3600; // beyond the plan: then it was left running
  const place = document.getElementById("clock");
  const opener = document.getElementById("set-clock");
  const sheet = document.getElementById("clock-sheet");
  const planned = Number(form.dataset.begins);
  const length = 60 * Number(form.dataset.minutes);
  const now = () => Math.floor(Date.now() / 1000);
  // Set by hand: when it began, less its pauses, and when the pause began that it is in.
  let unkept = null; // where nothing can be stored, this page is all there is
  const set = () => {
    let found = unkept;
    try {
      found ??= JSON.parse(localStorage.getItem(KEPT) || "null");
    } catch {
      found = null;
    }
    return found?.card === form.dataset.key && now() - found.began < length + LONGEST ? found : null;
  };
  const keep = (began, held = 0) => {
    const state = began ? { card: form.dataset.key, began, held } : null;
    unkept = null;
    try {
      if (state) localStorage.setItem(KEPT, JSON.stringify(state));
      else localStorage.removeItem(KEPT);
    } catch {
      unkept = state;
    }
    tick();
  };
  const seconds = () => {
    const by = set();
    return by ? (by.held || now()) - by.began : now() - planned;
  };
  const runs = () => Boolean(set()) || (seconds() >= 0 && seconds() <= length);
  const isOver = () => !set() && seconds() > length && seconds() < length + LONGEST;
  const elapsed = () => (runs() ? [seconds() / 60, seconds() % 60].map((part) => String(Math.floor(part)).padStart(2, "0")).join(":") : "");

  const said = () => {
    const by = set();
    if (by?.held) return `${elapsed()}, paused. What you write now has this minute.`;
    if (by) return `${elapsed()} since it began.`;
    if (runs()) return `${elapsed()} since the time that was planned.`;
    if (seconds() < 0) return "By the plan it has not begun. What you write has no minute yet.";
    return `The ${length / 60} minutes that were planned are over. What you write has no minute now.`;
  };
  const words = () => {
    if (isOver()) return `${length / 60} min are over`;
    return runs() ? `${Math.floor(seconds() / 60)} of ${length / 60} min${set()?.held ? ", paused" : ""}` : "";
  };
  const acts = {
    begin: () => keep(now()),
    pause: () => keep(set()?.began || planned, now()),
    resume: () => keep(set().began + now() - set().held),
    extend: () => keep(planned),
    plan: () => keep(0),
  };
  const offered = () => ({ begin: true, pause: runs() && !set()?.held, resume: Boolean(set()?.held), extend: isOver(), plan: Boolean(set()) });
  const tick = () => {
    if (place && place.textContent !== words()) place.textContent = words();
    if (!sheet) return;
    sheet.querySelector("#clock-said").textContent = said();
    for (const [act, may] of Object.entries(offered())) sheet.querySelector(`[value="${act}"]`).hidden = !may;
  };
  const show = () => {
    tick();
    sheet?.showModal();
  };
  if (sheet) {
    opener.hidden = false;
    opener.addEventListener("click", show);
    sheet.addEventListener("close", () => {
      acts[sheet.returnValue]?.();
      sheet.returnValue = "";
    });
  }
  window.setInterval(tick, 1000);
  window.addEventListener("storage", (event) => event.key === KEPT && tick());
  tick();
  return { elapsed, show };
};
