"""Rules about the structure of an edition: counts, numbers, links, keys, and what every row needs."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from initiatives.quality.content import (
    Content,
    ContributionRow,
    GoalRow,
    GroupRow,
    PhotoRow,
    ProjectRow,
    QuoteRow,
    Row,
)
from initiatives.quality.registry import Finding, on_row, rule
from initiatives.values.chinese_numerals import NUMERAL, numeral_value, plain_text
from initiatives.values.vocabulary import Basis, Severity

LEADING_NUMERAL = re.compile(rf"[“「『\"]?(?P<numeral>{NUMERAL})")
SCALES_ALONE = re.compile("[百千万亿]+")
KINDS_WITH_EVIDENCE = frozenset({"goal", "project", "measure", "statement", "figure", "quote", "photo"})


def leading_number(text: str) -> int | None:
    """The number at the beginning of a text: 3 of 三个增强; None if there is none."""
    match = LEADING_NUMERAL.match(plain_text(text))
    if not match or SCALES_ALONE.fullmatch(match["numeral"]):
        return None
    value = numeral_value(match["numeral"])
    return int(value) if value is not None else None


@rule(
    "goal-count",
    Severity.ERROR,
    _("%(row)s: declares %(declared)d goals but has %(actual)d."),
    finds=_("A group of goals that does not have as many as it declares."),
    example=_("Two goals under a label that declares three."),
)
def goal_count(content: Content) -> Iterator[Finding]:
    actual = Counter(goal.group for goal in content.of(GoalRow))
    for group in content.of(GroupRow):
        if group.declared is not None and group.declared != actual[group.key]:
            yield on_row(
                "goal-count", group, "declared_count", declared=group.declared, actual=actual[group.key]
            )


@rule(
    "project-count",
    Severity.ERROR,
    _("The plan declares %(declared)d %(nouns)s but has %(actual)d."),
    finds=_("A plan that does not have as many projects as it declares."),
    example=_("“Eight projects” with seven rows."),
)
def project_count(content: Content) -> Iterator[Finding]:
    actual = len(content.of(ProjectRow))
    if content.declared_projects is not None and content.declared_projects != actual:
        yield Finding("project-count", (), {"declared": content.declared_projects, "actual": actual})


@rule(
    "number-in-label",
    Severity.ERROR,
    _("%(row)s: the label says %(written)d, the declared count is %(declared)d."),
    finds=_("A group whose label (三个增强) begins with another number than it declares."),
    example=_("“Three strengthen” declared as four."),
)
def number_in_label(content: Content) -> Iterator[Finding]:
    for group in content.of(GroupRow):
        number = leading_number(group.label)
        if None not in (number, group.declared) and number != group.declared:
            yield on_row("number-in-label", group, "label", written=number, declared=group.declared)


@rule(
    "project-numbers",
    Severity.WARNING,
    _("The numbers of the %(nouns)s have gaps: %(missing)s."),
    finds=_("Projects whose numbers do not run from 1 without a gap."),
    example=_("Projects 1, 2 and 4."),
)
def project_numbers(content: Content) -> Iterator[Finding]:
    numbers = {project.number for project in content.of(ProjectRow)}
    known = sorted({0, *numbers})
    # A gap as its ends: one mistyped number would make thousands of them.
    gaps = [(first + 1, last - 1) for first, last in pairwise(known) if last - first > 1]
    if gaps:
        missing = [str(first) if first == last else f"{first}–{last}" for first, last in gaps]
        yield Finding("project-numbers", (), {"missing": ", ".join(missing)})


@rule(
    "without-passage",
    Severity.ERROR,
    _("%(row)s: no passage of a source stands behind it."),
    finds=_("A row without a passage, of the kinds that need one."),
    example=_("A measure with no passage to show where it comes from."),
)
def without_passage(content: Content) -> Iterator[Finding]:
    for row in content.rows:
        if row.kind in KINDS_WITH_EVIDENCE and not row.has_evidence:
            yield on_row("without-passage", row, "passages")


@rule(
    "quote-of-nobody",
    Severity.ERROR,
    _("%(row)s: a quote with neither speaker nor title."),
    finds=_("A quote with neither a speaker nor a title."),
    example=_("Words in quotation marks, with nothing about who said them."),
)
def quote_of_nobody(content: Content) -> Iterator[Finding]:
    for quote in content.of(QuoteRow):
        if not quote.speaker and not quote.title:
            yield on_row("quote-of-nobody", quote, "speaker")


@rule(
    "goal-unserved",
    Severity.WARNING,
    _("%(row)s: no %(noun)s serves this goal."),
    finds=_("A goal that no project serves."),
    example=_("A goal to which no project is linked."),
)
def goal_unserved(content: Content) -> Iterator[Finding]:
    served = {contribution.goal for contribution in content.of(ContributionRow)}
    for goal in content.of(GoalRow):
        if goal.key not in served:
            yield on_row("goal-unserved", goal)


@rule(
    "project-without-goal",
    Severity.WARNING,
    _("%(row)s: this %(noun)s serves no goal."),
    finds=_("A project that serves no goal."),
    example=_("A project that is linked to no goal."),
)
def project_without_goal(content: Content) -> Iterator[Finding]:
    serving = {contribution.project for contribution in content.of(ContributionRow)}
    for project in content.of(ProjectRow):
        if project.key not in serving:
            yield on_row("project-without-goal", project)


@rule(
    "without-reason",
    Severity.WARNING,
    _("%(row)s: inferred, without a reason."),
    finds=_("An inferred link that does not say why."),
    example=_("An inferred link with its reason left empty."),
)
def without_reason(content: Content) -> Iterator[Finding]:
    for contribution in content.of(ContributionRow):
        if contribution.basis == Basis.INFERRED and not contribution.reason:
            yield on_row("without-reason", contribution, "reason")


@rule(
    "without-english",
    Severity.WARNING,
    _("%(row)s: no English for %(fields)s."),
    for_readers=False,
    finds=_("A row with Chinese text that has no translation."),
    example=_("A measure whose title is not translated."),
)
def without_english(content: Content) -> Iterator[Finding]:
    parts = [
        on_row(
            "without-english",
            row,
            f"{row.untranslated[0][0]}_en",
            fields=", ".join(label for _field, label in row.untranslated),
        )
        for row in (*content.shared_rows, *content.rows)
        if row.untranslated
    ]
    if len(parts) > 1:
        rows = tuple(part.rows[0] for part in parts)
        labels = dict.fromkeys(label for row in rows for _field, label in row.untranslated)
        params = {"row": CountOfRows(len(rows)), "fields": ", ".join(labels)}
        yield Finding("without-english", rows, params, parts=tuple(parts))
    else:
        yield from parts


class CountOfRows:
    """A number of rows, in the language in which it is printed."""

    def __init__(self, n: int) -> None:
        self.n = n

    def __str__(self) -> str:
        return ngettext("%(n)s row", "%(n)s rows", self.n) % {"n": self.n}


@rule(
    "photo-without-text",
    Severity.WARNING,
    _("%(row)s: a photo without alternative text."),
    for_readers=False,
    finds=_("A photo without alternative text."),
    example=_("A photo of a workshop with nothing for those who cannot see it."),
)
def photo_without_text(content: Content) -> Iterator[Finding]:
    for photo in content.of(PhotoRow):
        if not photo.alt:
            yield on_row("photo-without-text", photo, "alt")


@rule(
    "key-twice",
    Severity.ERROR,
    _("Several rows have the key “%(key)s”: %(names)s."),
    _("Add a word to the newer one’s key to tell them apart."),
    for_readers=False,
    finds=_("Rows of different models with one key, which would have the same anchor on a page."),
    example=_("A measure and a quote with the key “clusters”."),
)
def key_twice(content: Content) -> Iterator[Finding]:
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
    finds=_("A reference to a row of another edition."),
    example=_("A figure of edition 2 linked to a project of edition 1."),
)
def of_another_edition(content: Content) -> Iterator[Finding]:
    for row in content.rows:
        if row.cross_edition_links:
            yield on_row("of-another-edition", row, fields=", ".join(row.cross_edition_links))
