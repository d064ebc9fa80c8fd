"""Content-addressed cache of generated files: the key is a digest of all that goes into a file."""

import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.cache import cache

logger = logging.getLogger(__name__)

# Lifetimes in seconds. A key without a digest of the code lives for an hour only, because after an upgrade
# the file may look different for the same content.
ONE_HOUR, THIRTY_DAYS = 60 * 60, 30 * 24 * 60 * 60


def content_digest(*content: Any) -> str:
    """Return the SHA-256 of plain values, lists and mappings as hexadecimal digits."""
    return hashlib.sha256(repr(content).encode("utf-8", "surrogatepass")).hexdigest()


def cached_file(name: str, make: Callable[[], bytes], seconds: int = ONE_HOUR) -> bytes:
    """Return the file cached under a digest; if it is not cached, `make` generates it.

    A cache out of reach costs time and nothing else: each kind of cache has errors of its own.
    """
    key = f"file:{name}"
    try:
        content: bytes | None = cache.get(key)
    except Exception as error:
        logger.warning("The cache cannot be used (CACHE_URL): %s", error)
        return make()
    if content is None:
        content = make()
        with suppress(Exception):
            cache.set(key, content, seconds)
    return content
