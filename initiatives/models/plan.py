"""A plan, its editions, and the structure of an edition: groups, goals, projects, measures."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from initiatives.models.fields import (
    DATE_NEEDS_BASIS,
    Evident,
    TwoLanguages,
    choice,
    line,
    line_en,
    one_of,
    period_check,
    period_field,
    prose,
    prose_en,
)
from initiatives.models.park import Organisation, Park
from initiatives.models.row_history import History
from initiatives.querysets import (
    EditionManager,
    EditionRowQuerySet,
    GoalQuerySet,
    PlanQuerySet,
    ProjectQuerySet,
)
from initiatives.vocabulary import OPEN_STATES, Basis, Cadence, EditionState

FIRST_YEAR, LAST_YEAR = 1949, 2149


class Plan(models.Model):
    """The identity of a plan: whose, and for which year. What it says stands in its editions."""

    park = models.ForeignKey(Park, models.CASCADE, related_name="plans", verbose_name=_("park"))
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )

    objects = PlanQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ("park", "-year")
        constraints = (
            models.UniqueConstraint(fields=("park", "year"), name="plan_year_unique_in_park"),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="plan_year_in_range"
            ),
        )

    def __str__(self) -> str:
        return f"{self.park} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("initiatives:plan", args=[self.park.slug, self.year])

    def natural_key(self) -> tuple[str, int]:
        return (*self.park.natural_key(), self.year)

    natural_key.dependencies = ("initiatives.park",)  # type: ignore[attr-defined]


class Edition(TwoLanguages, Evident):
    """One version of all that a plan says. Readers see the published one."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="editions", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    state = choice(_("state"), EditionState, default=EditionState.DRAFT)
    title = line(_("title"))
    title_en = line_en(_("title"))
    slogan = line(_("slogan"), blank=True)
    slogan_en = line_en(_("slogan"))
    guiding_idea = prose(_("guiding idea"), blank=True)
    guiding_idea_en = prose_en(_("guiding idea"))
    summary = prose(_("summary"), blank=True, help_text=_("One or two sentences in your own words."))
    summary_en = prose_en(_("summary"))
    declared_projects = models.PositiveSmallIntegerField(
        _("declared number of projects"),
        null=True,
        blank=True,
        help_text=_("How many projects the plan says it has, e.g. 8 for 八大工程."),
    )
    meeting = line(_("meeting"), blank=True, help_text=_("The meeting the plan comes from."))
    meeting_en = line_en(_("meeting"))
    meeting_date = models.DateField(_("date of the meeting"), null=True, blank=True)
    meeting_date_stated = line(_("date as stated"), blank=True, max_length=60)
    meeting_date_basis = choice(_("basis of the date"), Basis, blank=True)
    sources = models.ManyToManyField(
        "initiatives.Source", related_name="editions", blank=True, verbose_name=_("sources")
    )
    passages = models.ManyToManyField(
        "initiatives.Passage", related_name="editions", blank=True, verbose_name=_("passages")
    )
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="released_editions",
        verbose_name=_("released by"),
        null=True,
        blank=True,
    )
    release_note = prose(_("release note"), blank=True)
    release_note_en = prose_en(_("release note"))
    closed_period = period_field(_("closed period"), blank=True)
    checksum = models.CharField(_("checksum"), max_length=64, blank=True)

    objects = EditionManager()
    history = History()

    # Whether its pages are being shown to editors before (or after) they are what readers see.
    previewed = False
    # What `__str__` reads beyond the row itself and the rows it refers to.
    named_through = ("plan__park",)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("plan", "-number")
        permissions = (
            ("revise_edition", "Can revise plans and hand drafts over"),
            ("publish_edition", "Can publish, return and go back to editions"),
            ("withdraw_edition", "Can withdraw editions"),
        )
        constraints = (
            models.UniqueConstraint(fields=("plan", "number"), name="edition_number_unique_in_plan"),
            models.UniqueConstraint(
                fields=("plan",), condition=Q(state=EditionState.PUBLISHED), name="edition_one_published"
            ),
            models.UniqueConstraint(
                fields=("plan",), condition=Q(state__in=OPEN_STATES), name="edition_one_open"
            ),
            models.CheckConstraint(
                condition=Q(meeting_date__isnull=True, meeting_date_basis="")
                | Q(meeting_date__isnull=False, meeting_date_basis__in=Basis.values),
                name="edition_meeting_date_with_basis",
                violation_error_message=DATE_NEEDS_BASIS,
            ),
            one_of("edition", "state", EditionState),
            period_check("edition", "closed_period"),
        )

    def __str__(self) -> str:
        return f"{self.plan} · {self.get_state_display()} {self.number}"

    def natural_key(self) -> tuple[str, int, int]:
        return (*self.plan.natural_key(), self.number)

    natural_key.dependencies = ("initiatives.plan",)  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        return self.url("plan")

    def url(self, name: str, *args: object) -> str:
        """The address of one of the plan's pages: `edition.url("project", "p5")`."""
        if self.previewed:
            return reverse(f"preview:{name}", args=[self.pk, *args])
        return reverse(f"initiatives:{name}", args=[self.plan.park.slug, self.plan.year, *args])


class EditionRow(TwoLanguages, Evident):
    """A row of an edition's content: known by its key, shown in its order, backed by passages."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="%(class)ss", verbose_name=_("edition"))
    key = models.SlugField(
        _("key"),
        max_length=60,
        help_text=_("Latin letters, digits and hyphens. Part of permanent links: never change it."),
    )
    order = models.PositiveIntegerField(_("order"), default=0)
    passages = models.ManyToManyField(
        "initiatives.Passage",
        related_name="%(class)ss",
        blank=True,
        verbose_name=_("passages"),
        help_text=_("Where the source says so."),
    )

    objects = EditionRowQuerySet.as_manager()
    history = History()

    class Meta:
        abstract = True
        ordering: ClassVar[tuple[str, ...]] = ("edition", "order", "key")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(fields=("edition", "key"), name="%(class)s_key_unique_in_edition"),
        )

    def get_absolute_url(self) -> str:
        """Where readers find it: its own page, or its place on another."""
        raise NotImplementedError

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.edition.natural_key(), self.key)

    natural_key.dependencies = ("initiatives.edition",)  # type: ignore[attr-defined]

    def clean(self) -> None:
        """A row refers to rows of its own edition only."""
        super().clean()
        strangers = {
            field.name: ValidationError(
                _("“%(row)s” belongs to another edition."), params={"row": getattr(self, field.name)}
            )
            for field in self._meta.concrete_fields
            if isinstance(field.related_model, type)
            and issubclass(field.related_model, EditionRow)
            and getattr(self, field.attname) is not None
            and getattr(self, field.name).edition_id != self.edition_id
        }
        if strangers:
            raise ValidationError(strangers)

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Rows of all kinds may stand on one page, so no two of an edition share a key."""
        super().validate_unique(exclude)
        if exclude and "key" in exclude:
            return
        for model in EditionRow.__subclasses__():
            # Its own kind is the database's to check.
            if model is not type(self) and (
                other := model.objects.filter(edition=self.edition_id, key=self.key).first()
            ):
                message = _("“%(row)s” has this key already. Add a word to tell the two apart.")
                raise ValidationError({"key": ValidationError(message, params={"row": other})})


class Mentioning(models.Model):
    """A row whose passage names organisations."""

    organisations = models.ManyToManyField(
        Organisation,
        related_name="%(class)ss",
        blank=True,
        verbose_name=_("organisations"),
        help_text=_("Bodies and companies it names."),
    )

    class Meta:
        abstract = True


class GoalGroup(EditionRow):
    """One part of the slogan: a verb, and how many goals it says it holds."""

    verb = line(_("verb"), max_length=20, help_text="确保")
    verb_en = line_en(_("verb"), max_length=60)
    label = line(_("label"), max_length=40, help_text="一个确保")
    label_en = line_en(_("label"), max_length=100)
    declared_count = models.PositiveSmallIntegerField(
        _("declared count"), null=True, blank=True, help_text=_("How many goals the label says there are.")
    )

    class Meta(EditionRow.Meta):
        verbose_name = _("goal group")
        verbose_name_plural = _("goal groups")

    def __str__(self) -> str:
        return self.text("label")[0]

    def get_absolute_url(self) -> str:
        return f"{self.edition.url('goals')}#{self.key}"


class Goal(EditionRow):
    """Something the plan wants to reach."""

    group = models.ForeignKey(
        GoalGroup,
        models.SET_NULL,
        related_name="goals",
        verbose_name=_("goal group"),
        null=True,
        blank=True,
    )
    title = line(_("title"))
    title_en = line_en(_("title"))
    statement = prose(_("statement"), blank=True, help_text=_("What it means, in your own words."))
    statement_en = prose_en(_("statement"))
    predecessors = models.ManyToManyField(
        "self", symmetrical=False, related_name="successors", blank=True, verbose_name=_("predecessors")
    )

    objects = GoalQuerySet.as_manager()  # type: ignore[misc]

    class Meta(EditionRow.Meta):
        verbose_name = _("goal")
        verbose_name_plural = _("goals")

    def __str__(self) -> str:
        return self.text("title")[0]

    def get_absolute_url(self) -> str:
        return self.edition.url("goal", self.key)


class Project(EditionRow):
    """One of the plan's big undertakings (工程; a firm's 项目 is an investment project)."""

    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    title = line(_("title"), help_text="党建引领聚力工程")
    title_en = line_en(_("title"))
    theme = line(_("first half of the title"), blank=True, max_length=60, help_text="党建引领")
    theme_en = line_en(_("first half of the title"), max_length=100)
    drive = line(_("second half of the title"), blank=True, max_length=60, help_text="聚力工程")
    drive_en = line_en(_("second half of the title"), max_length=100)
    summary = prose(_("summary"), blank=True, help_text=_("One or two sentences in your own words."))
    summary_en = prose_en(_("summary"))
    predecessors = models.ManyToManyField(
        "self", symmetrical=False, related_name="successors", blank=True, verbose_name=_("predecessors")
    )

    objects = ProjectQuerySet.as_manager()  # type: ignore[misc]

    class Meta(EditionRow.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ("edition", "number")
        constraints = (
            *EditionRow.Meta.constraints,
            models.UniqueConstraint(fields=("edition", "number"), name="project_number_unique_in_edition"),
            models.CheckConstraint(condition=Q(number__gte=1), name="project_number_from_one"),
            models.CheckConstraint(
                condition=Q(theme="", drive="") | Q(title=Concat(F("theme"), F("drive"))),
                name="project_title_is_its_halves",
                violation_error_message=_("The title must be its two halves, one after the other."),
            ),
        )

    def __str__(self) -> str:
        return self.text("title")[0]

    def get_absolute_url(self) -> str:
        return self.edition.url("project", self.key)

    @property
    def numeral(self) -> str:
        """The number as pages print it: `05`."""
        return f"{self.number:02d}"


class Measure(EditionRow, Mentioning):
    """Something a project will do."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="measures", verbose_name=_("project"))
    title = line(_("title"))
    title_en = line_en(_("title"))
    detail = prose(_("detail"), blank=True, help_text=_("In your own words."))
    detail_en = prose_en(_("detail"))
    cadence = choice(_("cadence"), Cadence, blank=True)
    due = period_field(_("due"), blank=True, help_text=_("2024, 2024-H1, 2024-Q3 or 2024-06, if stated."))
    timing_stated = line(_("timing as stated"), blank=True, max_length=60)
    timing_stated_en = line_en(_("timing as stated"), max_length=100)
    responsible = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        related_name="responsible_for",
        verbose_name=_("responsible organisation"),
        null=True,
        blank=True,
    )

    class Meta(EditionRow.Meta):
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ("edition", "project__number", "order", "key")
        constraints = (
            *EditionRow.Meta.constraints,
            one_of("measure", "cadence", Cadence, blank=True),
            period_check("measure", "due"),
        )

    def __str__(self) -> str:
        return self.text("title")[0]

    def get_absolute_url(self) -> str:
        return f"{self.edition.url('project', self.project.key)}#{self.key}"
