"""Charts draw on one scale only what may be compared, and are named by what they show."""

import pytest

from initiatives.models import Figure
from initiatives.pages.charts import bar_chart, rate_charts
from initiatives.pages.comparability import cluster_contradictions, comparable
from tests.factories import make_edition, make_figure, make_metric, make_remark

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return make_edition()


def make_rate(edition, name="增速", value=5, nature="growth", metric=None, **fields):
    metric = metric or make_metric(nature=nature, name=name, name_en=f"{name} en")
    return make_figure(edition, metric=metric, value=value, unit="%", **fields)


def charts(edition):
    return rate_charts(Figure.objects.filter(edition=edition).with_facts().order_by("order"))


def names(chart):
    return [bar.figure.metric.name for bar in chart.bars]


def test_growth_rates_of_one_year_share_a_chart_that_says_what_and_when(edition):
    make_rate(edition, "税收", 8)
    make_rate(edition, "产值", 12)
    (chart,) = charts(edition)
    assert names(chart) == ["产值", "税收"]
    assert chart.title == "增速，2023年"


def test_shares_of_two_metrics_are_of_two_wholes(edition):
    """Spending on research is no rate of problems resolved."""
    for name, value in (("问题解决率", 100), ("研发投入强度", 3)):
        make_rate(edition, name, value, nature="share")
    assert charts(edition) == []


def test_shares_of_one_metric_are_named_by_it(edition):
    metric = make_metric(nature="share", name="研发投入强度")
    for year in (2022, 2023):
        make_rate(edition, metric=metric, period=str(year))
    (chart,) = charts(edition)
    assert chart.title == "研发投入强度"
    assert [bar.label for bar in chart.bars] == ["2022年", "2023年"]


@pytest.mark.parametrize("kind", ["contradiction", "unclear", "caution"])
def test_what_a_remark_keeps_apart_is_not_drawn_together(edition, kind):
    apart = [make_rate(edition, "甲", 5), make_rate(edition, "乙", 50)]
    for name, value in (("丙", 6), ("丁", 7)):
        make_rate(edition, name, value)
    make_remark(edition, kind=kind).figures.set(apart)
    (chart,) = charts(edition)
    assert names(chart) == ["丁", "丙"]


@pytest.mark.parametrize("kind", ["inference", "correction"])
def test_other_remarks_keep_nothing_apart(edition, kind):
    figures = [make_rate(edition, "甲", 5), make_rate(edition, "乙", 50)]
    make_remark(edition, kind=kind).figures.set(figures)
    assert len(charts(edition)) == 1


def test_doubt_about_one_figure_leaves_it_beside_others(edition):
    doubtful = make_rate(edition, "甲", 154)
    make_rate(edition, "乙", 8)
    make_remark(edition, kind="unclear").figures.add(doubtful)
    assert len(charts(edition)) == 1


def test_two_values_of_one_thing_are_kept_apart_without_a_remark_too(edition):
    metric = make_metric(nature="growth")
    for value in (18, 24):
        make_rate(edition, metric=metric, value=value)
    make_rate(edition, "税收", 8)
    assert charts(edition) == []


def test_growth_in_a_quarter_is_no_growth_in_a_year(edition):
    make_rate(edition, "甲", 5, period="2023")
    make_rate(edition, "乙", 6, period="2023-Q1")
    assert charts(edition) == []


def test_percentage_points_are_no_per_cent(edition):
    make_rate(edition, "甲", 5)
    make_figure(edition, metric=make_metric(nature="growth"), value=2, unit="个百分点", change=True)
    assert charts(edition) == []


def test_single_number_needs_no_bar(edition):
    metric = make_metric()
    alone = make_figure(edition, metric=metric, value=7)
    open_target = make_figure(edition, metric=metric, value=None, availability="not-stated", kind="target")
    assert bar_chart("x", "X", [alone]) is None
    assert bar_chart("x", "X", [alone, open_target]) is None


def test_actual_and_target_that_a_caution_keeps_apart_are_no_series(client, edition):
    metric = make_metric(code="firms")
    pair = [make_figure(edition, metric=metric, period=year, value=year) for year in ("2023", "2024")]
    assert 'class="bar-label"' in client.get(edition.url("metric", "firms")).content.decode()
    make_remark(edition, kind="caution").figures.set(pair)
    assert 'class="bar-label"' not in client.get(edition.url("metric", "firms")).content.decode()


def test_contradicting_figures_form_one_cluster_in_the_order_of_the_first(edition):
    metric = make_metric(nature="growth")
    first = make_rate(edition, metric=metric, value=24)
    other = make_rate(edition, "税收", 8)
    second = make_rate(edition, metric=metric, value=18)
    assert cluster_contradictions([first, other, second]) == [[first, second], [other]]
    assert comparable([first, other, second]) == [other]
