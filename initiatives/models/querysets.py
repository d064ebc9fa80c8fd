"""The queries of the models. Whatever readers see starts at `published()`, which leaves out drafts.

The querysets are generic, because this module cannot import the models.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, ClassVar, Self, TypeVar

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.expressions import Combinable
from django.db.models.manager import Manager
from django.utils import timezone

from initiatives.values.vocabulary import OPEN_STATES, SEEN_STATES, Availability, EditionState

M = TypeVar("M", bound=Model)
PUBLISHED = EditionState.PUBLISHED


class ParkQuerySet(QuerySet[M]):
    def get_by_natural_key(self, slug: str) -> M:
        return self.get(slug=slug)

    def published(self, **plans: Any) -> Self:
        """Parks with a published plan that meets the conditions, such as `year=2024`."""
        return self.filter(
            Exists(related_rows(self, "plans").published().filter(park=OuterRef("pk"), **plans))
        )


class PlanQuerySet(QuerySet[M]):
    def get_by_natural_key(self, park: str, year: int) -> M:
        return self.get(park__slug=park, year=year)

    def published(self) -> Self:
        """Plans with a published edition."""
        return self.filter(Exists(related_rows(self, "editions").published().filter(plan=OuterRef("pk"))))


class EditionQuerySet(QuerySet[M]):
    def get_by_natural_key(self, park: str, year: int, number: int) -> M:
        return self.get(plan__park__slug=park, plan__year=year, number=number)

    def published(self) -> Self:
        return self.filter(state=PUBLISHED)

    def in_work(self) -> Self:
        """Drafts and submitted editions.

        The states stand in the statement itself, since SQLite uses the index of these editions only then.
        """
        column = f"{self.model._meta.db_table}.state"
        rows: Any = self.extra(
            where=[f"{column} IN ({', '.join(repr(str(state)) for state in OPEN_STATES)})"]
        )
        return rows  # type: ignore[no-any-return]

    def seen(self) -> Self:
        """Published and superseded editions of published plans."""
        plans = type(self)(self.model).published().values("plan")
        return self.filter(state__in=SEEN_STATES, plan__in=plans)

    def of(self, park: str, year: int) -> Self:
        """The editions of one plan, by the slug of its park and its year."""
        return self.filter(plan__park__slug=park, plan__year=year)

    def shows(self, **passages: Any) -> Q:
        """Whether an edition has passages that match the lookups, which may use an OuterRef(OuterRef())."""
        edition, plan = OuterRef(OuterRef("pk")), OuterRef(OuterRef("plan"))
        shown = related_rows(self, "passages").behind_edition(edition, plan)
        return Q(Exists(shown.filter(**passages)))

    def latest_pk(self) -> Subquery:
        """The primary key of the edition for the latest year."""
        return Subquery(self.order_by("-plan__year", "-pk").values("pk")[:1])


PlainEditionManager = Manager.from_queryset(EditionQuerySet)


class EditionManager(PlainEditionManager[M]):
    """Selects along what pages need: plan and park, and when the latest release began, as `released_at`.

    `has_tasks` says whether readers see an assignment of a measure or target that the edition has.
    """

    def get_queryset(self) -> "QuerySet[Any]":
        rows = super().get_queryset()
        rows.query = _annotated_editions(self.model)
        # A copy, as of every queryset that is read further.
        return rows.all()


@cache
def _annotated_editions(model: type[Model]) -> Any:
    """The query of `EditionManager`, put together once, since that takes longer than many queries."""
    rows: Any = EditionQuerySet(model).select_related("plan__park")
    releases = related_rows(rows, "releases").filter(edition=OuterRef("pk"))
    latest = releases.order_by(F("started_at").desc(nulls_last=True)).values("started_at")[:1]
    return rows.annotate(released_at=Subquery(latest), has_tasks=Exists(_tasks_of(rows))).query


def _tasks_of(editions: Any) -> Any:
    """The assignments that an outer edition shows."""
    in_edition = {"edition": OuterRef(OuterRef("pk")), "key": OuterRef("subject_key")}
    measures = related_rows(editions, "measures").filter(**in_edition)
    targets = related_rows(editions, "figures").filter(**in_edition, kind="target")
    assigned = related_rows(related_rows(editions, "plan"), "assignments").filter(
        plan=OuterRef("plan"), draft=False
    )
    return assigned.filter(Q(subject="measure") & Exists(measures) | Q(subject="figure") & Exists(targets))


class ReleaseQuerySet(QuerySet[M]):
    def get_by_natural_key(self, park: str, year: int, number: int, started_at: datetime | None) -> M:
        edition = {"edition__plan__park__slug": park, "edition__plan__year": year, "edition__number": number}
        return self.get(**edition, started_at=started_at)

    def seen(self) -> Self:
        """Releases of published and superseded editions of published plans."""
        return self.filter(edition__in=related_rows(self, "edition").seen().values("pk"))

    def on(self, day: date) -> Self:
        """Releases that readers saw on some part of a day of the site's time zone.

        A release whose start is not recorded may have been public on any day before its end. One whose end is
        not recorded is taken to have lasted until the next release of the plan at most. No release is known
        to be public on a day to come.
        """
        if day > timezone.localdate(timezone=timezone.get_default_timezone()):
            return self.none()
        start = datetime.combine(day, time.min, timezone.get_default_timezone())
        end = start + timedelta(days=1)
        began = type(self)(self.model).filter(edition__plan=OuterRef("edition__plan"), started_at__lte=start)
        later = began.filter(started_at__gt=OuterRef("started_at"))
        until_unknown = Q(ended_at=None) & (
            Q(started_at__lt=end) & ~Exists(later) | Q(started_at=None) & ~Exists(began)
        )
        until_known = (Q(started_at=None) | Q(started_at__lt=end)) & Q(ended_at__gt=start)
        return self.filter(until_known | until_unknown)


PlainReleaseManager = Manager.from_queryset(ReleaseQuerySet)


class ReleaseManager(PlainReleaseManager[M]):
    """Selects along whether the edition had been public before, as `restored`."""

    def get_queryset(self) -> "QuerySet[Any]":
        rows = super().get_queryset()
        earlier = Q(started_at__lt=OuterRef("started_at")) | Q(started_at=None, pk__lt=OuterRef("pk"))
        before: Any = ReleaseQuerySet(self.model).filter(earlier, edition=OuterRef("edition"))
        return rows.annotate(restored=Exists(before))


class EditionRowQuerySet(QuerySet[M]):
    """Rows of editions, which their key identifies within an edition."""

    def get_by_natural_key(self, park: str, year: int, number: int, key: str) -> M:
        return self.get(
            edition__plan__park__slug=park, edition__plan__year=year, edition__number=number, key=key
        )

    def published(self) -> Self:
        return self.filter(edition__state=PUBLISHED)

    def with_evidence(self) -> Self:
        return self.prefetch_related("passages")


class GoalQuerySet(EditionRowQuerySet[M]):
    def with_links(self) -> Self:
        """Goals with their group and the links to the projects that serve them."""
        return self.select_related("group").prefetch_related("contributions__project", "group__passages")


class ProjectQuerySet(EditionRowQuerySet[M]):
    def with_links(self) -> Self:
        """Projects with the links to the goals they serve."""
        return self.prefetch_related("contributions__goal__group")

    def with_counts(self) -> Self:
        """Projects with the number of their measures, figures and quotes, as `measure_count` and so on."""
        return self.annotate(
            measure_count=Count("measures", distinct=True),
            figure_count=Count("figures", distinct=True),
            quote_count=Count("quotes", distinct=True),
        )


class FigureQuerySet(EditionRowQuerySet[M]):
    def with_facts(self) -> Self:
        """Figures with metric, project, evidence and remarks, and whether they are `contradicted`."""
        along = self.select_related("metric", "project").prefetch_related("passages", "remarks")
        return along.annotate(contradicted=Exists(type(self)(self.model).contradicting()))

    def contradicting(self) -> Self:
        """Figures of the outer figure's metric, scope, period and kind that have another value."""
        same = ("edition", "metric", "scope", "period", "kind")
        others = self.stated().filter(**{name: OuterRef(name) for name in same})
        return others.exclude(value=OuterRef("value"), unit=OuterRef("unit"))

    def stated(self) -> Self:
        return self.filter(availability=Availability.STATED)

    def by_list(self) -> Any:
        """Stated figures as values, one for each combination of what makes figures comparable.

        Each has the `count` of its figures, and the English of its scope and unit as some figure has it.
        """
        same = ("kind", "period", "period_standing", "scope", "unit", "change", "rank", "is_ratio")
        is_ratio = ExpressionWrapper(Q(ratio__isnull=False), BooleanField())
        with_ratio = self.stated().annotate(is_ratio=is_ratio)
        combined: Any = with_ratio.order_by().values(*same)
        return combined.annotate(count=Count("pk"), scope_en=Max("scope_en"), unit_en=Max("unit_en"))

    def without_number(self) -> Self:
        return self.exclude(availability=Availability.STATED)


class PhotoQuerySet(EditionRowQuerySet[M]):
    def with_picture(self) -> Self:
        return self.filter(width__isnull=False)

    def serving(self, goal: Model) -> Self:
        """Photos of the projects that serve a goal, in the order of the projects."""
        linked = self.filter(project__contributions__goal=goal).select_related("project")
        return linked.order_by("project__number", "order", "key")


class MetricQuerySet(QuerySet[M]):
    def get_by_natural_key(self, code: str) -> M:
        return self.get(code=code)

    def published(self) -> Self:
        """Metrics with a figure in a published edition."""
        return self.filter(Exists(related_rows(self, "figures").published().filter(metric=OuterRef("pk"))))

    def in_edition(self, edition: Model) -> Self:
        """Metrics with a figure in the edition, be it one without a value."""
        return self.filter(
            Exists(related_rows(self, "figures").filter(metric=OuterRef("pk"), edition=edition))
        )


class OrganisationQuerySet(QuerySet[M]):
    # Relations from rows that name an organisation, each with the foreign key that pages show with the row.
    NAMED_BY: ClassVar[dict[str, str]] = {
        "statements": "project",
        "measures": "project",
        "figures": "metric",
        "photos": "project",
    }

    def get_by_natural_key(self, park: str, slug: str) -> M:
        return self.get(park__slug=park, slug=slug)

    def published(self) -> Self:
        """Organisations that a published edition names, or a public assignment makes responsible."""
        return self._named({"edition__state": PUBLISHED}, related_rows(self, "leads").published())

    def in_edition(self, edition: Model) -> Self:
        """Organisations that the edition, or a public assignment of what is in it, names."""
        return self._of_park(edition)._named(
            {"edition": edition}, related_rows(self, "leads").in_edition(edition)
        )

    def named_in(self, edition: Model) -> Self:
        """Organisations that the edition itself names or makes responsible."""
        return self._of_park(edition)._named({"edition": edition}, related_rows(self, "leads").none())

    def _of_park(self, edition: Any) -> Self:
        return self.filter(park=edition.plan.park_id)

    def _named(self, lookups: dict[str, Any], assignments: Any) -> Self:
        named = Q(Exists(related_rows(self, "measures").filter(**lookups, responsible=OuterRef("pk"))))
        for name in self.NAMED_BY:
            named |= Q(Exists(related_rows(self, name).filter(**lookups, organisations=OuterRef("pk"))))
        named |= Q(Exists(assignments.filter(lead=OuterRef("pk"))))
        named |= Q(Exists(assignments.filter(joint=OuterRef("pk"))))
        return self.filter(named)

    def in_several_parks(self) -> Self:
        """Those that share their name with one of another park; published editions themselves name both."""
        named = self._named({"edition__state": PUBLISHED}, related_rows(self, "leads").none())
        others: Any = type(self)(self.model)._named(
            {"edition__state": PUBLISHED}, related_rows(self, "leads").none()
        )
        same_name = others.filter(name=OuterRef("name")).exclude(park=OuterRef("park"))
        return named.filter(Exists(same_name))

    def with_facts(self, edition: Model) -> Self:
        """Organisations with the rows of the edition that name them."""
        return self.prefetch_related(
            *(
                Prefetch(
                    name,
                    related_rows(self, name).filter(edition=edition).select_related(along).with_evidence(),
                )
                for name, along in self.NAMED_BY.items()
            )
        )


class SourceQuerySet(QuerySet[M]):
    def get_by_natural_key(self, park: str, slug: str) -> M:
        return self.get(park__slug=park, slug=slug)

    def published(self) -> Self:
        """Sources with a page: those `behind` a published edition."""
        named = related_rows(self, "editions").published().filter(sources=OuterRef("pk"))
        cited = related_rows(self, "passages").published().filter(source=OuterRef("pk"))
        return self.filter(Exists(named) | Exists(cited))

    def behind(self, edition: Model) -> Self:
        """The sources of an edition, and those of all passages behind it."""
        named = related_rows(self, "editions").filter(pk=edition.pk).order_by().values("sources")
        cited = related_rows(self, "passages").behind(edition).order_by().values("source")
        return self.filter(pk__in=named.union(cited, all=True))

    def with_latest_edition(self) -> "SourceQuerySet[Any]":
        """Sources with the `latest_edition` that is published and has a page for it, by primary key."""
        published = related_rows(self, "editions").published().filter(plan__park=OuterRef("park"))
        cited = published.shows(source=OuterRef(OuterRef("pk")))
        shown = published.filter(Q(sources=OuterRef("pk")) | cited)
        return self.annotate(latest_edition=shown.latest_pk())


class SectionQuerySet(QuerySet[M]):
    def get_by_natural_key(self, park: str, source: str, key: str) -> M:
        return self.get(source__park__slug=park, source__slug=source, key=key)


class PassageQuerySet(QuerySet[M]):
    def published(self) -> Self:
        """Passages behind a published edition."""
        reports = related_rows(self, "updates").published()
        return self._behind({"state": PUBLISHED}, {"edition__state": PUBLISHED}, reports)

    def behind(self, edition: Any) -> Self:
        """Passages that an edition, its rows, or the published reports on its plan cite.

        They are found from the edition, one step in an index each: conditions on passages, joined by "or",
        would be tried on all passages of all parks.
        """
        citing = [related_rows(self, "editions").filter(pk=edition.pk)]
        citing += [model._default_manager.filter(edition=edition.pk) for model in self._edition_rows()]
        citing.append(related_rows(self, "updates").readable_with(edition))
        first, *others = (rows.order_by().values("passages") for rows in citing)
        return self.filter(pk__in=first.union(*others, all=True))

    def behind_edition(self, edition: int | Combinable, plan: int | Combinable) -> Self:
        """The same by primary keys of edition and plan, which may be OuterRefs."""
        reports = related_rows(self, "updates").published().filter(plan=plan)
        return self._behind({"pk": edition}, {"edition": edition}, reports)

    def with_latest_edition(self) -> "PassageQuerySet[Any]":
        """Passages with the `latest_edition` that is published and shows it, by primary key."""
        published = related_rows(self, "editions").published().filter(plan__park=OuterRef("source__park"))
        shown = published.filter(published.shows(pk=OuterRef(OuterRef("pk"))))
        return self.annotate(latest_edition=shown.latest_pk())

    def _behind(self, editions: dict[str, Any], rows: dict[str, Any], reports: Any) -> Self:
        cited = Q(Exists(related_rows(self, "editions").filter(**editions, passages=OuterRef("pk"))))
        cited |= Q(Exists(reports.filter(passages=OuterRef("pk"))))
        for model in self._edition_rows():
            cited |= Q(Exists(model._default_manager.filter(**rows, passages=OuterRef("pk"))))
        return self.filter(cited)

    def _edition_rows(self) -> Iterator[type[Model]]:
        """The models of rows of editions that cite passages."""
        for relation in self.model._meta.related_objects:
            model = relation.related_model
            if relation.many_to_many and isinstance(model, type) and hasattr(model, "edition"):
                yield model

    def get_by_natural_key(self, park: str, source: str, key: str) -> M:
        return self.get(source__park__slug=park, source__slug=source, key=key)


PlainPassageManager = Manager.from_queryset(PassageQuerySet)


class PassageManager(PlainPassageManager[M]):
    """Selects section and source along, which the mark of a passage names and links to."""

    def get_queryset(self) -> QuerySet[M]:
        return super().get_queryset().select_related("section", "source")


class ReaderCorrectionQuerySet(QuerySet[M]):
    def published(self) -> Self:
        """Corrections that editors show to readers, of published plans."""
        return self.filter(public=True, plan__editions__state=PUBLISHED)


def related_rows(rows: QuerySet[Any], name: str) -> Any:
    """All rows of the model at the other end of a relation: figures for `figures` of metrics."""
    related: Any = rows.model._meta.get_field(name)
    return related.related_model.objects.all()
