// Where the next key goes on the phone booking: an offer or the sending button, else the first empty question.
(() => {
  "use strict";

  const call = document.getElementById("call");
  if (!call || call.querySelector(".error-summary, [data-focus]")) return; // these are read first

  const isEmpty = (input) => (input.type === "radio" || input.type === "checkbox"
    ? !call.querySelector(`[name="${CSS.escape(input.name)}"]:checked`)
    : !input.value);
  const inputs = [...call.querySelectorAll("input:not([type=hidden]), textarea")];
  (call.querySelector("[data-start]") ?? inputs.find(isEmpty))?.focus();
})();
