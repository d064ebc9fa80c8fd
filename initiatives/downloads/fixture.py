"""Write a plan as a Django fixture in YAML, in a fixed order and as the same bytes for the same rows."""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Any

import yaml
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core import serializers
from django.core.serializers.pyyaml import DjangoSafeDumper
from django.db import models

from initiatives.files.file_cache import cached_file, content_digest
from initiatives.models import (
    EDITION_ROWS,
    Assignment,
    Edition,
    EditionRow,
    Metric,
    Organisation,
    Passage,
    Plan,
    Release,
    Section,
    Source,
    Update,
)
from initiatives.models.releases import as_they_were

# In both languages, since the file is the same in both.
INVENTED = "示范数据，纯属虚构 · Demonstration data, invented"
# The lookup from a model to the park that its natural key begins with.
PARK_LOOKUPS: dict[type[models.Model], str] = {
    Edition: "__plan__park",
    Plan: "__park",
    Organisation: "__park",
    Source: "__park",
    Section: "__source__park",
    Passage: "__source__park",
}


def dump_plan(plan: Plan) -> str:
    """Return a plan with its park, metrics, organisations and sources as YAML, without full texts."""
    return to_yaml(rows_of(plan))


def cached_published_fixture(edition: Edition) -> tuple[str, bytes]:
    """Return the digest and the YAML of what readers see of a plan, loadable into an empty database.

    Links to the plans of earlier years are left out, because those are not in the file.
    """
    without = {"predecessors", "predecessors_basis", "english_basis"}
    entries = entries_of(published_rows(edition), without=without)
    mark = f"# {INVENTED}\n" if edition.plan.park.invented else ""
    name = content_digest("fixture", mark, entries)
    return name, cached_file(name, lambda: (mark + _yaml_of(entries)).encode())


def published_rows(edition: Edition) -> Iterator[models.Model]:
    """Yield the rows that readers see of a plan, each after those it refers to."""
    plan = edition.plan
    updates = Update.objects.readable_with(edition)
    sources = Source.objects.behind(edition)
    yield plan.park
    yield from Metric.objects.in_edition(edition)
    yield from _with_natural_keys(Organisation.objects.in_edition(edition))
    yield from _with_natural_keys(sources)
    yield from _with_natural_keys(Section.objects.filter(source__in=sources))
    yield from _with_natural_keys(Passage.objects.behind(edition))
    yield plan
    for own in _with_natural_keys(Edition.objects.filter(pk=edition.pk)):
        own.state = edition.state
        yield own
    yield from as_they_were(edition, _with_natural_keys(Release.objects.filter(edition=edition)))
    for model in EDITION_ROWS:
        yield from _with_natural_keys(model.objects.filter(edition=edition))
    yield from _with_natural_keys(updates.order_by("date", "key"))
    assignments = Assignment.objects.in_edition(edition)
    yield from _with_natural_keys(assignments.order_by("order", "subject_key"))


def _with_natural_keys(rows: models.QuerySet) -> models.QuerySet:
    """Select along with rows all that the natural keys of related rows are made of."""
    meta = rows.model._meta
    single = [field for field in meta.concrete_fields if field.related_model]
    return rows.select_related(*map(_lookup, single)).prefetch_related(*map(_lookup, meta.local_many_to_many))


def _lookup(field: Any) -> str:
    """Return the lookup from a relation to the park that the natural key begins with, if it does."""
    if issubclass(field.related_model, EditionRow):
        return f"{field.name}__edition__plan__park"
    return field.name + PARK_LOOKUPS.get(field.related_model, "")


def rows_of(plan: Plan) -> Iterator[models.Model]:
    """Yield all rows of a plan, each after those it refers to."""
    sources = {"source__editions__plan": plan}
    yield plan.park
    yield from Metric.objects.filter(figures__edition__plan=plan).distinct()
    yield from Organisation.objects.filter(park=plan.park)
    yield from Source.objects.filter(editions__plan=plan).distinct()
    yield from Section.objects.filter(**sources).distinct()
    yield from Passage.objects.filter(**sources).distinct()
    yield plan
    yield from Edition.objects.filter(plan=plan).order_by("number")
    yield from Release.objects.filter(edition__plan=plan).select_related("edition__plan__park")
    for model in EDITION_ROWS:
        yield from model.objects.filter(edition__plan=plan).select_related("edition__plan__park")
    yield from Update.objects.filter(plan=plan).order_by("date", "key")
    yield from Assignment.objects.filter(plan=plan).order_by("order", "subject_key")


def to_yaml(rows: Iterable[models.Model]) -> str:
    """Return rows as YAML; see `entries_of`."""
    return _yaml_of(entries_of(rows))


def _yaml_of(entries: list[dict[str, Any]]) -> str:
    return yaml.dump(entries, Dumper=FixtureDumper, allow_unicode=True, sort_keys=False, width=10**6)


def entries_of(rows: Iterable[models.Model], without: Collection[str] = ()) -> list[dict[str, Any]]:
    """Serialize rows with natural keys, without references to users, computed fields and those in `without`.

    A column at its default is left out, since loading restores the default. Many-to-many fields and those of
    `kept_when_absent` are written even when empty, since loading would leave them as they are.
    """
    serialized = serializers.serialize(
        "python", rows, use_natural_foreign_keys=True, use_natural_primary_keys=True
    )
    return [
        {
            "model": row["model"],
            "fields": {
                name: value
                for name, value in _fields_to_write(row["model"], row["fields"]).items()
                if name not in without
            },
        }
        for row in serialized
    ]


def _fields_to_write(model: str, fields: dict[str, Any]) -> dict[str, Any]:
    meta = apps.get_model(model)._meta
    return {
        name: sorted(value) if isinstance(value, list) and meta.get_field(name).many_to_many else value
        for name, value in fields.items()
        if meta.get_field(name).related_model is not get_user_model()
        and name not in getattr(meta.model, "computed_fields", ())
        and (
            meta.get_field(name).many_to_many
            or name in getattr(meta.model, "kept_when_absent", ())
            or value != _default(meta.get_field(name))
        )
    }


def _default(field: Any) -> Any:
    if field.has_default():
        return field.get_default()
    return "" if field.empty_strings_allowed and not field.null else None


class FixtureDumper(DjangoSafeDumper):
    """Django's YAML with natural keys on one line, `edition: [yuhua, 2024, 1]`, and plain decimals.

    Lines of a text stand one below the other.
    """

    def represent_text(self, data: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)

    def represent_decimal(self, data: Decimal) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", f"{data.normalize():f}")

    def represent_list(self, data: Any) -> yaml.SequenceNode:
        flat = not any(isinstance(item, (list, tuple, dict)) for item in data)
        return self.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=flat)


FixtureDumper.add_representer(str, FixtureDumper.represent_text)
FixtureDumper.add_representer(Decimal, FixtureDumper.represent_decimal)
FixtureDumper.add_representer(list, FixtureDumper.represent_list)
FixtureDumper.add_representer(tuple, FixtureDumper.represent_list)
