"""The list of rules. Each is a pure function from the content of an edition to findings."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from initiatives.quality.content import Content, RemarkRow, Row
from initiatives.values.project_noun import NEUTRAL, ProjectNoun
from initiatives.values.vocabulary import RemarkKind, Severity

# The day of the rules that hold facts against their passages and translations.
COMPARING = date(2026, 11, 26)
# A remark of these kinds says that something odd is so in the source. A caution only says how to read a sound
# figure, and an inference what editors concluded: neither excuses a value that its passage does not state.
ANSWERING_KINDS = frozenset({RemarkKind.CONTRADICTION, RemarkKind.UNCLEAR, RemarkKind.CORRECTION})
COMPARE_WITH_SOURCE = _("Compare both with the source.")
# Of a longer text a message quotes the beginning.
MAX_QUOTED = 60


@dataclass(frozen=True)
class Finding:
    """What a rule found: the rows it is about, and an editor's remark that explains it.

    `noun` is what the plan calls its projects. `field` is the field of the first row's model that it is
    about; empty if it is about none in particular.
    """

    code: str
    rows: tuple[Row, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)
    remark: RemarkRow | None = None
    noun: ProjectNoun = field(default=NEUTRAL, compare=False)
    # The same of each of its rows, where one finding sums up what many rows lack.
    parts: "tuple[Finding, ...]" = field(default=(), compare=False)
    field: str = ""

    @property
    def severity(self) -> Severity:
        return RULES[self.code].severity

    @property
    def for_readers(self) -> bool:
        return RULES[self.code].for_readers

    @property
    def introduced(self) -> date | None:
        """The day since when there is this rule; None for those that have always been there."""
        return RULES[self.code].introduced

    @property
    def message(self) -> str:
        """One sentence in the current language."""
        return str(RULES[self.code].message) % {**self.noun.words, **self.params}

    @property
    def remedy(self) -> str:
        """What an editor can do about it; empty if the message says it."""
        return str(RULES[self.code].remedy)

    def names(self, kind: str, pk: int) -> bool:
        """Whether it is about the row."""
        return any((row.kind, row.pk) == (kind, pk) for row in self.rows)

    def of_row(self, kind: str, pk: int) -> "Finding":
        """What it says of one of its rows; itself, unless it sums up."""
        return next((part for part in self.parts if part.names(kind, pk)), self)


Check = Callable[[Content], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """`finds` says what it finds, `example` shows it; since the day `introduced` there is this rule."""

    severity: Severity
    message: Any
    remedy: Any
    for_readers: bool
    check: Check
    finds: Any
    example: Any
    introduced: date | None = None


# By code, in the order of definition, in which findings of the same severity are sorted.
RULES: dict[str, Rule] = {}


def rule(
    code: str,
    severity: Severity,
    message: Any,
    remedy: Any = "",
    *,
    finds: Any,
    example: Any,
    for_readers: bool = True,
    introduced: date | None = None,
) -> Callable[[Check], Check]:
    """Register a check under a code. `message` is formatted with the parameters of a finding."""

    def register(check: Check) -> Check:
        RULES[code] = Rule(severity, message, remedy, for_readers, check, finds, example, introduced)
        return check

    return register


def check(content: Content) -> list[Finding]:
    """All findings, sorted by severity, rule, and the order of rows in the content."""
    found = [
        replace(_answered(finding, content), noun=content.noun)
        for rule in RULES.values()
        for finding in rule.check(content)
    ]
    return sorted(found, key=lambda finding: list(Severity).index(finding.severity))


def on_row(code: str, row: Row, at: str = "", **params: Any) -> Finding:
    """A finding about a row; `at` is the field it is about."""
    return Finding(code, (row,), {"row": row.name, **params}, field=at)


def listed(words: Iterable[str]) -> str:
    """Values in a message, each once, in the order given."""
    return " / ".join(dict.fromkeys(words))


def shortened(text: str) -> str:
    """A text as a message quotes it."""
    return text if len(text) <= MAX_QUOTED else f"{text[:MAX_QUOTED]}…"


def _answered(finding: Finding, content: Content) -> Finding:
    """The finding with the remark that answers it, if its rule does not look for one itself."""
    answerable = finding.severity == Severity.ERROR or finding.introduced
    if finding.remark or not finding.rows or not answerable or finding.code == "contradiction":
        return finding
    answers = (row for row in content.of(RemarkRow) if row.remark_kind in ANSWERING_KINDS)
    return replace(finding, remark=next((row for row in answers if _is_about_all(row, finding.rows)), None))


def _is_about_all(remark: RemarkRow, rows: Iterable[Row]) -> bool:
    """Whether a remark is about each of the rows: names it, or cites the passage that it is or has."""
    cited = {passage.pk for passage in remark.passages}
    for row in rows:
        if row.kind in ("passage", "edition"):
            if not cited & ({row.pk} if row.kind == "passage" else {one.pk for one in row.passages}):
                return False
        elif not row.key or row.key not in remark.figures | remark.about:
            return False
    return True
