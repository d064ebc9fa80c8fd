"""Comparison of texts without regard to white space."""

from functools import lru_cache

# Characters without a width that `str.split` does not count as white space.
INVISIBLE_CHARACTERS = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def remove_invisible(text: str) -> str:
    return text.translate(INVISIBLE_CHARACTERS)


# Texts up to so long are kept: rules ask for the same paragraphs and phrases again and again.
LONGEST_KEPT = 2000


def squeeze(text: str) -> str:
    """The text without white space, line breaks and invisible characters."""
    return _kept(text) if len(text) <= LONGEST_KEPT else _squeezed(text)


def _squeezed(text: str) -> str:
    return "".join(remove_invisible(text).split())


_kept = lru_cache(maxsize=4096)(_squeezed)
