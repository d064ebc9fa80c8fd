"""What a progress report says of a task: what it is, who leads it, its due day, its state, its reports.

A state is always a word, and stands with what made it so: days late, whether it still moves.
"""

from datetime import date
from functools import partial
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import Edition, Figure, Update
from initiatives.pages.citations import punctuation
from initiatives.tasks.assigned_tasks import AssignedTask
from initiatives.word_documents.row_words import SourceMarks, ended, in_brackets, said, value_words
from initiatives.word_documents.written_text import TextRun, joined, plain_runs

# Whose wording a text is, the report leaves to the plan; it reads no passages for it.
shown = partial(said, origin=False)


def day_words(day: date) -> str:
    return date_format(day, _("j F Y"))


def subject_words(subject: Any, edition: Edition) -> list[TextRun]:
    """The title of a measure; metric, scope and number of a target."""
    if not isinstance(subject, Figure):
        return shown(subject, "title")
    words = metric_words(subject)
    return [*words, TextRun(f"{punctuation().comma}{_('Target')} {value_words(subject, edition)}")]


def metric_words(figure: Figure) -> list[TextRun]:
    words = shown(figure.metric, "name")
    return [*words, TextRun(" · "), *shown(figure, "scope")] if figure.scope else words


def lead_words(task: AssignedTask) -> list[TextRun]:
    """The body that leads, and those that join in brackets."""
    words = shown(task.lead, "name") if task.lead else plain_runs(_("Nobody named"))
    if not task.joint:
        return words
    opening, closing = punctuation().brackets
    others = joined([shown(body, "name") for body in task.joint], punctuation().list_comma)
    label = f"{_('Joint bodies')}{punctuation().colon}"
    return [*words, TextRun(f"{opening}{label}"), *others, TextRun(closing)]


def due_words(task: AssignedTask) -> str:
    """The due day, and whether it is the plan's own for want of an agreed one."""
    if task.due is None:
        return _("No day named")
    return day_words(task.due) + (in_brackets(_("as the plan says")) if task.due_is_the_plans else "")


def state_words(task: AssignedTask) -> str:
    """`逾期，滞后但在推进，逾期 3 天`."""
    progress, words = task.progress, [str(task.state.label)]
    if progress.moving is not None:
        words.append(_("behind but moving") if progress.moving else _("behind and still"))
    if progress.days_late:
        late = ngettext("%(n)s day late", "%(n)s days late", progress.days_late)
        words.append(late % {"n": progress.days_late})
    elif progress.past_due:
        words.append(_("The due day has passed.").rstrip(".。"))
    return punctuation().comma.join(words)


def report_words(report: Update, subject: Any, marks: SourceMarks) -> list[TextRun]:
    """`2024年6月1日：已打桩（推进中，已完成：80 家）。`, with the marks of its own passages."""
    value = ""
    if report.value is not None and isinstance(subject, Figure):
        value = _("Reached: %(value)s") % {"value": subject.reached_in_words(report.value)}
    facts = in_brackets(report.get_status_display() if report.status else "", value)
    words = [
        TextRun(f"{day_words(report.date)}{punctuation().colon}"),
        *_without_stop(shown(report, "content")),
    ]
    if facts:
        words.append(TextRun(facts))
    if reason := shown(report, "reason"):
        words += [TextRun(punctuation().semicolon + _("Reason: %(reason)s") % {"reason": ""}), *reason]
    return [*ended(words), *marks.of(report)]


def _without_stop(runs: list[TextRun]) -> list[TextRun]:
    """Runs that brackets may follow: without the full stop at their end."""
    if not runs:
        return runs
    last = runs[-1]
    text = last.text.rstrip("。.")
    return [*runs[:-1], TextRun(text, last.typeface, last.raised, last.bold, last.foreign)]


def bold(runs: list[TextRun]) -> list[TextRun]:
    return [TextRun(run.text, run.typeface, run.raised, bold=True, foreign=run.foreign) for run in runs]
