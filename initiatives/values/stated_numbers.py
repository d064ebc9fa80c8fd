"""Numbers in folded text, however they are written, as one: 三十亿元, 30亿元 and 3,000,000,000元.

`static_site/search_rules.js` reads the numbers of a query in the same way.
"""

import re
from collections.abc import Iterator

DIGITS = "零一二三四五六七八九"
TENS = {"十": 10, "百": 100, "千": 1000}
ZEROS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}
NUMBER = re.compile(
    r"(?:(?P<arabic>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,18})(?:\.(?P<decimals>[0-9]{1,9}))?"
    r"|(?P<chinese>[〇零一二两三四五六七八九十百千]+)(?:点(?P<after>[〇零一二三四五六七八九]+))?)"
    r"(?P<scales>[十百千万亿]*)"
)
# So many characters after a number are told from others: 家, 亿元, 万平方.
MAX_UNIT = 4


def number_keys(folded: str) -> Iterator[str]:
    """A key for each number with what follows it: `#3000000000=元` for `三十亿元`.

    Numbers of one digit are left out: 一 is mostly no number.
    """
    for match in NUMBER.finditer(folded):
        value = _value(match)
        if value is not None:
            unit = re.match(r"\S*", folded[match.end() : match.end() + MAX_UNIT])
            yield f"#{value}={unit[0] if unit else ''}"


def number_key(term: str) -> str:
    """What the keys of a number must begin with that a folded term names, with its unit; else nothing."""
    match = NUMBER.match(term)
    if match is None or len(term) - match.end() > MAX_UNIT:
        return ""
    value = _value(match)
    return "" if value is None else f"#{value}={term[match.end() :]}"


def number_alone(key: str) -> str:
    """A key without the unit: `#3000000000`."""
    return key.partition("=")[0]


def _value(match: re.Match[str]) -> str | None:
    """The number in plain digits; None if it is none, or has one digit only."""
    if match["arabic"]:
        whole, decimals = match["arabic"].replace(",", ""), match["decimals"] or ""
    elif match["chinese"][0] in "百千":
        return None
    else:
        whole, decimals = _chinese(_plain(match["chinese"])), _digits(_plain(match["after"] or ""))
    zeros = sum(ZEROS[scale] for scale in match["scales"])
    decimals = decimals.ljust(zeros, "0")
    whole, decimals = (whole + decimals[:zeros]).lstrip("0"), decimals[zeros:].rstrip("0")
    if len(whole) < 2 and not decimals:
        return None
    return f"{whole or '0'}{'.' if decimals else ''}{decimals}"


def _plain(numeral: str) -> str:
    return numeral.replace("〇", "零").replace("两", "二")


def _digits(numeral: str) -> str:
    return "".join(str(DIGITS.index(one)) for one in numeral)


def _chinese(numeral: str) -> str:
    """Digits one by one (二〇二四), or a sum (二百四十一)."""
    if not any(one in TENS for one in numeral):
        return _digits(numeral)
    total, digit, scale = 0, 0, 10
    for one in numeral:
        if one in TENS:
            total += (digit or (1 if one == "十" else 0)) * TENS[one]
            digit, scale = 0, TENS[one]
        else:
            digit = DIGITS.index(one)
            scale = 10 if one == "零" else scale
    # 一千二 is 1200.
    return str(total + digit * scale // 10)
