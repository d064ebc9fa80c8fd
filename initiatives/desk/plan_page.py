"""A plan's place in the admin: its editions, what its open one holds and lacks, what can be done next."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
    Source,
    Update,
)
from initiatives.quality import Finding, findings
from initiatives.roles import may
from initiatives.vocabulary import OPEN_STATES, EditionState, Severity, UpdateSubject

# Findings that say that something is missing still, rather than odd in the source.
GAPS = frozenset(
    {
        *("goal-count", "number-in-label", "project-count", "project-numbers", "without-passage"),
        *("quote-of-nobody", "goal-unserved", "project-without-goal", "without-reason"),
    }
)
# Under which step they are told; the others are told under the kind of row they are about.
ABOUT_LINKS = frozenset({"goal-unserved", "project-without-goal", "without-reason"})
MAX_EXAMPLES = 2


def list_url(model: type[Model], **conditions: object) -> str:
    return _with_query(reverse(f"admin:initiatives_{model._meta.model_name}_changelist"), conditions)


def add_url(model: type[Model], **values: object) -> str:
    """The form for a new row with these values filled in."""
    return _with_query(reverse(f"admin:initiatives_{model._meta.model_name}_add"), values)


def _with_query(address: str, values: dict[str, Any]) -> str:
    return f"{address}?{urlencode(values)}" if values else address


@dataclass(frozen=True)
class RowList:
    """A kind of row: how many there are, the list of them, and the form for another."""

    name: str
    count: int
    url: str
    add_url: str = ""


@dataclass(frozen=True)
class Task(RowList):
    """A step on the way to a whole plan. It is done when there is something and nothing is missing."""

    missing: list[str] = field(default_factory=list)

    @property
    def done(self) -> bool:
        return self.count > 0 and not self.missing

    @property
    def told(self) -> list[str]:
        return self.missing[:MAX_EXAMPLES]

    @property
    def more(self) -> int:
        return max(0, len(self.missing) - MAX_EXAMPLES)


@dataclass(frozen=True)
class PlanPage:
    plan: Plan
    editions: list[Edition]
    permitted: frozenset[str]

    @classmethod
    def build(cls, plan: Plan, user: Any) -> "PlanPage":
        editions = list(plan.editions.select_related("released_by").order_by("-number"))
        for edition in editions:
            edition.plan = plan
            edition.previewed = True
        permissions = ("revise_edition", "publish_edition", "withdraw_edition", "delete_edition")
        return cls(plan, editions, frozenset(one for one in permissions if may(user, one, plan)))

    @property
    def open(self) -> Edition | None:
        return next((one for one in self.editions if one.state in OPEN_STATES), None)

    @property
    def draft(self) -> Edition | None:
        return self.open if self.open and self.open.state == EditionState.DRAFT else None

    @property
    def public(self) -> Edition | None:
        return next((one for one in self.editions if one.state == EditionState.PUBLISHED), None)

    @property
    def shown(self) -> Edition | None:
        """The edition whose contents the page lists: the open one, or what readers see."""
        return self.open or self.public

    @property
    def earlier(self) -> set[int]:
        """The editions that can be gone back to."""
        gone = (EditionState.SUPERSEDED, EditionState.WITHDRAWN)
        return {one.pk for one in self.editions if one.state in gone}

    @property
    def may_edit(self) -> bool:
        return "revise_edition" in self.permitted and self.draft is not None

    @cached_property
    def findings(self) -> list[Finding]:
        return findings(self.shown) if self.shown else []

    @property
    def severities(self) -> list[tuple[Severity, int]]:
        counts = Counter(finding.severity for finding in self.findings)
        return [(severity, counts[severity]) for severity in Severity if counts[severity]]

    @cached_property
    def counts(self) -> dict[type[Model], int]:
        return {model: model._default_manager.filter(edition=self.shown).count() for model in EDITION_ROWS}

    @cached_property
    def sources(self) -> list[Source]:
        return list(self.shown.sources.all()) if self.shown else []

    @property
    def contents(self) -> list[RowList]:
        """What the edition holds, and around it what the park's plans share."""
        assert self.shown
        around = [
            (model, model._default_manager.filter(park=self.plan.park)) for model in (Organisation, Source)
        ]
        own = {"edition__id__exact": self.shown.pk}
        return [
            *(RowList(_many(model), self.counts[model], list_url(model, **own)) for model in EDITION_ROWS),
            *(
                RowList(_many(model), rows.count(), list_url(model, park__id__exact=self.plan.park_id))
                for model, rows in around
            ),
        ]

    @cached_property
    def projects(self) -> list[tuple[Any, list[RowList]]]:
        """Each project with what stands under it and the forms for more."""
        if not self.shown:
            return []
        edition = self.shown
        rows = edition.projects.with_counts()
        reported = self.plan.updates.filter(subject=UpdateSubject.PROJECT).values_list(
            "subject_key", flat=True
        )
        reports = Counter(reported.order_by())
        return [(project, [*self._under(project), self._reports(project, reports)]) for project in rows]

    def _reports(self, project: Any, reports: Counter[str]) -> RowList:
        about = {"plan": self.plan.pk, "subject": UpdateSubject.PROJECT, "subject_key": project.key}
        add = add_url(Update, **about) if "revise_edition" in self.permitted else ""
        url = list_url(Update, plan__id__exact=self.plan.pk, q=project.key)
        return RowList(_many(Update), reports[project.key], url, add)

    def _under(self, project: Any) -> Iterable[RowList]:
        counted = ((Measure, "measure_count"), (Figure, "figure_count"), (Quote, "quote_count"))
        for model, name in counted:
            own = {"edition": project.edition_id, "project": project.pk}
            yield RowList(
                _many(model),
                getattr(project, name),
                list_url(model, edition__id__exact=project.edition_id, project__id__exact=project.pk),
                add_url(model, **own) if self.may_edit else "",
            )

    @cached_property
    def tasks(self) -> list[Task]:
        """What a plan is put together from, in the order in which one needs the other."""
        assert self.shown
        gaps = self._gaps()
        passages = Passage.objects.filter(source__editions=self.shown).count()
        home = reverse("admin:initiatives_edition_change", args=[self.shown.pk])
        here = {"edition": self.shown.pk}
        tasks = [
            self._task(Source, len(self.sources), home, {"park": self.plan.park_id, **here}),
            self._task(Passage, passages, *self._of_source(Passage)),
            self._row_task(Goal, gaps, here),
            self._row_task(Project, gaps, here),
            self._row_task(Measure, gaps, here),
            self._row_task(Figure, gaps, here),
            self._row_task(Quote, gaps, here),
            self._row_task(Contribution, gaps, here),
        ]
        return tasks

    def _of_source(self, model: type[Model]) -> tuple[str, dict[str, object]]:
        """The list of a source's parts, and the start of a new one: of the only or first source."""
        first = self.sources[0].pk if self.sources else None
        only = {"source__id__exact": first} if len(self.sources) == 1 else {}
        return list_url(model, **only), {"source": first} if first else {}

    def _row_task(self, model: type[Model], gaps: dict[type[Model], list[str]], here: dict[str, Any]) -> Task:
        url = list_url(model, edition__id__exact=here["edition"])
        return self._task(model, self.counts[model], url, here, gaps[model])

    def _task(
        self,
        model: type[Model],
        count: int,
        url: str,
        values: dict[str, Any],
        missing: Iterable[str] = (),
    ) -> Task:
        missing = list(missing) if count else [_("None yet.")]
        return Task(_many(model), count, url, add_url(model, **values) if self.may_edit else "", missing)

    def _gaps(self) -> dict[type[Model], list[str]]:
        gaps: dict[type[Model], list[str]] = defaultdict(list)
        kinds = {model._meta.model_name: model for model in EDITION_ROWS}
        kinds |= {"goalgroup": Goal, "": Project}
        for finding in self.findings:
            if finding.code in GAPS:
                kind = finding.rows[0].kind if finding.rows else ""
                model = Contribution if finding.code in ABOUT_LINKS else kinds.get(kind, Goal)
                gaps[model].append(finding.message)
        if idle := sum(not project.measure_count for project, _entries in self.projects):
            words = ngettext(
                "%(n)d project has no measure; fine if the source names none.",
                "%(n)d projects have no measure; fine if the source names none.",
                idle,
            )
            gaps[Measure].insert(0, words % {"n": idle})
        return gaps

    @property
    def all_done(self) -> bool:
        return all(task.done for task in self.tasks)


def _many(model: type[Model]) -> str:
    return str(model._meta.verbose_name_plural)
