"""What is due when: periods on one axis, rhythms after them, nothing without a time."""

import pytest

from initiatives.pages.timeline import Timeline
from tests.factories import make_edition, make_figure, make_measure, make_metric, make_project

pytestmark = pytest.mark.django_db


def entries(edition):
    targets = edition.figures.select_related("metric").filter(kind="target")
    return Timeline.of(edition.measures.select_related("project"), targets).entries


def test_periods_stand_in_the_order_of_their_ends_on_one_axis():
    edition = make_edition()
    first, second = make_project(edition), make_project(edition)
    for project, due in ((first, "2024"), (second, "2024-H1"), (second, "2024-H1"), (first, "")):
        make_measure(project, due=due)
    half, year = entries(edition)
    assert (half.label, half.projects) == ("2024年上半年", [(second, 2)])
    assert (year.label, year.projects) == ("2024年", [(first, 1)])
    assert (half.start, year.start, year.width) == (0, 0, 100)
    assert half.width == pytest.approx(100 * 182 / 366)


def test_single_period_needs_no_axis():
    edition = make_edition()
    make_measure(make_project(edition), due="2024")
    (entry,) = entries(edition)
    assert (entry.start, entry.width) == (None, None)


def test_targets_are_due_in_their_period_and_figures_of_other_kinds_are_not():
    edition = make_edition()
    metric = make_metric()
    for scope in ("甲", "乙"):
        make_figure(edition, metric=metric, kind="target", period="2025", scope=scope)
    make_figure(edition, kind="expected", period="2024")
    (entry,) = entries(edition)
    assert (entry.label, entry.metrics) == ("2025年", [metric])


def test_rhythms_follow_the_periods_from_the_shortest():
    edition = make_edition()
    project = make_project(edition)
    make_measure(project, cadence="yearly")
    make_measure(project, cadence="monthly")
    make_measure(project, due="2024")
    assert [entry.label for entry in entries(edition)] == ["2024年", "每月", "每年"]


def test_page_shows_what_is_due_only_where_times_are_stated(client):
    edition = make_edition()
    measure = make_measure(make_project(edition))
    assert "What is due when" not in client.get(f"/en{edition.url('projects')}").content.decode()
    measure.due = "2024-Q1"
    measure.save()
    page = client.get(f"/en{edition.url('projects')}").content.decode()
    assert "What is due when" in page
    assert "Quarter 1 of 2024" in page
