"""Keys of what plans show: while the key of a plan is the same, an export keeps the files of its pages.

A key stands for the stamp of the plan, which moves with all that its pages show, the code, the settings, and
the day. Of an export of one plan it also stands for the plan, since its pages link to no other.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from uuid import uuid4

from django.utils import timezone

from initiatives.freshness.build_digest import build_digest
from initiatives.freshness.stamps import plan_stamp
from initiatives.models import Edition


def plan_keys(editions: Sequence[Edition], only: Edition | None) -> dict[str, str]:
    """The keys of the plans of some editions, by the addresses of the plans below the root: `yuhua/2024`."""
    common = f"{build_digest()} {timezone.localdate()} {only and address_of(only)}"
    keys = {}
    for edition in editions:
        # Where changes are not noticed, nothing is known to be the same.
        stamp = plan_stamp(edition.plan.park.slug, edition.plan.year) or uuid4().hex
        keys[address_of(edition)] = sha256(f"{stamp} {common}".encode()).hexdigest()
    return keys


def address_of(edition: Edition) -> str:
    return f"{edition.plan.park.slug}/{edition.plan.year}"


def key_of_all(keys: dict[str, str]) -> str:
    """The key of the whole site; the pages above plans list them all, and show nothing else."""
    return sha256(json.dumps(sorted(keys.items())).encode()).hexdigest()
