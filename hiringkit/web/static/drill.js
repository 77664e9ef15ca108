// A drill is kept as it is typed, as a scorecard is; what is refused is said beside its field.
"use strict";
(() => {
  const form = document.getElementById("card");
  if (!form || !document.getElementById("saved")) return;
  const note = (unit, text, actions = []) => {
    const control = form.querySelector(`[name="${CSS.escape(unit)}"]`);
    if (!control) return;
    const id = `live-${unit.replaceAll(":", "-")}`;
    document.getElementById(id)?.remove();
    if (!text) return;
    const sign = Object.assign(document.createElement("span"), { className: "sign sign-stop", textContent: text });
    const place = Object.assign(document.createElement("p"), { id, className: "stop-text" });
    place.setAttribute("role", "alert");
    place.append(sign, ...actions);
    (control.closest("fieldset, div") || control).append(place);
  };
  const changed = () => {
    const ratings = new Set([...form.querySelectorAll("[name^='rating:']")].map((one) => one.name));
    const rated = form.querySelectorAll("[name^='rating:']:checked").length;
    document.getElementById("counted").textContent = `${rated} of ${ratings.size} rated`;
  };
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault(); // handed in by its button alone
  });
  window.hiringkit.draft(form, { addLine: () => null, note, changed }).restore();
  changed();
})();
