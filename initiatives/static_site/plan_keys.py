"""Keys of what plans show: while the key of a plan is the same, an export keeps the files of its pages.

A key stands for the stamp of the plan, which moves with all that its pages show, the code, the settings, and
the day. Of an export of one plan it also stands for the plan, since its pages link to no other.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from uuid import uuid4

from django import get_version
from django.conf import settings
from django.utils import timezone

from initiatives.freshness.stamps import plan_stamp
from initiatives.models import Edition

FOLDERS = ("initiatives", "parkplan", "templates", "static", "locale")
SUFFIXES = {".py", ".html", ".xml", ".txt", ".mo", ".css", ".js", ".svg", ".json", ".png", ".ttf", ".woff2"}
# Settings that no page shows, though they may differ between two runs.
UNSEEN = {"SECRET_KEY", "DATABASES", "CACHES", "LOGGING"}


def plan_keys(editions: Sequence[Edition], only: Edition | None) -> dict[str, str]:
    """The keys of the plans of some editions, by the addresses of the plans below the root: `yuhua/2024`."""
    common = _common_digest(only)
    keys = {}
    for edition in editions:
        # Where changes are not noticed, nothing is known to be the same.
        stamp = plan_stamp(edition.plan.park.slug, edition.plan.year) or uuid4().hex
        keys[address_of(edition)] = sha256(f"{stamp} {common}".encode()).hexdigest()
    return keys


def address_of(edition: Edition) -> str:
    return f"{edition.plan.park.slug}/{edition.plan.year}"


def _common_digest(only: Edition | None) -> str:
    digest = sha256(f"{get_version()} {timezone.localdate()} {only and address_of(only)}".encode())
    values = {
        name: getattr(settings, name) for name in dir(settings) if name.isupper() and name not in UNSEEN
    }
    digest.update(json.dumps(values, default=str, sort_keys=True).encode())
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    paths = [path for name in FOLDERS for path in sorted((settings.BASE_DIR / name).rglob("*"))]
    for path in (*paths, manifest):
        if path.suffix in SUFFIXES and path.is_file():
            digest.update(f"{path} {path.stat().st_size}".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def key_of_all(keys: dict[str, str]) -> str:
    """The key of the whole site; the pages above plans list them all, and show nothing else."""
    return sha256(json.dumps(sorted(keys.items())).encode()).hexdigest()
