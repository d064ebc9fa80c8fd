"""Who answers for a measure or a target of a plan, and by when: the park's own word, not the article's."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.models.fields import (
    choice_constraint,
    choice_field,
    long_text,
    long_text_en,
    short_text,
    short_text_en,
)
from initiatives.models.metrics import Figure
from initiatives.models.park import Organisation
from initiatives.models.plan import Measure, Plan
from initiatives.models.row_history import History
from initiatives.models.task_querysets import AssignmentQuerySet
from initiatives.models.translations import TranslatedRow
from initiatives.values.milestones import Milestone, NotAMilestone, parse_milestones
from initiatives.values.vocabulary import AssignmentSubject, FigureKind


def validate_milestones(text: str) -> None:
    try:
        parse_milestones(text)
    except NotAMilestone as error:
        raise ValidationError(
            _("“%(line)s” does not begin with a day or a period. Write one a line, as 2024-06-30 立项."),
            code="milestones",
            params={"line": error.line},
        ) from None


class Assignment(TranslatedRow):
    """Who does a measure or reaches a target, by when. It names that by key, and outlives editions."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="assignments", verbose_name=_("plan"))
    subject = choice_field(_("subject"), AssignmentSubject, default=AssignmentSubject.MEASURE)
    subject_key = models.SlugField(_("key of the subject"), max_length=60)
    order = models.PositiveSmallIntegerField(_("serial number"), default=0)
    leader = short_text(_("responsible leader"), blank=True, max_length=100)
    leader_en = short_text_en(_("responsible leader"), max_length=150)
    lead = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        related_name="leads",
        verbose_name=_("lead body"),
        null=True,
        blank=True,
    )
    joint = models.ManyToManyField(
        Organisation, related_name="joins", blank=True, verbose_name=_("joint bodies")
    )
    contact = short_text(_("contact office"), blank=True)
    contact_en = short_text_en(_("contact office"))
    due = models.DateField(
        _("due day"),
        null=True,
        blank=True,
        help_text=_("Left empty, the end of what the plan itself says holds, if it says a time."),
    )
    milestones = long_text(
        _("milestones"),
        blank=True,
        validators=[validate_milestones],
        help_text=_("One a line: a day or a period, then what is reached. 2024-06-30 立项"),
    )
    milestones_en = long_text_en(_("milestones"), validators=[validate_milestones])
    note = long_text(_("note"), blank=True)
    note_en = long_text_en(_("note"))
    draft = models.BooleanField(_("draft"), default=False, help_text=_("Not shown to readers yet."))

    objects = AssignmentQuerySet.as_manager()
    history = History()

    # The title of the measure or target, where whoever fetched the row has looked it up.
    subject_name = ""

    name_lookups: ClassVar[tuple[str, ...]] = ("plan__park",)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ("plan", "order", "subject_key")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "subject_key"),
                name="assignment_subject_unique_in_plan",
                violation_error_message=_(
                    "This measure or target is assigned already. Change that assignment."
                ),
            ),
            choice_constraint("assignment", "subject", AssignmentSubject),
        )

    def __str__(self) -> str:
        return self.subject_name or f"{self.plan} {self.subject_key}"

    @property
    def key(self) -> str:
        """Its key within the plan: that of what is assigned."""
        return self.subject_key

    @property
    def dated_milestones(self) -> list[Milestone]:
        """The milestones in the current language by day; none of a text that cannot be read."""
        try:
            return parse_milestones(self.text("milestones")[0])
        except NotAMilestone:
            return []

    def get_absolute_url(self) -> str:
        return f"{self.plan.get_absolute_url()}tasks/#{self.subject_key}"

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.plan.natural_key(), self.subject_key)

    def clean(self) -> None:
        """Some edition of the plan must have the subject."""
        super().clean()
        if (
            self.plan_id
            and self.subject_key
            and not subjects_of(self.plan_id, self.subject, self.subject_key)
        ):
            raise ValidationError({"subject_key": _("The plan has nothing of this kind with this key.")})

    natural_key.dependencies = ("initiatives.plan", "initiatives.organisation")  # type: ignore[attr-defined]


def subjects_of(plan: int, subject: str, key: str) -> bool:
    """Whether some edition of a plan has the measure or target with that key."""
    rows: Any = Measure.objects
    if subject == AssignmentSubject.FIGURE:
        rows = Figure.objects.filter(kind=FigureKind.TARGET)
    return bool(rows.filter(edition__plan=plan, key=key).exists())
