// What was read lights up with the lines that it came from, and a line with what was read from it: under the pointer
// and with the focus inside. Without this script the line numbers are links that lead to and fro.
"use strict";
(() => {
  const put = (element) => {
    for (const one of document.querySelectorAll(".source .at, .draft .at")) one.classList.remove("at");
    const part = element && element.closest(".source li[data-keys], .draft li[data-lines]");
    if (!part) return;
    const ids = part.dataset.lines !== undefined
      ? part.dataset.lines.split(" ").map((line) => `l${line}`)
      : part.dataset.keys.split(" ").filter(Boolean).map((key) => `i-${key}`);
    const others = ids.map((id) => document.getElementById(id)).filter(Boolean);
    if (!others.length) return;
    for (const one of [part, ...others]) one.classList.add("at");
    const column = others[0].closest(".source")?.parentElement;
    if (column && part.dataset.lines !== undefined) {
      const top = others[0].offsetTop;
      if (top < column.scrollTop || top > column.scrollTop + column.clientHeight) column.scrollTop = top - 40;
    }
  };
  document.addEventListener("mouseover", (event) => put(event.target));
  document.addEventListener("focusin", (event) => put(event.target));
})();
