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

  // Full-width and half-width, upper and lower case are the same; `values/folded_text.py` has the same rules.
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const CLUSTER =
    /.[\u0300-\u036f\u1160-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ufe20-\ufe2f\uff9e\uff9f]*/gsu;

  // Where folded words stand in a text: slices of the text as written, each of whole clusters.
  const placesIn = (text, pattern) => {
    if (fold(text).search(pattern) < 0) return [];
    let folded = "";
    let written = 0;
    const ends = [[0, 0]];
    for (const [cluster] of text.matchAll(CLUSTER)) {
      folded += fold(cluster);
      written += cluster.length;
      ends.push([folded.length, written]);
    }
    const places = [];
    for (const match of folded.matchAll(pattern)) {
      const [, start] = ends.filter(([end]) => end <= match.index).pop();
      const [, end] = ends.find(([end]) => end >= match.index + match[0].length);
      if (!places.length || start >= places[places.length - 1][1]) places.push([start, end]);
    }
    return places;
  };

  // All terms must occur, or all of them as one.
  const cut = (text) => [...text].slice(0, limits.length).join("");
  const split = (text) => text.split(/\s+/).filter(Boolean).slice(0, limits.terms);
  const folds = new Map();
  for (const [, entries] of kinds) {
    for (const entry of entries) folds.set(entry, fold([...entry[2], ...entry[3]].join("\n")));
  }
  const holds = (entry, terms, joined) => {
    const anywhere = (term) => folds.get(entry).includes(term);
    return terms.every(anywhere) || anywhere(joined);
  };
  const matcher = (terms, joined) => {
    const alternatives = [...new Set([joined, ...terms])].sort((one, other) => other.length - one.length);
    const escaped = alternatives.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
    return new RegExp(escaped.join("|"), "gu");
  };

  // A text with what was searched for marked; of a long one, only the part around the first match.
  const marked = (text, pattern) => {
    const places = placesIn(text, pattern);
    const long = text.length > 120;
    const match = places.length ? places[0][0] : 0;
    const start = long ? Math.max(0, Math.min(match - 40, text.length - 120)) : 0;
    let end = long ? start + 120 : text.length;
    let last = start;
    const pieces = [start ? "…" : ""];
    for (const [first, after] of places.filter(([place]) => place < end)) {
      pieces.push(text.slice(last, first), make("mark", "", text.slice(first, after)));
      last = after;
    }
    end = Math.max(last, end);
    return [...pieces, text.slice(last, end), end < text.length ? "…" : ""];
  };

  const line = ([name, link, own], pattern) => {
    const item = make("li", "", Object.assign(make("a", "", ...marked(name, pattern)), { href: link }));
    const shows = (one) => placesIn(one, pattern).length > 0;
    const text = !shows(name) && own.find(shows);
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
    const asked = split(cut(field.value)).join(" ");
    const terms = split(fold(asked));
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
      : words.nothing.replace("%(words)s", () => asked);
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
