"""Primary keys as query strings and forms have them."""

# Fewer than 64 bits hold, which is what databases keep keys in.
MAX_KEY_DIGITS = 18


def pk_in(text: object) -> int | None:
    """The primary key that a text is; None if it is none, or longer than any key can be."""
    digits = str(text or "")
    return int(digits) if digits.isdecimal() and len(digits) <= MAX_KEY_DIGITS else None
