// The one file that knows htmx's names: it turns its events into the town's own (town:…), which town.js hears.
(() => {
  "use strict";

  const tell = (name, element, detail = {}) =>
    (element?.isConnected ? element : document.body).dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));

  // A form that is only drawn again while it is filled in: redraw.js does that without touching what is typed.
  function takeRedrawn(event) {
    const { xhr, requestConfig, serverResponse, target } = event.detail;
    if (xhr.status !== 200 || requestConfig.parameters.step !== "refresh" || !event.detail.shouldSwap) return;
    event.detail.shouldSwap = false;
    tell("town:redrawn", target, { html: serverResponse });
  }

  // A whole page came, wanted or where a part was expected: an error page, or the page after a redirect.
  function takeWholePage(event) {
    const { xhr, requestConfig, serverResponse } = event.detail;
    if (!serverResponse.includes('<div id="page">')) return false;
    const asked = new URL(requestConfig.path, location.href);
    const came = new URL(xhr.responseURL || asked, location.href);
    if (xhr.status < 400 && came.pathname !== asked.pathname) {
      event.detail.shouldSwap = false;
      location.assign(came.href);
      return true;
    }
    event.detail.target = document.getElementById("page");
    event.detail.selectOverride = "#page";
    event.detail.swapOverride = "outerHTML show:window:top";
    return true;
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!takeWholePage(event)) takeRedrawn(event);
  });
  document.addEventListener("htmx:afterSettle", (event) => tell("town:swapped", event.detail.elt));
  document.addEventListener("htmx:afterRequest", (event) => tell("town:answered", event.detail.elt));
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => tell("town:unreachable", event.detail.elt));
  }

  // Nothing else would tell that a tapped link is on its way.
  document.addEventListener("htmx:beforeSend", ({ detail: { elt } }) => {
    if (elt.matches("a")) elt.setAttribute("aria-busy", "true");
  });

  // A part that town.js put in by itself is made known to htmx, where htmx is there at all.
  document.addEventListener("town:arrived", (event) => window.htmx?.process(event.target));
})();
