"""Metrics, and the figures that plans state for them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from initiatives.models.fields import (
    choice_constraint,
    choice_field,
    long_text,
    long_text_en,
    period_constraint,
    period_field,
    short_text,
    short_text_en,
)
from initiatives.models.plan import EditionRow, Goal, Measure, NamesOrganisations, Project
from initiatives.models.querysets import FigureQuerySet, MetricQuerySet
from initiatives.models.row_history import History
from initiatives.models.translations import TranslatedRow
from initiatives.values.amounts import Amount
from initiatives.values.periods import Period
from initiatives.values.project_noun import PROJECT_LABEL, with_noun
from initiatives.values.row_keys import folded_alias
from initiatives.values.vocabulary import (
    Availability,
    Comparator,
    Direction,
    FigureKind,
    MetricNature,
    PeriodStanding,
    RemarkKind,
)

# Kinds of remarks that stand beside a figure and leave it sound.
HINTS = (RemarkKind.CAUTION, RemarkKind.INFERENCE)
# As many significant digits of a number as every database gives back.
EXACT_DIGITS = 15


class Metric(TranslatedRow):
    """Something counted or measured; its code is the same in all parks and years."""

    code = models.SlugField(_("code"), unique=True, max_length=60)
    name = short_text(_("name"))
    name_en = short_text_en(_("name"))
    nature = choice_field(_("nature"), MetricNature)
    base_unit = short_text(_("base unit"), blank=True, max_length=20, help_text="家、元、%")
    base_unit_en = short_text_en(_("base unit"), max_length=40)
    direction = choice_field(_("direction of good"), Direction, default=Direction.NEUTRAL)
    definition = long_text(_("definition"), blank=True)
    definition_en = long_text_en(_("definition"))
    aliases = models.TextField(
        _("aliases"),
        blank=True,
        help_text=_(
            "Other names that texts use for it, one a line. * is the place of the number "
            "(新增*高新技术企业), # that of a threshold (产值过#的企业), … of a few words."
        ),
    )
    # A file that says nothing of these leaves them as they are, so they are written even when empty.
    kept_when_absent = ("aliases",)

    objects = MetricQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("metric")
        verbose_name_plural = _("metrics")
        ordering = ("code",)
        constraints = (
            choice_constraint("metric", "nature", MetricNature),
            choice_constraint("metric", "direction", Direction),
        )

    def __str__(self) -> str:
        return self.text("name")[0]

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    @property
    def alias_names(self) -> list[str]:
        """The aliases, each once."""
        return list(dict.fromkeys(filter(None, map(str.strip, self.aliases.splitlines()))))

    def clean(self) -> None:
        """Refuse a new alias that a metric counted alike goes by: a number could mean either of them."""
        super().clean()
        self.aliases = "\n".join(self.alias_names)
        if errors := list(self._taken_aliases()):
            raise ValidationError({"aliases": errors})

    def _taken_aliases(self) -> Iterator[ValidationError]:
        if not self.aliases:
            return
        stored = Metric.objects.filter(pk=self.pk).first() if self.pk else None
        old = set(stored.alias_names) if stored else set()
        others = Metric.objects.filter(nature=self.nature, base_unit=self.base_unit).exclude(pk=self.pk)
        named = {folded_alias(name): other for other in others for name in (other.name, *other.alias_names)}
        message = _("“%(alias)s” is a name of the metric “%(metric)s” already. Take it from one of them.")
        for alias in self.alias_names:
            if alias not in old and (other := named.get(folded_alias(alias))):
                yield ValidationError(message, params={"alias": alias, "metric": other})


class Figure(EditionRow, NamesOrganisations):
    """One value of a metric, or its absence: with scope, period and kind."""

    metric = models.ForeignKey(Metric, models.PROTECT, related_name="figures", verbose_name=_("metric"))
    scope = short_text(
        _("scope"), blank=True, help_text=_("What exactly is counted, if the metric alone leaves it open.")
    )
    scope_en = short_text_en(_("scope"))
    project = models.ForeignKey(
        Project, models.SET_NULL, related_name="figures", verbose_name=PROJECT_LABEL, null=True, blank=True
    )
    goal = models.ForeignKey(
        Goal, models.SET_NULL, related_name="figures", verbose_name=_("goal"), null=True, blank=True
    )
    measure = models.ForeignKey(
        Measure, models.SET_NULL, related_name="figures", verbose_name=_("measure"), null=True, blank=True
    )
    kind = choice_field(_("kind"), FigureKind)
    period = period_field(
        _("period"), help_text=_("2024, 2024-H1, 2024-Q3, 2024-06, 2024-01/2024-09 or 2021/2025.")
    )
    period_standing = choice_field(_("standing of the period"), PeriodStanding, default=PeriodStanding.WITHIN)
    period_stated = short_text(_("period as stated"), blank=True, max_length=60, help_text="截至目前")
    period_stated_en = short_text_en(_("period as stated"), max_length=100)
    availability = choice_field(_("availability"), Availability, default=Availability.STATED)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4, null=True, blank=True)
    upper_value = models.DecimalField(
        _("upper value"),
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("The end of a range such as 8%—10%; the value is its beginning."),
    )
    comparator = choice_field(_("comparator"), Comparator, default=Comparator.EQUAL)
    approximate = models.BooleanField(
        _("approximate"), default=False, help_text=_("For 左右, 近, 余 and 多: the source rounds the number.")
    )
    change = models.BooleanField(
        _("change"),
        default=False,
        help_text=_("A difference or growth and not a level; negative where it fell."),
    )
    rank = models.BooleanField(_("rank"), default=False, help_text=_("A place, of which 1 is the best."))
    ratio = models.DecimalField(
        _("second number of a ratio"),
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("1 for 3:1."),
    )
    unit = short_text(_("unit"), blank=True, max_length=20, help_text="家、亿元、%")
    unit_en = short_text_en(_("unit"), max_length=40)
    wording = short_text(_("wording as stated"), blank=True)
    wording_en = short_text_en(_("wording as stated"))
    featured = models.BooleanField(
        _("featured"),
        default=False,
        help_text=with_noun(_("Show it on the overview, and first among the figures of its %(noun)s.")),
    )

    objects = FigureQuerySet.as_manager()  # type: ignore[misc]

    # Its remarks, where they were read along with those of other figures; None where they are not read yet.
    remarks_read: list[Any] | None = None
    # Whether another figure contradicts it, where it was asked (see `with_facts` and EditionRows).
    contradicted: bool

    name_lookups = ("metric",)
    verbatim_fields = frozenset({"scope", "period_stated", "wording"})

    class Meta(EditionRow.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = (
            *EditionRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(availability=Availability.STATED, value__isnull=False)
                | (~Q(availability=Availability.STATED) & Q(value__isnull=True)),
                name="figure_value_exactly_when_stated",
                violation_error_message=_(
                    "A stated figure needs a value; one that is not stated must have none (not 0)."
                ),
            ),
            models.CheckConstraint(
                condition=Q(upper_value__isnull=True) | Q(value__isnull=False, upper_value__gt=F("value")),
                name="figure_upper_value_above_value",
                violation_error_message=_("The upper value of a range must be above its value."),
            ),
            models.CheckConstraint(
                condition=Q(ratio__isnull=True) | Q(value__isnull=False),
                name="figure_ratio_with_value",
                violation_error_message=_("The second number of a ratio needs the first, the value."),
            ),
            choice_constraint("figure", "kind", FigureKind),
            choice_constraint("figure", "period_standing", PeriodStanding),
            choice_constraint("figure", "availability", Availability),
            choice_constraint("figure", "comparator", Comparator),
            models.CheckConstraint(condition=~Q(period=""), name="figure_period_given"),
            period_constraint("figure", "period"),
        )
        # The figures that contradict one: same metric, scope, period and kind in its edition.
        indexes = (
            models.Index(
                fields=("edition", "metric", "scope", "period", "kind"), name="figure_same_number_in_edition"
            ),
        )

    def __str__(self) -> str:
        """`高新技术企业数 241 家`, `专精特新“小巨人”企业数（国家级） 原文未给数量`."""
        language = get_language() or ""
        name, scope = self.metric.text("name")[0], self.text("scope")[0]
        if scope:
            name += f"（{scope}）" if language.startswith("zh") else f" ({scope})"
        number = self.amount.in_words(language) if self.amount else self.get_availability_display()
        return f"{name} {number}"

    def get_absolute_url(self) -> str:
        return f"{self.edition.url('metric', self.metric.code)}#{self.key}"

    def clean(self) -> None:
        """Numbers must be as exact as they come back: SQLite keeps 15 digits, and cannot read more again."""
        super().clean()
        numbers = {name: getattr(self, name) for name in ("value", "upper_value", "ratio")}
        message = _("Write at most %(digits)s digits.")
        errors = {
            name: ValidationError(message, params={"digits": EXACT_DIGITS})
            for name, number in numbers.items()
            if isinstance(number, Decimal) and len(number.normalize().as_tuple().digits) > EXACT_DIGITS
        }
        if errors:
            raise ValidationError(errors)

    @property
    def amount(self) -> Amount | None:
        """The value as stated; None if the source states none."""
        if self.value is None:
            return None
        return Amount(
            self.value.normalize() + 0,
            self.unit,
            self.comparator,
            self.unit_en,
            upper=None if self.upper_value is None else self.upper_value.normalize() + 0,
            approximate=self.approximate,
            change=self.change,
            rank=self.rank,
            ratio=None if self.ratio is None else self.ratio.normalize() + 0,
        )

    def reached_in_words(self, value: Decimal) -> str:
        """A value in the unit of the figure, in the current language: `241 家`, `3 billion yuan`."""
        amount = Amount(
            value.normalize() + 0, self.unit, unit_en=self.unit_en, change=self.change, rank=self.rank
        )
        return amount.in_words(get_language() or "")

    @property
    def period_in_words(self) -> str:
        """The period with what the figure is to it, in the current language: 2023年, 到2025年, 截至2023年."""
        return Period.parse(self.period).standing_in_words(self.period_standing)

    @property
    def noted(self) -> list[Any]:
        """Its remarks."""
        return list(self.remarks.all()) if self.remarks_read is None else self.remarks_read

    @property
    def doubts(self) -> list[Any]:
        """The remarks that call it into question, contradictions first."""
        doubts = (remark for remark in self.noted if remark.raises_doubt)
        return sorted(doubts, key=lambda remark: remark.kind)

    @property
    def hints(self) -> list[Any]:
        """The first remark of each kind that says how to read it or what in it was inferred: no doubts."""
        first = {remark.kind: remark for remark in reversed(self.noted) if remark.kind in HINTS}
        return [first[kind] for kind in HINTS if kind in first]

    @property
    def inferred(self) -> bool:
        """Whether editors concluded a part of it, such as period or kind, as a remark says."""
        return any(remark.kind == RemarkKind.INFERENCE for remark in self.noted)

    @property
    def threshold(self) -> Amount | None:
        """The number that its scope names: 10 亿元 of the companies with 产值过10亿元."""
        return Amount.find(self.scope)

    @property
    def in_question(self) -> bool:
        """Whether a remark calls it into question, or another figure contradicts it (needs `with_facts`)."""
        return bool(self.doubts) or getattr(self, "contradicted", False)
