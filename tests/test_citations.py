"""A citation is whole, honest and complete: what a permanent link copies, for each kind of row."""

import re
from datetime import date

import pytest
from django.utils.translation import override

from initiatives.models import EDITION_ROWS, Edition, Figure, Update
from initiatives.pages.citations import CITED, citation
from tests.factories import (
    make_contribution,
    make_edition,
    make_figure,
    make_goal,
    make_group,
    make_measure,
    make_metric,
    make_organisation,
    make_park,
    make_passage,
    make_photo,
    make_project,
    make_quote,
    make_remark,
    make_source,
    make_statement,
)

pytestmark = pytest.mark.django_db
LONG = "“八大工程”要一项一项抓实，" * 20 + "抓出成效。"
HALF_WIDTH = set(",;:()")


@pytest.fixture
def edition() -> Edition:
    return make_edition(park=make_park(name="雨花经开区", name_en="Yuhua Park"))


def cite(row, edition, language="zh-hans") -> str:
    with override(language):
        return citation(row, edition)


def with_facts(figure: Figure) -> Figure:
    """The figure as pages fetch it, with what contradicts it."""
    return Figure.objects.with_facts().get(pk=figure.pk)


def test_figure_has_scope_value_kind_period_and_place(edition):
    source = make_source(
        edition, title="做实工程", title_en="Delivering", publisher="某日报", publisher_en="Daily"
    )
    source.published_on = date(2024, 1, 8)
    source.save()
    metric = make_metric(name="高新技术企业数", name_en="High-tech firms")
    figure = make_figure(
        edition, metric=metric, value=241, unit="家", unit_en="firms", scope="国家级", kind="expected"
    )
    first = make_passage(source, paragraph=2)
    figure.passages.set([first, make_passage(source, section=first.section, paragraph=3)])
    label = first.section.label
    assert cite(figure, edition) == (
        "高新技术企业数（国家级）：241家（预计，2023年）。雨花经开区2024年度工作计划；"
        f"来源：《做实工程》（某日报，2024年1月8日）{label} ¶2、{label} ¶3。"
    )
    assert cite(figure, edition, "en") == (
        "High-tech firms (国家级): 241 firms (Expected, 2023). Yuhua Park, work plan 2024; "
        f"source: “Delivering” (Daily, 8 January 2024), {label} ¶2, {label} ¶3."
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"value": 100, "comparator": ">", "unit": "亿元", "kind": "target"}, "> 100亿元（目标值，2023年）"),
        ({"value": None, "availability": "not-stated"}, "原文未给数量（实际，2023年）"),
        ({"value": 8, "unit": "%", "period_standing": "as-of", "period_stated": "截至目前"},
         "8%（实际，截至2023年，原文作“截至目前”）"),
    ],
)  # fmt: skip
def test_figure_is_cited_as_it_is_stated(edition, fields, expected):
    figure = make_figure(edition, metric=make_metric(name="指标"), **fields)
    assert cite(figure, edition).startswith(f"指标：{expected}。")


def test_doubt_is_cited_before_what_was_inferred(edition):
    figure = make_figure(edition, value=24)
    make_remark(edition, kind="inference").figures.add(figure)
    make_remark(edition, kind="unclear").figures.add(figure)
    assert "标注：存疑、推断）" in cite(figure, edition)


def test_contradiction_is_cited_even_without_a_remark(edition):
    figure = make_figure(edition, value=24)
    make_figure(edition, metric=figure.metric, value=18)
    assert "标注：矛盾）" in cite(with_facts(figure), edition)


def test_verbatim_quote_is_whole_and_in_quotation_marks(edition):
    quote = make_quote(edition, content=LONG, content_en="Do it. " * 40 + "Well.", occasion="务虚会")
    inner = LONG.replace("“", "‘").replace("”", "’")
    assert cite(quote, edition).startswith(f"张三（主任）：“{inner}”（原话，务虚会）。")
    assert "Do it. Well.” (Translation, 务虚会). " in cite(quote, edition, "en")


def test_retold_speech_is_not_told_as_the_speakers_words(edition):
    quote = make_quote(edition, content=LONG, manner="reported")
    assert cite(quote, edition).startswith(f"张三（主任）：{LONG}（转述，非原话）。")
    assert "“Words" not in cite(quote, edition, "en")


@pytest.mark.parametrize(("title", "speaker"), [("有关负责人", "有关负责人"), ("", "未录入")])
def test_quote_without_a_name_does_not_say_that_the_source_has_none(edition, title, speaker):
    quote = make_quote(edition, speaker="", speaker_title=title, content="话")
    assert cite(quote, edition).startswith(f"{speaker}：“话”")
    edition.read_whole_on = date(2024, 1, 1)
    assert cite(quote, edition).startswith("未具名")


def test_measure_says_when_who_how_often_and_whose_words(edition):
    measure = make_measure(
        make_project(edition),
        title="每月调度",
        detail="按月开会",
        cadence="monthly",
        due="2024-H1",
        timing_stated="上半年",
        responsible=make_organisation(edition.plan.park, name="管委会"),
    )
    make_remark(edition, kind="caution", about=measure.key)
    assert cite(measure, edition).startswith(
        "每月调度：按月开会（编者概括，每月，时间：2024年上半年，原文作“上半年”，责任单位：管委会，标注：提示）。"
    )


def test_texts_of_editors_are_marked_as_theirs(edition):
    for row in (
        make_statement(edition, content="基础好"),
        make_goal(edition, statement="基础好"),
        make_project(edition, summary="基础好"),
    ):
        assert "基础好（编者概括）。" in cite(row, edition)
    remark = make_remark(edition, kind="contradiction", content="前后不一。")
    assert cite(remark, edition).startswith("前后不一。（编者说明：矛盾）。")


def test_inferred_link_is_no_statement_of_the_source(edition):
    link = make_contribution(
        make_goal(edition, title="目标甲"), make_project(edition, title="甲工程", theme="", drive="")
    )
    assert cite(link, edition).startswith("甲工程 → 目标甲：理由（编者归纳）。")


def test_inferred_dates_say_what_the_source_has(edition):
    inferred = "2023年12月21日，年份为推断，原文作“12月21日”"
    photo = make_photo(
        edition,
        caption="图",
        credit="某人",
        date=date(2023, 12, 21),
        date_basis="inferred",
        date_stated="12月21日",
    )
    assert cite(photo, edition).startswith(f"图（图片来源：某人，{inferred}）。")
    assert cite(edition, edition).startswith(f"计划标题：一个口号（会议，{inferred}）。")


def test_report_is_cited_with_date_state_and_reason(edition):
    report = Update.objects.create(
        plan=edition.plan, key="u1", subject="project", subject_key="p", date=date(2024, 5, 1),
        content="晚了", status="delayed", reason="天气",
    )  # fmt: skip
    assert cite(report, edition).startswith("晚了（2024年5月1日，滞后，原因：天气）。")


def test_each_source_has_its_own_places(edition):
    sources = [make_source(edition, title=title) for title in ("甲", "乙")]
    goal = make_goal(edition)
    places = [make_passage(source, paragraph=2) for source in sources]
    goal.passages.set(places)
    first, second = (place.section.label for place in places)
    assert cite(goal, edition).endswith(f"来源：《甲》{first} ¶2；《乙》{second} ¶2。")


def test_every_kind_of_row_can_be_cited():
    assert set(CITED) == {*EDITION_ROWS, Edition, Update}


def test_chinese_has_full_width_punctuation_alone(edition):
    """Where the texts themselves have no other."""
    project, goal, group = make_project(edition), make_goal(edition), make_group(edition)
    rows = [
        *(project, goal, group, make_contribution(goal, project), make_measure(project, detail="细节")),
        *(
            make_figure(edition, scope="范围"),
            make_quote(edition),
            make_statement(edition),
            make_photo(edition),
        ),
        *(make_remark(edition), edition),
    ]
    for row in rows:
        if not isinstance(row, Edition):
            row.passages.add(make_passage(make_source(edition), paragraph=2))
        # Thousands are separated as everywhere.
        cited = re.sub("(?<=[0-9]),(?=[0-9])", "", cite(row, edition))
        assert HALF_WIDTH.isdisjoint(cited), cited


def test_page_holds_the_citation_of_its_facts(client, edition):
    quote = make_quote(edition, content=LONG)
    page = client.get(edition.url("quotes")).content.decode()
    assert f'data-cite="{cite(quote, edition)}"' in page
