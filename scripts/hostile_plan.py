"""The shipped plan with the worst text in every field that its model accepts, in two editions."""

import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import models, transaction
from django.test import override_settings
from django.utils import timezone

from initiatives.editions.lifecycle import revise
from initiatives.models import (
    EDITION_ROWS,
    Edition,
    Metric,
    Organisation,
    Park,
    Passage,
    Plan,
    Release,
    Section,
    Source,
    Update,
)
from initiatives.models.row_history import recorded

# Markup, templates, formulas, paths, directions, scripts without glyphs, marks and words without end.
WORST = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>\"'`--></title></textarea>]]>",
    "{{ 7|add:7 }}{% load static %}${7*7}#{7}%s%(a)s{0}%00%0d%0aSet-Cookie: a=b",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "../../../etc/passwd\\..\\x?a=1&b=2#c;javascript:alert(1)",
    "\u202eevil\u202c\u2066\u200b\u200d\ufeff\u00ad\u2028\u2029\u0085",
    "👩‍👩‍👧‍👦🏳️‍🌈\U0010ffff\U000e0001𠀀𪚥㍿ﷺ",
    "Z̸̢̛̤͓̈́͒" + "\u0301" * 60,
    "W" * 200,
    "https://" + "a" * 60 + ".example/" + "b" * 200,
    "园区" * 200,
    "1_0e99 −∞ １２３ ½ 九千九百九十九万亿 0x10 1e400 NaN",
    "- [x](javascript:alert(1)) **a** | b |\n|---|---|\n```\n",
    "&amp;amp;&#0;&#x110000;&nbsp;&lt;",
    " \t ",
)
LAST_DAY, FIRST_DAY = date(9999, 12, 31), date(1, 1, 1)
# Fewer rows, so that a page takes less time and all kinds of pages are asked for as often.
ROWS_OF_A_KIND = 8
# Addresses and references follow them; what they may hold is a pattern.
NAMES = {"key", "subject_key", "slug", "code", "id", "state", "number", "draft"}


def build(dice: random.Random) -> None:
    """Store the plan in a migrated database without any."""
    call_command("loaddata", "yuhua-2024", verbosity=0)
    with recorded(), override_settings(SIMPLE_HISTORY_ENABLED=False):
        first = Edition.objects.get()
        for model in EDITION_ROWS:
            kept = model._base_manager.filter(edition=first).order_by("pk")[:ROWS_OF_A_KIND]
            model._base_manager.filter(edition=first).exclude(pk__in=[row.pk for row in kept]).delete()
        for number, project in enumerate(first.projects.all()[:5]):
            subject = {"subject": "project", "subject_key": project.key, "key": f"report-{number}"}
            Update.objects.create(plan=first.plan, **subject, date=date(2024, 5, 1), content="x")
        spoil_all(first, dice)
        second = revise(first.plan)
        spoil_all(second, dice)
        change_edition(first, second)


def change_edition(first: Edition, second: Edition) -> None:
    """Let readers see the second edition, whatever the rules of quality say of it."""
    now = timezone.now()
    Release.objects.filter(edition=first).update(ended_at=now)
    Edition.objects.filter(pk=first.pk).update(state="superseded")
    Edition.objects.filter(pk=second.pk).update(state="published")
    Release.objects.create(edition=second, started_at=now)


def spoil_all(edition: Edition, dice: random.Random) -> None:
    shared = (Park, Organisation, Source, Section, Passage, Metric, Plan, Update)
    rows: list[models.Model] = [row for model in shared for row in model._base_manager.all()[:15]]
    rows.append(edition)
    rows += [row for model in EDITION_ROWS for row in model._base_manager.filter(edition=edition)]
    for row in rows:
        spoil(row, dice)


def spoil(row: Any, dice: random.Random) -> None:
    """Put the worst into each field that is accepted together with the others; the rest stays."""
    before = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    choices = {
        field.attname: worst_values(field, dice)
        for field in row._meta.concrete_fields
        if field.editable and not field.is_relation and field.name not in NAMES
    }
    tried = {name: next(values, before[name]) for name, values in choices.items() if dice.random() < 0.8}
    for _attempt in range(8):
        for name, value in tried.items():
            setattr(row, name, value)
        try:
            row.full_clean()
            with transaction.atomic():
                row.save()
            return
        except ValidationError as error:
            wrong = set(error.message_dict) & set(tried)
            # A rule over several fields: no matter which, so half of them are left as they were.
            for name in wrong or dice.sample(sorted(tried), len(tried) // 2):
                tried[name] = next(choices[name], before[name]) if name in wrong else before[name]
        except Exception:
            break
    for name, value in before.items():
        setattr(row, name, value)


def worst_values(field: Any, dice: random.Random) -> Iterator[object]:
    """Values of the field's type, the worst ones first."""
    if field.null and dice.random() < 0.2:
        yield None
    if field.choices:
        yield dice.choice([value for value, _label in field.flatchoices])
    elif isinstance(field, models.CharField | models.TextField):
        longest = field.max_length or 3000
        texts = dice.sample(WORST, 4)
        yield "".join(texts * (longest // 40))[:longest].strip() or "x"
        yield texts[0][:longest].strip() or "x"
        yield "".join(character for character in texts[1] if character.isprintable())[:longest].strip() or "x"
        yield "W" * longest
    elif isinstance(field, models.DateField):
        yield from dice.sample((LAST_DAY, FIRST_DAY), 2)
    elif isinstance(field, models.DecimalField):
        largest = Decimal(10) ** (field.max_digits - field.decimal_places) - 1
        yield from dice.sample((largest, -largest, Decimal(10) ** -field.decimal_places, Decimal(0)), 4)
    elif isinstance(field, models.BooleanField):
        yield dice.random() < 0.5
    elif isinstance(field, models.PositiveSmallIntegerField):
        yield 32767
    elif isinstance(field, models.IntegerField):
        yield 2147483647
