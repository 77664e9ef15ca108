// What was typed and not sent stands in the browser's own store, by unit, so that it outlives the page. Tabs share it:
// each replaces and removes its own copy alone, and those of other tabs stay `beside` it until somebody chose.
"use strict";
window.hiringkit = Object.assign(window.hiringkit || {}, {
  // `about`: where it can be gone on with, and under which title. `isOurs(unit, value, copy)`: this tab put it there, or
  // its author has seen it here.
  kept(key, about, isOurs) {
    const units = () => {
      try {
        return JSON.parse(localStorage.getItem(key) || "{}").units || {};
      } catch {
        return {};
      }
    };
    const copiesOf = ({ beside = [], ...first } = { saved: true }) => (first.saved ? [] : [first, ...beside]);
    const others = (unit, from = units()) => copiesOf(from[unit]).filter((copy) => !isOurs(unit, copy.value, copy));
    // Our copy, or none, before those of others.
    const put = (from, unit, ...ours) => {
      const [first, ...beside] = [...ours, ...others(unit, from)];
      if (first) from[unit] = beside.length ? { ...first, beside } : first;
      else delete from[unit];
    };
    const write = (from) => {
      try {
        if (!Object.keys(from).length) localStorage.removeItem(key);
        else localStorage.setItem(key, JSON.stringify({ ...about, units: from }));
        return true;
      } catch {
        return false; // full or switched off: the server is all there is
      }
    };
    // What another tab typed in what this one saved, and never sent: offered until somebody chose, in whichever tab.
    const offered = new Set();
    const show = (of, page) => {
      const from = units();
      for (const unit of [...of].filter((one) => !page.isWaiting(one))) {
        const [copy] = others(unit, from);
        if (copy) page.offer(unit, copy.value, `Another window typed this and never sent it: “${page.words(unit, copy.value)}”.`);
        else if (offered.has(unit)) page.clear(unit);
        offered[copy ? "add" : "delete"](unit);
      }
    };
    const watch = (page) => window.addEventListener("storage", (event) => event.key === key && show(offered, page));
    return { units, others, put, write, show, watch };
  },
});
