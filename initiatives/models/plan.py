"""Plans, their editions, and the structure of an edition: goal groups, goals, projects and measures."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from initiatives.models.fields import (
    DATE_NEEDS_BASIS,
    HasPassages,
    choice_constraint,
    choice_field,
    long_text,
    long_text_en,
    period_constraint,
    period_field,
    short_text,
    short_text_en,
)
from initiatives.models.narrative_texts import NarrativeTexts
from initiatives.models.park import Organisation, Park
from initiatives.models.querysets import (
    EditionManager,
    EditionRowQuerySet,
    GoalQuerySet,
    PlanQuerySet,
    ProjectQuerySet,
)
from initiatives.models.row_history import History
from initiatives.models.site_urls import page_path
from initiatives.models.translations import TranslatedRow
from initiatives.values.project_noun import PROJECT_LABEL, PROJECTS_LABEL, ProjectNoun, with_noun
from initiatives.values.public_days import PublicDays
from initiatives.values.vocabulary import OPEN_STATES, Basis, Cadence, EditionState

FIRST_YEAR, LAST_YEAR = 1949, 2149


class Plan(models.Model):
    """The plan of a park for a year. Its content is in its editions."""

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
        indexes = (models.Index(fields=("year",), name="plan_by_year"),)

    def __str__(self) -> str:
        return f"{self.park} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("initiatives:plan", args=[self.park.slug, self.year])

    def natural_key(self) -> tuple[str, int]:
        return (*self.park.natural_key(), self.year)

    natural_key.dependencies = ("initiatives.park",)  # type: ignore[attr-defined]


class Edition(TranslatedRow, HasPassages):
    """One version of the content of a plan. Readers see the published one."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="editions", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    state = choice_field(_("state"), EditionState, default=EditionState.DRAFT)
    title = short_text(_("title"))
    title_en = short_text_en(_("title"))
    slogan = short_text(_("slogan"), blank=True)
    slogan_en = short_text_en(_("slogan"))
    guiding_idea = long_text(_("guiding idea"), blank=True)
    guiding_idea_en = long_text_en(_("guiding idea"))
    summary = long_text(_("summary"), blank=True, help_text=_("One or two sentences in your own words."))
    summary_en = long_text_en(_("summary"))
    declared_projects = models.PositiveSmallIntegerField(
        with_noun(_("declared number of %(nouns)s")),
        null=True,
        blank=True,
        help_text=with_noun(_("How many %(nouns)s the plan says it has, e.g. 8 for 八大%(chinese)s.")),
    )
    project_noun = short_text(
        _("noun for the projects"),
        blank=True,
        max_length=20,
        help_text=_("What the plan calls its parts: 工程, 行动, 任务, 专项 …"),
    )
    project_noun_en = short_text_en(_("noun for the projects"), max_length=40)
    meeting = short_text(_("meeting"), blank=True, help_text=_("The meeting the plan comes from."))
    meeting_en = short_text_en(_("meeting"))
    meeting_date = models.DateField(_("date of the meeting"), null=True, blank=True)
    meeting_date_stated = short_text(_("date as stated"), blank=True, max_length=60)
    meeting_date_basis = choice_field(_("basis of the date"), Basis, blank=True)
    sources = models.ManyToManyField(
        "initiatives.Source", related_name="editions", blank=True, verbose_name=_("sources")
    )
    passages = models.ManyToManyField(
        "initiatives.Passage", related_name="editions", blank=True, verbose_name=_("passages")
    )
    read_whole_on = models.DateField(
        _("sources read whole on"),
        null=True,
        blank=True,
        help_text=_("Only then do pages say what the source does not state."),
    )
    read_whole_by = short_text(_("sources read whole by"), blank=True, max_length=100)
    release_note = long_text(_("release note"), blank=True)
    release_note_en = long_text_en(_("release note"))
    closed_period = period_field(_("closed period"), blank=True)
    checksum = models.CharField(_("checksum"), max_length=64, blank=True)

    objects = EditionManager()
    history = History()

    # Set by the preview views, so that `url` links to the preview instead of the published pages.
    previewed = False
    # The days whose state is shown, set by `editions.as_of`, so that `url` keeps to them; None for today's.
    as_of: PublicDays | None = None
    # With these days, where the same page is as of today.
    todays_path = ""
    # Lookups that `__str__` and `get_absolute_url` read, for `select_related`.
    name_lookups = ("plan__park",)

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
            choice_constraint("edition", "state", EditionState),
            period_constraint("edition", "closed_period"),
        )

    def __str__(self) -> str:
        return f"{self.plan} · {self.get_state_display()} {self.number}"

    # Whether readers see an assignment of what it has, as the manager says; of a row got otherwise, unknown.
    has_tasks = False

    @cached_property
    def released_at(self) -> datetime | None:
        """When its latest release began; the manager selects it along. None if unknown, or never released."""
        latest = self.releases.exclude(started_at=None).last()
        return latest.started_at if latest else None

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        vars(self).pop("released_at", None)

    @property
    def noun(self) -> str:
        """What the plan calls one of its projects, in the current language: 工程, project."""
        return self.project_words.one

    @property
    def nouns(self) -> str:
        """What the plan calls its projects, in the current language: 工程, projects."""
        return self.project_words.many

    @property
    def project_words(self) -> ProjectNoun:
        return ProjectNoun(self.project_noun, self.project_noun_en)

    @classmethod
    def narrative_fields(cls) -> frozenset[str]:
        return frozenset({"summary"})

    def natural_key(self) -> tuple[str, int, int]:
        return (*self.plan.natural_key(), self.number)

    natural_key.dependencies = ("initiatives.plan",)  # type: ignore[attr-defined]

    def get_absolute_url(self) -> str:
        return self.url("plan")

    @property
    def read_whole(self) -> bool:
        """Whether somebody went through its sources to the end, so that what is not here is not in them."""
        return self.read_whole_on is not None

    @cached_property
    def remarks_about(self) -> dict[str, list[Any]]:
        """Its remarks by the keys of the rows other than figures that they are about. One query."""
        remarks: dict[str, list[Any]] = defaultdict(list)
        for remark in self.remarks.exclude(about=""):
            for key in remark.about_keys:
                remarks[key].append(remark)
        return dict(remarks)

    def url(self, name: str, *args: object) -> str:
        """The URL of a page of the plan: `edition.url("project", "p5")`."""
        if self.previewed:
            return page_path(f"preview:{name}", self.pk, *args)
        path = page_path(f"initiatives:{name}", self.plan.park.slug, self.plan.year, *args)
        return f"{path}?as_of={self.as_of.first:%Y-%m-%d}" if self.as_of else path


class EditionRow(NarrativeTexts, TranslatedRow, HasPassages):
    """Base of the rows of an edition: identified by their key, ordered, with passages as evidence."""

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

    # Lookups that `__str__` and `get_absolute_url` read, besides the edition's plan.
    name_lookups: ClassVar[tuple[str, ...]] = ()
    # All concrete models of this class: set to EDITION_ROWS where the models are declared.
    concrete_models: ClassVar[tuple[type["EditionRow"], ...]]

    class Meta:
        abstract = True
        ordering: ClassVar[tuple[str, ...]] = ("edition", "order", "key")
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(fields=("edition", "key"), name="%(class)s_key_unique_in_edition"),
        )

    def get_absolute_url(self) -> str:
        """Its own page, or its anchor on another page."""
        raise NotImplementedError

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.edition.natural_key(), self.key)

    natural_key.dependencies = ("initiatives.edition",)  # type: ignore[attr-defined]

    @property
    def notes(self) -> list[Any]:
        """The remarks that name it, unless it is a figure. One query for all rows of an edition object."""
        return self.edition.remarks_about.get(self.key, [])

    def clean(self) -> None:
        """Foreign keys must refer to rows of the same edition."""
        super().clean()
        errors = {
            field.name: ValidationError(
                _("“%(row)s” belongs to another edition."), params={"row": getattr(self, field.name)}
            )
            for field in self._meta.concrete_fields
            if isinstance(field.related_model, type)
            and issubclass(field.related_model, EditionRow)
            and getattr(self, field.attname) is not None
            and getattr(self, field.name).edition_id != self.edition_id
        }
        if errors:
            raise ValidationError(errors)

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Keys are unique in an edition across all models, because rows of several share a page."""
        super().validate_unique(exclude)
        if exclude and "key" in exclude:
            return
        for model in EditionRow.concrete_models:
            # In its own table the unique constraint is checked.
            if model is not type(self) and (
                other := model.objects.filter(edition=self.edition_id, key=self.key).first()
            ):
                message = _("“%(row)s” has this key already. Add a word to tell the two apart.")
                raise ValidationError({"key": ValidationError(message, params={"row": other})})


class NamesOrganisations(models.Model):
    """A model with the organisations that its passages name."""

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
    """Goals under one verb of the slogan, with the number of goals that its label declares."""

    verb = short_text(_("verb"), max_length=20, help_text="确保")
    verb_en = short_text_en(_("verb"), max_length=60)
    label = short_text(_("label"), max_length=40, help_text="一个确保")
    label_en = short_text_en(_("label"), max_length=100)
    declared_count = models.PositiveSmallIntegerField(
        _("declared count"), null=True, blank=True, help_text=_("How many goals the label says there are.")
    )

    verbatim_fields = frozenset({"verb", "label"})

    class Meta(EditionRow.Meta):
        verbose_name = _("goal group")
        verbose_name_plural = _("goal groups")

    def __str__(self) -> str:
        return self.text("label")[0]

    def get_absolute_url(self) -> str:
        return f"{self.edition.url('goals')}#{self.key}"


def predecessors_basis_field() -> models.CharField:
    return choice_field(
        _("basis of the predecessors"),
        Basis,
        blank=True,
        help_text=_(
            "Whether the source itself says what it follows from. Without predecessors: that it is new. "
            "Empty if nobody has decided; pages then go by titles, and say so."
        ),
    )


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
    title = short_text(_("title"))
    title_en = short_text_en(_("title"))
    statement = long_text(_("statement"), blank=True, help_text=_("What it means, in your own words."))
    statement_en = long_text_en(_("statement"))
    predecessors = models.ManyToManyField(
        "self", symmetrical=False, related_name="successors", blank=True, verbose_name=_("predecessors")
    )
    predecessors_basis = predecessors_basis_field()

    objects = GoalQuerySet.as_manager()  # type: ignore[misc]

    class Meta(EditionRow.Meta):
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints = (
            *EditionRow.Meta.constraints,
            choice_constraint("goal", "predecessors_basis", Basis, blank=True),
        )

    def __str__(self) -> str:
        return self.text("title")[0]

    def get_absolute_url(self) -> str:
        return self.edition.url("goal", self.key)


class Project(EditionRow):
    """One of the numbered parts of the plan: 工程, 行动 … (not 项目, the investment of a company)."""

    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    title = short_text(_("title"), help_text=with_noun("党建引领聚力%(chinese)s"))
    title_en = short_text_en(_("title"))
    theme = short_text(_("first half of the title"), blank=True, max_length=60, help_text="党建引领")
    theme_en = short_text_en(_("first half of the title"), max_length=100)
    drive = short_text(
        _("second half of the title"), blank=True, max_length=60, help_text=with_noun("聚力%(chinese)s")
    )
    drive_en = short_text_en(_("second half of the title"), max_length=100)
    summary = long_text(_("summary"), blank=True, help_text=_("One or two sentences in your own words."))
    summary_en = long_text_en(_("summary"))
    predecessors = models.ManyToManyField(
        "self", symmetrical=False, related_name="successors", blank=True, verbose_name=_("predecessors")
    )
    predecessors_basis = predecessors_basis_field()

    objects = ProjectQuerySet.as_manager()  # type: ignore[misc]

    verbatim_fields = frozenset({"theme", "drive"})

    class Meta(EditionRow.Meta):
        verbose_name = PROJECT_LABEL
        verbose_name_plural = PROJECTS_LABEL
        ordering = ("edition", "number")
        constraints = (
            *EditionRow.Meta.constraints,
            models.UniqueConstraint(fields=("edition", "number"), name="project_number_unique_in_edition"),
            models.CheckConstraint(condition=Q(number__gte=1), name="project_number_from_one"),
            choice_constraint("project", "predecessors_basis", Basis, blank=True),
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
        """The number with two digits: `05`."""
        return f"{self.number:02d}"


class Measure(EditionRow, NamesOrganisations):
    """A step that a project announces."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="measures", verbose_name=PROJECT_LABEL)
    title = short_text(_("title"))
    title_en = short_text_en(_("title"))
    detail = long_text(_("detail"), blank=True, help_text=_("In your own words."))
    detail_en = long_text_en(_("detail"))
    cadence = choice_field(_("cadence"), Cadence, blank=True)
    due = period_field(
        _("due"),
        blank=True,
        help_text=_("2024, 2024-H1, 2024-Q3, 2024-06, 2024-01/2024-09 or 2021/2025, if stated."),
    )
    timing_stated = short_text(_("timing as stated"), blank=True, max_length=60)
    timing_stated_en = short_text_en(_("timing as stated"), max_length=100)
    responsible = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        related_name="responsible_for",
        verbose_name=_("responsible organisation"),
        null=True,
        blank=True,
    )

    name_lookups = ("project",)
    verbatim_fields = frozenset({"timing_stated"})

    class Meta(EditionRow.Meta):
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ("edition", "project__number", "order", "key")
        constraints = (
            *EditionRow.Meta.constraints,
            choice_constraint("measure", "cadence", Cadence, blank=True),
            period_constraint("measure", "due"),
        )

    def __str__(self) -> str:
        return self.text("title")[0]

    def get_absolute_url(self) -> str:
        return f"{self.edition.url('project', self.project.key)}#{self.key}"
