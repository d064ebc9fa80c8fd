"""Documents that are being read for a plan: what rules proposed, and what people decided about it."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.models.fields import choice_constraint, choice_field, short_text
from initiatives.models.park import Park
from initiatives.models.plan import Edition


class ProposalState(models.TextChoices):
    """What was decided about a proposal."""

    OPEN = "open", pgettext_lazy("proposal", "Open")
    CONFIRMED = "confirmed", pgettext_lazy("proposal", "Confirmed")
    REJECTED = "rejected", pgettext_lazy("proposal", "Rejected")


class Reading(models.Model):
    """A document that is read for the plan of a park and year, with its citation.

    It is staged until somebody says to keep it. `blocks` are the document's blocks as JSON, so that it is
    the same however it came in. No dump, export or API has readings: a plan's facts are its draft's.
    """

    park = models.ForeignKey(Park, models.CASCADE, related_name="readings", verbose_name=_("park"))
    year = models.PositiveSmallIntegerField(_("year"))
    title = short_text(_("title"))
    series = short_text(_("series"), blank=True)
    authors = short_text(_("authors"), blank=True)
    publisher = short_text(_("publisher"), blank=True)
    published_on = models.DateField(_("date of publication"), null=True, blank=True)
    url = models.URLField(_("link"), blank=True)
    text = models.TextField(_("text"))
    sha256 = models.CharField("SHA-256", max_length=64)
    blocks = models.JSONField(_("blocks"), encoder=DjangoJSONEncoder)
    begun_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", verbose_name=_("begun by"), null=True
    )
    kept = models.BooleanField(_("kept"), default=False)
    brought_in_at = models.DateTimeField(_("brought into the draft at"), null=True)
    edition = models.ForeignKey(
        Edition, models.SET_NULL, related_name="+", verbose_name=_("edition"), null=True
    )

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ("-begun_at", "-pk")
        # Whoever may revise a park's plans may read for them.
        default_permissions = ()

    def __str__(self) -> str:
        return self.title


class ReadingProposal(models.Model):
    """A fact that a rule, or a person who selected words, proposes; `fields` are what it says as JSON.

    `start` and `end` are a slice of the reading's text: an empty one if the words stand in it no longer since
    it was corrected; then `evidence` has the most similar words, if there are any. `proposed` are the fields
    before anybody mended them.
    """

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="proposals")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    words = models.TextField()
    confidence = models.CharField(max_length=10)
    rule = models.CharField(max_length=60)
    block = models.PositiveIntegerField()
    evidence = models.JSONField(default=list)
    fields = models.JSONField(encoder=DjangoJSONEncoder)
    proposed = models.JSONField(encoder=DjangoJSONEncoder)
    state = choice_field(_("state"), ProposalState, default=ProposalState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", verbose_name=_("decided by"), null=True
    )

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ("reading", "start", "end", "number")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("reading", "number"), name="proposal_number_unique_in_reading"),
            choice_constraint("reading_proposal", "state", ProposalState),
        )

    def __str__(self) -> str:
        return self.words

    @property
    def stands(self) -> bool:
        """Whether its words are in the text."""
        return bool(self.end > self.start)

    @property
    def mended(self) -> bool:
        return bool(self.fields != self.proposed)


class ReadingDecision(models.Model):
    """What a person decided about a proposal. Decisions of one `act` are undone together."""

    proposal = models.ForeignKey(ReadingProposal, models.CASCADE, related_name="decisions")
    act = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True)
    decided_at = models.DateTimeField(auto_now_add=True)
    # The proposal before and after: its state and fields.
    before: Any = models.JSONField(encoder=DjangoJSONEncoder)
    after: Any = models.JSONField(encoder=DjangoJSONEncoder)
    undone = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.proposal}: {self.after['state']}"
