// A form that is on its way is not sent again by the second press of a double click. Listens on the window, after
// whatever else a page does with a form: what is sent by a script of its own is no business of this one.
"use strict";
(() => {
  const LONGEST = 10_000; // an answer that is a file leaves the page where it is: it may be asked for again
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, LONGEST);
  });
  // Gone back to, a page is as it was left: its forms may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
})();
