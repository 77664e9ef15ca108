// Whoever's session ended signs in on the page that they are on, and goes on. The answer to a sign-in is looked at as the
// browser would.
"use strict";
window.hiringkit = Object.assign(window.hiringkit || {}, {
  button(words, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-word", textContent: words });
    made.addEventListener("click", act);
    return made;
  },

  // `shown`: the page of a sign-in, as a document; then `signedIn()`, and `closed()` where the sheet is put away.
  signInAgain(shown, signedIn, closed) {
    const { button, signInAgain } = window.hiringkit;
    const sheet = document.getElementById("sign-in-again") || document.body.appendChild(document.createElement("dialog"));
    Object.assign(sheet, { id: "sign-in-again", className: "sign-in-again" });
    sheet.setAttribute("aria-label", "Sign in and go on");
    const textContent = "Your session ended. What you typed is kept; sign in, and this page goes on.";
    const words = Object.assign(document.createElement("p"), { className: "sees", textContent });
    sheet.replaceChildren(words, shown.querySelector("main"), button("Not now", () => sheet.close()));
    sheet.querySelector("main").replaceWith(...sheet.querySelector("main").childNodes);
    sheet.onsubmit = async (event) => {
      event.preventDefault();
      const sent = new URLSearchParams(new FormData(event.target, event.submitter));
      try {
        const answer = await fetch(event.target.action, { method: "POST", body: sent });
        const next = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (next.querySelector("form input[type=password]")) return signInAgain(next, signedIn, closed);
      } catch {
        return;
      }
      sheet.close();
      signedIn();
    };
    sheet.onclose = closed;
    if (!sheet.open) sheet.showModal();
  },
});
