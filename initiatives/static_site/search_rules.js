/* What it means that an entry is found, as `values/search_terms.py` says it, for a copy of the site. */
"use strict";
var parkplanRules = ({ limits, characters }) => {
  const LATIN = "a-z\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff";
  const MARK = "\u0002";
  const simplified = new Map();
  for (let place = 0; place < characters[0].length; place += 1) simplified.set(characters[0][place], characters[1][place]);

  // Width and case, traditional and simplified characters make no difference: `values/folded_text.py`.
  const fold = (text) => Array.from(text.normalize("NFKC").toLowerCase(), (one) => simplified.get(one) || one).join("");
  // What contains a marked term has it at the beginning of a word: `dj` is not in `adjust`.
  const markWords = (folded) => folded.replace(/\u0002/g, " ").replace(new RegExp(`[${LATIN}]+`, "g"), `${MARK}$&`);

  // Numbers: `values/stated_numbers.py`.
  const DIGITS = "零一二三四五六七八九";
  const TENS = { 十: 10, 百: 100, 千: 1000 };
  const ZEROS = { 十: 1, 百: 2, 千: 3, 万: 4, 亿: 8 };
  const NUMBER =
    /^(?:([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,18})(?:\.([0-9]{1,9}))?|([〇零一二两三四五六七八九十百千]+)(?:点([〇零一二三四五六七八九]+))?)([十百千万亿]*)/;
  const plain = (numeral) => numeral.replace(/〇/g, "零").replace(/两/g, "二");
  const digits = (numeral) => Array.from(numeral, (one) => DIGITS.indexOf(one)).join("");
  const chinese = (numeral) => {
    if (!/[十百千]/.test(numeral)) return digits(numeral);
    let [total, digit, scale] = [0, 0, 10];
    for (const one of numeral) {
      if (one in TENS) {
        total += (digit || (one === "十" ? 1 : 0)) * TENS[one];
        [digit, scale] = [0, TENS[one]];
      } else {
        digit = DIGITS.indexOf(one);
        scale = one === "零" ? 10 : scale;
      }
    }
    return String(total + Math.floor((digit * scale) / 10));
  };
  const value = ([, arabic, decimals, numeral, after, scales]) => {
    if (numeral && /^[百千]/.test(numeral)) return "";
    let whole = arabic ? arabic.replace(/,/g, "") : chinese(plain(numeral));
    let rest = arabic ? decimals || "" : digits(plain(after || ""));
    const zeros = Array.from(scales).reduce((sum, scale) => sum + ZEROS[scale], 0);
    rest = rest.padEnd(zeros, "0");
    whole = (whole + rest.slice(0, zeros)).replace(/^0+/, "");
    rest = rest.slice(zeros).replace(/0+$/, "");
    if (whole.length < 2 && !rest) return "";
    return (whole || "0") + (rest && `.${rest}`);
  };
  const numberKey = (term) => {
    const match = term.match(NUMBER);
    if (!match || Array.from(term.slice(match[0].length)).length > limits.unit) return "";
    const stated = value(match);
    return stated && `#${stated}=${term.slice(match[0].length)}`;
  };

  // Pinyin: `values/spoken_names.py`.
  const isUpper = (unit) => /^[A-Z]$/.test(unit);
  const spokenPlaces = function* (term, line) {
    const units = line.split(" ").filter(Boolean);
    for (let place = 0; place < units.length; place += 1) {
      if (units[place] === "-" || (place && isUpper(units[place]) && isUpper(units[place - 1]))) continue;
      const rest = units.slice(place).filter((unit) => unit !== "-").map((unit) => unit.toLowerCase());
      const ways = [rest, rest.map((unit) => unit[0])];
      const way = ways.findIndex((one) => one.join("").startsWith(term));
      if (way < 0) continue;
      let left = term.length;
      let end = place;
      while (left > 0) {
        const unit = units[end];
        if (unit !== "-") left -= way ? 1 : unit.length;
        end += 1;
      }
      yield [place, end];
    }
  };

  const makeTerm = (folded) => ({
    folded,
    marked: markWords(folded),
    pinyin: /^[a-z][a-z0-9]+$/.test(folded) ? folded : "",
    number: numberKey(folded),
  });
  // All terms must occur, or all of them as one.
  const parse = (text) => {
    const words = (written) => written.split(/\s+/).filter(Boolean).slice(0, limits.terms);
    const asked = words(Array.from(text).slice(0, limits.length).join("")).join(" ");
    const terms = words(fold(asked)).map(makeTerm);
    return { asked, terms, joined: makeTerm(terms.map((term) => term.folded).join("")) };
  };

  const isIn = (term, { names, texts, spoken, numbers }, namesOnly) => {
    if (names.includes(term.marked)) return true;
    if (term.pinyin && spoken && spoken.split("\n").some((line) => !spokenPlaces(term.pinyin, line).next().done)) return true;
    if (namesOnly) return false;
    return texts.includes(term.marked) || Boolean(term.number && `\n${numbers}`.includes(`\n${term.number}`));
  };
  const finds = ({ terms, joined }, entry, namesOnly = false) =>
    terms.every((term) => isIn(term, entry, namesOnly)) || (terms.length > 1 && isIn(joined, entry, namesOnly));

  // One slip forgiven: `search/near_misses.py`.
  const isOneSlip = (one, other) => {
    if (one === other || Math.abs(one.length - other.length) > 1) return false;
    let start = 0;
    while (start < one.length && start < other.length && one[start] === other[start]) start += 1;
    const [rest, others] = [one.slice(start), other.slice(start)];
    const swapped = rest.length > 1 && rest[0] === others[1] && rest[1] === others[0] && rest.slice(2) === others.slice(2);
    return swapped || rest.slice(1) === others.slice(1) || rest.slice(1) === others || rest === others.slice(1);
  };
  const slipsByCharacters = function* (text, { names }) {
    if (text.length < 3) return;
    for (const line of names.replace(/\u0002/g, "").split("\n")) {
      for (const length of [text.length, text.length - 1, text.length + 1]) {
        for (let start = 0; start + length <= line.length; start += 1) {
          const piece = line.slice(start, start + length);
          if (!piece.includes(" ") && isOneSlip(text, piece)) yield piece;
        }
      }
    }
  };
  const slipsByPinyin = function* (typed, { names, spoken }) {
    if (typed.length < 4) return;
    const lines = names.replace(/\u0002/g, "").split("\n");
    for (const [number, line] of spoken.split("\n").entries()) {
      const units = line.split(" ").filter(Boolean);
      for (let place = 0; place < units.length; place += 1) {
        let whole = "";
        for (let end = place; end < units.length && whole.length <= typed.length; end += 1) {
          if (units[end] !== "-") whole += units[end].toLowerCase();
          if (isOneSlip(typed, whole)) yield lines[number].slice(place, end + 1);
        }
      }
    }
    for (const [, word] of names.matchAll(new RegExp(`${MARK}([${LATIN}]+)`, "g"))) if (isOneSlip(typed, word)) yield word;
  };
  // What somebody may have meant who found nothing, among the names of entries; it must be found itself.
  const meant = ({ joined }, entries) => {
    const text = joined.folded;
    const slips = /^[a-z]+$/.test(text) ? slipsByPinyin : slipsByCharacters;
    for (const entry of entries) {
      for (const words of slips(text, entry)) if (words && words !== text) return words;
    }
    return "";
  };

  return { LATIN, NUMBER, fold, markWords, numberKey, spokenPlaces, parse, finds, meant };
};
