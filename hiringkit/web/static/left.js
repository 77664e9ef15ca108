// A scorecard that was submitted, and what its author typed on this device that is no part of it: it came from elsewhere
// first. It is shown here, to be copied into an amendment or put away.
"use strict";
(() => {
  const place = document.getElementById("left");
  const labels = JSON.parse(place.dataset.labels);
  const wordsOf = (value) => (typeof value === "string" ? value : `${value.minute ? `${value.minute} ` : ""}${value.text}`).trim();
  const made = (kind, more) => Object.assign(document.createElement(kind), more);
  try {
    const { units = {} } = JSON.parse(localStorage.getItem(place.dataset.key) || "{}");
    const copies = Object.entries(units).flatMap(([unit, one]) => [one, ...(one.beside || [])].map((copy) => [unit, copy]));
    const found = copies.filter(([, one]) => !one.saved && wordsOf(one.value));
    const list = place.querySelector("dl");
    for (const [unit, one] of found) {
      const words = made("dd", { className: "pre-line", textContent: wordsOf(one.value) });
      list.append(made("dt", { textContent: labels[unit] || labels.line }), words);
    }
    place.hidden = !found.length;
    place.querySelector("button").addEventListener("click", () => {
      localStorage.removeItem(place.dataset.key);
      place.hidden = true;
    });
  } catch {
    // no store here, or nothing of ours in it
  }
})();
