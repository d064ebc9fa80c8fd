"""Every question a page asks of the database. `published()` is the only gate for drafts."""

from typing import Any, ClassVar

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.manager import Manager

from initiatives.vocabulary import SEEN_STATES, Availability, EditionState

PUBLISHED = EditionState.PUBLISHED


class ParkQuerySet(QuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def published(self):
        """Parks of which readers may see at least one plan."""
        return self.filter(plans__editions__state=PUBLISHED).distinct()


class PlanQuerySet(QuerySet):
    def get_by_natural_key(self, park, year):
        return self.get(park__slug=park, year=year)

    def published(self):
        """Plans with a published edition."""
        return self.filter(editions__state=PUBLISHED)


class EditionQuerySet(QuerySet):
    def get_by_natural_key(self, park, year, number):
        return self.get(plan__park__slug=park, plan__year=year, number=number)

    def published(self):
        return self.filter(state=PUBLISHED)

    def seen(self):
        """Editions that readers see or have seen, of plans they may see."""
        plans = type(self)(self.model).published().values("plan")
        return self.filter(state__in=SEEN_STATES, plan__in=plans)

    def of(self, park: str, year: int) -> "EditionQuerySet":
        """The editions of one plan, by the park's slug and the year."""
        return self.filter(plan__park__slug=park, plan__year=year)

    def shows(self, **passages: Any) -> Q:
        """Whether such passages stand behind an edition. The query around editions is two OuterRefs away."""
        own, plan = OuterRef(OuterRef("pk")), OuterRef(OuterRef("plan"))
        behind = _related(self, "passages").behind_edition(own, plan)
        return Q(Exists(behind.filter(**passages)))

    def latest_one(self) -> Subquery:
        """The primary key of the one for the latest year."""
        return Subquery(self.order_by("-plan__year", "-pk").values("pk")[:1])


PlainEditionManager = Manager.from_queryset(EditionQuerySet)


class EditionManager(PlainEditionManager):
    """Every page's links need an edition's plan and park, so they come along."""

    def get_queryset(self):
        return super().get_queryset().select_related("plan__park")


class EditionRowQuerySet(QuerySet):
    """Rows that belong to one edition and are known in it by their key."""

    def get_by_natural_key(self, park, year, number, key):
        return self.get(
            edition__plan__park__slug=park, edition__plan__year=year, edition__number=number, key=key
        )

    def published(self):
        return self.filter(edition__state=PUBLISHED)

    def with_evidence(self):
        return self.prefetch_related("passages")


class GoalQuerySet(EditionRowQuerySet):
    def with_links(self):
        """Goals with their group and the links to the projects that serve them."""
        return self.select_related("group").prefetch_related("contributions__project", "group__passages")


class ProjectQuerySet(EditionRowQuerySet):
    def with_links(self):
        """Projects with the links to the goals they serve."""
        return self.prefetch_related("contributions__goal__group")

    def with_counts(self):
        """How many measures, figures and quotes each project has, as `measure_count` and so on."""
        return self.annotate(
            measure_count=Count("measures", distinct=True),
            figure_count=Count("figures", distinct=True),
            quote_count=Count("quotes", distinct=True),
        )


class FigureQuerySet(EditionRowQuerySet):
    def with_facts(self):
        """Figures with all that is shown beside one: metric, project, evidence, remarks, contradiction."""
        along = self.select_related("metric", "project").prefetch_related("passages", "remarks")
        return along.annotate(contradicted=Exists(type(self)(self.model).contradicting()))

    def contradicting(self):
        """Figures that give the outer figure's very metric, scope, period and kind another number."""
        same = ("edition", "metric", "scope", "period", "kind")
        rivals = self.stated().filter(**{name: OuterRef(name) for name in same})
        return rivals.exclude(value=OuterRef("value"), unit=OuterRef("unit"))

    def stated(self):
        return self.filter(availability=Availability.STATED)

    def without_number(self):
        return self.exclude(availability=Availability.STATED)


class PhotoQuerySet(EditionRowQuerySet):
    def with_picture(self):
        return self.filter(width__isnull=False)

    def serving(self, goal):
        """Photos of the projects that serve a goal, in the projects' order."""
        linked = self.filter(project__contributions__goal=goal).select_related("project")
        return linked.order_by("project__number", "order", "key")


class MetricQuerySet(QuerySet):
    def get_by_natural_key(self, code):
        return self.get(code=code)

    def published(self):
        """The metrics of which some published edition speaks."""
        return self.filter(Exists(_related(self, "figures").published().filter(metric=OuterRef("pk"))))

    def in_edition(self, edition):
        """The metrics an edition states a figure of, or says that it does not."""
        return self.filter(Exists(_related(self, "figures").filter(metric=OuterRef("pk"), edition=edition)))


class OrganisationQuerySet(QuerySet):
    # The rows that may name an organisation, and what else their names need.
    NAMING: ClassVar = {
        "statements": "project",
        "measures": "project",
        "figures": "metric",
        "photos": "project",
    }

    def get_by_natural_key(self, park, slug):
        return self.get(park__slug=park, slug=slug)

    def published(self):
        """The organisations that some published edition names or makes responsible."""
        return self._named({"edition__state": PUBLISHED})

    def in_edition(self, edition):
        """The organisations an edition names or makes responsible."""
        return self._named({"edition": edition})

    def _named(self, where: dict[str, Any]) -> "OrganisationQuerySet":
        named = Q(Exists(_related(self, "measures").filter(**where, responsible=OuterRef("pk"))))
        for name in self.NAMING:
            named |= Q(Exists(_related(self, name).filter(**where, organisations=OuterRef("pk"))))
        return self.filter(named)

    def with_facts(self, edition):
        """Organisations with the rows of one edition that name them."""
        return self.prefetch_related(
            *(
                Prefetch(
                    name, _related(self, name).filter(edition=edition).select_related(along).with_evidence()
                )
                for name, along in self.NAMING.items()
            )
        )


class SourceQuerySet(QuerySet):
    def get_by_natural_key(self, park, slug):
        return self.get(park__slug=park, slug=slug)

    def published(self):
        """Sources that have a page: see `behind`."""
        named = _related(self, "editions").published().filter(sources=OuterRef("pk"))
        cited = _related(self, "passages").published().filter(source=OuterRef("pk"))
        return self.filter(Exists(named) | Exists(cited))

    def behind(self, edition):
        """Sources an edition names as its own, and those of all passages behind it."""
        cited = _related(self, "passages").behind(edition).filter(source=OuterRef("pk"))
        named = _related(self, "editions").filter(pk=edition.pk, sources=OuterRef("pk"))
        return self.filter(Exists(named) | Exists(cited))

    def with_latest_edition(self):
        """Sources with the key of the latest published edition that has a page of them."""
        published = _related(self, "editions").published().filter(plan__park=OuterRef("park"))
        cited = published.shows(source=OuterRef(OuterRef("pk")))
        shown = published.filter(Q(sources=OuterRef("pk")) | cited)
        return self.annotate(latest_edition=shown.latest_one())


class SectionQuerySet(QuerySet):
    def get_by_natural_key(self, park, source, key):
        return self.get(source__park__slug=park, source__slug=source, key=key)


class PassageQuerySet(QuerySet):
    # What facts are called, seen from the passages they are drawn from.
    FACTS: ClassVar = (
        *("goalgroups", "goals", "projects", "contributions", "statements", "measures"),
        *("figures", "quotes", "photos", "remarks"),
    )

    def published(self):
        """Passages that readers are shown: those behind a published edition."""
        return self._behind({"state": PUBLISHED}, {"edition__state": PUBLISHED}, {})

    def behind(self, edition):
        """Passages that an edition's facts are drawn from, or what readers are told of its progress."""
        return self.behind_edition(edition.pk, edition.plan_id)

    def behind_edition(self, edition: Any, plan: Any) -> "PassageQuerySet":
        """The same by the keys of edition and plan, which may be those of a query around this one."""
        return self._behind({"pk": edition}, {"edition": edition}, {"plan": plan})

    def with_latest_edition(self):
        """Passages with the key of the latest published edition that shows them, as `latest_edition`."""
        published = _related(self, "editions").published().filter(plan__park=OuterRef("source__park"))
        shown = published.filter(published.shows(pk=OuterRef(OuterRef("pk"))))
        return self.annotate(latest_edition=shown.latest_one())

    def _behind(
        self, editions: dict[str, Any], rows: dict[str, Any], reports: dict[str, Any]
    ) -> "PassageQuerySet":
        cited = Q(Exists(_related(self, "editions").filter(**editions, passages=OuterRef("pk"))))
        told = _related(self, "updates").published().filter(**reports, passages=OuterRef("pk"))
        cited |= Q(Exists(told))
        for name in self.FACTS:
            cited |= Q(Exists(_related(self, name).filter(**rows, passages=OuterRef("pk"))))
        return self.filter(cited)

    def get_by_natural_key(self, park, source, key):
        return self.get(source__park__slug=park, source__slug=source, key=key)


PlainPassageManager = Manager.from_queryset(PassageQuerySet)


class PassageManager(PlainPassageManager):
    """A mark names the section and links to the source, so both come along."""

    def get_queryset(self):
        return super().get_queryset().select_related("section", "source")


class UpdateQuerySet(QuerySet):
    def get_by_natural_key(self, park, year, key):
        return self.get(plan__park__slug=park, plan__year=year, key=key)

    def published(self):
        """Reports meant for readers, on what the published edition of their plan has."""
        shown = self._editions().published().filter(plan=OuterRef("plan"))
        on_project = Q(subject="project") & Exists(shown.filter(projects__key=OuterRef("subject_key")))
        on_measure = Q(subject="measure") & Exists(shown.filter(measures__key=OuterRef("subject_key")))
        return self.filter(on_project | on_measure, draft=False)

    def with_project(self):
        """Reports with the key of the project on whose page they stand, as `project_key`."""
        measures = _related(self._editions(), "measures").published()
        of_measure = measures.filter(edition__plan=OuterRef("plan"), key=OuterRef("subject_key"))
        own = When(subject="project", then=F("subject_key"))
        return self.annotate(project_key=Case(own, default=Subquery(of_measure.values("project__key")[:1])))

    def _editions(self) -> Any:
        return _related(_related(self, "plan"), "editions")

    def of_project(self, project, measures):
        """Reports on a project of an edition or on its measures, latest first; known by their keys."""
        on_project = Q(subject="project", subject_key=project.key)
        on_measures = Q(subject="measure", subject_key__in=[measure.key for measure in measures])
        return self.filter(on_project | on_measures, plan=project.edition.plan_id).order_by("-date", "-pk")


def _related(rows: QuerySet, name: str) -> Any:
    """All rows of the model that points at these under a name, as `figures` points at metrics."""
    related: Any = rows.model._meta.get_field(name)
    return related.related_model.objects.all()
