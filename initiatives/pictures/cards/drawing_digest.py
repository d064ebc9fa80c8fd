"""What makes a card look as it does besides its words."""

import hashlib
from functools import cache
from pathlib import Path

from PIL import __version__ as PILLOW


@cache
def code_digest() -> str:
    """A digest of this room's code and fonts, and of the library that draws."""
    room = Path(__file__).parents[1]
    parts = [path.read_bytes() for path in sorted(room.rglob("*")) if path.suffix in {".py", ".ttf"}]
    return hashlib.sha256(b"\0".join([PILLOW.encode(), *parts])).hexdigest()
