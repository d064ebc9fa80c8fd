/* Touches that make reading quicker. Every page works without them. */
(() => {
  "use strict";
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const live = document.getElementById("page:live");
  const keys = document.getElementById("page:keys");

  // Keys: / searches, ? lists the keys, Esc closes.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input, textarea, select");
    if (event.key === "Escape") {
      all(".find-results").forEach((results) => results.replaceChildren());
      all(".evidence").forEach((panel) => close(panel.closest("[data-fact]")));
    } else if (!typing && event.key === "/") {
      event.preventDefault();
      const field = all("input[type=search]").find((input) => input.offsetParent);
      field ? field.focus() : find(".find-link").click();
    } else if (!typing && event.key === "?") {
      keys.showModal();
    }
  });

  // Evidence opens beside its fact; the same mark closes it.
  const close = (fact) => {
    all(".evidence, .citation", fact).forEach((panel) => panel.remove());
    expanded(fact, false);
  };
  const expanded = (fact, open) => all(".cite[data-hx-get]", fact).forEach((mark) => mark.setAttribute("aria-expanded", open));
  document.addEventListener("htmx:beforeRequest", (event) => {
    const fact = event.target.closest(".cite") && event.target.closest("[data-fact]");
    if (fact && find(".evidence", fact)) {
      event.preventDefault();
      close(fact);
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const fact = event.target.closest("[data-fact]");
    if (fact && find(".evidence", fact)) expanded(fact, true);
    const news = find("[data-announce]", event.target) || find("[data-announce]");
    if (news) live.textContent = news.textContent;
  });

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    // A permanent link also copies the fact with its source; where a site cannot copy, it is selected.
    const link = event.target.closest("[data-cite]");
    if (!link) return;
    const text = link.dataset.cite + (location.protocol === "file:" ? "" : ` ${link.href}`);
    if (navigator.clipboard) {
      const copied = navigator.clipboard.writeText(text).then(() => (live.textContent = live.dataset.copied), () => {});
      // Leaving the page at once could drop the copy.
      const stays = event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey;
      if (!stays && link.pathname !== location.pathname) {
        event.preventDefault();
        copied.then(() => location.assign(link.href));
      }
    } else {
      const fact = link.closest("[data-fact]");
      const note = find(".citation", fact) || fact.appendChild(Object.assign(document.createElement("div"), { className: "citation" }));
      note.textContent = text;
      getSelection().selectAllChildren(note);
    }
  });
})();
