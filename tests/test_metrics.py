"""The metrics table: filters, counts, order; charts of figures."""

import re
from html import unescape

import pytest

from initiatives.pages import list_parts
from initiatives.pages.charts import bar_chart, ladder
from initiatives.pages.filters import Filters
from tests.factories import make_edition, make_figure, make_metric, make_project, make_remark

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    edition = make_edition()
    project = make_project(edition, key="roads")
    growth = make_metric(code="growth", nature="growth")
    money = make_metric(code="money", nature="money")
    make_figure(edition, key="a", metric=growth, value=24, unit="%", kind="expected", project=project)
    doubtful = make_figure(edition, key="b", metric=growth, scope="甲", value=18, unit="%", kind="expected")
    make_remark(edition, kind="contradiction").figures.add(doubtful)
    make_figure(edition, key="c", metric=money, value=2, unit="亿元", period="2024")
    make_figure(edition, key="d", metric=money, scope="乙", value=3000, unit="万元")
    make_figure(edition, key="e", metric=money, value=None, availability="not-stated", kind="target")
    return edition


def keys(client, edition, query: str = "") -> str:
    page = client.get(f"{edition.url('metrics')}{query}").content.decode()
    return "".join(re.findall(r'<tr id="(\w)"', page))


# The rows that a query shows, in their order.
TABLES = {
    "": "abcde",
    "?kind=expected": "ab",
    "?kind=expected&kind=target": "e",
    "?project=roads": "a",
    "?period=2024": "c",
    "?state=in-question": "b",
    "?state=not-stated": "e",
    "?kind=expected&state=in-question": "b",
    "?kind=target&period=2024": "",
    "?kind=nonsense": "",
    "?utm_source=x": "abcde",
    "?sort=nonsense": "abcde",
    "?sort=value": "badce",
    "?sort=-value": "abcde",
    "?sort=kind&kind=actual": "cd",
}


def test_table_shows_what_the_address_asks_for(client, edition):
    assert {query: keys(client, edition, query) for query in TABLES} == TABLES


def test_filters_count_what_choosing_them_leaves(client, edition):
    page = client.get(f"{edition.url('metrics')}?kind=expected").content.decode()
    pills = dict(re.findall(r'id="page:([\w-]+)"[^>]*>[^<]*<span class="count">(\d+)', page))
    assert pills == {
        "kind-actual": "2",
        "kind-expected": "2",
        "kind-target": "1",
        "state-in-question": "1",
        "state-not-stated": "0",
        "period-2023": "2",
        "period-2024": "0",
    }


def test_choosing_a_chosen_filter_again_takes_it_back(client, edition):
    page = client.get(f"{edition.url('metrics')}?kind=expected&sort=value").content.decode()
    assert 'id="page:kind-expected" href="?sort=value" aria-current="true"' in page


def test_heading_says_the_order_and_turns_it(client, edition):
    page = client.get(f"{edition.url('metrics')}?sort=value").content.decode()
    assert 'aria-sort="ascending"><a id="page:sort-value" href="?sort=-value"' in page


def test_empty_filter_offers_the_way_back(client, edition):
    page = client.get(f"/en{edition.url('metrics')}?kind=target&period=2024").content.decode()
    assert "No figure meets all of these filters." in page
    assert 'href="?">Show all</a>' in page


# The rows of a list in parts of two, by the number asked for.
PARTS = {
    "": "ab",
    "?page=2": "cd",
    "?page=3": "e",
    "?page=4": "e",
    "?page=0": "e",
    "?page=-1": "e",
    "?page=x": "ab",
    "?page=1.5": "ab",
    "?page=" + "9" * 90: "e",
    "?sort=-value&page=2": "cd",
    "?kind=actual&page=2": "cd",
}


@pytest.fixture
def parts_of_two(monkeypatch):
    monkeypatch.setattr(list_parts, "ROWS_IN_A_PART", 2)


@pytest.mark.usefixtures("parts_of_two")
def test_long_table_comes_in_parts(client, edition):
    assert {query: keys(client, edition, query) for query in PARTS} == PARTS


@pytest.mark.usefixtures("parts_of_two")
def test_parts_lead_to_each_other_and_keep_what_is_chosen(client, edition):
    def links(query):
        page = client.get(f"/en{edition.url('metrics')}{query}").content.decode()
        assert "5 figures shown, here" in page
        pager = re.search(r'<nav class="pager turning".*?</nav>', page, re.DOTALL)[0]
        return {text: unescape(link) for link, text in re.findall(r'href="([^"]*)">[← ]*([^<→]*)', pager)}

    assert links("") == {"Next page ": "?page=2"}
    assert links("?sort=value&page=2") == {
        "Previous page": "?sort=value",
        "Next page ": "?sort=value&page=3",
    }
    assert links("?page=3") == {"Previous page": "?page=2", "First page": "?"}


@pytest.mark.usefixtures("parts_of_two")
def test_another_choice_begins_with_the_first_part_and_files_hold_all(client, edition):
    page = client.get(f"{edition.url('metrics')}?kind=actual&page=2").content.decode()
    assert 'href="?kind=actual&amp;sort=name"' in page
    assert f'href="{edition.url("table", "metrics", "csv")}?kind=actual"' in page
    rows = client.get(f"{edition.url('table', 'metrics', 'csv')}?page=2").content.decode().splitlines()
    assert len(rows) == 6


def test_list_that_is_short_says_nothing_of_parts(client, edition):
    page = client.get(f"/en{edition.url('metrics')}").content.decode()
    assert "5 figures shown<" in page
    assert 'class="pager' not in page


def test_filters_are_written_as_they_are_read():
    filters = Filters(kind="actual", sort="-value")
    assert filters.query == "?kind=actual&sort=-value"
    assert Filters().query == "?"


def test_bars_share_a_scale_with_zero_on_it(edition):
    chart = bar_chart("x", "X", [make_figure(edition, value=value, unit="%") for value in (50, -25, 0)])
    assert chart is not None
    drawn = [(round(bar.start, 1), round(bar.width, 1)) for bar in chart.bars]
    assert drawn == [(33.3, 66.7), (0.0, 33.3), (33.3, 0.0)]


def test_shares_are_drawn_against_a_hundred(edition):
    metric = make_metric(nature="share")
    years = [
        make_figure(edition, metric=metric, value=value, period=period, unit="%")
        for value, period in ((90, "2023"), (45, "2022"))
    ]
    chart = bar_chart("x", "X", years)
    assert chart is not None
    assert [bar.width for bar in chart.bars] == [90, 45]


def test_figures_of_different_kinds_share_no_chart(edition):
    growth = make_figure(edition, metric=make_metric(nature="growth"), value=5, unit="%")
    count = make_figure(edition, value=5, unit="家")
    assert bar_chart("x", "X", [growth, count]) is None


def test_missing_number_is_drawn_as_no_bar_and_said(client, edition):
    missing = make_figure(edition, value=None, availability="not-stated", kind="target")
    stated = [
        make_figure(edition, metric=missing.metric, value=value, period=period)
        for value, period in ((7, "2022"), (14, "2023"))
    ]
    chart = bar_chart("x", "X", [missing, *stated])
    assert chart is not None
    assert [bar.width for bar in chart.bars] == [None, 50, 100]
    assert bar_chart("x", "X", [missing]) is None


def test_targets_that_differ_by_a_threshold_form_a_ladder(edition):
    metric = make_metric()
    unstated = {"metric": metric, "value": None, "availability": "not-stated", "kind": "target"}
    figures = [make_figure(edition, scope=f"产值过{size}亿元", **unstated) for size in (100, 10, 50)]
    steps = ladder("x", figures)
    assert steps is not None
    assert [step.figure.scope for step in steps.steps] == ["产值过10亿元", "产值过50亿元", "产值过100亿元"]
    assert ladder("x", [*figures, make_figure(edition, scope="其他", **unstated)]) is None


def test_metric_counted_in_several_years_is_drawn_as_a_series(client):
    metric = make_metric(code="firms")
    edition = make_edition()
    for year in (2023, 2021, 2022):
        make_figure(edition, metric=metric, period=str(year), value=year - 2000)
    page = client.get(f"/en{edition.url('metric', 'firms')}").content.decode()
    assert re.findall(r'class="bar-label">(\d+)', page) == ["2021", "2022", "2023"]


def chart_of(edition, nature="count", **figures):
    """A chart of figures of one metric that differ by their scope."""
    metric, scopes = make_metric(nature=nature), "甲乙丙丁"
    made = [
        make_figure(edition, metric=metric, scope=scope, **fields)
        for scope, fields in zip(scopes, figures["of"], strict=False)
    ]
    return bar_chart("x", "X", made)


def drawn(chart):
    """Of each bar: the part that is certain, and what is left open, as places in per cent."""
    return [
        (
            (round(bar.start), round(bar.start + bar.width)),
            (round(bar.open_start), round(bar.open_start + bar.open_width)),
        )
        for bar in chart.bars
    ]


def test_range_is_a_bar_with_its_span_marked(edition):
    chart = chart_of(edition, of=[{"value": 20, "upper_value": 30}, {"value": 40}])
    assert chart is not None
    assert drawn(chart) == [((0, 50), (50, 75)), ((0, 100), (100, 100))]


def test_fall_between_two_numbers_is_certain_up_to_the_smaller(edition):
    fall = {"value": -5, "upper_value": -3, "unit": "%", "change": True}
    chart = chart_of(edition, nature="growth", of=[fall, {"value": 5, "unit": "%", "change": True}])
    assert chart is not None
    assert drawn(chart)[0] == ((20, 50), (0, 20))


def test_bound_leaves_open_what_lies_beyond_it(edition):
    above, half = {"value": 90, "unit": "%", "comparator": ">"}, {"value": 50, "unit": "%"}
    least = chart_of(edition, nature="share", of=[above, half])
    most = chart_of(edition, of=[{"value": 12, "comparator": "<="}, {"value": 24}])
    assert least is not None
    assert most is not None
    assert drawn(least)[0] == ((0, 90), (90, 100))
    assert drawn(most)[0] == ((0, 0), (0, 50))
    assert [bar.has_solid for bar in most.bars] == [False, True]


def test_ranks_ratios_and_changes_share_no_scale_with_other_numbers(edition):
    level, rank = {"value": 9}, {"value": 3, "rank": True, "unit": "位"}
    assert chart_of(edition, of=[level, level]) is not None
    assert chart_of(edition, of=[rank, rank]) is None
    assert chart_of(edition, nature="ratio", of=[level, level]) is None
    assert chart_of(edition, of=[level, {"value": 3, "ratio": 1}]) is None
    assert chart_of(edition, of=[level, {"value": 3, "change": True}]) is None
    assert chart_of(edition, of=[level, {"value": 3, "unit": "万家"}]) is not None
    assert chart_of(edition, of=[level, {"value": 3, "unit": "个"}]) is None


def test_figure_says_all_that_is_stated_of_it_wherever_it_stands(client):
    edition = make_edition()
    metric = make_metric(code="growth", nature="growth")
    stated = {"value": 8, "upper_value": 10, "unit": "%", "change": True}
    place = {"project": make_project(edition), "period": "2025", "period_standing": "by", "featured": True}
    make_figure(edition, metric=metric, **stated, **place)
    paths = ("metrics", "plan", "brief", "full-brief")
    urls = [edition.url("metric", "growth"), edition.url("slide", 2), *(edition.url(name) for name in paths)]
    for url in urls:
        page = client.get(f"/en{url}").content.decode()
        assert "+8–10%" in page, url
        assert "by 2025" in page, url
