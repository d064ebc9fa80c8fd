"""Every question a page asks of the database. `published()` is the only gate for drafts."""

from typing import Any, ClassVar

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.manager import Manager

from initiatives.vocabulary import Availability, EditionState

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

    def of(self, park: str, year: int) -> "EditionQuerySet":
        """The editions of one plan, by the park's slug and the year."""
        return self.filter(plan__park__slug=park, plan__year=year)


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
        return self.select_related("group").prefetch_related("contributions__project")


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
        """Figures with all that is shown beside one: metric, project, evidence, remarks."""
        return self.select_related("metric", "project").prefetch_related("passages", "remarks")

    def stated(self):
        return self.filter(availability=Availability.STATED)

    def without_number(self):
        return self.exclude(availability=Availability.STATED)


class MetricQuerySet(QuerySet):
    def get_by_natural_key(self, code):
        return self.get(code=code)

    def in_edition(self, edition):
        """The metrics an edition states a figure of, or says that it does not."""
        return self.filter(Exists(_figures(self.model).filter(metric=OuterRef("pk"), edition=edition)))


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

    def _rows(self, name: str, edition: Any) -> Any:
        related: Any = self.model._meta.get_field(name)
        return related.related_model.objects.filter(edition=edition)

    def in_edition(self, edition):
        """The organisations an edition names or makes responsible."""
        named = Q(Exists(self._rows("measures", edition).filter(responsible=OuterRef("pk"))))
        for name in self.NAMING:
            named |= Q(Exists(self._rows(name, edition).filter(organisations=OuterRef("pk"))))
        return self.filter(named)

    def with_facts(self, edition):
        """Organisations with the rows of one edition that name them."""
        return self.prefetch_related(
            *(
                Prefetch(name, self._rows(name, edition).select_related(along).with_evidence())
                for name, along in self.NAMING.items()
            )
        )


class SourceQuerySet(QuerySet):
    def get_by_natural_key(self, park, slug):
        return self.get(park__slug=park, slug=slug)


class SectionQuerySet(QuerySet):
    def get_by_natural_key(self, park, source, key):
        return self.get(source__park__slug=park, source__slug=source, key=key)


class PassageQuerySet(QuerySet):
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
        """Reports meant for readers, of plans that readers may see."""
        return self.filter(draft=False, plan__editions__state=PUBLISHED)


def _figures(model):
    return model._meta.get_field("figures").related_model.objects
