"""Phrases cut from the texts that a search looks through, and the same in other widths and cases."""

from collections.abc import Callable
from unicodedata import normalize

from hypothesis import strategies as st

MIN_LENGTH, MAX_LENGTH = 4, 40
FULL_WIDTH = {0x20: 0x3000, **{code: code + 0xFEE0 for code in range(0x21, 0x7F)}}


def as_full_width(text: str) -> str:
    return text.translate(FULL_WIDTH)


def as_half_width(text: str) -> str:
    return normalize("NFKC", text)


SPELLED: list[Callable[[str], str]] = [str, as_full_width, as_half_width, str.upper]


@st.composite
def phrases(draw: st.DrawFn, text: str) -> str:
    """A phrase of MIN_LENGTH characters or more, or all of a shorter text, in some width or case."""
    start = draw(st.integers(0, max(0, len(text) - MIN_LENGTH)))
    length = draw(st.integers(MIN_LENGTH, MAX_LENGTH))
    return draw(st.sampled_from(SPELLED))(text[start : start + length])
