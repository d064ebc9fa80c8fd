"""Comparison of texts without regard to white space."""

# Characters without a width that `str.split` does not count as white space.
INVISIBLE_CHARACTERS = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def remove_invisible(text: str) -> str:
    return text.translate(INVISIBLE_CHARACTERS)


def squeeze(text: str) -> str:
    """The text without white space, line breaks and invisible characters."""
    return "".join(remove_invisible(text).split())
