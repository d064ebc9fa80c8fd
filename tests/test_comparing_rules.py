"""The rules that hold facts against their passages, the attached text and the translations.

Each is shown on a park that no article tells of: what is sound gives no finding, and each mistake its own.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from initiatives.quality import RULES, Content, check, content_of, findings, unchecked
from initiatives.quality.content import (
    ContributionRow,
    FigureRow,
    GoalRow,
    MeasureRow,
    MetricRow,
    PhotoRow,
    PlacedPassage,
    ProjectRow,
    QuoteRow,
    RemarkRow,
    Row,
    SourceRow,
    StatedDate,
    TextPair,
)
from initiatives.quality.english_rules import number_differences
from initiatives.quality.source_passages import sentence_at
from initiatives.source_text import attach
from initiatives.values.amounts import Amount
from tests.factories import make_edition, make_figure, make_passage, make_quote, make_remark, make_source

FIRST = (
    "2023年，星湖新区经济稳中向好。全区已有规模以上工业企业312家，省级以上研发平台27个；预计全年完成固定资产投资45亿元，"
    "同比增长8.5%，一般公共预算收入下降3.2%，办结率超95%。"
)
SECOND = (
    "“项目是发展的生命线，要一刻不停地抓。”星湖新区党工委书记周岚说。周岚介绍，明年将新建道路12条，"
    "4月18日开工的智谷项目力争年底前投产，每月调度一次。"
)
THIRD = "产业强链工程着眼于壮大主导产业，从1996年建园以来一直如此。"
TEXTS = {1: FIRST, 2: SECOND, 3: THIRD}


def at(paragraph: int, phrase: str, *, attached: bool = True, **fields: Any) -> PlacedPassage:
    """A passage of the text above."""
    text = TEXTS[paragraph]
    start = text.index(phrase)
    return PlacedPassage(
        pk=paragraph,
        phrase=phrase,
        section="one",
        source=1,
        paragraph=paragraph,
        mark=f"§1 ¶{paragraph}",
        paragraph_text=text if attached else "",
        sentence=sentence_at(text, start, start + len(phrase)) if attached else "",
        **fields,
    )


def number(value: str, unit: str, **fields: Any) -> Amount:
    return Amount(Decimal(value), unit, **fields)


def pair(field: str, chinese: str, english: str = "") -> TextPair:
    return TextPair(field=field, chinese=chinese, english=english)


def figure(phrase: str, amount: Amount | None, **fields: Any) -> FigureRow:
    defaults: dict[str, Any] = {
        "key": fields.get("metric", "figure"),
        "name": "指标",
        "metric": "metric",
        "metric_name": "规模以上工业企业数",
        "nature": "count",
        "period": "2023",
        "figure_kind": "actual",
        "amount": amount,
        "wording": phrase,
        "passages": (at(1, phrase),),
    }
    return FigureRow(**{**defaults, **fields})


FIRMS = figure("已有规模以上工业企业312家", number("312", "家"), base_unit="家")
PLATFORMS = figure(
    "省级以上研发平台27个", number("27", "个"), metric_name="研发平台数", scope="省级以上", metric="platforms"
)
INVESTMENT = figure(
    "预计全年完成固定资产投资45亿元",
    number("45", "亿元"),
    metric_name="固定资产投资额",
    metric="investment",
    nature="money",
    figure_kind="expected",
    period_stated="全年",
    texts=(pair("wording", "固定资产投资45亿元", "investment in fixed assets of 4.5 billion yuan"),),
)
GROWTH = figure(
    "同比增长8.5%", number("8.5", "%"), metric_name="固定资产投资增速", metric="growth", nature="growth",
    figure_kind="expected",
)  # fmt: skip
REVENUE = figure(
    "一般公共预算收入下降3.2%", number("-3.2", "%"), metric_name="一般公共预算收入增速", metric="revenue",
    nature="growth", figure_kind="expected",
)  # fmt: skip
DONE = figure(
    "办结率超95%", number("95", "%", comparator=">"), metric_name="办结率", metric="done", nature="share",
    figure_kind="expected",
)  # fmt: skip
QUOTE = QuoteRow(
    key="quote",
    name="周岚",
    speaker="周岚",
    title="星湖新区党工委书记",
    content="项目是发展的生命线，要一刻不停地抓。",
    manner="verbatim",
    passages=(at(2, "项目是发展的生命线"),),
)
ROADS = Row(
    kind="statement",
    key="roads",
    name="道路",
    passages=(at(2, "新建道路12条"),),
    texts=(pair("content", "周岚说，新建道路12条。", "Zhou Lan says that 12 roads are to be built."),),
)
FOUNDED = Row(
    kind="statement",
    key="founded",
    name="建园",
    passages=(at(3, "从1996年建园"),),
    texts=(pair("content", "园区建于1996年。", "The park was founded in 1996."),),
)
MEASURE = MeasureRow(
    key="measure",
    name="投产",
    due="2024",
    timing="明年",
    cadence="monthly",
    passages=(at(2, "每月调度一次"),),
)
PHOTO = PhotoRow(
    key="photo",
    name="智谷",
    alt="智谷",
    passages=(at(2, "4月18日开工"),),
    dates=(StatedDate(field="date", day=date(2024, 4, 18), stated="4月18日", basis="inferred"),),
)
GOAL = GoalRow(key="goal", name="目标", title="壮大主导产业")
PROJECT = ProjectRow(key="project", name="工程", number=1, title="产业强链工程", halves=("产业强链", "工程"))
LINK = ContributionRow(
    key="link",
    name="联系",
    goal="goal",
    project="project",
    passages=(at(3, "产业强链工程着眼于壮大主导产业"),),
)
REMARK = RemarkRow(
    key="remark",
    name="说明",
    figures=frozenset({"figure"}),
    passages=(at(1, "规模以上工业企业312家"),),
    texts=(pair("content", "312家是期末数。", "312 is the number at the end of the year."),),
)
METRIC = MetricRow(key="", name="税收增速", code="tax", metric_name="税收增速", nature="growth")
SOURCE = SourceRow(key="", pk=1, name="来源", paragraphs=tuple(("one", text) for text in TEXTS.values()))


def of(*rows: Row, shared: tuple[Row, ...] = (SOURCE,), **fields: Any) -> Content:
    defaults: dict[str, Any] = {"year": 2024, "today": date(2023, 12, 30), "meeting_date": date(2023, 12, 20)}
    return Content(**{**defaults, "rows": rows, "shared_rows": shared, **fields})


SOUND = (FIRMS, PLATFORMS, INVESTMENT, GROWTH, REVENUE, DONE, QUOTE, ROADS, FOUNDED, MEASURE, PHOTO, REMARK)


def changed(row: Row, **fields: Any) -> Row:
    return replace(row, **fields)


def told(row: Row, field: str, chinese: str, english: str = "") -> Row:
    return replace(row, texts=(pair(field, chinese, english),))


AWAY = PlacedPassage(pk=9, phrase="经济稳中向好", mark="§1 ¶1")
MISTAKES: dict[str, list[tuple[Row, str]]] = {
    "not-in-passage": [
        (changed(FIRMS, passages=(at(1, "省级以上研发平台27个"),)), "value"),
        (changed(FIRMS, amount=number("321", "家"), wording="已有规模以上工业企业321家"), "value"),
    ],
    "not-in-phrase": [
        (changed(FIRMS, passages=(at(1, "省级以上研发平台27个", attached=False),)), "value"),
    ],
    "wording-not-stated": [(changed(FIRMS, wording="突破312家大关"), "wording")],
    "unit-contradicts": [
        (changed(FIRMS, amount=number("312", "个"), base_unit=""), "unit"),
        (changed(GROWTH, amount=number("8.5", "个百分点")), "unit"),
    ],
    "comparison-contradicts": [
        (changed(DONE, amount=number("95", "%")), "comparator"),
        (changed(FIRMS, amount=number("312", "家", comparator=">")), "comparator"),
        (changed(FIRMS, amount=number("312", "家", approximate=True)), "comparator"),
    ],
    "sign-contradicts": [
        (changed(GROWTH, amount=number("-8.5", "%")), "value"),
        (changed(REVENUE, amount=number("3.2", "%")), "value"),
    ],
    "qualifier-lost": [(changed(PLATFORMS, scope=""), "scope")],
    "period-contradicts": [
        (changed(INVESTMENT, period="2025"), "period"),
        (changed(PLATFORMS, period="2022"), "period"),
        (changed(FIRMS, period="2024", period_stated="2023年"), "period"),
    ],
    "period-not-stated": [(changed(FIRMS, period="2022", period_stated="2022年"), "period_stated")],
    "kind-contradicts": [
        (changed(INVESTMENT, figure_kind="actual"), "kind"),
        (changed(INVESTMENT, figure_kind="target"), "kind"),
        (changed(FIRMS, figure_kind="target"), "kind"),
    ],
    "standing-contradicts": [
        (
            changed(INVESTMENT, period_standing="since", period_stated="2023年底前", passages=()),
            "period_standing",
        )
    ],
    "quote-altered": [(changed(QUOTE, content="项目是发展的生命线，要一刻不停地推。"), "content")],
    "quote-not-in-marks": [(changed(QUOTE, content="明年将新建道路12条"), "manner")],
    "speaker-not-named": [(changed(QUOTE, speaker="李明"), "speaker")],
    "title-not-given": [
        (changed(QUOTE, title="星湖新区党工委副书记"), "speaker_title"),
        (changed(QUOTE, title="管委会主任"), "speaker_title"),
    ],
    "date-contradicts": [
        (changed(PHOTO, dates=(replace(PHOTO.dates[0], day=date(2024, 4, 8)),)), "date"),
        (changed(PHOTO, dates=(replace(PHOTO.dates[0], day=date(2024, 4, 8), stated="4月8日"),)), "date"),
    ],
    "date-without-year": [
        (changed(PHOTO, dates=(replace(PHOTO.dates[0], basis="stated"),)), "date_basis"),
    ],
    "due-contradicts": [(changed(MEASURE, due="2025"), "due"), (changed(MEASURE, due="2024-Q1"), "due")],
    "timing-not-stated": [(changed(MEASURE, due="2025", timing="2025年"), "timing_stated")],
    "cadence-contradicts": [(changed(MEASURE, cadence="quarterly"), "cadence")],
    "number-not-stated": [(told(ROADS, "content", "新建道路21条。"), "content")],
    "year-not-stated": [(told(FOUNDED, "content", "园区建于1986年。"), "content")],
    "number-in-remark": [(told(REMARK, "content", "321家是期末数。"), "content")],
    "english-number": [
        (told(ROADS, "content", "新建道路12条。", "21 roads are to be built."), "content_en"),
        (told(INVESTMENT, "wording", "投资45亿元", "investment of 4.5 million yuan"), "wording_en"),
    ],
    "english-unit": [
        (told(REVENUE, "wording", "下降3.2%", "up 3.2%"), "wording_en"),
        (told(INVESTMENT, "wording", "投资45亿元", "investment of 4.5 billion dollars"), "wording_en"),
    ],
    "english-scale": [(changed(INVESTMENT, unit_en="billion yuan"), "unit_en")],
    "unit-of-nature": [(changed(GROWTH, nature="count"), "unit"), (changed(FIRMS, nature="growth"), "unit")],
    "unit-of-metric": [(changed(FIRMS, base_unit="元"), "unit")],
    "passage-not-found": [
        (changed(GOAL, passages=(PlacedPassage(pk=9, mark="§1 ¶1", found_at=""),)), "phrase")
    ],
    "passage-elsewhere": [
        (changed(GOAL, passages=(PlacedPassage(pk=9, mark="§1 ¶1", found_at="§1 ¶3"),)), "paragraph")
    ],
}
# Mistakes between rows, with the rows they are about.
BETWEEN_ROWS: dict[str, tuple[Content, set[str]]] = {
    "link-not-stated": (
        of(GOAL, PROJECT, replace(LINK, passages=(at(2, "项目是发展的生命线"),))),
        {"link"},
    ),
    "nature-of-name": (of(shared=(replace(METRIC, nature="share"),)), {""}),
    "metric-twice": (of(shared=(METRIC, replace(METRIC, code="taxes"))), {""}),
    "growth-against-values": (
        of(
            replace(INVESTMENT, key="before", period="2022", passages=(), wording="40亿元", period_stated="",
                    amount=number("40", "亿元"), figure_kind="actual"),
            replace(INVESTMENT, key="after", period="2023", passages=(), wording="45亿元", period_stated="",
                    figure_kind="actual"),
            replace(GROWTH, key="rate", passages=(), figure_kind="actual"),
        ),
        {"before", "after", "rate"},
    ),
}  # fmt: skip


def test_sound_plan_gives_no_finding():
    assert check(of(*SOUND)) == []
    assert [one.code for one in check(of(GOAL, PROJECT, LINK))] == []


def test_sound_plan_gives_no_finding_without_the_text():
    bare = [
        replace(row, passages=tuple(replace(one, paragraph_text="", sentence="") for one in row.passages))
        for row in SOUND
    ]
    assert check(of(*bare, shared=(replace(SOURCE, paragraphs=()),))) == []


@pytest.mark.parametrize(
    ("code", "row", "field"),
    [(code, row, field) for code, cases in MISTAKES.items() for row, field in cases],
)
def test_mistake_is_found_at_its_field(code, row, field):
    others = [one for one in SOUND if one.key != row.key]
    found = [one for one in check(of(*others, row)) if one.code == code]
    assert [(one.rows, one.field) for one in found] == [((row,), field)]
    for language in ("en", "zh-hans"):
        with override(language):
            assert "%(" not in found[0].message


@pytest.mark.parametrize(("code", "planted"), BETWEEN_ROWS.items())
def test_mistake_between_rows_is_found(code, planted):
    content, keys = planted
    (found,) = check(content) if code != "link-not-stated" else [
        one for one in check(content) if one.code == code
    ]  # fmt: skip
    assert (found.code, {row.key for row in found.rows}) == (code, keys)
    assert found.message


def test_every_comparing_rule_has_a_case():
    comparing = {code for code, rule in RULES.items() if rule.introduced}
    assert comparing == set(MISTAKES) | set(BETWEEN_ROWS)


def test_every_rule_says_what_it_finds_with_an_example():
    assert all(str(rule.finds) and str(rule.example) for rule in RULES.values())


# Translations.


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("签约总投资1.2万亿元", "a signed total of 1.2 trillion yuan"),
        ("引进外资7450万美元", "foreign investment of US$74.5 million"),
        ("产值过10亿元、20亿元", "output above 1 and 2 billion yuan"),
        ("“十四五”期间投资300亿元", "30 billion yuan in the 14th Five-Year Plan period"),
        ("1—11月税收5亿元", "tax revenue of 500 million yuan from January to November"),
        ("园区面积400亩", "an area of 400 mu (26.7 hectares)"),
        ("两家企业", "both firms"),
        ("九成以上", "more than 90 per cent"),
        ("20多年来", "for over two decades"),
        ("翻一番", "to double"),
        ("24小时服务", "service round the clock"),
        ("第二、第三梯队", "second- and third-tier firms"),
        ("抓好几件事", "two things"),
    ],
)
def test_translation_with_the_same_numbers_is_sound(chinese, english):
    assert number_differences(pair("wording", chinese, english)) is None


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("30亿元", "30 million yuan"),
        ("43家", "34 firms"),
        ("两家企业", "three firms"),
        ("两个优化、三个增强", "two optimise, two strengthen"),
        ("12月21日", "12 December"),
        ("2023年", "in 2022"),
        ("第三季度", "in the second quarter"),
        ("上半年", "in the second half"),
        ("三成企业", "3% of firms"),
        ("产值过10亿元、20亿元", "output above 10 and 20 billion yuan"),
    ],
)
def test_translation_with_other_numbers_is_found(chinese, english):
    assert number_differences(pair("wording", chinese, english))


# Remarks that answer.


@pytest.mark.parametrize(
    ("fields", "answers"),
    [
        ({"remark_kind": "unclear", "figures": frozenset({"figure"})}, True),
        ({"remark_kind": "correction", "about": frozenset({"figure"})}, True),
        ({"remark_kind": "inference", "figures": frozenset({"figure"})}, False),
        ({"remark_kind": "caution", "figures": frozenset({"figure"})}, False),
        ({"remark_kind": "unclear", "figures": frozenset({"another"})}, False),
    ],
)
def test_remark_on_the_row_answers_an_error(fields, answers):
    remark = RemarkRow(key="remark", **fields)
    (found,) = [
        one
        for one in check(of(changed(FIRMS, wording="突破312家大关"), remark))
        if one.code == "wording-not-stated"
    ]
    assert (found.remark == remark) is answers


# From the database.


def make_firms(source: Any, edition: Any) -> None:
    """Rows that rest on a passage of the source."""
    passage = make_passage(source, section=source.sections.first(), phrase="企业312家", phrase_en="312 firms")
    make_figure(edition, value=312, wording="园区有企业312家").passages.add(passage)
    make_quote(edition, content="企业312家").passages.add(passage)
    make_remark(edition).passages.add(passage)


def test_text_is_read_around_the_passages_in_a_constant_number_of_queries(db):
    edition = make_edition(year=2024)
    source = make_source(edition)
    title = source.sections.create(key="one", title="第一节", label="§1", paragraph_count=2).title
    attach(source, text=f"{title}\n\n园区有规模以上企业312家。\n\n另有27家。")
    make_firms(source, edition)
    with CaptureQueriesContext(connection) as few:
        codes = {one.code for one in findings(edition)}
    assert {"wording-not-stated", "quote-not-in-marks", "speaker-not-named", "qualifier-lost"} <= codes
    for _number in range(5):
        make_firms(source, edition)
    with CaptureQueriesContext(connection) as many:
        findings(edition)
    assert len(many) == len(few)


def test_what_cannot_be_checked_without_the_text_is_counted(db):
    edition = make_edition()
    source = make_source(edition)
    passage = make_passage(source)
    make_figure(edition, wording="12家").passages.add(passage)
    make_quote(edition).passages.add(passage)
    assert [(one.wordings, one.quotes) for one in unchecked(content_of(edition))] == [(1, 1)]
    attach(source, text="无关。")
    assert unchecked(content_of(edition)) == []
