"""A plan's change page in the admin: its editions, the contents and gaps of the open one, next steps."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.desk.finding_summary import severity_counts
from initiatives.desk.roles import may
from initiatives.desk.typed_table import TABLES
from initiatives.models import (
    EDITION_ROWS,
    Contribution,
    Edition,
    Figure,
    Goal,
    Measure,
    Organisation,
    Passage,
    Plan,
    Project,
    Quote,
    ReaderCorrection,
    Release,
    Section,
    Snapshot,
    Source,
    Update,
)
from initiatives.quality import Finding, findings
from initiatives.quality.answers import GAP_CODES
from initiatives.values.vocabulary import (
    OPEN_STATES,
    CorrectionState,
    EditionState,
    Severity,
    UpdateSubject,
)

# Those shown under the task for contributions; the others belong to the model of the row they name.
CONTRIBUTION_CODES = frozenset({"goal-unserved", "project-without-goal", "without-reason"})
MAX_EXAMPLES = 2


def list_url(model: type[Model], **conditions: object) -> str:
    """The changelist of a model, filtered by these lookups."""
    return _with_query(reverse(f"admin:initiatives_{model._meta.model_name}_changelist"), conditions)


def add_url(model: type[Model], **values: object) -> str:
    """The form for a new row, with these initial values."""
    return _with_query(reverse(f"admin:initiatives_{model._meta.model_name}_add"), values)


def _with_query(url: str, values: dict[str, Any]) -> str:
    return f"{url}?{urlencode(values)}" if values else url


@dataclass(frozen=True)
class RowList:
    """The rows of one model: their number, their changelist, and the form for a new one."""

    name: str
    count: int
    url: str
    add_url: str = ""


@dataclass(frozen=True)
class Task(RowList):
    """A step towards a complete plan, done once there are rows and nothing is missing."""

    missing: list[str] = field(default_factory=list)
    # The anchor of the step on the page, and where its rows are typed as a table; empty if they cannot be.
    anchor: str = ""
    table_url: str = ""

    @property
    def done(self) -> bool:
        return self.count > 0 and not self.missing

    @property
    def examples(self) -> list[str]:
        return self.missing[:MAX_EXAMPLES]

    @property
    def remaining(self) -> int:
        return max(0, len(self.missing) - MAX_EXAMPLES)


def _releases_with_users() -> Prefetch:
    return Prefetch("releases", Release.objects.select_related("released_by"))


@dataclass(frozen=True)
class PlanPage:
    """The plan, its editions (newest first), and the codenames of the user's permissions for it."""

    plan: Plan
    editions: list[Edition]
    permitted: frozenset[str]

    @classmethod
    def build(cls, plan: Plan, user: Any) -> "PlanPage":
        editions = list(plan.editions.order_by("-number").prefetch_related(_releases_with_users()))
        for edition in editions:
            edition.plan = plan
            edition.previewed = True
        permissions = (
            *("revise_edition", "publish_edition", "withdraw_edition", "delete_edition"),
            *("view_readercorrection", "add_readercorrection", "add_assignment", "add_update"),
        )
        return cls(plan, editions, frozenset(name for name in permissions if may(user, name, plan)))

    @cached_property
    def snapshots(self) -> list[Snapshot]:
        """Its closed periods, without their content."""
        return list(self.plan.snapshots.listed())

    @property
    def open(self) -> Edition | None:
        return next((edition for edition in self.editions if edition.state in OPEN_STATES), None)

    @property
    def draft(self) -> Edition | None:
        return self.open if self.open and self.open.state == EditionState.DRAFT else None

    @property
    def public(self) -> Edition | None:
        published = (edition for edition in self.editions if edition.state == EditionState.PUBLISHED)
        return next(published, None)

    @property
    def shown(self) -> Edition | None:
        """The edition whose contents the page lists: the open one, or else the published one."""
        return self.open or self.public

    @property
    def earlier(self) -> set[int]:
        """Primary keys of the editions that can be published again."""
        states = (EditionState.SUPERSEDED, EditionState.WITHDRAWN)
        return {edition.pk for edition in self.editions if edition.state in states}

    @property
    def may_edit(self) -> bool:
        return "revise_edition" in self.permitted and self.draft is not None

    @cached_property
    def findings(self) -> list[Finding]:
        return findings(self.shown) if self.shown else []

    @property
    def severities(self) -> list[tuple[Severity, int]]:
        return severity_counts(self.findings)

    @cached_property
    def counts(self) -> dict[type[Model], int]:
        return {model: model._default_manager.filter(edition=self.shown).count() for model in EDITION_ROWS}

    @cached_property
    def sources(self) -> list[Source]:
        return list(self.shown.sources.all()) if self.shown else []

    @property
    def contents(self) -> list[RowList]:
        """The rows of the shown edition, and those that all plans of the park share."""
        if not self.shown:
            return []
        edition, park = self.shown.pk, self.plan.park_id
        own = [
            RowList(_plural(model), self.counts[model], list_url(model, edition__id__exact=edition))
            for model in EDITION_ROWS
        ]
        shared = [
            RowList(
                _plural(model),
                model._default_manager.filter(park=park).count(),
                list_url(model, park__id__exact=park),
            )
            for model in (Organisation, Source)
        ]
        return own + shared

    @cached_property
    def projects(self) -> list[tuple[Any, list[RowList]]]:
        """Each project of the shown edition with its measures, figures, quotes and reports."""
        if not self.shown:
            return []
        edition = self.shown
        rows = edition.projects.with_counts()
        reported = self.plan.updates.filter(subject=UpdateSubject.PROJECT).values_list(
            "subject_key", flat=True
        )
        reports = Counter(reported.order_by())
        return [(project, [*self._rows_of(project), self._reports(project, reports)]) for project in rows]

    def _reports(self, project: Any, reports: Counter[str]) -> RowList:
        about = {"plan": self.plan.pk, "subject": UpdateSubject.PROJECT, "subject_key": project.key}
        add = add_url(Update, **about) if "revise_edition" in self.permitted else ""
        url = list_url(Update, plan__id__exact=self.plan.pk, q=project.key)
        return RowList(_plural(Update), reports[project.key], url, add)

    def _rows_of(self, project: Any) -> Iterable[RowList]:
        counted = ((Measure, "measure_count"), (Figure, "figure_count"), (Quote, "quote_count"))
        for model, name in counted:
            yield RowList(
                _plural(model),
                getattr(project, name),
                list_url(model, edition__id__exact=project.edition_id, project__id__exact=project.pk),
                add_url(model, edition=project.edition_id, project=project.pk) if self.may_edit else "",
            )

    @cached_property
    def tasks(self) -> list[Task]:
        """What a plan consists of, in the order in which it has to be entered."""
        if not self.shown:
            return []
        gaps = self._gaps()
        sections = Section.objects.filter(source__editions=self.shown).count()
        passages = Passage.objects.filter(source__editions=self.shown).count()
        edition_url = reverse("admin:initiatives_edition_change", args=[self.shown.pk])
        values = {"edition": self.shown.pk}
        return [
            self._task(
                Source, len(self.sources), edition_url, {"park": self.plan.park_id, **values}, gaps[Source]
            ),
            self._task(Section, sections, *self._list_in_source(Section)),
            self._task(Passage, passages, *self._list_in_source(Passage)),
            self._row_task(Goal, gaps, values),
            self._row_task(Project, gaps, values),
            self._row_task(Measure, gaps, values),
            self._row_task(Figure, gaps, values),
            self._row_task(Quote, gaps, values),
            self._row_task(Contribution, gaps, values),
        ]

    def _list_in_source(self, model: type[Model]) -> tuple[str, dict[str, object]]:
        """The list of sections or passages, of the source if there is only one; values of a new one."""
        first = self.sources[0].pk if self.sources else None
        conditions = {"source__id__exact": first} if len(self.sources) == 1 else {}
        return list_url(model, **conditions), {"source": first} if first else {}

    def _row_task(
        self, model: type[Model], gaps: dict[type[Model], list[str]], values: dict[str, Any]
    ) -> Task:
        url = list_url(model, edition__id__exact=values["edition"])
        return self._task(model, self.counts[model], url, values, gaps[model])

    def _task(
        self,
        model: type[Model],
        count: int,
        url: str,
        values: dict[str, Any],
        missing: Iterable[str] = (),
    ) -> Task:
        missing = list(missing) if count else [_("None yet.")]
        name = str(model._meta.model_name)
        add = add_url(model, **values) if self.may_edit else ""
        table = (
            reverse("admin:initiatives_plan_table", args=[self.plan.pk, name])
            if add and model in TABLES
            else ""
        )
        return Task(_plural(model), count, url, add, missing, name, table)

    def _gaps(self) -> dict[type[Model], list[str]]:
        """Messages about what is missing, by the model whose task they are shown under."""
        gaps: dict[type[Model], list[str]] = defaultdict(list)
        models = {model._meta.model_name: model for model in EDITION_ROWS}
        models |= {"goalgroup": Goal, "": Project}
        for finding in self.findings:
            if finding.code in GAP_CODES:
                kind = finding.rows[0].kind if finding.rows else ""
                model = Contribution if finding.code in CONTRIBUTION_CODES else models.get(kind, Goal)
                gaps[model].append(finding.message)
        read_whole = bool(self.shown and self.shown.read_whole)
        if not read_whole:
            gaps[Source].append(_("Nobody has said yet that they were read whole."))
        idle = sum(not project.measure_count for project, _row_lists in self.projects)
        # Where the source was read whole, it names none.
        if idle and self.shown and not read_whole:
            message = ngettext(
                "%(n)d %(noun)s has no measure; fine if the source names none.",
                "%(n)d %(nouns)s have no measure; fine if the source names none.",
                idle,
            )
            gaps[Measure].insert(0, message % {"n": idle, **self.shown.project_words.words})
        return gaps

    @cached_property
    def corrections(self) -> RowList | None:
        """All readers' corrections of the plan; None for a user who may not see them."""
        if "view_readercorrection" not in self.permitted:
            return None
        add = "add_readercorrection" in self.permitted
        return RowList(
            _plural(ReaderCorrection),
            self.plan.reader_corrections.count(),
            list_url(ReaderCorrection, plan__id__exact=self.plan.pk),
            add_url(ReaderCorrection, plan=self.plan.pk) if add else "",
        )

    @cached_property
    def open_corrections(self) -> list[ReaderCorrection]:
        """Those that nobody has settled yet, latest first."""
        return list(self.plan.reader_corrections.filter(state=CorrectionState.OPEN))

    @property
    def all_done(self) -> bool:
        return all(task.done for task in self.tasks)


def reader_correction_links(user: Any, row: Any) -> list[tuple[str, str]]:
    """Labels and URLs for a row's form: readers' corrections noted about it, and the form for a new one."""
    plan, links = row.edition.plan, []
    if may(user, "view_readercorrection", plan):
        noted = ReaderCorrection.objects.filter(plan=plan, row_key=row.key).count()
        url = list_url(ReaderCorrection, plan__id__exact=plan.pk, row_key__exact=row.key)
        links += [(_("Readers’ corrections (%(n)d)") % {"n": noted}, url)] if noted else []
    if may(user, "add_readercorrection", plan):
        url = add_url(ReaderCorrection, plan=plan.pk, row_key=row.key)
        links.append((_("Note a reader’s correction"), url))
    return links


def _plural(model: type[Model]) -> str:
    return str(model._meta.verbose_name_plural)
