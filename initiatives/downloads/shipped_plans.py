"""Plans that come with this software, and bringing a site's unedited copy of one up to its shipped content.

Beside each `fixtures/<name>.yaml` stands `<name>.digests`: the park and year of its plan, and the digests of
all contents that were ever shipped under this name, the present one last.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import models, transaction
from django.utils.translation import gettext, override

from initiatives.downloads.edition_content import (
    EditionContent,
    Entry,
    content_of_edition,
    published_content,
)
from initiatives.editions.lifecycle import publish
from initiatives.models import Edition, EditionRow, Plan, Source
from initiatives.models.row_history import recorded
from initiatives.models.row_state import columns_of
from initiatives.models.translations import TranslatedRow
from initiatives.source_text import place_passages
from initiatives.values.vocabulary import OPEN_STATES, EditionState

HEADING = "# What was shipped as {name}, oldest first, by digest. Written by manage.py write_reference."


class SiteState(Enum):
    """What a site has of a shipped plan. Only OLDER is renewed."""

    ABSENT = auto()
    CURRENT = auto()
    OLDER = auto()
    # The following were touched by somebody.
    UNPUBLISHED = auto()
    IN_WORK = auto()
    GONE_BACK = auto()
    EDITED = auto()


class NotRenewed(Exception):
    """The plan is not one that may be renewed; `state` says why."""

    def __init__(self, state: SiteState) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True)
class ShippedPlan:
    """A plan in a fixture, and the digests of all contents it was ever shipped with, the present one last."""

    fixture: Path
    park: str
    year: int
    digests: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.park} {self.year}"

    def content(self) -> EditionContent:
        return content_of_fixture(self.fixture)

    def plan(self) -> Plan | None:
        return Plan.objects.select_related("park").filter(park__slug=self.park, year=self.year).first()

    def state_of_site(self) -> SiteState:
        """What this site has of it. The fixture is not read, only the digests."""
        plan = self.plan()
        if plan is None:
            return SiteState.ABSENT
        editions = list(plan.editions.order_by("number"))
        published = next((one for one in editions if one.state == EditionState.PUBLISHED), None)
        if published is None:
            return SiteState.UNPUBLISHED
        digest = content_of_edition(published).digest
        if digest == self.digests[-1]:
            return SiteState.CURRENT
        if any(one.state in OPEN_STATES for one in editions):
            return SiteState.IN_WORK
        if published != editions[-1]:
            return SiteState.GONE_BACK
        return SiteState.OLDER if digest in self.digests else SiteState.EDITED


def shipped_plans() -> Iterator[ShippedPlan]:
    for folder in settings.FIXTURE_DIRS:
        for path in sorted(Path(folder).glob("*.digests")):
            lines = path.read_text(encoding="utf-8").splitlines()
            plan, *digests = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
            park, year = plan.split()
            yield ShippedPlan(path.with_suffix(".yaml"), park, int(year), tuple(digests))


def content_of_fixture(path: Path) -> EditionContent:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return published_content(yaml.load(path.read_bytes(), Loader=loader))


def digests_text(shipped: ShippedPlan) -> str:
    """The file of digests with that of the fixture's present content at its end."""
    present = shipped.content().digest
    earlier = [digest for digest in shipped.digests if digest != present]
    heading = HEADING.format(name=shipped.fixture.name)
    return "\n".join([heading, str(shipped), *earlier, present, ""])


@transaction.atomic
def renew(shipped: ShippedPlan) -> Edition:
    """Publish the shipped content as a new edition of the site's plan; NotRenewed if it was edited there.

    Rows that editions share are changed in place. Everything or nothing is done, and the histories say why.
    """
    plan = shipped.plan()
    # Locked, so that nobody begins a draft between the check and the publication.
    if plan:
        Plan.objects.select_for_update().get(pk=plan.pk)
    state = shipped.state_of_site()
    if plan is None or state is not SiteState.OLDER:
        raise NotRenewed(state)
    content = shipped.content()
    number = plan.editions.aggregate(highest=models.Max("number"))["highest"] + 1
    with recorded(reason="shipped plan"):
        for built in _deserialized(content.shared):
            _update_shared_row(built)
        for built in _deserialized(_as_draft(content, number)):
            built.object.save()
            _set_links(built)
        for source in Source.objects.filter(park=plan.park, full_text__isnull=False):
            place_passages(source)
        draft = Edition.objects.get(plan=plan, number=number)
        return publish(draft, user=None, note=_note("zh-hans"), note_en=_note("en"))


def _note(language: str) -> str:
    with override(language):
        return gettext("The plan was corrected after a check of every sentence against its source.")


def _as_draft(content: EditionContent, number: int) -> Iterator[Entry]:
    """The edition and its rows as entries of a draft with another number."""
    fields = dict(content.edition["fields"], number=number, state=EditionState.DRAFT)
    for name in ("release_note", "release_note_en"):
        fields.pop(name, None)
    yield {"model": content.edition["model"], "fields": fields}
    for row in content.rows:
        yield {"model": row["model"], "fields": dict(_renumbered(row, number))}


def _renumbered(row: Entry, number: int) -> Iterator[tuple[str, Any]]:
    model = apps.get_model(row["model"])
    for name, value in row["fields"].items():
        field: Any = model._meta.get_field(name)
        if name == "edition":
            value = [*value[:2], number]
        elif value and field.related_model and issubclass(field.related_model, EditionRow):
            if field.many_to_many and field.related_model is not model:
                value = [[*key[:2], number, key[3]] for key in value]
            elif not field.many_to_many:
                value = [*value[:2], number, value[3]]
        yield name, value


def _deserialized(entries: Iterable[Entry]) -> Iterator[Any]:
    """Rows built one after the other, so that each may refer to those saved before it."""
    for entry in entries:
        yield from serializers.deserialize("python", [entry])


def _update_shared_row(built: Any) -> None:
    """Save a new row, or bring the stored one up to it. Pictures and aliases of the site's own are kept."""
    row = built.object
    stored = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
    if stored is None:
        row.save()
        _set_links(built)
        return
    changed = False
    for column in columns_of(type(row)):
        if isinstance(column, models.FileField) or not (column.editable or column.name == "english_basis"):
            continue
        if column.name in getattr(row, "kept_when_absent", ()):
            continue
        if getattr(stored, column.attname) != getattr(row, column.attname):
            setattr(stored, column.attname, getattr(row, column.attname))
            changed = True
    if isinstance(stored, TranslatedRow):
        # What is shipped says which English is outdated; the site's earlier Chinese does not.
        stored.keeps_basis = True
    if changed:
        stored.save()


def _set_links(built: Any) -> None:
    for name, rows in built.m2m_data.items():
        getattr(built.object, name).set(rows)
