// A form marked data-live is sent without leaving the page: its answer takes the page's place, and the focus stays.
"use strict";
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches("form[data-live]") || !button) return;
  event.preventDefault();
  if (button.getAttribute("aria-disabled") === "true") return;
  const main = document.querySelector("main");
  if (main.getAttribute("aria-busy") === "true") return;
  main.setAttribute("aria-busy", "true");
  const focus = button.id;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    main.replaceWith(page.querySelector("main"));
    document.querySelector("main [role=alert]")?.scrollIntoView({ block: "nearest" });
    document.title = page.title;
    const next = document.getElementById(focus) || document.querySelector("main");
    next.focus({ preventScroll: true });
    document.dispatchEvent(new Event("hiringkit:live"));
  } catch {
    main.removeAttribute("aria-busy");
    form.removeAttribute("data-live");
    form.requestSubmit(button);
  }
});
