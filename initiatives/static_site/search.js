/* Finds in a copy of the site what the site's own search finds; `entries.js` holds what there is. */
(() => {
  "use strict";
  const { limits, words, kinds } = parkplan;
  const rules = parkplanRules(parkplan);
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

  const CLUSTER =
    /.[\u0300-\u036f\u1160-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ufe20-\ufe2f\uff9e\uff9f]*/gsu;

  // Slices of a text as written, each of whole clusters, that hold slices of the folded text.
  const asWritten = (text, find) => {
    let folded = "";
    let written = 0;
    const ends = [[0, 0]];
    for (const [cluster] of text.matchAll(CLUSTER)) {
      folded += rules.fold(cluster);
      written += cluster.length;
      ends.push([folded.length, written]);
    }
    const places = [];
    for (const [first, after] of find(folded)) {
      const [, start] = ends.filter(([end]) => end <= first).pop();
      const [, end] = ends.find(([end]) => end >= after) || ends[ends.length - 1];
      if (!places.length || start >= places[places.length - 1][1]) places.push([start, end]);
    }
    return places;
  };

  // Where a text shows what was searched for: as it was written, as a number, or as its pinyin.
  const latin = new RegExp(`[${rules.LATIN}]`);
  const withinWord = (text, place) => place > 0 && latin.test(text[place]) && latin.test(text[place - 1]);
  const wordsIn = function* (folded, words) {
    for (let place = 0; place < folded.length; place += 1) {
      const word = words.find((one) => folded.startsWith(one, place) && !withinWord(folded, place));
      if (!word) continue;
      yield [place, place + word.length];
      place += word.length - 1;
    }
  };
  const numbersIn = function* (folded, numbers) {
    for (let place = 0; place < folded.length; place += 1) {
      const match = folded.slice(place).match(rules.NUMBER);
      if (!match) continue;
      const after = folded.slice(place + match[0].length, place + match[0].length + limits.unit);
      const key = rules.numberKey(match[0] + after.split(/\s/)[0]);
      const number = key && numbers.find((one) => key.startsWith(one));
      if (number) yield [place, place + match[0].length + number.split("=")[1].length];
      place += match[0].length - 1;
    }
  };
  const placesIn = (text, query, spoken) => {
    const terms = [query.joined, ...query.terms];
    const words = [...new Set(terms.map((term) => term.folded))].sort((one, other) => other.length - one.length);
    const numbers = terms.map((term) => term.number).filter(Boolean);
    const ways = [(folded) => wordsIn(folded, words), (folded) => numbersIn(folded, numbers)];
    if (spoken) {
      ways.push(() => terms.flatMap(({ pinyin }) => (pinyin ? [...rules.spokenPlaces(pinyin, spoken)].slice(0, 1) : [])));
    }
    for (const way of ways) {
      const places = asWritten(text, way);
      if (places.length) return places;
    }
    return [];
  };

  // An entry: name, link, texts as written, and folded its names and texts, those that do not differ by number.
  const searchable = ([, , own, names, texts, spoken, numbers]) => {
    const lines = (some) => rules.markWords(some.map((one) => (typeof one === "number" ? own[one] : one)).join("\n"));
    return { names: lines(names), texts: lines(texts), spoken, numbers };
  };
  for (const [, entries] of kinds) for (const entry of entries) entry.searchable = searchable(entry);

  // A text with what was searched for marked; of a long one, only the part around the first match.
  const marked = (text, query, spoken) => {
    const places = placesIn(text, query, spoken);
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

  const line = ([name, link, own, , , spoken], query) => {
    const anchor = make("a", "", ...marked(name, query, spoken));
    const item = make("li", "", Object.assign(anchor, { href: link }));
    const shows = (one) => placesIn(one, query).length > 0;
    const text = !anchor.querySelector("mark") && own.find(shows);
    if (text) item.append(" ", make("span", "quiet", ...marked(text, query)));
    return item;
  };
  const section = ([kind, hits], query) => {
    const shown = hits.slice(0, limits.hits).map((hit) => line(hit, query));
    if (hits.length > limits.hits) shown.push(make("li", "quiet", words.more));
    const heading = make("h2", "", kind, " ", make("small", "", hits.length));
    return make("section", "hits", heading, make("ul", "list", ...shown));
  };
  const hitsAmong = (entries, query) => {
    const named = entries.filter((entry) => rules.finds(query, entry.searchable, true));
    const others = entries.filter((entry) => !named.includes(entry) && rules.finds(query, entry.searchable));
    return [...named, ...others];
  };

  const answer = () => {
    const query = rules.parse(field.value);
    if (!query.terms.length) return found.replaceChildren(...introduction);
    const results = kinds.map(([kind, entries]) => [kind, hitsAmong(entries, query)]).filter(([, hits]) => hits.length);
    const count = results.reduce((sum, [, hits]) => sum + hits.length, 0);
    const said = count
      ? (count === 1 ? words.one : words.many).replace("%(n)s", count)
      : words.nothing.replace("%(words)s", () => query.asked);
    const sections = results.map((result) => section(result, query));
    const all = kinds.flatMap(([, entries]) => entries.map((entry) => entry.searchable));
    const likely = count ? "" : rules.meant(query, all);
    const offer = Object.assign(make("a", "", likely), { href: `?q=${encodeURIComponent(likely)}` });
    found.replaceChildren(
      make("p", "results-count", said),
      ...(likely ? [make("p", "meant", words.meant, " ", offer)] : []),
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
