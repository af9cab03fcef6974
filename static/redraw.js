// Draws a form again while somebody fills it in: questions come and go, and what is being typed is never touched.
(() => {
  "use strict";

  // The part as it is now becomes like the fresh one; whatever has not changed stays the very same element.
  // "files" is the question whose files were just sent: it alone is drawn anew, whatever has the focus.
  function redraw(part, fresh, files) {
    const box = part.querySelector("[data-questions]");
    const freshBox = fresh.querySelector("[data-questions]");
    if (!box || !freshBox) return part.replaceWith(fresh);
    const known = new Map([...box.children].map((question) => [question.dataset.question, question]));
    const at = document.activeElement.id;
    const wanted = [...freshBox.children].map((question) => keptOrFresh(known.get(question.dataset.question), question, files));
    const isLonger = wanted.some((question) => !known.has(question.dataset.question));
    renewAround(part, fresh);
    copyAttributes(freshBox.parentElement, box.parentElement);
    arrange(box, wanted);
    if (files && at && document.activeElement.id !== at) document.getElementById(at)?.focus({ preventScroll: true });
    if (isLonger) tell("town:say", part, { text: document.getElementById("page-words").dataset.more });
  }

  // An element that moves in the page would lose the focus and a half-typed word, so only the others move.
  function arrange(box, wanted) {
    for (const question of [...box.children]) {
      if (!wanted.includes(question)) question.remove();
    }
    let at = box.firstElementChild;
    for (const question of wanted) {
      if (question === at) at = at.nextElementSibling;
      else box.insertBefore(question, at);
    }
  }

  function keptOrFresh(known, fresh, files) {
    if (!known || (files && known.dataset.question === files)) return fresh;
    if (known.querySelector("[data-files]")) return known; // files that were chosen cannot be put into a fresh input
    if (known.contains(document.activeElement) || shape(known) === shape(fresh)) return known;
    for (const input of fresh.querySelectorAll("input[id], select[id], textarea[id]")) {
      const typed = known.querySelector(`#${CSS.escape(input.id)}`);
      if (typed && "checked" in typed) input.checked = typed.checked;
      if (typed) input.value = typed.value;
    }
    return fresh;
  }

  // A question without its answers: the server drew those of a moment ago.
  function shape(question) {
    const bare = question.cloneNode(true);
    for (const input of bare.querySelectorAll("input, option, textarea")) {
      for (const name of ["checked", "selected"]) input.removeAttribute(name);
      if (input.matches("textarea")) input.textContent = "";
      if (input.matches("input:not([type=radio], [type=checkbox])")) input.removeAttribute("value");
    }
    return bare.outerHTML;
  }

  // Around the questions: what is said above the form, and the hidden inputs that travel with it.
  function renewAround(part, fresh) {
    const [form, freshForm] = [part, fresh].map((root) => root.querySelector("form"));
    for (const element of [...part.children]) if (element !== form) element.remove();
    form.before(...[...fresh.children].filter((element) => element !== freshForm));
    const hidden = ":scope > input[type=hidden]";
    form.querySelectorAll(hidden).forEach((input) => input.remove());
    form.prepend(...freshForm.querySelectorAll(hidden));
  }

  function copyAttributes(from, to) {
    for (const { name } of [...to.attributes]) if (!from.hasAttribute(name)) to.removeAttribute(name);
    for (const { name, value } of from.attributes) if (to.getAttribute(name) !== value) to.setAttribute(name, value);
  }

  function tell(name, element, detail) {
    element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  document.addEventListener("town:redrawn", (event) => {
    const part = event.target;
    const fresh = new DOMParser().parseFromString(event.detail.html, "text/html").getElementById(part.id);
    if (!fresh) return;
    redraw(part, document.adoptNode(fresh), event.detail.files);
    tell("town:arrived", document.getElementById(part.id), {});
  });
})();
