"""What the rules propose of single sentences."""

import time
from typing import Any

import pytest

from initiatives.reading.metric_catalogue import shipped_catalogue, shipped_rows
from initiatives.reading.proposals import Confidence, ProposalKind
from initiatives.reading.reader import ArticleReading, read_article
from initiatives.reading.source_lines import document_of_text
from initiatives.values.vocabulary import Direction, MetricNature


def reading(text: str, year: int = 2025) -> ArticleReading:
    return read_article(document_of_text(text), plan_year=year)


def fields_of(found: ArticleReading, kind: ProposalKind) -> list[Any]:
    return [each.fields for each in found.of_kind(kind)]


def figures(text: str) -> list[tuple[str, str, str, str, str]]:
    return [
        (each.metric, f"{each.comparator}{each.value}", each.unit, each.kind, each.period)
        for each in fields_of(reading(text), ProposalKind.FIGURE)
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "2024年，工业总产值、税收分别增长8%、9%。",
            [
                ("gross-industrial-output-growth", "=8", "%", "actual", "2024"),
                ("tax-revenue-growth", "=9", "%", "actual", "2024"),
            ],
        ),
        (
            "2025年力争工业投资增长10%，力争12%。",
            [
                ("industrial-investment-growth", "=10", "%", "target", "2025"),
                ("industrial-investment-growth", "=12", "%", "target", "2025"),
            ],
        ),
        ("截至2024年底，高新技术企业达168家。", [("high-tech-firms", "=168", "家", "actual", "2024")]),
        (
            "到2027年，规上工业企业突破300家。",
            [("above-scale-industrial-firms", ">300", "家", "target", "2027")],
        ),
        ("预计2024年全年完成税收12亿元。", [("tax-revenue", "=12", "亿元", "expected", "2024")]),
        ("2025年，将引进亿元以上项目20个。", [("major-projects-signed", "=20", "个", "target", "2025")]),
        ("2025年，将新建110千伏变电站2座。", [("substations", "=2", "座", "target", "2025")]),
        ("会议围绕三个方面提出了九项任务。", []),
        # What a number is compared with is not its period.
        (
            "2024年，高新技术企业达168家，是2020年的2.4倍。",
            [
                ("high-tech-firms", "=168", "家", "actual", "2024"),
                ("", "=2.4", "倍", "actual", "2024"),
            ],
        ),
        (
            "2025年力争进出口总额在去年74亿元的基础上再增长10%。",
            [
                ("imports-exports", "=74", "亿元", "actual", "2024"),
                ("imports-exports-growth", "=10", "%", "target", "2025"),
            ],
        ),
        (
            "2025年力争税收收入42亿元（2024年为37亿元），增长13%。",
            [
                ("tax-revenue", "=42", "亿元", "target", "2025"),
                ("tax-revenue", "=37", "亿元", "actual", "2024"),
                ("tax-revenue-growth", "=13", "%", "target", "2025"),
            ],
        ),
        ("截至2025年4月，完成全年税收任务的31%。", [("", "=31", "%", "actual", "2025-04")]),
        # Words before the first of several numbers hold for all.
        (
            "2024年，工业总产值、税收分别下降3%、5%。",
            [
                ("gross-industrial-output-growth", "=-3", "%", "actual", "2024"),
                ("tax-revenue-growth", "=-5", "%", "actual", "2024"),
            ],
        ),
        (
            "2025年力争工业总产值、税收分别突破220亿元、90亿元。",
            [
                ("gross-industrial-output", ">220", "亿元", "target", "2025"),
                ("tax-revenue", ">90", "亿元", "target", "2025"),
            ],
        ),
        (
            "2025年，重点项目力争分别于一季度、上半年完成投资45亿元、105亿元。",
            [
                ("key-project-investment", "=45", "亿元", "target", "2025-Q1"),
                ("key-project-investment", "=105", "亿元", "target", "2025-H1"),
            ],
        ),
    ],
)
def test_figures_of_a_sentence(sentence, expected):
    assert figures(sentence) == expected


def test_quotation_in_two_parts_has_one_speaker():
    text = "“企业是园区的根，”青川工业园管委会主任罗建平说，“服务好企业就是我们的本分。”"
    quotes = fields_of(reading(text), ProposalKind.QUOTE)
    assert {(quote.speaker, quote.speaker_title) for quote in quotes} == {("罗建平", "青川工业园管委会主任")}


def test_two_numbers_for_one_metric_are_a_contradiction():
    found = reading("2024年，园区税收增长8%。2024年，园区税收增长9%。")
    assert [remark.kind for remark in found.remarks] == ["contradiction"]


def test_growth_above_a_hundred_per_cent_is_remarked():
    assert [remark.kind for remark in reading("2024年，园区税收增长154%。").remarks] == ["unclear"]


def test_nothing_is_certain_without_a_period():
    found = reading("园区税收3亿元。").of_kind(ProposalKind.FIGURE)
    assert [each.confidence for each in found] == [Confidence.LIKELY]


def test_every_proposal_stands_in_the_text():
    text = "一个确保，即确保经济稳定；两个优化，即优化产业和投资结构。\n园区将加强项目跟踪服务，\n推动重大项目建设。"  # noqa: E501
    found = reading(text)
    assert found.proposals
    for each in found.proposals:
        assert "".join(found.document.text[each.start : each.end].split()) == "".join(each.words.split())


@pytest.mark.slow
def test_long_text_is_read_in_time():
    text = (
        "2025年，园区将推动工业总产值增长8%，引进项目30个，培育高新技术企业20家以上，加强服务保障。\n" * 2000
    )
    begun = time.process_time()
    found = reading(text)
    assert len(text) > 95_000
    assert len(found.of_kind(ProposalKind.FIGURE)) == 6000
    assert time.process_time() - begun < 5


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "园" * 60_000,
        "，" * 60_000,
        "“" * 60_000,
        "1" * 60_000,
        "一是" * 30_000,
        "A、" * 30_000,
        "文号：" * 38 + " x y",
    ],
)
def test_monotonous_text_ends_in_time(text):
    begun = time.process_time()
    reading(text)
    assert time.process_time() - begun < 10


def test_catalogue_rows_are_metrics():
    rows = shipped_rows()
    codes = [row["code"] for row in rows]
    assert len(set(codes)) == len(codes) >= 150
    for row in rows:
        assert row["nature"] in MetricNature.values and row["direction"] in Direction.values
        assert row["name"] and row["name_en"]
        assert row.get("aliases") or row["growth_of"] in codes
    assert shipped_catalogue().metrics["high-tech-firms"].name == "高新技术企业数"


def test_report_on_part_of_the_year_is_of_its_own_year():
    text = "云溪园区前三季度工作情况\n\n今年以来，园区实现税收12亿元。\n\n1—9月，完成工业投资30亿元。"
    assert [(each.period, each.kind) for each in fields_of(reading(text), ProposalKind.FIGURE)] == [
        ("2025", "actual"),
        ("2025-01/2025-09", "actual"),
    ]


def test_short_lines_with_numbers_are_entries_below_their_heading():
    text = "云溪园区2025年怎么干\n\n【2024年成绩单】\n工业总产值 538亿元 ↑8.3%\n税收 27亿元 ↓3.1%"
    assert figures(text) == [
        ("gross-industrial-output", "=538", "亿元", "actual", "2024"),
        ("gross-industrial-output-growth", "=8.3", "%", "actual", "2024"),
        ("tax-revenue", "=27", "亿元", "actual", "2024"),
        ("tax-revenue-growth", "=-3.1", "%", "actual", "2024"),
    ]


def test_parts_of_a_slogan_may_follow_what_they_hold():
    text = (
        "按照“123”工作思路，锚定建设一流园区这一目标，突出产业强基、创新提能两个重点，"
        "推进集群壮大、平台升级、人才汇聚三大工程。"
    )
    found = reading(text)
    assert [each.label for each in fields_of(found, ProposalKind.GOAL_GROUP)] == ["这一目标", "两个重点"]
    assert [each.title for each in fields_of(found, ProposalKind.PROJECT)] == [
        "集群壮大",
        "平台升级",
        "人才汇聚",
    ]


def test_paragraphs_that_begin_with_their_names_are_projects():
    text = "打好“两场硬仗”：\n\n打好稳增长硬仗。确保增长8%。\n\n打好保安全硬仗。排查隐患300处。"
    assert [each.title for each in fields_of(reading(text), ProposalKind.PROJECT)] == [
        "稳增长硬仗",
        "保安全硬仗",
    ]


def test_answers_are_of_the_last_question_also_where_questions_are_headings():
    text = (
        "专访园区管委会主任\n\n记者：去年园区交出了怎样的答卷？\n\n宋志：2024年，完成税收28亿元。\n\n"
        "记者：新的一年，园区将如何发力？\n\n宋志：概括起来就是招大引强，全年新引进外资项目20个。"
    )
    assert [(value, kind, period) for _metric, value, _unit, kind, period in figures(text)] == [
        ("=28", "actual", "2024"),
        ("=20", "target", "2025"),
    ]


def test_targets_of_a_half_year_do_not_date_the_text_after_it():
    text = "园区“百日攻坚”行动方案\n\n一、攻坚目标\n\n上半年，工业总产值完成75亿元。"
    assert figures(text) == [("gross-industrial-output", "=75", "亿元", "target", "2025-H1")]


def test_text_on_results_of_a_year_is_written_after_it():
    text = (
        "省级开发区考核结果公布\n\n日前，省商务厅公布2025年度综合考核评价结果。2025年，该区完成税收14.8亿元。"
    )
    assert figures(text) == [("tax-revenue", "=14.8", "亿元", "actual", "2025")]


def test_month_in_which_something_is_done_is_that_of_the_next_number_too():
    text = "园区开局\n\n园区外出招商，2月份已签约项目6个，协议投资31亿元。"
    assert [period for *_rest, period in figures(text)] == ["2025-02", "2025-02"]
