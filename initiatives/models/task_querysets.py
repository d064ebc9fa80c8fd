"""The queries of reports and assignments, which belong to plans and name rows of editions by key."""

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.db.models import Case, Exists, F, Model, OuterRef, Q, QuerySet, Subquery, When

from initiatives.models.querysets import related_rows

M = TypeVar("M", bound=Model)


class UpdateQuerySet(QuerySet[M]):
    def get_by_natural_key(self, park: str, year: int, key: str) -> M:
        return self.get(plan__park__slug=park, plan__year=year, key=key)

    def published(self) -> Self:
        """Reports that are no drafts, on what the published edition of their plan has."""
        return self._about_rows_of(self._editions().published())

    def readable_with(self, edition: Any) -> Self:
        """The published reports that are read with an edition of their plan.

        With the state of an earlier day: those on its rows that are dated until then.
        """
        if not edition.as_of:
            return self.published().filter(plan=edition.plan_id)
        dated = self.filter(plan=edition.plan_id, date__lte=edition.as_of.first)
        return dated._about_rows_of(self._editions().filter(pk=edition.pk))

    def _about_rows_of(self, editions: Any) -> Self:
        """Reports that are no drafts, on what one of the editions of their plan has."""
        shown = editions.filter(plan=OuterRef("plan"))
        on_project = Q(subject="project") & Exists(shown.filter(projects__key=OuterRef("subject_key")))
        return self.filter(on_project | on_task(shown), draft=False)

    def in_edition(self, edition: Any) -> Self:
        """Reports that are no drafts, on measures and targets of an edition."""
        shown = self._editions().filter(pk=edition.pk)
        reports = self.filter(on_task(shown), plan=edition.plan_id, draft=False)
        return reports.filter(date__lte=edition.as_of.first) if edition.as_of else reports

    def with_project(self, edition: Model | None = None) -> Self:
        """Reports with the key of the project whose page shows them, as `project_key`.

        That is the page of the published edition, or of the one given.
        It is None of a target that belongs to no project; all those on targets have the code of their metric
        as `metric_code`.
        """
        subject = {"edition__plan": OuterRef("plan"), "key": OuterRef("subject_key")}
        measures = related_rows(self._editions(), "measures").filter(**subject)
        figures = related_rows(self._editions(), "figures").filter(**subject)
        if edition:
            measures, figures = measures.filter(edition=edition), figures.filter(edition=edition)
        else:
            measures, figures = measures.published(), figures.published()
        own = When(subject="project", then=F("subject_key"))
        of_target = When(subject="figure", then=Subquery(figures.values("project__key")[:1]))
        of_measure = Subquery(measures.values("project__key")[:1])
        return self.annotate(
            project_key=Case(own, of_target, default=of_measure),
            metric_code=Subquery(figures.values("metric__code")[:1]),
        )

    def _editions(self) -> Any:
        return related_rows(related_rows(self, "plan"), "editions")

    def of_project(self, project: Any, measures: Iterable[Any], targets: Iterable[Any] = ()) -> Self:
        """Reports on a project, its measures or targets, found by their keys, latest first."""
        on_project = Q(subject="project", subject_key=project.key)
        on_measures = Q(subject="measure", subject_key__in=[measure.key for measure in measures])
        on_targets = Q(subject="figure", subject_key__in=[target.key for target in targets])
        found = self.filter(on_project | on_measures | on_targets, plan=project.edition.plan_id)
        return found.order_by("-date", "-pk")


def on_task(editions: Any) -> Q:
    """Whether a report or an assignment is of a measure, or of a target, of one of some editions."""
    keyed = {"key": OuterRef(OuterRef("subject_key"))}
    measures = related_rows(editions, "measures").filter(edition=OuterRef("pk"), **keyed)
    targets = related_rows(editions, "figures").filter(edition=OuterRef("pk"), kind="target", **keyed)
    of_measure = Q(subject="measure") & Exists(editions.filter(Exists(measures)))
    return of_measure | (Q(subject="figure") & Exists(editions.filter(Exists(targets))))


class AssignmentQuerySet(QuerySet[M]):
    def get_by_natural_key(self, park: str, year: int, key: str) -> M:
        return self.get(plan__park__slug=park, plan__year=year, subject_key=key)

    def published(self) -> Self:
        """Assignments that are no drafts, of measures and targets of the published edition of their plan."""
        shown = self._editions().published().filter(plan=OuterRef("plan"))
        return self.filter(on_task(shown), draft=False)

    def in_edition(self, edition: Any) -> Self:
        """Assignments that are no drafts, of measures and targets of an edition."""
        return self.filter(on_task(self._editions().filter(pk=edition.pk)), plan=edition.plan_id, draft=False)

    def _editions(self) -> Any:
        return related_rows(related_rows(self, "plan"), "editions")
