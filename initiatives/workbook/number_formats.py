"""What a cell's number format shows of a stored number: 1 as 100%, 24.5 as 24.5%, 241 as 241家.

Excel stores numbers apart from the signs and words that a format adds to them, and a typed 100% as 1. What
people mean is what the cell shows. Rounding and grouping of digits are left aside: they lose something.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

# One step of a section of a format. Escapes are `\\x` and, in Chinese versions of Excel, `!x`.
TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"
    | [\\!](?P<escaped>.)
    | _. | \*.                             # a space as wide as a character; a character that fills the cell
    | \[\$(?P<currency>[^\]-]*)[^\]]*\] | \[[^\]]*\]
    | (?P<number>General|G/通用格式|@|[0#?](?:[0#?.,/ ]*[0#?.])?(?P<scale>,*)(?:E[+-][0#?]+)?)
    | (?P<percent>%)
    | (?P<literal>.)
    """,
    re.VERBOSE | re.DOTALL,
)
SECTIONS = re.compile(r'((?:"[^"]*"|[\\!].|\[[^\]]*\]|[^;])*)(?:;|$)', re.DOTALL)
CONDITION = re.compile(r"\[[<>=]")
YUAN = ("¥", "￥", "CNY", "RMB")


class UnclearFormat(ValueError):
    """The format shows something else than the number with words before and after it."""


@dataclass
class _Section:
    before: str = ""
    after: str = ""
    percent: bool = False
    # The thousands that the number is divided by.
    scale: int = 0
    has_number: bool = False


def shown(number: Decimal, number_format: str) -> str:
    """Return a number with the words and signs of its format. Raises UnclearFormat."""
    sections = SECTIONS.findall(number_format)[:3]
    section = _read(_section_of(number, sections))
    if not section.has_number:
        raise UnclearFormat
    if section.scale:
        number /= Decimal(1000) ** section.scale
    if section.percent:
        number *= 100
    before, after = section.before.strip(" +-("), section.after.strip(" )")
    if before in YUAN:
        before, after = "", after or "元"
    return f"{before}{plain(number)}{after}{'%' if section.percent else ''}"


def plain(number: Decimal) -> str:
    """The digits of a number without an exponent and trailing zeros."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _section_of(number: Decimal, sections: list[str]) -> str:
    used = [section for section in sections if section]
    if any(CONDITION.search(section) for section in used) and len({*used}) > 1:
        if len({(s.before, s.after, s.percent, s.scale) for s in map(_read, used)}) > 1:
            raise UnclearFormat
        return used[0]
    if number < 0 and len(sections) > 1 and sections[1]:
        return sections[1]
    return sections[2] if number == 0 and len(sections) > 2 and sections[2] else sections[0]


def _read(text: str) -> _Section:
    section = _Section()
    for token in TOKEN.finditer(text):
        if token["number"]:
            if section.has_number:
                # 0!.0, shows 12.3 for 123,000.
                raise UnclearFormat
            section.has_number, section.scale = True, len(token["scale"] or "")
        elif token["percent"]:
            section.percent = True
        else:
            words = token["quoted"] or token["escaped"] or token["currency"] or token["literal"] or ""
            if section.has_number:
                section.after += words
            else:
                section.before += words
    return section
