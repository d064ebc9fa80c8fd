/* Touches that make reading quicker. Every page works without them. */
(() => {
  "use strict";
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const live = document.getElementById("page:live");
  const keys = document.getElementById("page:keys");

  // / searches, ? lists the keys, Esc closes.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input, textarea, select");
    if (event.key === "Escape") {
      if (event.target.closest(".find-results")) find(".find input").focus();
      all(".find-results").forEach((results) => results.replaceChildren());
      all("[data-fact]").forEach(close);
    } else if (!typing && event.key === "/") {
      event.preventDefault();
      const field = all("input[type=search]").find((input) => input.offsetParent);
      field ? field.focus() : find(".find-link").click();
    } else if (!typing && event.key === "?") {
      keys.showModal?.();
    }
  });

  // Arrows go from the field through what it found, and back.
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const field = event.target.closest("input[type=search]");
    const hit = event.target.closest(".found a");
    if (!step || event.isComposing || !(field || hit)) return;
    const around = event.target.closest(".find, main");
    const links = all(".found a", around);
    const next = links.indexOf(hit) + step;
    if (!links.length || (field && step < 0)) return;
    event.preventDefault();
    (next < 0 ? find("input[type=search]", around) : links[Math.min(next, links.length - 1)]).focus();
  });

  // Evidence opens beside its fact, or below its row; the same mark closes it.
  const opened = (fact) => {
    const below = fact.nextElementSibling;
    return below && below.matches(".evidence-row") ? below : find(".evidence", fact);
  };
  const expanded = (fact, open) => {
    const cell = fact.closest(".cards > *") || fact;
    cell.classList.toggle("opened", open);
    all(".cite[data-hx-get]", fact).forEach((mark) => mark.setAttribute("aria-expanded", open));
  };
  const close = (fact) => {
    all(".evidence, .citation", fact).forEach((panel) => panel.remove());
    if (opened(fact)) opened(fact).remove();
    expanded(fact, false);
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    const fact = event.target.closest(".cite") && event.target.closest("[data-fact]");
    if (fact && opened(fact)) {
      event.preventDefault();
      close(fact);
    }
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const row = event.detail.target.closest("tr[data-fact]");
    if (!row) return;
    event.detail.serverResponse = `<tr class="evidence-row"><td colspan="${row.cells.length}">${event.detail.serverResponse}</td></tr>`;
    event.detail.swapOverride = "afterend";
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const fact = event.target.closest("[data-fact]");
    if (fact) return expanded(fact, Boolean(opened(fact)));
    const news = find("[data-announce]", event.target) || find("[data-announce]");
    if (news) live.textContent = news.textContent;
  });

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    // A permanent link copies the fact with its source.
    const link = event.target.closest("[data-cite]");
    if (!link) return;
    if (link.pathname !== location.pathname) event.preventDefault();
    const text = link.dataset.cite + (location.protocol === "file:" ? "" : ` ${link.href}`);
    const select = () => {
      const fact = link.closest("[data-fact]");
      const note = find(".citation", fact) || link.parentElement.appendChild(Object.assign(document.createElement("span"), { className: "citation" }));
      note.textContent = text;
      getSelection().selectAllChildren(note);
    };
    // Where a site may not copy, the citation is selected.
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(() => say(live.dataset.copied), select);
    else select();
  });
  // What is folded away is printed where no style sheet opens it.
  if (!CSS.supports("selector(::details-content)")) {
    addEventListener("beforeprint", () => all("details").forEach((part) => (part.open = true)));
  }
  // Said to screen readers, shown for a moment.
  let hiding;
  const say = (words) => {
    live.textContent = words;
    live.className = "toast";
    clearTimeout(hiding);
    hiding = setTimeout(() => {
      live.className = "unseen";
      live.textContent = "";
    }, 4000);
  };
})();
