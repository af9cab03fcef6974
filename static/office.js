// Where the next key goes on the phone booking: an offer, else the first required question still empty, else the button.
(() => {
  "use strict";

  const call = document.getElementById("call");
  if (!call || call.querySelector(".error-summary, [data-focus]")) return; // these are read first

  const isEmpty = (input) => (input.type === "radio" || input.type === "checkbox"
    ? !call.querySelector(`[name="${CSS.escape(input.name)}"]:checked`)
    : !input.value);
  const isRequired = (input) => input.closest("#call .field")?.querySelector(".must");
  const inputs = [...call.querySelectorAll("input:not([type=hidden]), textarea")];
  (call.querySelector("[data-start]")
    ?? inputs.find((input) => isRequired(input) && isEmpty(input))
    ?? call.querySelector(".actions .button"))?.focus();
})();
