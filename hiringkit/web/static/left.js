// What somebody typed on this device and the server does not have: that a scorecard was submitted without, or that stands
// on a page which is theirs no more. It is shown here, to be copied elsewhere or put away.
"use strict";
(() => {
  const place = document.getElementById("left");
  const labels = JSON.parse(place.dataset.labels);
  const answers = JSON.parse(place.dataset.answers || "{}"); // the words of what was chosen, where they are known
  const { key: ownKey, keys: prefix, at } = place.dataset;
  const wordsOf = (value) => (typeof value === "string" ? value : `${value.minute ? `${value.minute} ` : ""}${value.text}`).trim();
  const labelOf = (unit, one) => {
    const [kind, ...rest] = unit.split(":");
    if (one.label || labels[unit]) return one.label || labels[unit];
    return typeof one.value === "string" && labels[kind] ? `${labels[kind]}: ${rest.join(" ").replaceAll("-", " ")}` : labels.line;
  };
  const made = (kind, more) => Object.assign(document.createElement(kind), more);
  const found = (kept) => {
    const copies = Object.entries(kept?.units || {}).flatMap(([unit, one]) => [one, ...(one.beside || [])].map((copy) => [unit, copy]));
    return copies.filter(([, one]) => !one.saved && wordsOf(one.value));
  };
  const fill = (list, copies) => {
    for (const [unit, one] of copies) {
      const textContent = answers[unit]?.[one.value] ?? wordsOf(one.value);
      list.append(made("dt", { textContent: labelOf(unit, one) }), made("dd", { className: "pre-line", textContent }));
    }
  };
  const deletes = (button, key, part) =>
    button.addEventListener("click", () => {
      localStorage.removeItem(key);
      part.remove();
      place.hidden = !place.querySelector("dl");
    });
  const shown = (key, kept, copies) => {
    const part = made("div", { className: "mb-4" });
    const head = made("h3", {});
    head.append(at ? kept.title : made("a", { href: kept.at, textContent: kept.title }));
    const list = made("dl", { className: "facts" });
    const button = made("button", { type: "button", className: "btn btn-word", textContent: "Delete it from this device" });
    fill(list, copies);
    deletes(button, key, part);
    part.append(head, list, button);
    return part;
  };
  const read = (key) => JSON.parse(localStorage.getItem(key) || "{}");
  try {
    if (ownKey) {
      fill(place.querySelector("dl"), found(read(ownKey)));
      deletes(place.querySelector("button"), ownKey, place.querySelector("dl").parentElement);
    } else {
      for (const key of Object.keys(localStorage).filter((one) => one.startsWith(prefix))) {
        const kept = read(key);
        const copies = !at || kept.at === at ? found(kept) : [];
        if (copies.length) place.lastElementChild.append(shown(key, kept, copies));
      }
    }
    place.hidden = !place.querySelector("dd");
  } catch {
    // no store here, or nothing of ours in it
  }
})();
