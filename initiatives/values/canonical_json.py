"""JSON in one form for the same values, so that a checksum of its bytes tells whether anything was changed.

The form is that of RFC 8785: keys in order, no spaces, characters as they are, in UTF-8. Numbers are whole; a
decimal is a text, since programs read those with a point differently.
"""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

# A whole number beyond is not read exactly by programs that know one kind of number.
MAX_NUMBER = 2**53


def canonical(value: Any) -> str:
    """The text of plain values, dates, times (in UTC) and decimals; TypeError for anything else."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def checksum(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as `sha256sum` prints that of a file with it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int) and abs(value) < MAX_NUMBER:
        return int(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    raise TypeError(f"{type(value).__name__} has no canonical form: {value!r}")
