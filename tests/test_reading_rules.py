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


def test_long_text_is_read_in_time():
    text = (
        "2025年，园区将推动工业总产值增长8%，引进项目30个，培育高新技术企业20家以上，加强服务保障。\n" * 2000
    )
    begun = time.process_time()
    found = reading(text)
    assert len(text) > 95_000
    assert len(found.of_kind(ProposalKind.FIGURE)) == 6000
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "text", ["园" * 60_000, "，" * 60_000, "“" * 60_000, "1" * 60_000, "一是" * 30_000, "A、" * 30_000]
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
