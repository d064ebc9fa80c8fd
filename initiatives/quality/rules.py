"""The rules. Each is a pure function from the content of an edition to findings."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from initiatives.quality.content import (
    Content,
    ContributionRow,
    FigureRow,
    GoalRow,
    GroupRow,
    PhotoRow,
    ProjectRow,
    QuoteRow,
    RemarkRow,
    Row,
)
from initiatives.quality.wordings import leading_number, states_amount
from initiatives.values.amounts import Amount
from initiatives.values.periods import Period
from initiatives.values.vocabulary import Basis, FigureKind, MetricNature, RemarkKind, Severity

# Growth rates outside this range, in per cent, are reported.
USUAL_GROWTH = (Decimal(-50), Decimal(100))
# How far the period of a figure may be from the year of the plan.
MAX_YEARS_BACK, MAX_YEARS_AHEAD = 2, 1
KINDS_WITH_EVIDENCE = frozenset({"goal", "project", "measure", "statement", "figure", "quote", "photo"})


@dataclass(frozen=True)
class Finding:
    """What a rule found: the rows it is about, and an editor's remark that explains it."""

    code: str
    rows: tuple[Row, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)
    remark: RemarkRow | None = None

    @property
    def severity(self) -> Severity:
        return RULES[self.code].severity

    @property
    def for_readers(self) -> bool:
        return RULES[self.code].for_readers

    @property
    def message(self) -> str:
        """One sentence in the current language."""
        return str(RULES[self.code].message) % self.params

    @property
    def remedy(self) -> str:
        """What an editor can do about it; empty if the message says it."""
        return str(RULES[self.code].remedy)

    def names(self, kind: str, pk: int) -> bool:
        """Whether it is about the row."""
        return any((row.kind, row.pk) == (kind, pk) for row in self.rows)


Check = Callable[[Content], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    severity: Severity
    message: Any
    remedy: Any
    for_readers: bool
    check: Check


# By code, in the order of definition, in which findings of the same severity are sorted.
RULES: dict[str, Rule] = {}


def rule(
    code: str, severity: Severity, message: Any, remedy: Any = "", *, for_readers: bool = True
) -> Callable[[Check], Check]:
    """Register a check under a code. `message` is formatted with the parameters of a finding."""

    def register(check: Check) -> Check:
        RULES[code] = Rule(severity, message, remedy, for_readers, check)
        return check

    return register


def check(content: Content) -> list[Finding]:
    """All findings, sorted by severity, rule, and the order of rows in the content."""
    all_findings = [finding for rule in RULES.values() for finding in rule.check(content)]
    return sorted(all_findings, key=lambda finding: list(Severity).index(finding.severity))


def on_row(code: str, row: Row, **params: Any) -> Finding:
    return Finding(code, (row,), {"row": row.name, **params})


def amount_in_words(amount: Amount) -> str:
    return " ".join(amount.parts(get_language() or "")).strip()


def remark_on(content: Content, figures: list[FigureRow], kind: RemarkKind) -> RemarkRow | None:
    """The first remark of that kind about all of these figures."""
    keys = {figure.key for figure in figures}
    remarks = content.of(RemarkRow)
    return next((remark for remark in remarks if remark.remark_kind == kind and keys <= remark.figures), None)


@rule(
    "contradiction",
    Severity.ERROR,
    _("%(row)s: different values for %(period)s, %(values)s."),
    _("Keep every value as stated, and say so in a remark of the kind “contradiction”."),
)
def contradiction(content: Content) -> Iterator[Finding]:
    """Figures of the same metric, scope, period and kind, with different values."""
    same: dict[tuple[str, ...], list[FigureRow]] = defaultdict(list)
    for figure in content.of(FigureRow):
        if figure.amount:
            same[figure.metric, figure.scope, figure.period, figure.figure_kind].append(figure)
    for figures in same.values():
        amounts = [figure.amount for figure in figures if figure.amount]
        if len({(amount.in_base_unit, amount.comparator) for amount in amounts}) > 1:
            values = " / ".join(amount_in_words(amount) for amount in amounts)
            params = {"row": figures[0].name, "period": figures[0].period, "values": values}
            remark = remark_on(content, figures, RemarkKind.CONTRADICTION)
            yield Finding("contradiction", tuple(figures), params, remark)


@rule("goal-count", Severity.ERROR, _("%(row)s: declares %(declared)d goals but has %(actual)d."))
def goal_count(content: Content) -> Iterator[Finding]:
    """A group of goals that does not have as many as it declares."""
    actual = Counter(goal.group for goal in content.of(GoalRow))
    for group in content.of(GroupRow):
        if group.declared is not None and group.declared != actual[group.key]:
            yield on_row("goal-count", group, declared=group.declared, actual=actual[group.key])


@rule("project-count", Severity.ERROR, _("The plan declares %(declared)d projects but has %(actual)d."))
def project_count(content: Content) -> Iterator[Finding]:
    """A plan that does not have as many projects as it declares."""
    actual = len(content.of(ProjectRow))
    if content.declared_projects is not None and content.declared_projects != actual:
        yield Finding("project-count", (), {"declared": content.declared_projects, "actual": actual})


@rule(
    "number-in-label",
    Severity.ERROR,
    _("%(row)s: the label says %(written)d, the declared count is %(declared)d."),
)
def number_in_label(content: Content) -> Iterator[Finding]:
    """A group whose label (三个增强) begins with another number than it declares."""
    for group in content.of(GroupRow):
        number = leading_number(group.label)
        if None not in (number, group.declared) and number != group.declared:
            yield on_row("number-in-label", group, written=number, declared=group.declared)


@rule("project-numbers", Severity.WARNING, _("The projects’ numbers have gaps: %(missing)s."))
def project_numbers(content: Content) -> Iterator[Finding]:
    """Projects whose numbers do not run from 1 without a gap."""
    numbers = {project.number for project in content.of(ProjectRow)}
    if missing := sorted(set(range(1, max(numbers, default=0) + 1)) - numbers):
        yield Finding("project-numbers", (), {"missing": ", ".join(map(str, missing))})


@rule("share-range", Severity.ERROR, _("%(row)s: %(value)s is not between 0 and 100%%, as a share must be."))
def share_range(content: Content) -> Iterator[Finding]:
    """A share below 0 or above 100 per cent."""
    for figure in content.of(FigureRow):
        if (
            figure.nature == MetricNature.SHARE
            and figure.amount
            and not 0 <= figure.amount.in_base_unit <= 100
        ):
            yield on_row("share-range", figure, value=amount_in_words(figure.amount))


@rule(
    "improbable-growth",
    Severity.WARNING,
    _("%(row)s: %(value)s is unusual for a growth rate; kept as stated."),
    _("Check it against the source; if the source says so, explain it in a remark of the kind “unclear”."),
)
def improbable_growth(content: Content) -> Iterator[Finding]:
    """A growth rate outside the usual range."""
    low, high = USUAL_GROWTH
    for figure in content.of(FigureRow):
        if figure.nature == MetricNature.GROWTH and figure.amount and not low <= figure.amount.value <= high:
            params = {"row": figure.name, "value": amount_in_words(figure.amount)}
            remark = remark_on(content, [figure], RemarkKind.UNCLEAR)
            yield Finding("improbable-growth", (figure,), params, remark)


@rule(
    "period-far", Severity.WARNING, _("%(row)s: the period %(period)s is far from the plan’s year, %(year)d.")
)
def period_far(content: Content) -> Iterator[Finding]:
    """A figure for a period far from the year of the plan."""
    for figure in content.of(FigureRow):
        if not -MAX_YEARS_BACK <= Period.parse(figure.period).year - content.year <= MAX_YEARS_AHEAD:
            yield on_row("period-far", figure, period=figure.period, year=content.year)


@rule(
    "not-in-wording",
    Severity.ERROR,
    _("%(row)s: %(value)s does not occur in its wording, “%(wording)s”."),
    _("Compare both with the source."),
)
def not_in_wording(content: Content) -> Iterator[Finding]:
    """A value that does not occur in the wording it is taken from."""
    for figure in content.of(FigureRow):
        if figure.amount and figure.wording and not states_amount(figure.wording, figure.amount):
            yield on_row(
                "not-in-wording", figure, value=amount_in_words(figure.amount), wording=figure.wording
            )


@rule(
    "without-wording",
    Severity.NOTE,
    _("%(row)s: a value without its wording, so it cannot be checked."),
    for_readers=False,
)
def without_wording(content: Content) -> Iterator[Finding]:
    """A stated value without a wording."""
    for figure in content.of(FigureRow):
        if figure.amount and not figure.wording:
            yield on_row("without-wording", figure)


@rule("target-without-number", Severity.NOTE, _("%(row)s: a target without a number."))
def target_without_number(content: Content) -> Iterator[Finding]:
    """A target without a number, of which nobody can say later whether it was met."""
    for figure in content.of(FigureRow):
        if figure.figure_kind == FigureKind.TARGET and not figure.amount:
            yield on_row("target-without-number", figure)


@rule(
    "expected-due",
    Severity.NOTE,
    _("%(row)s: %(value)s expected for %(period)s, which is over; how it turned out is not stated here."),
)
def expected_due(content: Content) -> Iterator[Finding]:
    """An expected value whose period is over, without an actual value for the same period."""
    figures = content.of(FigureRow)
    actual = {
        (figure.metric, figure.scope, figure.period)
        for figure in figures
        if figure.figure_kind == FigureKind.ACTUAL and figure.amount
    }
    for figure in figures:
        over = figure.figure_kind == FigureKind.EXPECTED and Period.parse(figure.period).end < content.today
        if over and figure.amount and (figure.metric, figure.scope, figure.period) not in actual:
            yield on_row("expected-due", figure, value=amount_in_words(figure.amount), period=figure.period)


@rule("without-passage", Severity.ERROR, _("%(row)s: no passage of a source stands behind it."))
def without_passage(content: Content) -> Iterator[Finding]:
    """A row without a passage, of the kinds that need one."""
    for row in content.rows:
        if row.kind in KINDS_WITH_EVIDENCE and not row.has_evidence:
            yield on_row("without-passage", row)


@rule("quote-of-nobody", Severity.ERROR, _("%(row)s: a quote with neither speaker nor title."))
def quote_of_nobody(content: Content) -> Iterator[Finding]:
    """A quote with neither a speaker nor a title."""
    for quote in content.of(QuoteRow):
        if not quote.speaker and not quote.title:
            yield on_row("quote-of-nobody", quote)


@rule("goal-unserved", Severity.WARNING, _("%(row)s: no project serves this goal."))
def goal_unserved(content: Content) -> Iterator[Finding]:
    """A goal that no project serves."""
    served = {contribution.goal for contribution in content.of(ContributionRow)}
    for goal in content.of(GoalRow):
        if goal.key not in served:
            yield on_row("goal-unserved", goal)


@rule("project-without-goal", Severity.WARNING, _("%(row)s: this project serves no goal."))
def project_without_goal(content: Content) -> Iterator[Finding]:
    """A project that serves no goal."""
    serving = {contribution.project for contribution in content.of(ContributionRow)}
    for project in content.of(ProjectRow):
        if project.key not in serving:
            yield on_row("project-without-goal", project)


@rule("without-reason", Severity.WARNING, _("%(row)s: inferred, without a reason."))
def without_reason(content: Content) -> Iterator[Finding]:
    """An inferred link that does not say why."""
    for contribution in content.of(ContributionRow):
        if contribution.basis == Basis.INFERRED and not contribution.reason:
            yield on_row("without-reason", contribution)


@rule("without-english", Severity.WARNING, _("%(row)s: no English for %(fields)s."), for_readers=False)
def without_english(content: Content) -> Iterator[Finding]:
    """A row with Chinese text that has no translation."""
    for row in (*content.shared_rows, *content.rows):
        if row.untranslated:
            yield on_row("without-english", row, fields=", ".join(row.untranslated))


@rule(
    "photo-without-text",
    Severity.WARNING,
    _("%(row)s: a photo without alternative text."),
    for_readers=False,
)
def photo_without_text(content: Content) -> Iterator[Finding]:
    """A photo without alternative text."""
    for photo in content.of(PhotoRow):
        if not photo.alt:
            yield on_row("photo-without-text", photo)


@rule(
    "key-twice",
    Severity.ERROR,
    _("Several rows have the key “%(key)s”: %(names)s."),
    _("Add a word to the newer one’s key to tell them apart."),
    for_readers=False,
)
def key_twice(content: Content) -> Iterator[Finding]:
    """Rows of different models with one key, which would have the same anchor on a page."""
    holders: dict[str, list[Row]] = defaultdict(list)
    for row in content.rows:
        holders[row.key].append(row)
    for key, rows in holders.items():
        if len(rows) > 1:
            names = ", ".join(row.name for row in rows)
            yield Finding("key-twice", tuple(rows), {"key": key, "names": names})


@rule(
    "of-another-edition",
    Severity.ERROR,
    _("%(row)s: linked to a row of another edition (%(fields)s)."),
    _("Choose the row of this edition with the same key."),
    for_readers=False,
)
def of_another_edition(content: Content) -> Iterator[Finding]:
    """A reference to a row of another edition."""
    for row in content.rows:
        if row.cross_edition_links:
            yield on_row("of-another-edition", row, fields=", ".join(row.cross_edition_links))
