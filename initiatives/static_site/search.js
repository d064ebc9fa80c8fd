/* Finds in a copy of the site what the site's own search finds; `entries.js` holds what there is. */
(() => {
  "use strict";
  const { limits, words, kinds } = parkplan;
  const field = document.getElementById("page:find");
  const found = document.querySelector(".found");
  const live = document.getElementById("page:live");
  const introduction = [...found.childNodes];

  const make = (tag, className, ...content) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...content);
    return element;
  };

  // All terms must occur, or all of them as one.
  const parse = (text) => {
    const cut = [...text.normalize("NFKC")].slice(0, limits.length).join("");
    return cut.split(/\s+/).filter(Boolean).slice(0, limits.terms);
  };
  const holds = ([, , own, along], terms, joined) => {
    const texts = [...own, ...along].map((text) => text.toLowerCase());
    const anywhere = (term) => texts.some((text) => text.includes(term.toLowerCase()));
    return terms.every(anywhere) || anywhere(joined);
  };
  const matcher = (terms, joined) => {
    const alternatives = [...new Set([joined, ...terms])].sort((one, other) => other.length - one.length);
    const escaped = alternatives.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
    return new RegExp(escaped.join("|"), "giu");
  };

  // A text with what was searched for marked; of a long one, only the part around the first match.
  const marked = (text, pattern) => {
    const first = text.search(pattern);
    const long = text.length > 120;
    const start = long ? Math.max(0, first - 40) : 0;
    const shown = long ? text.slice(start, start + 120) : text;
    const pieces = [start ? "…" : ""];
    let last = 0;
    for (const match of shown.matchAll(pattern)) {
      pieces.push(shown.slice(last, match.index), make("mark", "", match[0]));
      last = match.index + match[0].length;
    }
    return [...pieces, shown.slice(last), start + shown.length < text.length ? "…" : ""];
  };

  const line = ([name, link, own], pattern) => {
    const item = make("li", "", Object.assign(make("a", "", ...marked(name, pattern)), { href: link }));
    const text = name.search(pattern) < 0 && own.find((one) => one.search(pattern) >= 0);
    if (text) item.append(" ", make("span", "quiet", ...marked(text, pattern)));
    return item;
  };
  const section = ([kind, hits], pattern) => {
    const more = hits.length > limits.hits ? "+" : "";
    const shown = hits.slice(0, limits.hits);
    const heading = make("h2", "", kind, " ", make("small", "", shown.length + more));
    return make("section", "hits", heading, make("ul", "list", ...shown.map((hit) => line(hit, pattern))));
  };

  const answer = () => {
    const terms = parse(field.value);
    if (!terms.length) return found.replaceChildren(...introduction);
    const joined = terms.join("");
    const pattern = matcher(terms, joined);
    const results = kinds
      .map(([kind, entries]) => [kind, entries.filter((entry) => holds(entry, terms, joined))])
      .filter(([, hits]) => hits.length);
    const count = results.reduce((sum, [, hits]) => sum + Math.min(hits.length, limits.hits), 0);
    const more = results.some(([, hits]) => hits.length > limits.hits) ? ` ${words.more}` : "";
    const said = count
      ? (count === 1 ? words.one : words.many).replace("%(n)s", count) + more
      : words.nothing.replace("%(words)s", () => terms.join(" "));
    const sections = results.map((result) => section(result, pattern));
    found.replaceChildren(
      make("p", "results-count", said),
      ...(count ? sections : [make("p", "empty", words.advice)]),
    );
    live.textContent = said;
  };

  field.value = new URLSearchParams(location.search).get("q") || "";
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer();
  });
  field.addEventListener("input", answer);
  answer();
})();
