// Sends files as soon as they are chosen, and says how far it is; without it they go with the page's own button.
(() => {
  "use strict";

  const words = document.getElementById("page-words").dataset;
  const lines = new WeakMap(); // form -> what is on its way: one question's files at a time

  function chosen(event) {
    const input = event.target;
    if (!input.matches?.("[data-files] input[type=file]")) return;
    const box = input.closest("[data-files]");
    say(box, "");
    if (withoutLarge(input)) say(box, words.large);
    if (!input.files.length) return;
    const before = lines.get(input.form) ?? Promise.resolve();
    lines.set(input.form, before.then(() => send(input.form, box)));
  }

  // Takes out what the town would refuse, before it costs minutes of a slow line; says whether there was any.
  function withoutLarge(input) {
    const largest = Number(input.closest("[data-largest]").dataset.largest);
    const fitting = [...input.files].filter((file) => file.size <= largest);
    if (fitting.length === input.files.length) return false;
    const kept = new DataTransfer();
    fitting.forEach((file) => kept.items.add(file));
    input.files = kept.files;
    return true;
  }

  async function send(form, box) {
    if (!box.isConnected) return;
    const part = form.closest("[id]:not(form)");
    const key = box.dataset.files;
    const progress = document.createElement("progress");
    progress.setAttribute("aria-label", words.uploading);
    box.append(progress);
    box.inert = true; // still sent along where somebody presses the page's button meanwhile
    try {
      part.dispatchEvent(new CustomEvent("town:redrawn", { bubbles: true, detail: { html: await answer(form, part, key, progress), files: key } }));
      tell(document.getElementById(part.id), document.querySelector(`[data-files="${CSS.escape(key)}"]`));
    } catch {
      progress.remove();
      box.inert = false;
      byHand(box, false);
      say(box, words.unsent);
    }
  }

  // Resolves to the part as it is with the files; rejects where nothing of the kind came back.
  function answer(form, part, key, progress) {
    const data = new FormData(form);
    data.set("step", `upload:${key}`);
    for (const name of [...data.keys()]) if (name.startsWith("upload:") && name !== `upload:${key}`) data.delete(name);
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("HX-Request", "true");
      request.setRequestHeader("HX-Target", part.id);
      request.upload.onprogress = (event) => {
        progress.max = event.total;
        progress.value = event.loaded;
      };
      request.onload = () => {
        const isPart = [200, 422].includes(request.status) && request.responseText.includes(`id="${part.id}"`);
        if (isPart) resolve(request.responseText);
        else reject(new Error(request.status));
      };
      request.onerror = request.ontimeout = request.onabort = reject;
      request.timeout = 300000;
      request.send(data);
    });
  }

  function tell(part, box) {
    if (!part?.querySelector(".error-summary")) announce(part ?? document.body, words.received);
    if (box) byHand(box, true);
  }

  function say(box, text) {
    box.querySelector("[data-said]")?.remove();
    if (!text) return;
    const told = document.createElement("p");
    told.className = "error";
    told.dataset.said = "";
    told.textContent = text;
    box.append(told);
    announce(box, text);
  }

  function announce(element, text) {
    element.dispatchEvent(new CustomEvent("town:say", { bubbles: true, detail: { text } }));
  }

  // The button that sends by hand is for where this file is not, and for a second try.
  function byHand(root, isHidden) {
    root.querySelectorAll("[data-by-hand]").forEach((button) => { button.hidden = isHidden; });
  }

  document.addEventListener("change", chosen);
  document.addEventListener("town:swapped", (event) => byHand(event.target, true));
  document.addEventListener("town:arrived", (event) => byHand(event.target, true));
  byHand(document, true);
})();
