"""The plural of English nouns that editors type."""

import re

ES = re.compile(r"(?:s|x|z|ch|sh)$", re.IGNORECASE)
Y = re.compile(r"(?<=[^aeiou])y$", re.IGNORECASE)


def plural(noun: str) -> str:
    """The regular plural: `project` → `projects`, `activity` → `activities`; "" stays empty."""
    if not noun:
        return ""
    if Y.search(noun):
        return Y.sub("ies", noun)
    return f"{noun}es" if ES.search(noun) else f"{noun}s"
