// The tablet goes from hand to hand: a page that is left shows nothing when it is come back to, and forgets by itself.
(() => {
  "use strict";

  const wipe = document.getElementById("wipe");

  // What the browser keeps for "back" is an empty page; town.js loads it anew when it is shown again.
  window.addEventListener("pagehide", () => document.body.replaceChildren());

  if (!wipe) return;
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => wipe.requestSubmit(), wipe.dataset.idle * 1000);
  };
  for (const name of ["pointerdown", "keydown", "scroll"]) document.addEventListener(name, wait, { passive: true });
  wait();
})();
