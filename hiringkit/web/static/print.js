// The button that prints a page: without a script it could do nothing, so it is shown by one.
"use strict";
(() => {
  const button = document.getElementById("print");
  if (!button) return;
  button.addEventListener("click", () => print());
  button.hidden = false;
})();
