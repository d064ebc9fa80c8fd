"""Files that take long to write, kept under a digest of all they say: other content is another file."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.cache import cache

# In seconds. After an upgrade of the software a file may look as before for an hour; never say it. What is
# known by the code that makes it too may stay.
AN_HOUR, LONG = 60 * 60, 30 * 24 * 60 * 60


def digest(*content: Any) -> str:
    """One short name for plain values, in whatever lists and mappings they stand."""
    return hashlib.sha256(repr(content).encode("utf-8", "surrogatepass")).hexdigest()


def kept(name: str, make: Callable[[], bytes], seconds: int = AN_HOUR) -> bytes:
    """The file of that digest; written only if it is not at hand."""
    found = cache.get(f"file:{name}")
    if found is None:
        found = make()
        cache.set(f"file:{name}", found, seconds)
    return found
