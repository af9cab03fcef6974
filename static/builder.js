// The builder's hands: questions are dragged, or moved by Alt and an arrow; every move is sent like a pressed button.
(() => {
  "use strict";

  const builder = () => document.getElementById("form-builder");
  const outline = () => builder()?.querySelector("form.outline");
  let moved = ""; // key of the question that is being moved, to find it again after the swap
  let isOpening = false; // a link was followed that opens something beside the questions
  let held = null; // the row that is being dragged

  // --- Sending -------------------------------------------------------------------------------

  function send(step) {
    const button = document.createElement("button");
    button.type = "submit";
    button.name = "step";
    button.value = step;
    button.hidden = true;
    outline().append(button);
    button.click(); // htmx knows which button was pressed by its click
    button.remove();
  }

  // --- Nothing typed is lost: what is open is saved before something else is done ----------------------

  let isTyped = false; // something stands in the open sheet that is not saved
  let waiting = ""; // id of what was pressed meanwhile; it is pressed again when the sheet is saved

  function note(event) {
    if (event.target.closest?.("[data-sheet]")) isTyped = true;
  }

  function saveFirst(event) {
    const wanted = event.target.closest?.("#form-builder :is(a[hx-get], form:not([data-sheet]) button)");
    const save = document.getElementById("in-save");
    if (!wanted || !isTyped || !save || wanted.matches("[data-leave]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = wanted.id;
    save.click();
  }

  function goOn() {
    const wanted = waiting && document.getElementById(waiting);
    waiting = "";
    if (wanted && !builder().querySelector(".error-summary, [role=alert]")) wanted.click();
  }

  function leave(event) {
    if (isTyped) event.preventDefault();
  }

  // --- Keyboard: Alt and an arrow on a question ------------------------------------------------

  function key(event) {
    const row = event.target.closest?.(".row[data-key]");
    if (!row || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    moved = `to-${row.dataset.key}`;
    send(`${event.key === "ArrowUp" ? "up" : "down"}:${row.dataset.key}`);
  }

  // --- Dragging by the grip, with mouse, pen or finger -------------------------------------------

  function take(event) {
    const grip = event.target.closest("[data-grip]");
    if (!grip || event.button > 0) return;
    event.preventDefault();
    held = grip.closest(".row");
    held.classList.add("dragged");
    document.addEventListener("pointermove", drag);
    document.addEventListener("pointerup", drop, { once: true });
    document.addEventListener("pointercancel", letGo, { once: true });
  }

  function drag(event) {
    clear();
    const { row, page, isAfter } = under(event);
    if (row) row.classList.add(isAfter ? "drop-after" : "drop-before");
    else page?.classList.add("drop-into");
  }

  function drop(event) {
    const { row, page, isAfter } = under(event);
    const dragged = held;
    letGo();
    if (!page || row === dragged) return;
    const others = [...page.querySelectorAll(".row[data-key]")].filter((one) => one !== dragged);
    const index = row ? others.indexOf(row) + (isAfter ? 1 : 0) : others.length;
    moved = `to-${dragged.dataset.key}`;
    send(`place:${dragged.dataset.key}:${page.dataset.page}:${index}`);
  }

  function under(event) {
    const target = document.elementFromPoint(event.clientX, event.clientY);
    const row = target?.closest(".row[data-key]");
    const page = target?.closest("[data-page]");
    if (!row) return { row: null, page, isAfter: false };
    const box = row.getBoundingClientRect();
    return { row, page, isAfter: event.clientY > box.top + box.height / 2 };
  }

  function clear() {
    for (const name of ["drop-before", "drop-after", "drop-into"]) {
      builder().querySelectorAll(`.${name}`).forEach((one) => one.classList.remove(name));
    }
  }

  function letGo() {
    clear();
    held?.classList.remove("dragged");
    held = null;
    document.removeEventListener("pointermove", drag);
  }

  // --- After a swap: say what was done, and stand where the reader expects it ----------------------

  function remember(event) {
    const button = event.submitter ?? event.target.closest?.("button");
    if (event.target.matches("[data-sheet]") || event.target.closest("details")) isTyped = false;
    moved = button?.id ?? "";
  }

  function follow(event) {
    isOpening = Boolean(event.target.closest?.("#form-builder a[hx-get]"));
  }

  function swapped(event) {
    if (event.target.id === "form-look") return;
    dress();
    if (event.target.id === "form-builder") {
      isTyped = Boolean(builder().querySelector(".error-summary"));
      if (waiting) return goOn();
    }
    const panel = document.getElementById("form-panel");
    const said = builder().querySelector("[data-said]") ?? builder().querySelector("[data-step]");
    if (event.target.id === "form-builder" && said) say(said.textContent.replace(/^：/, ""));
    const stays = moved && document.getElementById(moved);
    if (builder().querySelector(".error-summary, [data-focus]")) return; // town.js has put the focus there
    if (isOpening || (!stays && document.activeElement === document.body)) begin(panel);
    else stays?.focus({ preventScroll: true });
    moved = "";
    isOpening = false;
  }

  function begin(panel) {
    panel.querySelector("[data-start], h2")?.focus({ preventScroll: true });
    panel.scrollIntoView({ block: "nearest" });
  }

  function say(text) {
    document.body.dispatchEvent(new CustomEvent("town:say", { bubbles: true, detail: { text } }));
  }

  function dress() {
    builder().querySelectorAll("[data-grip], [data-keys]").forEach((one) => { one.hidden = false; });
  }

  document.addEventListener("keydown", key);
  document.addEventListener("pointerdown", take);
  document.addEventListener("submit", remember, true);
  document.addEventListener("click", saveFirst, true);
  document.addEventListener("click", follow, true);
  document.addEventListener("input", note);
  window.addEventListener("beforeunload", leave);
  document.addEventListener("town:swapped", swapped);
  dress();
})();
