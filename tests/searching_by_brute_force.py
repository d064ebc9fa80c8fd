"""What a search must find, as plainly as it can be said: each rule tried on each text, without any index."""

import re
from decimal import Decimal
from unicodedata import normalize

from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from initiatives.values.folded_text import simplified_characters

LETTER = "[a-z\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff]"
NUMERALS = {"三十亿": "3000000000", "30亿": "3000000000", "3000000000": "3000000000", "154": "154"}
# Short texts of few characters, so that queries are often found, and nearly found.
PIECES = [
    *("园区", "招商引资", "稅收", "税", "比亞迪", "比亚迪", "陈海波", "长沙", "重庆", "银行"),
    *(
        "ＡＩ",
        "ai",
        "adjust",
        "dj",
        "Agri",
        "café",
        "（",
        "）",
        ",",
        "，",
        "·",
        "　",
        " ",
        '"',
        "'",
        "\\",
        "%",
        "_",
        "*",
    ),
    *("三十亿元", "30亿元", "3000000000元", "3,000,000,000元", "154%", "1", "5", "零", "年"),
    *("㈢", "…", "ｶﾞ", "規模以上", "规上"),
]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
TYPED = ["zhaoshang", "zs", "zsyz", "biyadi", "byd", "chenhb", "chongqing", "yinhang", "chang", "aij", "dj"]
QUERIES = st.one_of(
    TEXTS.map(lambda text: text[:6]), st.sampled_from([*TYPED, *NUMERALS, "三十亿元", "30 亿元"])
)


def folded(text: str) -> str:
    return "".join(simplified_characters().get(ord(one), one) for one in normalize("NFKC", text).lower())


def stands_in(term: str, text: str) -> bool:
    within = f"(?<!{LETTER})" if re.match(LETTER, term) else ""
    return re.search(within + re.escape(term), text) is not None


def is_pinyin_of(term: str, name: str) -> bool:
    """Pinyin of names of Chinese characters, in full or by initials, from any syllable on."""
    if not re.fullmatch("[a-z][a-z0-9]+", term):
        return False
    plain = normalize("NFKC", name).lower()
    if not re.search("[\u3400-\u9fff]", plain):
        return False
    # Each unit, and whether pinyin may begin with it: not within a Latin word.
    units: list[tuple[str, bool]] = []
    before = ""
    for piece in re.findall("[\u3400-\u9fff]+|[^\u3400-\u9fff]", plain):
        if re.match("[\u3400-\u9fff]", piece):
            units += [(one, True) for one in lazy_pinyin(piece)]
        elif piece.isascii() and piece.isalnum():
            units.append((piece, not (re.match("[a-z]", piece) and re.match("[a-z]", before))))
        before = piece
    return any(
        "".join(one[:cut] for one, _start in units[place:]).startswith(term)
        for place, (_unit, is_start) in enumerate(units)
        if is_start
        for cut in (None, 1)
    )


def value_of(match: re.Match[str]) -> str:
    text = match[0].replace(",", "")
    if "十" in text:
        return "3000000000" if text.lstrip("零") == "三十亿" else ""
    number = Decimal(re.sub("[亿]", "", text)) * (10**8 if "亿" in text else 1)
    return f"{number:f}"


def numbers_with_units(text: str) -> list[tuple[str, str]]:
    found = []
    for match in re.finditer("零*三十亿|(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)亿?", text):
        value = value_of(match)
        if len(value) > 1:
            unit = (text[match.end() : match.end() + 4].split(None, 1) or [""])[0]
            found.append((value, unit if text[match.end() : match.end() + 1].strip() else ""))
    return found


def is_number_in(term: str, text: str) -> bool:
    match = re.match("零*三十亿|(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)亿?", term)
    if not match or len(value_of(match)) < 2 or len(term) - match.end() > 4:
        return False
    wanted = (value_of(match), term[match.end() :])
    return any(value == wanted[0] and unit.startswith(wanted[1]) for value, unit in numbers_with_units(text))


def is_found(query: str, names: list[str], texts: list[str]) -> bool:
    terms = folded(" ".join(query[:80].split()[:6])).split()[:6]

    def one(term: str) -> bool:
        everything = [folded(" ".join(text.split())) for text in (*names, *texts)]
        return any(stands_in(term, text) or is_number_in(term, text) for text in everything) or any(
            is_pinyin_of(term, " ".join(name.split())) for name in names
        )

    return bool(terms) and (all(map(one, terms)) or one("".join(terms)))
