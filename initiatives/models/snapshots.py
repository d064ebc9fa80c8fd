"""Snapshots: what a plan said when a period of it was closed, for good."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.signals import pre_delete, pre_save
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models.fields import period_constraint, period_field, short_text
from initiatives.models.plan import Edition, Plan
from initiatives.values.canonical_json import canonical, checksum
from initiatives.values.vocabulary import SEEN_STATES

# What the content is made of and how it is written. Another version is read beside this one, never instead.
FORMAT, VERSION = "parkplan-snapshot", 1


class SnapshotIsFinal(ValidationError):
    """A snapshot is to be changed or deleted, which nothing may do."""

    def __init__(self) -> None:
        super().__init__(_("What was closed stays as it is: a snapshot can be neither changed nor deleted."))


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def get_by_natural_key(self, park: str, year: int, period: str) -> "Snapshot":
        return self.get(plan__park__slug=park, plan__year=year, period=period)

    def listed(self) -> Self:
        """Without their content; with `is_withdrawn`, whether readers may not see that any more."""
        seen = Edition.objects.filter(state__in=SEEN_STATES).order_by()
        seen = seen.filter(plan=OuterRef("plan"), number=OuterRef("edition_number"))
        return self.defer("content").annotate(is_withdrawn=~Exists(seen.values("pk")))

    def readable_with(self, edition: Edition) -> Self:
        """Those of an edition's plan, listed; with the state of an earlier day, those closed by then."""
        rows = self.listed().filter(plan=edition.plan_id)
        return rows.filter(closed_at__date__lte=edition.as_of.first) if edition.as_of else rows

    def update(self, **_values: Any) -> NoReturn:
        raise SnapshotIsFinal

    def delete(self) -> NoReturn:
        raise SnapshotIsFinal


class Snapshot(models.Model):
    """The rows that readers saw of a plan when a quarter or year of it was closed.

    `content` is JSON in its canonical form, and `checksum` its SHA-256: both of the file that is downloaded.
    The row is written once. The name of who closed it is that shown to readers, not an account.
    """

    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="snapshots", verbose_name=gettext_lazy("plan")
    )
    period = period_field(gettext_lazy("closed period"))
    edition_number = models.PositiveSmallIntegerField(gettext_lazy("number of the edition"))
    closed_at = models.DateTimeField(gettext_lazy("closed at"))
    closed_by = short_text(gettext_lazy("closed by"), max_length=100)
    format_version = models.PositiveSmallIntegerField(gettext_lazy("version of the format"), default=VERSION)
    content = models.TextField(gettext_lazy("content"))
    checksum = models.CharField(gettext_lazy("checksum"), max_length=64)

    objects = SnapshotQuerySet.as_manager()

    # Set by `listed`.
    is_withdrawn = False

    class Meta:
        verbose_name = gettext_lazy("snapshot")
        verbose_name_plural = gettext_lazy("snapshots")
        ordering = ("plan", "period")
        # Snapshots are made on the plan's page alone.
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("plan", "period"), name="snapshot_one_of_a_period"),
            period_constraint("snapshot", "period"),
        )

    def __str__(self) -> str:
        return f"{self.plan} · {self.period}"

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.plan.natural_key(), self.period)

    natural_key.dependencies = ("initiatives.plan",)  # type: ignore[attr-defined]

    def faults(self) -> Iterator[str]:
        """What shows that the row is not as it was written: nothing, if it is whole."""
        if checksum(self.content) != self.checksum:
            yield "its checksum is not that of its content"
        if self.format_version != VERSION:
            yield f"version {self.format_version} of the format is not known to this version of the site"
            return
        try:
            read = json.loads(self.content)
            written = canonical(read)
        except (ValueError, TypeError) as error:
            yield f"its content is no JSON in canonical form: {error}"
            return
        if written != self.content:
            yield "its content is not in canonical form"
        head = {name: value for name, value in read.items() if name != "rows"}
        if canonical(head) != canonical(self.head()):
            yield "its columns are not those that its content names"

    def head(self) -> dict[str, Any]:
        """What the content says of itself, before its rows."""
        return {
            "format": FORMAT,
            "version": self.format_version,
            "park": self.plan.park.slug,
            "year": self.plan.year,
            "period": self.period,
            "edition": self.edition_number,
            "closed_at": self.closed_at,
            "closed_by": self.closed_by,
        }


def _refuse_change(instance: Snapshot, using: str, **_signal: Any) -> None:
    """A row that is there already may only be loaded again as it is."""
    stored = Snapshot._base_manager.using(using).filter(pk=instance.pk).first() if instance.pk else None
    names = [field.attname for field in Snapshot._meta.concrete_fields]
    if stored and any(getattr(stored, name) != getattr(instance, name) for name in names):
        raise SnapshotIsFinal


def _refuse_deletion(**_signal: Any) -> NoReturn:
    raise SnapshotIsFinal


# Signals are sent for rows that are loaded or deleted along with others too, unlike calls of methods.
pre_save.connect(_refuse_change, sender=Snapshot)
pre_delete.connect(_refuse_deletion, sender=Snapshot)
