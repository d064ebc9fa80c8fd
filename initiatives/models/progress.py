"""Progress reports on projects, measures and targets, independent of editions."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from initiatives.models.evidence import Passage
from initiatives.models.fields import (
    HasPassages,
    choice_constraint,
    choice_field,
    long_text,
    long_text_en,
    short_text,
    short_text_en,
)
from initiatives.models.metrics import Figure
from initiatives.models.plan import Measure, Plan, Project
from initiatives.models.row_history import History
from initiatives.models.task_querysets import UpdateQuerySet
from initiatives.models.translations import TranslatedRow
from initiatives.values.vocabulary import UpdateStatus, UpdateSubject

SUBJECT_MODELS: dict[str, Any] = {
    UpdateSubject.PROJECT: Project,
    UpdateSubject.MEASURE: Measure,
    UpdateSubject.FIGURE: Figure,
}


class Update(TranslatedRow, HasPassages):
    """A dated report on a project, measure or target, which it names by key. Not changed once written."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="updates", verbose_name=_("plan"))
    key = models.SlugField(_("key"), max_length=60)
    subject = choice_field(_("subject"), UpdateSubject)
    subject_key = models.SlugField(_("key of the subject"), max_length=60)
    date = models.DateField(_("date"))
    content = long_text(_("text"))
    content_en = long_text_en(_("text"))
    status = choice_field(_("status"), UpdateStatus, blank=True)
    value = models.DecimalField(
        _("value reached"),
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("Only of a target: what has been reached, in the unit of the target."),
    )
    reason = short_text(_("reason"), blank=True)
    reason_en = short_text_en(_("reason"))
    passages = models.ManyToManyField(Passage, related_name="updates", blank=True, verbose_name=_("passages"))
    draft = models.BooleanField(_("draft"), default=False, help_text=_("Not shown to readers yet."))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="updates",
        verbose_name=_("author"),
        null=True,
        blank=True,
    )

    objects = UpdateQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ("plan", "-date", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("plan", "key"), name="update_key_unique_in_plan"),
            choice_constraint("update", "subject", UpdateSubject),
            choice_constraint("update", "status", UpdateStatus, blank=True),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(subject=UpdateSubject.FIGURE),
                name="update_value_of_a_target",
                violation_error_message=_("Only a report on a target has a value reached."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.date} {Truncator(self.text('content')[0]).chars(40)}"

    @property
    def full_name(self) -> str:
        return f"{self.date} {self.text('content')[0]}"

    def get_absolute_url(self) -> str:
        """The page of what it reports on; the plan if that is not published."""
        published = self.plan.editions.published().first()
        row = (
            published
            and SUBJECT_MODELS[self.subject].objects.filter(edition=published, key=self.subject_key).first()
        )
        return row.get_absolute_url() if row else self.plan.get_absolute_url()

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.plan.natural_key(), self.key)

    def clean(self) -> None:
        """The plan must have the subject."""
        super().clean()
        model = SUBJECT_MODELS.get(self.subject)
        if (
            model
            and self.plan_id
            and not model.objects.filter(edition__plan=self.plan_id, key=self.subject_key).exists()
        ):
            raise ValidationError({"subject_key": _("The plan has nothing of this kind with this key.")})

    natural_key.dependencies = ("initiatives.plan",)  # type: ignore[attr-defined]
