"""What a line of a list was made from, so that nobody overwrites what somebody else saved meanwhile."""

import hashlib
import json
from typing import Any

from initiatives.models.row_state import state_of


def mark_of(row: Any) -> str:
    """A mark of the stored state of a row; "" for none."""
    if row is None:
        return ""
    told = json.dumps(state_of(row), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:20]
