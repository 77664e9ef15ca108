// A scorecard is kept as it is typed: in this browser at once, on the server within two seconds, and later where there
// is no connection. Without this script the form is sent whole and nothing else changes.
"use strict";
Object.assign(window.hiringkit, {
  // `page` shows what happened: addLine(criterion, id), note(unit, text, buttons), changed().
  draft(form, page) {
    const status = document.getElementById("saved");
    const revisionsField = document.getElementById("revisions");
    const key = form.dataset.key;
    const revisions = JSON.parse(revisionsField.value || "{}");
    const apart = new Set(["csrf_token", "revisions", "card", "again", "independent", "over", "later"]);
    const isLine = (unit) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(unit);

    // What is saved on its own is a unit: a field by its name, a line of evidence by its id.
    const unitOf = (name) => {
      const [kind, second, third] = name.split(":");
      if (kind === "line") return third;
      return kind === "minute" || kind === "also" ? second : name;
    };
    const named = (name) => {
      const found = form.elements.namedItem(name);
      return !found ? [] : found instanceof RadioNodeList ? [...found] : [found];
    };
    const lineOf = (unit) => form.querySelector(`[name^="line:"][name$=":${unit}"]`);
    const alsoOf = (unit) => [...form.querySelectorAll(`[name^="also:${unit}:"]`)];
    const hasControl = (unit) => (isLine(unit) ? lineOf(unit) !== null : named(unit).length > 0);
    const read = (unit) => {
      if (!hasControl(unit)) return pending.get(unit)?.value ?? "";
      if (isLine(unit)) {
        const also = alsoOf(unit).filter((one) => one.checked).map((one) => one.name.split(":")[2]);
        const line = lineOf(unit);
        const home = line.name.split(":")[1]; // nothing, in the note pad
        const said = { text: line.value, minute: named(`minute:${unit}`)[0].value };
        return home ? { ...said, criteria: [home, ...also] } : { ...said, criteria: also, noted: true };
      }
      const found = named(unit);
      const ticked = found.find((one) => one.checked);
      return /^(radio|checkbox)$/.test(found[0].type) ? (ticked ? ticked.value : "") : found[0].value;
    };
    const write = (unit, value) => {
      if (isLine(unit)) {
        if (!hasControl(unit)) page.addLine(value.noted ? "" : value.criteria[0], unit);
        if (!hasControl(unit)) return;
        lineOf(unit).value = value.text;
        named(`minute:${unit}`)[0].value = value.minute;
        for (const one of alsoOf(unit)) one.checked = value.criteria.includes(one.name.split(":")[2]);
        return;
      }
      for (const one of named(unit)) {
        if (/^(radio|checkbox)$/.test(one.type)) one.checked = one.value === value;
        else one.value = value;
      }
    };
    const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
    const wordsOf = (value) => (typeof value === "string" ? value : value.text);
    const isUntouched = (one) => one.checked === one.defaultChecked && (/^(radio|checkbox)$/.test(one.type) || one.value === one.defaultValue);
    // A value as people read it: the words of a choice, “ticked” for a tick.
    const shown = (unit, value) => {
      const found = isLine(unit) ? [] : named(unit);
      if (found[0]?.type === "checkbox") return value ? "ticked" : "not ticked";
      const label = found[0]?.type === "radio" && found.find((one) => one.value === value)?.closest("label");
      return (label ? label.querySelector(".level-word") || label : { textContent: value }).textContent.trim() || "nothing";
    };

    // Typed and not confirmed. `base`: the revision that it was typed over; `sent`: what was sent and never answered,
    // which the server may have or not; `held`: it waits for its author, who was told why.
    const pending = new Map();
    const confirmed = new Map();
    const written = new Map(); // what this page put into the browser's store
    const met = new Map(); // what the server had instead, in words
    let canStore = true;
    let leaving = false; // the next page may have been made before what is saved now
    const isOurs = (unit, value) =>
      wordsOf(value) === met.get(unit) || [written.get(unit), pending.get(unit)?.value, confirmed.get(unit)].some((one) => same(one, value));
    const store = window.hiringkit.kept(key, { at: form.dataset.at, title: form.dataset.title }, isOurs);
    const keep = () => {
      const units = store.units();
      for (const [unit, was] of written) {
        if (pending.has(unit)) continue;
        const isOwn = units[unit] && same(units[unit].value, was);
        if (leaving && revisions[unit] && isOwn && !store.others(unit, units).length) {
          units[unit] = { value: was, saved: revisions[unit] };
          continue;
        }
        if (isOwn || !units[unit]?.saved) store.put(units, unit);
        written.delete(unit);
      }
      for (const [unit, { value, base, sent }] of pending) {
        store.put(units, unit, { value, base, sent });
        written.set(unit, value);
      }
      canStore = store.write(units);
    };
    const isRefused = (unit) => document.getElementById(`fault-${unit.replaceAll(":", "-")}`) !== null; // shown, not saved
    const restore = () => {
      for (const [unit, copy] of Object.entries(store.units())) {
        if (copy.saved) { // what the server has; this page may be older
          if ((revisions[unit] || 0) < copy.saved) {
            write(unit, copy.value);
            revisions[unit] = copy.saved;
            confirmed.set(unit, copy.value);
          }
          written.set(unit, copy.value);
          continue;
        }
        if (hasControl(unit) && same(read(unit), copy.value) && !isRefused(unit)) {
          written.set(unit, copy.value);
          confirmed.set(unit, copy.value);
          continue;
        }
        const isMine = hasControl(unit) && !isRefused(unit) && copy.sent.includes(wordsOf(read(unit)));
        const base = isMine ? revisions[unit] || 0 : copy.base;
        pending.set(unit, { value: copy.value, sent: copy.sent, base, held: isRefused(unit) });
        write(unit, copy.value);
      }
      keep();
      revisionsField.value = JSON.stringify(revisions);
      page.changed();
      showOthers();
      if (pending.size) send();
    };

    // Seen at once. Heard at once too where something is not saved, and that it is: once a minute, not with every word.
    const heard = Object.assign(document.createElement("span"), { className: "visually-hidden" });
    heard.setAttribute("role", "status");
    status.after(heard);
    let heardAt = -Infinity;
    let alarmed = false;
    const say = (text, alarm = false) => {
      status.textContent = text;
      status.classList.toggle("stop-text", alarm);
      if (text === "saving…" || (alarm ? heard.textContent === text : !alarmed && Date.now() - heardAt < 60000)) return;
      heard.textContent = text;
      heardAt = Date.now();
      alarmed = alarm;
    };
    const kept = () => (canStore ? "kept on this device" : "leave this page open");
    const { button } = window.hiringkit;

    let timer = null;
    let running = null;
    let retry = 1000;
    let unreached = false;
    const waiting = () => [...pending.keys()].filter((unit) => !pending.get(unit).held);
    const later = (after = 1000) => {
      timer ??= window.setTimeout(send, after);
    };
    const send = () => {
      window.clearTimeout(timer);
      timer = null;
      running ??= post(waiting()).finally(() => {
        running = null;
        keep();
        showOthers();
        if (waiting().length && !ended) later(unreached ? retry : 1000);
      });
      return running;
    };
    const post = async (units) => {
      if (!units.length) return;
      const sending = new Map(units.map((unit) => [unit, read(unit)]));
      for (const [unit, value] of sending) pending.get(unit).sent.push(wordsOf(value));
      keep();
      say("saving…");
      let answer;
      let told = {};
      try {
        answer = await fetch(form.dataset.save, {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrf_token.value },
          body: JSON.stringify(body(sending)),
          signal: AbortSignal.timeout(10000),
        });
        if (answer.headers.get("Content-Type")?.startsWith("application/json")) told = await answer.json();
      } catch {
        return missed(`not saved: no connection, ${kept()}`);
      }
      if (answer.ok && !told.revisions) return missed(`not saved: no connection, ${kept()}`); // somebody between us answered
      if (answer.ok) return settle(sending, told);
      if (answer.status === 401 || answer.status === 400) return renew();
      if (answer.status >= 500 || answer.status === 429) return missed(`not saved: the server is busy, ${kept()}`);
      for (const unit of units) pending.get(unit).held = true;
      const isGone = answer.status === 404; // as where a seat was given up: what is typed is shown on one's own page
      if (isGone) told.error = "This is not yours to write any more.";
      say(`${told.error || "Not saved."} What you typed is ${canStore ? "kept on this device" : "on this page alone"}. `, true);
      status.append(Object.assign(document.createElement("a"), { href: isGone ? form.dataset.left : form.dataset.at, textContent: "Look at it" }));
    };
    const missed = (text) => {
      unreached = true;
      retry = Math.min(retry * 2, 8000);
      say(text, true);
    };
    const body = (sending) => {
      const changes = [];
      const lines = [];
      for (const [unit, value] of sending) {
        const revision = pending.get(unit).base;
        if (isLine(unit)) lines.push({ id: unit, ...value, revision });
        else changes.push({ field: unit, value, revision });
      }
      return { changes, lines };
    };
    const show = (unit) => {
      const control = isLine(unit) ? lineOf(unit) : named(unit)[0];
      if (!control) return location.assign(form.dataset.at);
      page.reveal?.(control);
      control.focus();
      control.scrollIntoView({ block: "center" });
    };
    const settle = (sending, answer) => {
      unreached = false;
      retry = 1000;
      for (const [unit, revision] of Object.entries(answer.revisions)) {
        revisions[unit] = revision;
        confirmed.set(unit, sending.get(unit));
        page.note(unit, "");
        if (same(read(unit), sending.get(unit))) pending.delete(unit);
        else Object.assign(pending.get(unit), { base: revision, sent: [] });
      }
      // A rating that was refused before its evidence goes again, now that a line is there.
      const lined = "evidenceFirst" in form.dataset && Object.keys(answer.revisions).some(isLine);
      if (lined) for (const [unit, typed] of pending) if (unit.startsWith("rating:")) typed.held = false;
      for (const [unit, sentence] of Object.entries(answer.faults)) {
        pending.get(unit).held = same(read(unit), sending.get(unit));
        page.note(unit, sentence);
      }
      for (const [unit, theirs] of Object.entries(answer.conflicts)) clash(unit, theirs);
      revisionsField.value = JSON.stringify(revisions);
      sayOutcome(`saved ${answer.saved}`);
    };
    const sayOutcome = (well) => {
      const [troubled] = [...pending.keys()].filter((unit) => pending.get(unit).held);
      if (!troubled) return say(well);
      say(`some of it was not saved, ${kept()} `, true);
      status.append(button("Show it", () => show(troubled)));
    };
    // Somebody saved it since. Where that was this page itself, and only the answer was lost, it is no clash.
    const clash = (unit, theirs) => {
      met.set(unit, theirs.value);
      const mine = () => {
        revisions[unit] = theirs.revision;
        Object.assign(pending.get(unit), { base: theirs.revision, sent: [], held: false });
      };
      if (pending.get(unit).sent.includes(theirs.value)) return mine();
      pending.get(unit).held = true;
      const keepMine = () => {
        mine();
        send();
      };
      const takeTheirs = () => {
        revisions[unit] = theirs.revision;
        write(unit, isLine(unit) ? { ...read(unit), text: theirs.value } : theirs.value);
        pending.delete(unit);
        if (isLine(unit)) typedIn(lineOf(unit).name);
        keep();
        sayOutcome("as the other window saved it");
        page.changed();
      };
      offer(unit, `Another window saved this since: “${shown(unit, theirs.value)}”.`, keepMine, takeTheirs);
    };
    const offer = (unit, words, keepMine, takeTheirs) => {
      const chosen = (act) => () => {
        page.note(unit, "");
        act();
      };
      page.note(unit, words, [button("Keep mine", chosen(keepMine)), button("Take theirs", chosen(takeTheirs))]);
    };

    const besides = {
      isWaiting: (unit) => pending.has(unit),
      words: (unit, value) => shown(unit, wordsOf(value)),
      clear: (unit) => page.note(unit, ""),
      offer(unit, theirs, words) {
        const keepMine = () => {
          written.set(unit, theirs);
          keep();
          showOthers([unit]);
        };
        const takeTheirs = () => {
          write(unit, theirs);
          typedIn(isLine(unit) ? lineOf(unit).name : unit);
        };
        offer(unit, words, keepMine, takeTheirs);
      },
    };
    const showOthers = (of = confirmed.keys()) => store.show(of, besides);
    store.watch(besides);

    // The session ended: sign in on this page, and go on. The answer to a sign-in is looked at as the browser would.
    let ended = false;
    const renew = async () => {
      ended = true;
      say(`not saved: your session ended, ${kept()}`, true);
      try {
        const answer = await fetch(location.pathname, { signal: AbortSignal.timeout(10000) });
        const shown = new DOMParser().parseFromString(await answer.text(), "text/html");
        const card = shown.getElementById("card");
        if (card?.dataset.key === key) {
          form.elements.csrf_token.value = card.elements.csrf_token.value;
          ended = false;
        } else if (shown.querySelector("form input[type=password], form[action*='sign-in']")) window.hiringkit.signInAgain(shown, signedIn, notNow);
        else say(`not saved: somebody else is signed in, or this card is no draft any more; ${kept()}`, true);
      } catch {
        ended = false;
        missed(`not saved: no connection, ${kept()}`);
      }
    };
    const signedIn = async () => {
      await renew();
      if (!ended) send();
    };
    const notNow = () => {
      if (!ended) return;
      say(`not saved: your session ended, ${kept()}. `, true);
      status.append(button("Sign in", renew));
    };

    const typedIn = (name) => {
      const unit = unitOf(name);
      if (!unit || apart.has(unit) || !hasControl(unit)) return;
      const value = read(unit);
      if (same(pending.has(unit) ? pending.get(unit).value : confirmed.get(unit), value)) return;
      const before = pending.get(unit) || { base: revisions[unit] || 0, sent: [] };
      pending.set(unit, { ...before, value, held: false });
      leaving = false;
      keep();
      page.changed();
      later();
    };

    form.addEventListener("input", (event) => event.target.name && typedIn(event.target.name));
    form.addEventListener("change", (event) => event.target.name && typedIn(event.target.name));
    // What is under way is waited for, so that the form does not clash with it; without a connection the page stays.
    // That the form itself goes out once, and its mark, are once.js's to see to.
    let through = false;
    form.addEventListener("submit", async (event) => {
      if (through || !(running || waiting().length)) {
        window.clearTimeout(timer);
        if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
        return;
      }
      event.preventDefault();
      const sender = event.submitter;
      await (running || send());
      if (waiting().length && !unreached && !ended) await send();
      if (unreached || ended) return;
      through = true;
      form.requestSubmit(sender);
    });
    // What the server confirmed does not go along again: it would clash with what another window saved since.
    // What it does not have goes with the revision that it was typed over, older than this page, unless both were shown.
    form.addEventListener("formdata", ({ formData }) => {
      const bases = Object.fromEntries([...pending].filter(([unit]) => !isRefused(unit)).map(([unit, typed]) => [unit, typed.base]));
      formData.set("revisions", JSON.stringify({ ...revisions, ...bases }));
      if (!("merges" in form.dataset)) return;
      for (const name of new Set([...form.elements].map((one) => one.name))) {
        const unit = name && unitOf(name);
        if (!unit || apart.has(unit)) continue;
        if (pending.has(unit)) {
          if (named(name)[0].type === "checkbox" && !formData.has(name) && unit === name) formData.set(name, "");
        } else if (confirmed.has(unit) || (!isRefused(unit) && named(name).every(isUntouched))) formData.delete(name);
      }
      formData.delete("card"); // not the whole card: a tick that is not named stands
    });
    window.addEventListener("pageshow", () => {
      through = false;
    });
    window.addEventListener("online", send);
    const stays = () => {
      leaving = false;
      keep();
    };
    window.addEventListener("beforeunload", (event) => {
      leaving = true;
      window.setTimeout(stays, 20000); // a download leaves no page
      if (pending.size && !canStore && !form.dataset.sent) event.preventDefault();
    });
    return { restore, typedIn, lineOf, named };
  },
});
