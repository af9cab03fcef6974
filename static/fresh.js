// Parts that keep themselves fresh while they are looked at, such as the list of sessions; focus and typing stay where they are.
(() => {
  "use strict";

  const POLL_SECONDS = 15; // … to twice as many: jitter spreads the watchers

  let timer = 0;

  function schedule(seconds) {
    clearTimeout(timer);
    timer = setTimeout(poll, seconds * 1000);
  }

  async function poll() {
    if (document.hidden) return; // taken up again by visibilitychange
    await Promise.all([...document.querySelectorAll("[data-poll]")].map(refresh));
    schedule(POLL_SECONDS * (1 + Math.random()));
  }

  async function refresh(part) {
    const address = new URL(part.dataset.poll, location.href);
    address.searchParams.set("seen", part.dataset.seen);
    try {
      // Without cookies, so that one answer can serve every watcher.
      const answer = await fetch(address, { credentials: "omit", headers: { "HX-Request": "true", "HX-Target": part.id } });
      if (answer.status === 200 && part.isConnected) replace(part, await answer.text());
    } catch {
      // Not reachable now; the next round asks again.
    }
  }

  function replace(part, html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(part.id);
    if (!fresh) return;
    const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    const typed = [...part.querySelectorAll("input, select, textarea")].map((input) => [input.id, input.value, input.checked]);
    part.replaceWith(document.adoptNode(fresh));
    for (const [id, value, checked] of typed) {
      const input = id && document.getElementById(id);
      if (input) Object.assign(input, input.type === "checkbox" || input.type === "radio" ? { checked } : { value });
    }
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    tell("town:arrived", fresh, {});
    tell("town:say", fresh, { text: document.getElementById("page-words").dataset.changed });
  }

  function tell(name, element, detail) {
    element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  document.addEventListener("visibilitychange", () => schedule(2 * Math.random()));
  schedule(POLL_SECONDS * (1 + Math.random()));
})();
