// Signing out leaves behind what was typed here and never reached the server: that is said first, and asked once more.
"use strict";
(() => {
  const form = document.querySelector("form[data-unsent]");
  if (!form) return;
  // What was saved while a page was left is kept for that page alone, which might have been made before.
  const isUnsent = (kept) => kept?.units && Object.values(kept.units).some((one) => !one.saved);
  const tidied = () => {
    for (const key of Object.keys(localStorage).filter((one) => one.startsWith(form.dataset.unsent))) {
      const kept = JSON.parse(localStorage.getItem(key));
      if (kept?.at !== location.pathname && !isUnsent(kept)) localStorage.removeItem(key);
    }
  };
  const waiting = () => {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(form.dataset.unsent))
        .map((key) => JSON.parse(localStorage.getItem(key)))
        .filter(isUnsent);
    } catch {
      return [];
    }
  };
  try {
    tidied();
  } catch {
    // no store here, or nothing of ours in it
  }
  form.addEventListener("submit", (event) => {
    const found = waiting();
    if (!found.length || form.querySelector("[role=alert]")) return;
    event.preventDefault();
    const told = document.createElement("div");
    told.setAttribute("role", "alert");
    const words = Object.assign(document.createElement("p"), { className: "stop-text mt-2 mb-1" });
    words.textContent = "Something that you typed here has not reached the server. Open it to send it:";
    const list = Object.assign(document.createElement("ul"), { className: "plain small" });
    for (const one of found) {
      const link = Object.assign(document.createElement("a"), { href: one.at, textContent: one.title });
      const row = document.createElement("li");
      row.append(link);
      list.append(row);
    }
    told.append(words, list);
    form.append(told);
    event.submitter.textContent = "Sign out all the same";
  });
})();
