// What makes the pages kinder where there is JavaScript; every page works without this file.
(() => {
  "use strict";

  const GUARD_SECONDS = 4; // a second tap within this time is the same tap; a later one is a wish to retry
  const CHECKS = 4; // how often to ask whether something arrived, 2, 4, 8 seconds apart

  const words = document.getElementById("page-words").dataset;

  function announce(text) {
    const region = document.getElementById("page-live");
    region.textContent = "";
    // Put in a moment later: the same sentence twice would not be read a second time.
    setTimeout(() => { region.textContent = text; }, 100);
  }

  // --- Sending once -----------------------------------------------------------------------

  function guard(event) {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.setAttribute("aria-busy", "true");
    form.guardTimer = setTimeout(() => release(form), GUARD_SECONDS * 1000);
    pressed = event.submitter?.value ?? "";
    // Sent by the browser itself, past htmx: "back" then leads to the page as it was filled in.
    if (event.submitter?.matches("[data-native]")) event.stopPropagation();
  }

  function release(form) {
    clearTimeout(form.guardTimer);
    form.removeAttribute("aria-busy");
  }

  function releaseAll() {
    document.querySelectorAll("form[aria-busy]").forEach(release);
    document.querySelectorAll("a[aria-busy]").forEach((link) => link.removeAttribute("aria-busy"));
  }

  // --- Did it arrive? ---------------------------------------------------------------------

  async function check(form, round = 0) {
    say(form, words.checking);
    const found = await ask(form.elements.form_key.value);
    if (found?.startsWith("/")) {
      say(form, words.arrived);
      location.assign(found);
    } else if (found === "") {
      say(form, words.missing);
    } else if (round < CHECKS) {
      setTimeout(() => check(form, round + 1), 2000 * 2 ** round);
    } else {
      say(form, words.offline);
    }
  }

  // Returns the address of the receipt, "" where nothing arrived, undefined where nobody answers.
  async function ask(key) {
    try {
      const answer = await fetch(`/submissions/${encodeURIComponent(key)}`, {
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(10000),
      });
      if (answer.status === 404) return "";
      return answer.ok ? (await answer.json()).url : undefined;
    } catch {
      return undefined;
    }
  }

  function say(place, text) {
    let notice = place.querySelector("[data-sending]");
    if (!notice) {
      notice = document.createElement("div");
      notice.className = "notice warn";
      notice.dataset.sending = "";
      const actions = place.querySelector(".actions");
      if (actions) actions.before(notice);
      else place.append(notice);
    }
    notice.textContent = text;
    announce(text);
  }

  // --- Focus after a part was replaced ------------------------------------------------------

  let pressed = ""; // the value of the button that was pressed last, such as "add:children"

  function place(part) {
    const [what, key] = pressed.split(":");
    pressed = "";
    const rows = key && document.querySelector(`[data-rows="${CSS.escape(key)}"]`);
    const summary = part.querySelector(".error-summary");
    document.title = (summary ? words.error : "") + document.title.replace(words.error, "");
    if (summary) focus(summary);
    else if (rows && what === "add") focus([...rows.querySelectorAll(".group")].pop()?.querySelector("input, select"));
    else if (rows && what === "remove") focus(rows.querySelector("[data-add]"));
    else if (part.querySelector("[data-focus]")) focus(part.querySelector("[data-focus]"));
    else if (document.activeElement === document.body) focus(part.querySelector("h1, h2, h3"));
  }

  function focus(element) {
    if (!element) return;
    if (element.tabIndex < 0) element.setAttribute("tabindex", "-1");
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  }

  // Where reading begins on a fresh page: what is wrong, else what is new; whoever is somewhere already stays there.
  function begin() {
    const isSentElsewhere = location.hash !== "" || document.activeElement !== document.body;
    const first = document.querySelector(".error-summary") ?? document.querySelector("[data-focus]");
    if (!isSentElsewhere) focus(first);
  }

  // --- Small kindnesses ------------------------------------------------------------------------

  function dress(root) {
    const able = "[data-print], [data-needs=print]" + (navigator.clipboard ? ", [data-needs=clipboard]" : "");
    root.querySelectorAll(able).forEach((element) => { element.hidden = false; });
  }

  async function press(event) {
    const button = event.target.closest("[data-copy], [data-print]");
    if (button?.matches("[data-print]")) print();
    if (!button?.matches("[data-copy]")) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    announce(words.copied);
    button.textContent = words.copied;
  }

  function cameBack(event) {
    releaseAll();
    // The tablet goes from hand to hand: a page kept by the browser is not shown to the next person.
    if (event.persisted && document.body.matches(".counter")) location.reload();
  }

  document.addEventListener("submit", guard, true);
  document.addEventListener("click", press);
  document.addEventListener("town:answered", releaseAll);
  document.addEventListener("town:unreachable", (event) => {
    const form = event.target.closest("form[data-once]");
    if (form?.elements.form_key) check(form);
    else if (event.target.matches("a")) say(event.target.parentElement, words.unreachable);
  });
  document.addEventListener("town:swapped", (event) => {
    dress(event.target);
    place(event.target);
  });
  document.addEventListener("town:say", (event) => announce(event.detail.text));
  document.addEventListener("town:arrived", (event) => dress(event.target));
  window.addEventListener("pageshow", cameBack);

  dress(document);
  begin();
})();
