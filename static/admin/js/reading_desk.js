// Keys of the reading desk, and words selected in the text. Without it every step is a form all the same.
"use strict";

(() => {
  const typing = (element) =>
    element.closest("input:not([type=hidden]), select, textarea, [contenteditable]") !== null;
  const current = document.getElementById("current");
  const select = document.getElementById("select");
  const text = document.querySelector(".place .text");

  for (const element of document.querySelectorAll("[data-edit]")) {
    element.hidden = !current || !current.querySelector(".field input, .field select, .field textarea");
    element.addEventListener("click", () => edit());
  }
  function edit() {
    const field = current && current.querySelector(".field input, .field select, .field textarea");
    if (field) field.focus();
  }

  // The current proposal stands in sight in both columns, each of which scrolls by itself.
  for (const [box, element] of [
    [text, document.getElementById("here")],
    [document.querySelector(".place .list"), document.querySelector(".list .now")],
  ]) {
    if (box && element) {
      const place = element.getBoundingClientRect().top - box.getBoundingClientRect().top;
      box.scrollTop += place - box.clientHeight / 3;
    }
  }
  // The anchor of the address is for pages without scripts, and where the columns stand one below the other.
  if (window.matchMedia("(min-width: 1101px)").matches) {
    window.addEventListener("load", () => setTimeout(() => window.scrollTo(0, 0)));
  }

  function offsetOf(node, index) {
    const piece = node.nodeType === Node.TEXT_NODE ? node.parentElement.closest("[data-at]") : null;
    return piece ? Number(piece.dataset.at) + index : null;
  }
  // What was selected stays in sight until it is said what it is.
  function showSelection() {
    select.classList.toggle("has-words", select.elements.words.value !== "");
  }
  function takeSelection() {
    const selection = window.getSelection();
    if (!select || !text || selection.isCollapsed || !text.contains(selection.anchorNode)) return;
    const range = selection.getRangeAt(0);
    // Tags stand between the words and are none of them.
    const copy = range.cloneContents();
    for (const tag of copy.querySelectorAll(".tag")) tag.remove();
    const start = offsetOf(range.startContainer, range.startOffset);
    select.elements.words.value = copy.textContent.trim();
    const blank = copy.textContent.length - copy.textContent.trimStart().length;
    select.elements.start.value = start === null ? "" : String(start + blank);
    showSelection();
  }
  document.addEventListener("mouseup", () => setTimeout(takeSelection));
  document.addEventListener("keyup", (event) => {
    if (event.shiftKey || event.key === "Shift") takeSelection();
  });
  if (select) {
    select.elements.words.addEventListener("input", () => {
      select.elements.start.value = "";
      showSelection();
    });
  }

  function step(by) {
    const numbers = [...document.querySelectorAll(".list .no")];
    const here = numbers.findIndex((link) => link.parentElement.classList.contains("now"));
    const next = numbers[here + by];
    if (next) next.click();
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && select && select.elements.words.value) {
      select.elements.words.value = select.elements.start.value = "";
      showSelection();
      event.target.blur();
      return;
    }
    if (event.key === "Escape" && typing(event.target)) {
      event.target.blur();
      return;
    }
    if (typing(event.target)) return;
    if (event.target.closest("a, button") && event.key === "Enter") return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
      return;
    }
    if (/^[1-9]$/.test(event.key) && select && !select.elements.words.value) {
      const choice = document.querySelectorAll("[data-choice]")[Number(event.key) - 1];
      if (choice) choice.click();
      return;
    }
    if (/^[0-9]$/.test(event.key) && select && select.elements.words.value) {
      const buttons = [...select.querySelectorAll("button")];
      const button = event.key === "0" ? buttons[buttons.length - 1] : buttons[Number(event.key) - 1];
      if (button) button.click();
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (button && !button.hidden) {
      event.preventDefault();
      button.click();
    }
  });
})();
