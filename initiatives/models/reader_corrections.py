"""Readers' corrections: what readers say is wrong with a fact, and what came of it."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from initiatives.models.fields import (
    TwoLanguages,
    choice_constraint,
    choice_field,
    long_text,
    long_text_en,
    short_text,
)
from initiatives.models.plan import Edition, EditionRow, Plan
from initiatives.models.querysets import ReaderCorrectionQuerySet
from initiatives.models.row_history import History
from initiatives.values.vocabulary import SEEN_STATES, CorrectionState


class ReaderCorrection(TwoLanguages):
    """What a reader says is wrong with a row, which it names by key, and how that was settled.

    It belongs to the plan, not to an edition: the mistake stands in one edition and is mended in a later one.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="reader_corrections", verbose_name=_("plan"))
    row_key = models.SlugField(
        _("row it is about"), max_length=60, help_text=_("The row that the reader means.")
    )
    content = long_text(
        _("what is wrong"),
        help_text=_("In your own words and without personal details: readers may come to see it."),
    )
    content_en = long_text_en(_("what is wrong"))
    reported_on = models.DateField(_("reported on"))
    reported_by = short_text(
        _("reported by"),
        blank=True,
        help_text=_("Name and how to reach them. Only for the desk, unless you tick the box below."),
    )
    name_public = models.BooleanField(
        _("show who reported it"),
        default=False,
        help_text=_("Only with their consent. What stands in the field above is then public as it is."),
    )
    state = choice_field(_("state"), CorrectionState, default=CorrectionState.OPEN)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    reason = long_text(
        _("reason"), blank=True, help_text=_("Why it was declined, or what was changed. Readers may see it.")
    )
    reason_en = long_text_en(_("reason"))
    public = models.BooleanField(
        _("show it to readers"),
        default=False,
        help_text=_("On the page of the plan’s changes, without the name of who reported it."),
    )

    objects = ReaderCorrectionQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("reader’s correction")
        verbose_name_plural = _("readers’ corrections")
        ordering = ("plan", "-reported_on", "-pk")
        constraints = (
            choice_constraint("reader_correction", "state", CorrectionState),
            models.CheckConstraint(
                condition=Q(state=CorrectionState.OPEN, settled_on__isnull=True)
                | (~Q(state=CorrectionState.OPEN) & Q(settled_on__isnull=False)),
                name="reader_correction_settled_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=CorrectionState.DECLINED, reason=""),
                name="reader_correction_declined_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reported_on} {Truncator(self.text('content')[0]).chars(40)}"

    @property
    def full_name(self) -> str:
        return f"{self.reported_on} {self.text('content')[0]}"

    @property
    def public_name(self) -> str:
        """Who reported it, as far as readers may know."""
        return self.reported_by if self.name_public else ""

    @property
    def anchor(self) -> str:
        """Its id on the page of changes."""
        return f"page:correction-{self.pk}"

    def clean(self) -> None:
        """The plan must have, or have had, the row; it cannot be settled before it was reported."""
        super().clean()
        errors: dict[str, Any] = {}
        if self.plan_id and self.row_key and not self._row_exists():
            errors["row_key"] = _("No edition of this plan has a row with this key.")
        if self.state == CorrectionState.OPEN and self.settled_on:
            errors["settled_on"] = _("An open correction has no such day. Say whether it was accepted.")
        if self.state != CorrectionState.OPEN and not self.settled_on:
            errors["settled_on"] = _("Say on which day it was accepted or declined.")
        if self.state == CorrectionState.DECLINED and not self.reason.strip():
            errors["reason"] = _("Say why it was declined.")
        if self.settled_on and self.reported_on and self.settled_on < self.reported_on:
            errors["settled_on"] = _("This is before the day on which it was reported.")
        if errors:
            raise ValidationError(errors)

    def _row_exists(self) -> bool:
        return bool(keys_in_editions(Edition.objects.filter(plan=self.plan_id), [self.row_key]))

    @property
    def row_was_seen(self) -> bool:
        """Whether an edition that readers see or saw has the row."""
        editions = Edition.objects.filter(plan=self.plan_id, state__in=SEEN_STATES)
        return bool(keys_in_editions(editions, [self.row_key]))


def keys_in_editions(editions: models.QuerySet[Edition], keys: Collection[str]) -> set[str]:
    """Those of the keys that rows of any of the editions have, in one query."""
    found = [
        model._default_manager.filter(edition__in=editions.order_by().values("pk"), key__in=keys)
        .order_by()
        .values_list("key")
        for model in EditionRow.concrete_models
    ]
    return {key for (key,) in found[0].union(*found[1:])}
