"""Numerals in Chinese, Arabic or mixed notation as numbers: 241, 1,240, 二百四十一, 两千三, 5千万, 3亿2千万."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
TENS = {"十": Decimal(10), "百": Decimal(100), "千": Decimal(1000)}
MYRIADS = {"万": Decimal(10**4), "亿": Decimal(10**8)}
SCALES = TENS | MYRIADS

# With commas only between thousands. Longer rows of digits are no numbers that a text would state.
ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,18}(?![0-9]))(?:\.[0-9]{1,9}(?![0-9]))?"
CHINESE = r"(?:[〇零一二两三四五六七八九十百千]+(?:点[〇零一二三四五六七八九]+)?)"
SCALE = r"[十百千万亿]"
# One or more terms, each but the last with a scale: 3亿 2千万. A scale alone counts once: 千亿, 亿.
NUMERAL = (
    rf"(?:(?:{ARABIC}|{CHINESE})(?:\s?{SCALE}+(?:(?:{ARABIC}|{CHINESE})\s?{SCALE}+)*"
    rf"(?:[0-9]{{1,4}}(?![0-9.,])|{CHINESE})?)?|[万亿]+)"
)
TOKEN = re.compile(
    rf"(?P<arabic>{ARABIC})|(?P<digit>[〇零一二两三四五六七八九])|(?P<scale>{SCALE})|(?P<point>点)"
)
ARABIC_WITH_SCALE = re.compile(rf"{ARABIC}\s?(?P<scale>{SCALE}+)")
# Two digits in a row that are neighbours name a span: 七八个 is seven or eight, 三五家 three to five.
NEIGHBOURS = re.compile(
    r"(?<![〇零一二两三四五六七八九点])([一二两三四五六七八九]{2})(?![〇零一二两三四五六七八九点])"
)
WIDE_SPAN = (3, 5)
# Signs that are written in several ways. A dash (–) is no minus.
VARIANTS = str.maketrans("∶︰﹕萬億−‒﹣—―─〜", ":::万亿---–––~")


@dataclass(frozen=True)
class Numeral:
    """Bounds of a numeral, equal unless it names a span (七八), and its scale: that of 亿 for 3亿2千万."""

    low: Decimal
    high: Decimal
    scale: Decimal
    scale_word: str


def plain_text(text: str) -> str:
    """The text with full-width letters, digits and signs as ASCII, character by character.

    Every character stays at its offset, so that places found in it are places in the text given.
    """
    return "".join(map(_plain_character, text)).translate(VARIANTS)


def _plain_character(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def numeral_value(text: str) -> Decimal | None:
    """The value of a numeral in plain text; None if it is none or may be read in two ways (3亿4千)."""
    text = text.replace(" ", "").replace(",", "")
    if len(text) > 1 and all(character in DIGITS for character in text):
        return Decimal("".join(str(DIGITS[character]) for character in text))
    whole, point, decimals = text.partition("点")
    if point:
        return _with_decimals(whole, decimals)
    return _Sum().read(text)


def read_numeral(text: str) -> Numeral | None:
    """A numeral in plain text with its bounds and scale; None as for `numeral_value`."""
    bounds = [numeral_value(each) for each in _span(text)]
    low, high = bounds[0], bounds[-1]
    if low is None or high is None or low > high:
        return None
    word = _scale_word(text)
    return Numeral(low, high, scale_factor(word), word)


def scale_factor(words: str) -> Decimal:
    """The product of scales: 10¹² for 万亿, 1 for nothing."""
    factor = Decimal(1)
    for word in words:
        factor *= SCALES[word]
    return factor


def _span(text: str) -> tuple[str, ...]:
    """The two numerals that a pair of neighbouring digits stands for, or the numeral itself."""
    if pair := NEIGHBOURS.search(text):
        first, second = (DIGITS[digit] for digit in pair[1])
        if second == first + 1 or (first, second) == WIDE_SPAN:
            head, tail = text[: pair.start()], text[pair.end() :]
            return head + pair[1][0] + tail, head + pair[1][1] + tail
    return (text,)


def _scale_word(text: str) -> str:
    """The scale that belongs to the unit: 千万 of 5千万, 亿 of 三十亿 and of 3亿2千万."""
    if found := ARABIC_WITH_SCALE.fullmatch(text):
        return found["scale"]
    if (end := re.search(r"[万亿]+$", text)) and not re.search(r"[万亿]", text[: end.start()]):
        return end[0] if end.start() else ""
    runs = re.findall(r"[万亿]+", text)
    return max(runs, key=scale_factor) if runs and text not in runs else ""


def _with_decimals(whole: str, decimals: str) -> Decimal | None:
    scale = decimals.lstrip("".join(DIGITS))
    digits = decimals[: len(decimals) - len(scale)]
    value = numeral_value(whole)
    if value is None or not digits or not set(scale) <= set(SCALES):
        return None
    fraction = Decimal("".join(str(DIGITS[digit]) for digit in digits)).scaleb(-len(digits))
    return (value + fraction) * scale_factor(scale)


class _Sum:
    """Adds up a numeral from left to right: `section` is what stands below the next 万 or 亿."""

    def __init__(self) -> None:
        self.total = self.section = Decimal(0)
        self.current: Decimal | None = None
        self.last_scale: Decimal | None = None
        self.tens: Decimal | None = None
        self.myriads: list[Decimal] = []
        self.after_zero = self.zero_in_section = False
        self.digits = 0

    def read(self, text: str) -> Decimal | None:
        position = 0
        while position < len(text):
            token = TOKEN.match(text, position)
            if not token or not self._add(token):
                return None
            position = token.end()
        return self._finish() if text else None

    def _add(self, token: re.Match[str]) -> bool:
        if token["point"]:
            return False
        if token["scale"]:
            scale = SCALES[token["scale"]]
            return self._add_tens(scale) if token["scale"] in TENS else self._add_myriad(scale)
        if token["digit"] in ("〇", "零") and self.last_scale is not None and self.current is None:
            self.after_zero = self.zero_in_section = True
            return True
        if self.current is not None:
            return False
        self.current = Decimal(token["arabic"]) if token["arabic"] else Decimal(DIGITS[token["digit"]])
        self.digits = len(token[0])
        return True

    def _add_tens(self, scale: Decimal) -> bool:
        if self.tens is not None and scale >= self.tens:
            return False
        self.section += scale if self.current is None else self.current * scale
        self.current, self.tens, self.last_scale, self.after_zero = None, scale, scale, False
        return True

    def _add_myriad(self, scale: Decimal) -> bool:
        part = self.section + (self.current or 0)
        if scale in self.myriads:
            return False
        if self.myriads and scale < self.myriads[-1]:
            if not part:
                return False
            self.total += part * scale
        elif self.current is None and not part + self.total:
            self.total = scale
        else:
            self.total = (self.total + part) * scale
        self.myriads.append(scale)
        self.section, self.current, self.tens, self.last_scale = Decimal(0), None, None, scale
        self.after_zero = self.zero_in_section = False
        return True

    def _finish(self) -> Decimal | None:
        if self.section and self.myriads and self.myriads[-1] == MYRIADS["亿"] and not self.zero_in_section:
            # 3亿4千 is said for 340 million and written for 300 004 000.
            return None
        if self.current is None:
            return self.total + self.section
        if self.last_scale is None or self.last_scale == 10 or self.after_zero:
            return self.total + self.section + self.current
        if self.digits == 1:
            # 两千三 is 2300, 一万二 is 12 000.
            return self.total + self.section + self.current * self.last_scale / 10
        return self.total + self.section + self.current if self.current < self.last_scale else None
