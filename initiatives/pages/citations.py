"""What a permanent link copies: a row in words, what they are worth, its plan and its place in the source.

A citation is read away from the site, so nothing in it is cut, and nothing that the page shows beside the
words is left out: kind, period, doubt, whose words they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from initiatives.models import (
    Contribution,
    Edition,
    Figure,
    Goal,
    GoalGroup,
    Measure,
    Photo,
    Project,
    Quote,
    Remark,
    Statement,
    Update,
)
from initiatives.models.site_urls import page_language
from initiatives.pages.absence import absence
from initiatives.values.periods import Period
from initiatives.values.vocabulary import Basis, Manner, RemarkKind


@dataclass(frozen=True)
class Punctuation:
    """The marks that hold a citation together, in one language; each with the space it needs."""

    colon: str
    comma: str
    semicolon: str
    stop: str
    brackets: tuple[str, str]
    quotes: tuple[str, str]
    inner_quotes: tuple[str, str]
    title: tuple[str, str]
    list_comma: str
    after_title: str


CHINESE = Punctuation("：", "，", "；", "。", ("（", "）"), ("“", "”"), ("‘", "’"), ("《", "》"), "、", "")
ENGLISH = Punctuation(": ", ", ", "; ", ". ", (" (", ")"), ("“", "”"), ("‘", "’"), ("“", "”"), ", ", ", ")

# The end of a text that needs no full stop after it.
ENDINGS = "。！？…；.!?;"


def punctuation() -> Punctuation:
    return ENGLISH if page_language() == "en" else CHINESE


def citation(row: Any, edition: Edition) -> str:
    """The citation of a row of an edition, the edition or a report, in the page's language, without its URL.

    `高新技术企业数：241家（实际，2023年）。雨花经开区2024年度工作计划；来源：《做实…》§5 ¶3。`
    """
    marks = punctuation()
    words, facts = CITED[type(row)](row, edition)
    facts = [*filter(None, facts), *filter(None, [_marked(row, edition)])]
    if facts:
        opening, closing = marks.brackets
        words += opening + marks.comma.join(facts) + closing
    plan = _("%(park)s, work plan %(year)s") % {"park": edition.plan.park, "year": edition.plan.year}
    place = marks.semicolon.join(filter(None, (plan, _sources(row))))
    return f"{_ended(words)}{_ended(place)}".strip()


def _ended(text: str) -> str:
    """A text with the full stop it lacks, also where its last words stand in quotation marks."""
    stop = punctuation().stop
    return text + stop[1:] if text.rstrip("”’")[-1:] in ENDINGS else text + stop


def _quoted(text: str) -> str:
    """A text in quotation marks; those in it become single ones."""
    marks = punctuation()
    opening, closing = marks.inner_quotes
    inner = text.replace("“", opening).replace("”", closing)
    return inner.join(marks.quotes)


def _in_brackets(text: str, *notes: str) -> str:
    """`雨花经开区（湖南）`; the text alone without notes."""
    opening, closing = punctuation().brackets
    noted = punctuation().comma.join(filter(None, notes))
    return f"{text}{opening}{noted}{closing}" if noted else text


def _sources(row: Any) -> str:
    """Each source with the marks of its own passages: `来源：《做实…》§5 ¶3、§5 ¶4`; empty without any."""
    marks = punctuation()
    places: dict[str, list[str]] = {}
    for passages in row.marks:
        source = passages[0].source
        published = date_format(source.published_on, _("j F Y")) if source.published_on else ""
        title = _in_brackets(
            source.text("title")[0].join(marks.title), source.text("publisher")[0], published
        )
        places.setdefault(title, []).append(passages[0].mark)
    named = [f"{title}{marks.after_title}{marks.list_comma.join(found)}" for title, found in places.items()]
    return _("source: %(places)s") % {"places": marks.semicolon.join(named)} if named else ""


def _marked(row: Any, edition: Edition) -> str:
    """The kinds of what is remarked on a row, doubts first: `标注：矛盾、推断`; empty if nothing is."""
    if isinstance(row, (Edition, Remark, Update)):
        return ""
    remarks = row.noted if isinstance(row, Figure) else edition.remarks_about.get(row.key, [])
    kinds = {remark.kind: remark.get_kind_display() for remark in remarks}
    if getattr(row, "contradicted", False):
        kinds.setdefault(RemarkKind.CONTRADICTION, RemarkKind.CONTRADICTION.label)
    named = [str(kinds[kind]) for kind in RemarkKind if kind in kinds]
    return _("marked: %(kinds)s") % {"kinds": punctuation().list_comma.join(named)} if named else ""


def _told(name: str, text: str) -> str:
    return punctuation().colon.join(filter(None, (name, text)))


def _own_words(text: str) -> str:
    """The note on a text that editors wrote."""
    return _("in the editors' words") if text else ""


# For each kind of row: its words whole, and the facts that stand in brackets after them, empty ones left out.
Cited = tuple[str, list[str]]


def _figure(figure: Figure, edition: Edition) -> Cited:
    name = _in_brackets(figure.metric.text("name")[0], figure.text("scope")[0])
    if figure.amount:
        number, unit = figure.amount.parts("en" if page_language() == "en" else "zh-hans")
        value = f"{number} {unit}".strip() if page_language() == "en" else number + unit
    else:
        value = figure.get_availability_display()
    stated = figure.text("period_stated")[0]
    return _told(name, value), [
        figure.get_kind_display(),
        figure.period_in_words,
        _("in the source: %(words)s") % {"words": _quoted(stated)} if stated else "",
    ]


def _quote(quote: Quote, edition: Edition) -> Cited:
    name, office, text = (quote.text(field)[0] for field in ("speaker", "speaker_title", "content"))
    if not name and (edition.read_whole or not office):
        name = absence(edition, _("Not named"))
    speaker = _in_brackets(name, office) if name else office
    if quote.manner == Manner.REPORTED:
        told = _("retold, not the speaker's own words")
        return _told(speaker, text), [told, quote.text("occasion")[0]]
    translated = page_language() == "en" and quote.content_en
    return _told(speaker, _quoted(text)), [
        _("Translation") if translated else quote.get_manner_display(),
        quote.text("occasion")[0],
    ]


def _measure(measure: Measure, edition: Edition) -> Cited:
    detail, timing = measure.text("detail")[0], measure.text("timing_stated")[0]
    due = Period.parse(measure.due).in_words if measure.due else ""
    responsible = measure.responsible.text("name")[0] if measure.responsible else ""
    return _told(measure.text("title")[0], detail), [
        _own_words(detail),
        measure.get_cadence_display() if measure.cadence else "",
        _("When: %(when)s") % {"when": due} if due else "",
        _("in the source: %(words)s") % {"words": _quoted(timing)} if timing else "",
        _("Who: %(who)s") % {"who": responsible} if responsible else "",
    ]


def _statement(statement: Statement, edition: Edition) -> Cited:
    text = statement.text("content")[0]
    return _told(statement.get_kind_display(), text), [_own_words(text)]


def _goal(goal: Goal, edition: Edition) -> Cited:
    text = goal.text("statement")[0]
    return _told(goal.text("title")[0], text), [_own_words(text)]


def _group(group: GoalGroup, edition: Edition) -> Cited:
    return group.text("label")[0], []


def _project(project: Project, edition: Edition) -> Cited:
    text = project.text("summary")[0]
    return _told(f"{project.numeral} {project.text('title')[0]}", text), [_own_words(text)]


def _contribution(link: Contribution, edition: Edition) -> Cited:
    ends = f"{link.project.text('title')[0]} → {link.goal.text('title')[0]}"
    return _told(ends, link.text("reason")[0]), [link.get_basis_display()]


def _date(row: Photo | Edition, field: str) -> str:
    """The date with what the source says of it where its year was inferred."""
    date = getattr(row, field)
    if not date:
        return ""
    words = date_format(date, _("j F Y"))
    if getattr(row, f"{field}_basis") != Basis.INFERRED:
        return words
    note = _("year inferred; the source says %(stated)s") % {"stated": getattr(row, f"{field}_stated")}
    return punctuation().comma.join((words, note))


def _photo(photo: Photo, edition: Edition) -> Cited:
    credit = photo.text("credit")[0]
    return photo.text("caption")[0], [
        _("Credit: %(credit)s") % {"credit": credit} if credit else "",
        _date(photo, "date"),
    ]


def _remark(remark: Remark, edition: Edition) -> Cited:
    note = _("editors' note: %(kinds)s") % {"kinds": remark.get_kind_display()}
    return remark.text("content")[0], [note]


def _edition(cited: Edition, edition: Edition) -> Cited:
    meeting = [cited.text("meeting")[0], _date(cited, "meeting_date")]
    return _told(cited.text("title")[0], cited.text("guiding_idea")[0] or cited.text("slogan")[0]), meeting


def _update(report: Update, edition: Edition) -> Cited:
    reason = report.text("reason")[0]
    return report.text("content")[0], [
        date_format(report.date, _("j F Y")),
        report.get_status_display() if report.status else "",
        _("Reason: %(reason)s") % {"reason": reason} if reason else "",
    ]


CITED: dict[type, Callable[[Any, Edition], Cited]] = {
    Contribution: _contribution,
    Edition: _edition,
    Figure: _figure,
    Goal: _goal,
    GoalGroup: _group,
    Measure: _measure,
    Photo: _photo,
    Project: _project,
    Quote: _quote,
    Remark: _remark,
    Statement: _statement,
    Update: _update,
}
