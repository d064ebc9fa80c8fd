"""A digest of everything but its texts that determines how a card looks, for the cache key."""

import hashlib
from functools import cache
from pathlib import Path

from PIL import __version__ as PILLOW


@cache
def code_digest() -> str:
    """A digest of this package's code and fonts and of the Pillow version."""
    folder = Path(__file__).parents[1]
    parts = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix in {".py", ".ttf"}]
    return hashlib.sha256(b"\0".join([PILLOW.encode(), *parts])).hexdigest()
