"""The rows of an edition as pages read them at once: the same as related managers return one by one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.models import Edition
from initiatives.models.edition_rows import EditionRows
from initiatives.quality import findings
from tests.factories import (
    make_edition,
    make_figure,
    make_metric,
    make_passage,
    make_project,
    make_remark,
    make_rich_edition,
    make_source,
)

pytestmark = pytest.mark.django_db
LISTS = {
    "groups": "goalgroups",
    "goals": "goals",
    "projects": "projects",
    "contributions": "contributions",
    "measures": "measures",
    "figures": "figures",
    "statements": "statements",
    "quotes": "quotes",
    "photos": "photos",
    "remarks": "remarks",
}


@pytest.fixture
def edition():
    return make_rich_edition(1)


def test_lists_hold_the_rows_of_related_managers_in_their_order(edition):
    rows = EditionRows(edition)
    for name, relation in LISTS.items():
        assert getattr(rows, name) == list(getattr(edition, relation).all()), name
        assert getattr(rows, name), name


def test_passages_are_those_of_the_rows_in_their_order(edition):
    rows = EditionRows(edition)
    lists = [getattr(rows, name) for name in LISTS]
    rows.cite(*lists)
    for row in (edition, *(row for each in lists for row in each)):
        with CaptureQueriesContext(connection) as none:
            found = row.cited
            [passage.mark for passage in found]
        assert not none.captured_queries
        assert found == list(row.passages.all()), row


def test_passages_of_several_sources_follow_the_order_of_the_sources():
    edition = make_edition()
    second, first = make_source(edition, slug="b"), make_source(edition, slug="a")
    figure = make_figure(edition)
    figure.passages.add(make_passage(second, order=1), make_passage(first, order=2))
    rows = EditionRows(edition)
    rows.cite(rows.figures)
    assert rows.figures[0].cited == list(figure.passages.all())
    assert [passage.source.slug for passage in rows.figures[0].cited] == ["a", "b"]


def test_contradictions_are_those_of_the_query():
    edition, other = make_edition(), make_edition()
    metric, further = make_metric(), make_metric()
    for value, unit in ((1, "家"), (1, "家"), (2, "家"), (1, "户"), (None, ""), (None, "家")):
        stated = {"value": value} if value else {"value": None, "availability": "not-stated"}
        make_figure(edition, metric=metric, unit=unit, period="2024", kind="target", **stated)
    make_figure(edition, metric=further, value=3, unit="家")
    make_figure(other, metric=further, value=4, unit="家")
    for one in (edition, other):
        found = {figure.pk: figure.contradicted for figure in EditionRows(one).figures}
        assert found == dict(one.figures.with_facts().values_list("pk", "contradicted"))


def test_figures_know_their_remarks_in_order(edition):
    figure = edition.figures.first()
    make_remark(edition, order=2).figures.add(figure)
    make_remark(edition, order=1).figures.add(figure)
    (read,) = [row for row in EditionRows(edition).figures if row == figure]
    assert read.noted == list(figure.remarks.all())


def test_rows_of_a_project_are_its_own_and_of_this_edition_alone(edition):
    project = edition.projects.first()
    draft = make_edition(plan=edition.plan, number=9, state="draft")
    make_figure(draft, project=project)
    rows = EditionRows(edition, project=project)
    for name in ("contributions", "measures", "figures", "statements", "quotes", "photos"):
        relation = getattr(edition, LISTS[name])
        assert getattr(rows, name) == list(relation.filter(project=project)), name
    lists = (rows.statements, rows.measures, rows.figures, rows.photos)
    named = {body for each in lists for row in each for body in row.organisations.all()}
    responsible = {row.responsible for row in rows.measures if row.responsible}
    assert set(rows.organisations) == named | responsible


def test_a_contradiction_with_a_figure_of_another_project_shows_on_the_page_of_each():
    edition = make_edition()
    metric, projects = make_metric(), [make_project(edition), make_project(edition)]
    for value, project in enumerate(projects, 1):
        make_figure(edition, metric=metric, value=value, project=project)
    for project in projects:
        assert [row.contradicted for row in EditionRows(edition, project=project).figures] == [True]


def test_several_editions_are_read_in_as_many_queries_as_one(edition):
    def count(*editions: Edition) -> int:
        with CaptureQueriesContext(connection) as captured:
            rows = EditionRows(*editions)
            lists = [getattr(rows, name) for name in LISTS]
            rows.cite(*lists)
        return len(captured)

    assert count(edition, make_rich_edition(2)) == count(edition) < 20


def test_rules_find_the_same_in_rows_that_a_page_has_read(edition):
    fresh = Edition.objects.get(pk=edition.pk)
    found, known = findings(fresh, content=EditionRows(fresh)), findings(edition)
    assert [(one.code, one.rows) for one in found] == [(one.code, one.rows) for one in known] != []
