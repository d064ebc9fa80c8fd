"""Content-addressed cache of generated files: the key is a digest of all that goes into a file."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.cache import cache

# In seconds. After an upgrade of the software a file may look as before for an hour; never say it. What is
# known by the code that makes it too may stay.
ONE_HOUR, THIRTY_DAYS = 60 * 60, 30 * 24 * 60 * 60


def content_digest(*content: Any) -> str:
    """One short name for plain values, in whatever lists and mappings they stand."""
    return hashlib.sha256(repr(content).encode("utf-8", "surrogatepass")).hexdigest()


def cached_file(name: str, make: Callable[[], bytes], seconds: int = ONE_HOUR) -> bytes:
    """The file cached under a digest; `make` writes it if it is not cached."""
    found = cache.get(f"file:{name}")
    if found is None:
        found = make()
        cache.set(f"file:{name}", found, seconds)
    return found
