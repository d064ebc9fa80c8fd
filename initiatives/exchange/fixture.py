"""A plan as a Django fixture in YAML: readable, in a fixed order, the same bytes for the same rows."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import yaml
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core import serializers
from django.core.serializers.pyyaml import DjangoSafeDumper
from django.db import models

from initiatives.models import (
    EDITION_ROWS,
    Edition,
    Metric,
    Organisation,
    Passage,
    Plan,
    Section,
    Source,
    Update,
)


def dump_plan(plan: Plan) -> str:
    """All of a plan, with its park, metrics, organisations and sources; never a source's full text."""
    return to_yaml(rows_of(plan))


def rows_of(plan: Plan) -> Iterator[models.Model]:
    """The rows a plan is made of, each after those it refers to."""
    sources = {"source__editions__plan": plan}
    yield plan.park
    yield from Metric.objects.filter(figures__edition__plan=plan).distinct()
    yield from Organisation.objects.filter(park=plan.park)
    yield from Source.objects.filter(editions__plan=plan).distinct()
    yield from Section.objects.filter(**sources).distinct()
    yield from Passage.objects.filter(**sources).distinct()
    yield plan
    yield from Edition.objects.filter(plan=plan).order_by("number")
    for model in EDITION_ROWS:
        yield from model.objects.filter(edition__plan=plan).select_related("edition__plan__park")
    yield from Update.objects.filter(plan=plan).order_by("date", "key")


def to_yaml(rows: Iterable[models.Model]) -> str:
    """Rows under their natural keys, without the users of this installation.

    A column at its default is left out, since loading puts the default back; lists are written even when
    empty, since loading would leave a list as it is.
    """
    serialized = serializers.serialize(
        "python", rows, use_natural_foreign_keys=True, use_natural_primary_keys=True
    )
    entries = [{"model": row["model"], "fields": _telling(row["model"], row["fields"])} for row in serialized]
    return yaml.dump(entries, Dumper=FixtureDumper, allow_unicode=True, sort_keys=False, width=10**6)


def _telling(model: str, fields: dict[str, Any]) -> dict[str, Any]:
    meta = apps.get_model(model)._meta
    return {
        name: sorted(value) if isinstance(value, list) and meta.get_field(name).many_to_many else value
        for name, value in fields.items()
        if meta.get_field(name).related_model is not get_user_model()
        and (meta.get_field(name).many_to_many or value != _default(meta.get_field(name)))
    }


def _default(field: Any) -> Any:
    if field.has_default():
        return field.get_default()
    return "" if field.empty_strings_allowed and not field.null else None


class FixtureDumper(DjangoSafeDumper):
    """Django's YAML with natural keys on one line, `edition: [yuhua, 2024, 1]`, and plain decimals."""

    def represent_decimal(self, data: Decimal) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", f"{data.normalize():f}")

    def represent_list(self, data: Any) -> yaml.SequenceNode:
        flat = not any(isinstance(item, (list, tuple, dict)) for item in data)
        return self.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=flat)


FixtureDumper.add_representer(Decimal, FixtureDumper.represent_decimal)
FixtureDumper.add_representer(list, FixtureDumper.represent_list)
FixtureDumper.add_representer(tuple, FixtureDumper.represent_list)
