"""Releases: from when to when readers saw an edition."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import get_default_timezone, localtime
from django.utils.translation import gettext_lazy as _

from initiatives.models.fields import TwoLanguages, long_text, long_text_en
from initiatives.models.plan import Edition
from initiatives.models.querysets import ReleaseManager
from initiatives.values.vocabulary import EditionState


class Release(TwoLanguages):
    """An interval in which an edition was public: one more begins whenever an edition is gone back to.

    A time that is not recorded is None. The last release of the published edition has not ended.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="releases", verbose_name=_("edition"))
    started_at = models.DateTimeField(_("public from"), null=True, blank=True)
    ended_at = models.DateTimeField(_("public until"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="releases",
        verbose_name=_("released by"),
        null=True,
        blank=True,
    )
    # What an edition changed is in its release note. This says why it was gone back to.
    note = long_text(_("note"), blank=True)
    note_en = long_text_en(_("note"))

    objects = ReleaseManager()

    # Whether the edition had been public before; annotated by the manager.
    restored = False
    name_lookups = ("edition__plan__park",)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = (F("started_at").asc(nulls_first=True), "pk")
        # Releases are made by the steps on the plan's page alone.
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("edition", "started_at"), name="release_start_unique_in_edition"),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True)
                | Q(ended_at__isnull=True)
                | Q(ended_at__gte=F("started_at")),
                name="release_ends_after_its_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition} · {self.started_at or '?'}"

    @property
    def title(self) -> str:
        """What readers call it: 第1版, 第1版恢复."""
        words = _("Edition %(number)s restored") if self.restored else _("Edition %(number)s")
        return str(words) % {"number": self.edition.number}

    @property
    def lasts(self) -> bool:
        """Whether readers see the edition still."""
        return self.ended_at is None and self.edition.state == EditionState.PUBLISHED

    @property
    def within_a_day(self) -> bool:
        """Whether it began and ended on one day, so that the day alone does not tell when."""
        times = (self.started_at, self.ended_at)
        return all(times) and len({localtime(when).date() for when in times}) == 1

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.edition.natural_key(), self.started_at)

    natural_key.dependencies = ("initiatives.edition",)  # type: ignore[attr-defined]


def as_they_were(edition: Edition, releases: Iterable[Release]) -> list[Release]:
    """The releases of a plan as readers knew them on the day whose state the edition is shown in.

    Without those that began later, and without ends that came later. All of them with today's state.
    """
    if not edition.as_of:
        return list(releases)
    day, zone = edition.as_of.first, get_default_timezone()
    found = []
    for release in releases:
        if release.started_at and localtime(release.started_at, zone).date() > day:
            continue
        if release.ended_at and localtime(release.ended_at, zone).date() > day:
            release.ended_at = None
        found.append(release)
    return found


def start_of(release: Release) -> tuple[bool, datetime | None, int]:
    """For sorting releases of a plan: those without a known start first, by edition."""
    return release.started_at is not None, release.started_at, release.edition.number
