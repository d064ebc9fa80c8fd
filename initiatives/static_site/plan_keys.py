"""Keys of what plans show: while the key of a plan is the same, an export keeps the files of its pages.

A key stands for the rows of the plan's park that readers see, those that all parks share, the code, the
settings, and the day. Of an export of one plan it also stands for the plan, since its pages link to no other.
"""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from django import get_version
from django.conf import settings
from django.utils import timezone

from initiatives.models import (
    EDITION_ROWS,
    Edition,
    Metric,
    Organisation,
    Park,
    Passage,
    Plan,
    QualityRule,
    ReaderCorrection,
    Release,
    Section,
    Source,
    SourceText,
    Update,
)
from initiatives.values.vocabulary import SEEN_STATES

FOLDERS = ("initiatives", "parkplan", "templates", "static", "locale")
SUFFIXES = {".py", ".html", ".xml", ".txt", ".mo", ".css", ".js", ".svg", ".json", ".png", ".ttf", ".woff2"}
# Settings that no page shows, though they may differ between two runs.
UNSEEN = {"SECRET_KEY", "DATABASES", "CACHES", "LOGGING"}
# Models with the lookup that leads from their rows to a park.
TO_PARK: dict[Any, str] = {
    Park: "pk",
    Organisation: "park",
    Source: "park",
    SourceText: "source__park",
    Section: "source__park",
    Passage: "source__park",
    Plan: "park",
    Edition: "plan__park",
    Release: "edition__plan__park",
    Update: "plan__park",
    ReaderCorrection: "plan__park",
    **dict.fromkeys(EDITION_ROWS, "edition__plan__park"),
}


def plan_keys(editions: Sequence[Edition], only: Edition | None) -> dict[str, str]:
    """The keys of the plans of some editions, by the addresses of the plans below the root: `yuhua/2024`."""
    parks = {edition.plan.park_id for edition in editions}
    rows = {park: sha256() for park in parks}
    for model, lookup, shown in _tables():
        names = [field.attname for field in model._meta.concrete_fields]
        chosen = model._base_manager.filter(**{f"{lookup}__in": parks}, **shown).order_by("pk")
        for *values, park in chosen.values_list(*names, lookup):
            rows[park].update(repr((model._meta.label, values)).encode())
    common = _common_digest(only)
    return {
        address_of(edition): sha256(f"{rows[edition.plan.park_id].hexdigest()} {common}".encode()).hexdigest()
        for edition in editions
    }


def address_of(edition: Edition) -> str:
    return f"{edition.plan.park.slug}/{edition.plan.year}"


def _tables() -> Iterator[tuple[Any, str, dict[str, Any]]]:
    """Models and relations to many, with the lookup to the park, and which rows readers see."""
    for model, lookup in TO_PARK.items():
        shown: dict[str, Any] = {}
        if model is Edition:
            shown = {"state__in": SEEN_STATES}
        elif model in EDITION_ROWS:
            shown = {"edition__state__in": SEEN_STATES}
        yield model, lookup, shown
        for relation in model._meta.local_many_to_many:
            owner = relation.m2m_field_name()
            conditions = {f"{owner}__{name}": value for name, value in shown.items()}
            yield relation.remote_field.through, f"{owner}__{lookup}", conditions


def _common_digest(only: Edition | None) -> str:
    digest = sha256(f"{get_version()} {timezone.localdate()} {only and address_of(only)}".encode())
    values = {
        name: getattr(settings, name) for name in dir(settings) if name.isupper() and name not in UNSEEN
    }
    digest.update(json.dumps(values, default=str, sort_keys=True).encode())
    for model in (Metric, QualityRule):
        digest.update(repr(list(model._base_manager.order_by("pk").values_list())).encode())
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
