// A part marked data-watched is asked for again every two seconds until its mark is gone. Without this script “look
// again” does the same.
"use strict";
(() => {
  const EVERY = 2000;
  const look = async () => {
    const part = document.querySelector("[data-watched]");
    if (!part) return;
    try {
      const answer = await fetch(location.href);
      const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
      if (answer.ok && next && next.innerHTML !== part.innerHTML) {
        const status = part.querySelector("[role=status]");
        const focused = part.contains(document.activeElement);
        const told = next.querySelector("[role=status]");
        if (status && told) {
          status.innerHTML = told.innerHTML; // the live region itself stays, so that it is read out
          told.replaceWith(status);
        }
        part.replaceWith(next);
        if (focused) (next.querySelector("a.btn, button") || document.querySelector("main")).focus({ preventScroll: true });
      }
    } catch {
      // the server is away: the next look may find it
    }
    setTimeout(look, EVERY);
  };
  setTimeout(look, EVERY);
})();
