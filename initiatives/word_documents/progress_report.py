"""What became of a plan as a Word document: what was planned, who leads it by when, and what was reported.

What is late and at risk comes first. What nobody reported on is said to be that, and nothing else.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import Edition, Update
from initiatives.models.site_urls import page_language
from initiatives.pages.citations import punctuation
from initiatives.pages.progress_board import ProgressBoard
from initiatives.pages.progress_charts import TargetRow
from initiatives.tasks.assigned_tasks import ORDER_OF_STATES, AssignedTask, reporting_days
from initiatives.values.progress_rule import rule_in_words
from initiatives.values.vocabulary import ProgressState, UpdateSubject
from initiatives.word_documents.official_document import OfficialDocument
from initiatives.word_documents.official_format import Typeface, format_for
from initiatives.word_documents.reading_words import edition_words, legend
from initiatives.word_documents.row_words import SourceMarks, doubt_words, ended, in_brackets, value_words
from initiatives.word_documents.source_chapter import write_sources
from initiatives.word_documents.task_words import (
    bold,
    day_words,
    due_words,
    lead_words,
    metric_words,
    report_words,
    shown,
    state_words,
    subject_words,
)
from initiatives.word_documents.written_text import Runs, TextRun, joined, plain_runs

FIRST = (ProgressState.LATE, ProgressState.AT_RISK)
# Shares of the page: number, task, lead, due day, state.
TASK_WIDTHS = (12, 54, 34, 28, 28)
# Metric, target, reached, behind by, state, source.
TARGET_WIDTHS = (38, 26, 34, 22, 20, 16)


def write_progress_report(edition: Edition) -> bytes:
    """The document of an edition in the current language, as of today."""
    return _ProgressReport(ProgressBoard.build(edition)).written()


class _ProgressReport:
    """Writes each part into one document, in a number of queries that does not grow with the rows."""

    def __init__(self, page: ProgressBoard) -> None:
        self.page, self.edition = page, page.edition
        names = {"park": self.edition.plan.park, "year": self.edition.plan.year}
        self.title = _("%(park)s, work plan %(year)s: what became of it") % names
        self.form = format_for(page_language())
        self.document = OfficialDocument(self.form, self.title, self.edition.released_at)
        self.marks = SourceMarks(self.edition.sources.all())
        self.tasks = sorted(page.tasks, key=lambda task: ORDER_OF_STATES[task.state])
        self.subjects = self._subjects()
        self.latest = self._latest_reports()

    def _subjects(self) -> dict[tuple[str, str], Any]:
        """The measures and targets that are assigned or reported on, by kind and key, with their passages."""
        keys = {report.subject_key for report in self.page.reports} | {task.key for task in self.tasks}
        measures = self.edition.measures.filter(key__in=keys).select_related("project")
        figures = [figure for figure in self.page.figures if figure.key in keys]
        prefetch_related_objects(figures, "remarks")
        rows = [*measures.prefetch_related("passages"), *figures]
        return {(row.kind_slug, row.key): row for row in rows}

    def _latest_reports(self) -> dict[tuple[str, str], Update]:
        """The latest report on each of them, with its passages."""
        latest = {(report.subject, report.subject_key): report for report in self.page.reports}
        prefetch_related_objects([*latest.values()], "passages")
        return latest

    def written(self) -> bytes:
        self._opening()
        if not self.page.has_anything:
            self._paragraph(_("No report and no assignment has been entered for this plan."))
            self._paragraph(edition_words(self.edition))
            return self.document.as_bytes()
        if self.tasks:
            self._overall()
            self._first()
        self._targets()
        self._responsibilities()
        self._reported()
        self._unreported()
        self._rule()
        write_sources(self.document, self.marks, self.marks.sources)
        self._heading(1, _("How to read it"))
        for runs in legend(self.edition):
            self.document.paragraph(runs)
        return self.document.as_bytes()

    # Chapters

    def _opening(self) -> None:
        as_of = _("as of %(day)s") % {"day": day_words(self.page.day)}
        self.document.title(plain_runs(self.title), in_brackets(as_of).strip())
        self._paragraph(
            _("Plan") + punctuation().colon,
            *ended([TextRun(self.edition.text("title")[0].join(punctuation().title))]),
        )
        if self.page.has_anything:
            self._paragraph(
                _(
                    "By the park’s own assignments and reports, as of %(day)s. "
                    "Where nobody reported, nothing is said of the work."
                )
                % {"day": day_words(self.page.day)}
            )

    def _overall(self) -> None:
        """How many tasks have which state, then body by body."""
        self._heading(1, _("States"))
        total = ngettext("%(n)s task", "%(n)s tasks", len(self.tasks)) % {"n": len(self.tasks)}
        counts = [
            _("%(state)s %(n)s") % {"state": state.label, "n": count} for state, count in self.page.states
        ]
        self.document.paragraph(
            ended(plain_runs(total, punctuation().colon, punctuation().list_comma.join(counts)))
        )
        if past := sum(task.progress.past_due for task in self.tasks):
            words = ngettext("%(n)s task is past its due day.", "%(n)s tasks are past their due day.", past)
            self._paragraph(words % {"n": past})
        states = [state for state, _count in self.page.states]
        rows = []
        for bar in self.page.by_body:
            counted = {segment.state: segment.count for segment in bar.segments}
            numbers = [bar.total, *(counted.get(state, 0) for state in states)]
            rows.append([plain_runs(bar.label), *(plain_runs(str(number)) for number in numbers)])
        headings = [_("Lead body"), _("Tasks"), *(str(state.label) for state in states)]
        self.document.table(headings, rows, (40, 16, *[17] * len(states)))

    def _first(self) -> None:
        """What is late and at risk, each task with all that is known of it."""
        first = [task for task in self.tasks if task.state in FIRST]
        self._heading(1, _("Late and at risk"))
        if not first:
            self._paragraph(_("By the rule no task is late or at risk."))
        for number, task in enumerate(first, 1):
            self.document.paragraph(self._numbered(number, task))
            if report := self.latest.get(_key(task)):
                label = TextRun(f"{_('Latest report')}{punctuation().colon}", Typeface.SUBHEADING)
                self.document.paragraph([label, *report_words(report, self._subject(task), self.marks)])

    def _targets(self) -> None:
        if not self.page.targets:
            return
        self._heading(1, _("Targets against results"))
        headings = (_("Metric"), _("Target"), _("Reached"), _("Behind by"), _("State"), _("Source"))
        self.document.table(headings, map(self._target, self.page.targets), TARGET_WIDTHS)

    def _responsibilities(self) -> None:
        """All tasks, those that need looking at first."""
        if not self.tasks:
            return
        self._heading(1, _("Responsibilities"))
        headings = (_("No."), _("Key task"), _("Lead body"), _("Due day"), _("State"))
        rows = [self._row(number, task) for number, task in enumerate(self.tasks, 1)]
        self.document.table(headings, rows, TASK_WIDTHS)

    def _reported(self) -> None:
        """The latest report on each of the others, by state; last those on what nobody is assigned to."""
        groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for task in self.tasks:
            if task.state not in FIRST and _key(task) in self.latest:
                groups[str(task.state.label)].append(_key(task))
        assigned = {_key(task) for task in self.tasks}
        if others := [key for key in self.latest if key not in assigned and key in self.subjects]:
            groups[_("Nobody named")] = others
        if not groups:
            return
        told = any(task.state in FIRST and task.latest for task in self.tasks)
        self._heading(1, _("Further reports") if told else _("What was reported"))
        for label, keys in groups.items():
            self._heading(2, label)
            for key in keys:
                subject, report = self.subjects[key], self.latest[key]
                words = [*bold(subject_words(subject, self.edition)), TextRun(punctuation().colon)]
                self.document.paragraph([*words, *report_words(report, subject, self.marks)])

    def _unreported(self) -> None:
        """The tasks of which no report is public, by project, with their due days."""
        unreported = [task for task in self.tasks if task.state == ProgressState.NOTHING_REPORTED]
        if not unreported:
            return
        self._heading(1, str(ProgressState.NOTHING_REPORTED.label))
        self._paragraph(_("No report on these is public. That says nothing of the work itself."))
        groups: dict[Any, list[AssignedTask]] = defaultdict(list)
        for task in sorted(unreported, key=lambda task: task.project.number if task.project else 0):
            groups[task.project.key if task.project else ""].append(task)
        for tasks in groups.values():
            project = tasks[0].project
            label = shown(project, "title") if project else plain_runs(_("No project"))
            items = joined(map(self._unreported_words, tasks), punctuation().semicolon)
            self.document.paragraph([*bold(label), TextRun(punctuation().colon), *ended(items)])

    def _unreported_words(self, task: AssignedTask) -> list[TextRun]:
        past = _("The due day has passed").rstrip(".。") if task.progress.past_due else ""
        return [
            *subject_words(task.subject, self.edition),
            TextRun(in_brackets(due_words(task), past)),
            *self.marks.of(self._subject(task)),
        ]

    def _rule(self) -> None:
        if not self.tasks:
            return
        self._heading(1, _("How states follow"))
        for state, meaning in rule_in_words(reporting_days()):
            self.document.paragraph(
                [*bold(plain_runs(str(state.label))), TextRun(punctuation().colon + meaning)]
            )

    # Rows

    def _numbered(self, number: int, task: AssignedTask) -> list[TextRun]:
        """`（1）建桥。牵头单位：建设局；责任领导：王某；完成时限：2024年6月1日；状态：逾期，逾期 3 天。`"""
        gap = "" if self.form.grid else " "
        colon = punctuation().colon
        facts = [
            [TextRun(f"{_('Lead body')}{colon}"), *lead_words(task)],
            [TextRun(f"{_('Responsible leader')}{colon}"), *shown(task.assignment, "leader")]
            if task.assignment.leader
            else [],
            plain_runs(f"{_('Due day')}{colon}{due_words(task)}"),
            plain_runs(f"{_('State')}{colon}{state_words(task)}"),
            plain_runs(self._behind(task)),
        ]
        return [
            TextRun(in_brackets(str(number)).strip() + gap),
            *ended(bold(subject_words(task.subject, self.edition))),
            TextRun(gap),
            *ended(joined(facts, punctuation().semicolon)),
            *self.marks.of(self._subject(task)),
        ]

    def _behind(self, task: AssignedTask) -> str:
        """By how much a target is behind what the time passed asks for; empty for other tasks."""
        if task.missing is None:
            return ""
        return f"{_('Behind by')}{punctuation().colon}{task.subject.reached_in_words(round(task.missing, 1))}"

    def _row(self, number: int, task: AssignedTask) -> Sequence[Runs]:
        leader = shown(task.assignment, "leader")
        lead = [*lead_words(task), *([TextRun(punctuation().comma), *leader] if leader else [])]
        return (
            plain_runs(str(number)),
            [*subject_words(task.subject, self.edition), *self.marks.of(self._subject(task))],
            lead,
            plain_runs(due_words(task)),
            plain_runs(state_words(task)),
        )

    def _target(self, row: TargetRow) -> Sequence[Runs]:
        figure = row.figure
        self.marks.of(figure)
        places = dict.fromkeys(self.marks.mark(place) for places in figure.marks for place in places)
        return (
            [*metric_words(figure), TextRun(in_brackets(*doubt_words(figure)), Typeface.HEADING)],
            plain_runs(value_words(figure, self.edition) + in_brackets(figure.period_in_words)),
            plain_runs(self._reached(row)),
            plain_runs(row.missing_in_words or "—"),
            plain_runs(str(row.task.state.label) if row.task else "—"),
            plain_runs(punctuation().list_comma.join(places)),
        )

    def _reached(self, row: TargetRow) -> str:
        """`80 家（80%，2024年6月1日报告）`: the value, its share of the target, the report that says so."""
        if row.reached is None:
            return str(ProgressState.NOTHING_REPORTED.label)
        key = (UpdateSubject.FIGURE, row.figure.key)
        day = max(
            report.date
            for report in self.page.reports
            if (report.subject, report.subject_key) == key and report.value is not None
        )
        share = f"{row.share:.0f}%" if row.share is not None else ""
        reported = _("reported on %(day)s") % {"day": day_words(day)}
        return f"{row.reached_in_words}{in_brackets(share, reported)}"

    def _subject(self, task: AssignedTask) -> Any:
        """What is assigned, with its passages."""
        return self.subjects[_key(task)]

    def _heading(self, level: int, words: str) -> None:
        self.document.heading(level, plain_runs(words))

    def _paragraph(self, words: str, *runs: TextRun) -> None:
        self.document.paragraph([*plain_runs(words), *runs])


def _key(task: AssignedTask) -> tuple[str, str]:
    return task.assignment.subject, task.key
