// Keys for those who decide all day: through the list, to a decision, to a note. Everything is done by links and buttons too.
(() => {
  "use strict";

  const dialog = document.getElementById("keys");
  if (!dialog) return; // whoever switched them off has no dialog in the page

  const isTyping = (element) => element.matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])");
  const rows = () => [...document.querySelectorAll("[data-row]")];

  function step(by) {
    const list = rows();
    const at = list.indexOf(document.activeElement.closest("tr")?.querySelector("[data-row]"));
    const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1)];
    next?.focus();
    return Boolean(next);
  }

  function go(key) {
    const target = document.querySelector(`[data-key="${key}"]`);
    if (target?.matches("a")) target.click();
    else target?.focus();
    return Boolean(target);
  }

  function search() {
    const input = document.querySelector(".filters #text");
    input?.focus();
    return Boolean(input);
  }

  function ask() {
    dialog.showModal();
    return true;
  }

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    a: () => go("a"),
    r: () => go("r"),
    b: () => go("b"),
    n: () => go("n"),
    "/": search,
    "?": ask,
  };
  const isInList = () => document.activeElement.matches("[data-row]");
  const ARROWS = { ArrowDown: () => isInList() && step(1), ArrowUp: () => isInList() && step(-1) };

  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.open) return;
    if (isTyping(event.target)) return;
    if ((KEYS[event.key] ?? ARROWS[event.key])?.()) event.preventDefault();
  });
})();
