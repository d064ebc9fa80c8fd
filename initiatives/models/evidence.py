"""Sources, their sections and passages, and what is drawn from them: statements, quotes, links, remarks."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
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
from initiatives.models.park import Park
from initiatives.models.plan import EditionRow, Goal, NamesOrganisations, Project
from initiatives.models.querysets import (
    PassageManager,
    SectionQuerySet,
    SourceQuerySet,
)
from initiatives.models.row_history import History
from initiatives.models.site_urls import page_language
from initiatives.models.translations import TranslatedRow
from initiatives.values.project_noun import PROJECT_LABEL
from initiatives.values.vocabulary import DOUBTS, Basis, Manner, PassagePlace, RemarkKind, StatementKind


class Source(TranslatedRow):
    """A publication that plans of a park are taken from. Fields stay empty if not known."""

    park = models.ForeignKey(Park, models.CASCADE, related_name="sources", verbose_name=_("park"))
    slug = models.SlugField(_("address"), max_length=60)
    title = short_text(_("title"))
    title_en = short_text_en(_("title"))
    series = short_text(_("series"), blank=True)
    series_en = short_text_en(_("series"))
    authors = short_text(_("authors"), blank=True)
    authors_en = short_text_en(_("authors"))
    publisher = short_text(_("publisher"), blank=True)
    publisher_en = short_text_en(_("publisher"))
    published_on = models.DateField(_("date of publication"), null=True, blank=True)
    url = models.URLField(_("link"), blank=True)
    accessed_on = models.DateField(_("date of access"), null=True, blank=True)
    own_text = models.BooleanField(
        _("text of the park’s own"),
        default=False,
        help_text=_("Its words may be used as they are; nothing is said of rows that copy them."),
    )
    # A file that says nothing of it leaves it as it is.
    kept_when_absent = ("own_text",)

    objects = SourceQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("park", "slug")
        constraints = (models.UniqueConstraint(fields=("park", "slug"), name="source_slug_unique_in_park"),)

    def __str__(self) -> str:
        return self.text("title")[0]

    def natural_key(self) -> tuple[str, str]:
        return (*self.park.natural_key(), self.slug)

    natural_key.dependencies = ("initiatives.park",)  # type: ignore[attr-defined]


class SourceText(models.Model):
    """The full text of a source, if this installation may hold it. Dumps and exports leave it out."""

    source = models.OneToOneField(Source, models.CASCADE, related_name="full_text", verbose_name=_("source"))
    text = models.TextField(_("text"))
    sha256 = models.CharField("SHA-256", max_length=64)
    public = models.BooleanField(
        _("show it to the public"),
        default=False,
        help_text=_("Only where this installation has the right to."),
    )

    class Meta:
        verbose_name = _("source text")
        verbose_name_plural = _("source texts")

    def __str__(self) -> str:
        return str(self.source)


class Section(TranslatedRow):
    """A part of a source under one heading. Paragraphs are numbered within it."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="sections", verbose_name=_("source"))
    key = models.SlugField(_("key"), max_length=60)
    order = models.PositiveIntegerField(_("order"), default=0)
    title = short_text(_("title"))
    title_en = short_text_en(_("title"))
    label = short_text(_("short label"), max_length=20, help_text=_("Stands in the marks, e.g. §2."))
    label_en = short_text_en(_("short label"), max_length=40)
    paragraph_count = models.PositiveSmallIntegerField(_("number of paragraphs"), default=0)

    objects = SectionQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ("source", "order", "key")
        constraints = (
            models.UniqueConstraint(fields=("source", "key"), name="section_key_unique_in_source"),
        )

    def __str__(self) -> str:
        return self.text("title")[0]

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.source.natural_key(), self.key)

    natural_key.dependencies = ("initiatives.source",)  # type: ignore[attr-defined]


class Passage(TranslatedRow):
    """A place in a source, with a short key phrase by which it can be found."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="passages", verbose_name=_("source"))
    section = models.ForeignKey(Section, models.CASCADE, related_name="passages", verbose_name=_("section"))
    key = models.SlugField(_("key"), max_length=60)
    order = models.PositiveIntegerField(_("order"), default=0)
    place = choice_field(_("place"), PassagePlace, default=PassagePlace.PARAGRAPH)
    paragraph = models.PositiveSmallIntegerField(
        _("paragraph"), null=True, blank=True, help_text=_("Counted within the section.")
    )
    phrase = short_text(_("key phrase"), help_text=_("A few words, exactly as the source has them."))
    phrase_en = short_text_en(_("key phrase"))
    # Where the full text is attached: the slice of it without white space that holds the phrase.
    start = models.PositiveIntegerField(_("beginning in the text"), null=True, editable=False)
    end = models.PositiveIntegerField(_("end in the text"), null=True, editable=False)
    # In no history, dump or comparison: they follow from the text that this installation holds.
    computed_fields = ("start", "end")

    objects = PassageManager()
    history = History()

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ("source", "order", "key")
        constraints = (
            models.UniqueConstraint(fields=("source", "key"), name="passage_key_unique_in_source"),
            models.CheckConstraint(
                condition=Q(place=PassagePlace.PARAGRAPH, paragraph__isnull=False, paragraph__gte=1)
                | (~Q(place=PassagePlace.PARAGRAPH) & Q(paragraph__isnull=True)),
                name="passage_paragraph_exactly_in_text",
                violation_error_message=_(
                    "A passage in the text needs its paragraph; a heading or caption has none."
                ),
            ),
            choice_constraint("passage", "place", PassagePlace),
        )

    def __str__(self) -> str:
        return f"{self.mark} {self.phrase}"

    def natural_key(self) -> tuple[str, str, str]:
        return (*self.source.natural_key(), self.key)

    natural_key.dependencies = ("initiatives.source",)  # type: ignore[attr-defined]

    def clean(self) -> None:
        super().clean()
        if self.section_id and self.section.source_id != self.source_id:
            raise ValidationError({"section": _("This section belongs to another source.")})

    @property
    def mark(self) -> str:
        """Its citation: `§2 ¶3`; for a heading or caption the label of its section alone."""
        label = self.section.text("label")[0]
        return f"{label} ¶{self.paragraph}" if self.paragraph else label


class Statement(EditionRow, NamesOrganisations):
    """A statement of the source that is neither a measure nor a figure, in the editors' words."""

    project = models.ForeignKey(
        Project,
        models.CASCADE,
        related_name="statements",
        verbose_name=PROJECT_LABEL,
        null=True,
        blank=True,
    )
    kind = choice_field(_("kind"), StatementKind)
    content = long_text(_("text"), help_text=_("In your own words; keep terms as the source has them."))
    content_en = long_text_en(_("text"))

    name_lookups = ("project",)

    class Meta(EditionRow.Meta):
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = (*EditionRow.Meta.constraints, choice_constraint("statement", "kind", StatementKind))

    def __str__(self) -> str:
        return Truncator(self.full_name).chars(80)

    @property
    def full_name(self) -> str:
        return self.text("content")[0]

    def get_absolute_url(self) -> str:
        page = self.edition.url("project", self.project.key) if self.project else self.edition.url("plan")
        return f"{page}#{self.key}"


class Quote(EditionRow):
    """What an official said, verbatim or as reported speech. The speaker may be unnamed."""

    speaker = short_text(
        _("speaker"), blank=True, max_length=60, help_text=_("Empty for an unnamed official.")
    )
    speaker_en = short_text_en(_("speaker"), max_length=100)
    speaker_title = short_text(_("title at the time"), blank=True)
    speaker_title_en = short_text_en(_("title at the time"))
    content = long_text(_("text"))
    content_en = long_text_en(_("text"))
    manner = choice_field(_("manner"), Manner)
    occasion = short_text(_("occasion"), blank=True)
    occasion_en = short_text_en(_("occasion"))
    featured = models.BooleanField(_("featured"), default=False, help_text=_("Show it on the overview."))
    project = models.ForeignKey(
        Project, models.SET_NULL, related_name="quotes", verbose_name=PROJECT_LABEL, null=True, blank=True
    )
    goal = models.ForeignKey(
        Goal, models.SET_NULL, related_name="quotes", verbose_name=_("goal"), null=True, blank=True
    )

    verbatim_fields = frozenset({"speaker", "speaker_title", "content", "occasion"})

    class Meta(EditionRow.Meta):
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        constraints = (*EditionRow.Meta.constraints, choice_constraint("quote", "manner", Manner))

    def __str__(self) -> str:
        return self._name_with(Truncator(self.text("content")[0]).chars(60))

    @property
    def full_name(self) -> str:
        return self._name_with(self.text("content")[0])

    def _name_with(self, words: str) -> str:
        colon = ": " if page_language() == "en" else "："
        return f"{self.text('speaker')[0] or self.text('speaker_title')[0]}{colon}{words}"

    def get_absolute_url(self) -> str:
        return f"{self.edition.url('quotes')}#{self.key}"


class Contribution(EditionRow):
    """A project serves a goal: as the source states, or as an editor inferred for a reason."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="contributions", verbose_name=_("goal"))
    project = models.ForeignKey(
        Project, models.CASCADE, related_name="contributions", verbose_name=PROJECT_LABEL
    )
    basis = choice_field(_("basis"), Basis)
    reason = short_text(_("reason"), blank=True)
    reason_en = short_text_en(_("reason"))

    name_lookups = ("goal", "project")

    class Meta(EditionRow.Meta):
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = (
            *EditionRow.Meta.constraints,
            models.UniqueConstraint(fields=("goal", "project"), name="contribution_once_a_pair"),
            choice_constraint("contribution", "basis", Basis),
        )

    def __str__(self) -> str:
        return f"{self.project} → {self.goal}"

    def get_absolute_url(self) -> str:
        return f"{self.edition.url('goal', self.goal.key)}#{self.key}"


class Remark(EditionRow):
    """An editor's public note on figures, on any other rows of its edition, or on passages."""

    kind = choice_field(_("kind"), RemarkKind)
    content = long_text(_("text"))
    content_en = long_text_en(_("text"))
    figures = models.ManyToManyField(Figure, related_name="remarks", blank=True, verbose_name=_("figures"))
    # Keys, since they are unique in an edition across all kinds of rows, and stay when it is copied.
    about = models.TextField(
        _("about other rows"),
        blank=True,
        help_text=_("Keys of rows that are no figures, separated by spaces."),
    )

    class Meta(EditionRow.Meta):
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        constraints = (*EditionRow.Meta.constraints, choice_constraint("remark", "kind", RemarkKind))

    def __str__(self) -> str:
        return Truncator(self.full_name).chars(80)

    @property
    def full_name(self) -> str:
        return self.text("content")[0]

    def get_absolute_url(self) -> str:
        return f"{self.edition.url('quality')}#{self.key}"

    def clean(self) -> None:
        super().clean()
        known = {
            key
            for model in EditionRow.concrete_models
            for key in model.objects.filter(edition=self.edition_id, key__in=self.about_keys).values_list(
                "key", flat=True
            )
        }
        if unknown := sorted(self.about_keys - known):
            message = _("No row of this edition has the key “%(key)s”.")
            raise ValidationError(
                {"about": [ValidationError(message, params={"key": key}) for key in unknown]}
            )

    @property
    def about_keys(self) -> frozenset[str]:
        """The keys of the rows other than figures that it is about."""
        return frozenset(self.about.split())

    @property
    def raises_doubt(self) -> bool:
        """Whether it calls its figures into question."""
        return self.kind in DOUBTS
