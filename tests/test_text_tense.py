"""Kinds and periods of numbers whose sentences do not say them: as the text before them does."""

import pytest

from initiatives.reading import figure_sharing
from initiatives.reading.proposals import FigureFields, ProposalKind
from initiatives.reading.reader import read_article
from initiatives.reading.source_lines import document_of_text


def kind_and_period(text: str, words: str, year: int) -> tuple[str, str, str]:
    """Kind, period and standing of the figure whose wording holds some words."""
    found = read_article(document_of_text(text), plan_year=year)
    fields = [each.fields for each in found.of_kind(ProposalKind.FIGURE)]
    figure = next(each for each in fields if isinstance(each, FigureFields) and words in each.wording)
    return figure.kind, figure.period, figure.period_standing


@pytest.mark.parametrize(
    ("year", "text", "words", "expected"),
    [
        pytest.param(
            2031,
            "全区主要预期目标是：地区生产总值增长7%。\n围绕上述目标，我们将重点抓好以下工作：\n"
            "夯实硬件基础。盘活用好闲置厂房9万平方米，提升园区承载能力。",
            "9万平方米",
            ("target", "2031", "within"),
            id="below a sentence that announces what will be done",
        ),
        pytest.param(
            2031,
            "2030年是本届政府任期的第一年。生产总值增长8.1%。\n"
            "这一年，我们着力转型。实施小微企业三年成长计划，新 增小微企业 2.6 万家。",
            "2.6 万家",
            ("actual", "2030", "within"),
            id="in a paragraph on the year that is over, after the name of a plan",
        ),
        pytest.param(
            2031,
            "今年以来，街道指标稳中向好，1-8月，完成社会消费品零售总额10.2亿元。\n2031年度议政会近日召开。",
            "10.2亿元",
            ("actual", "2031-01/2031-08", "within"),
            id="months that are counted are of the year of the text",
        ),
        pytest.param(
            2031,
            "2031年4月17日\n开发区将进一步激发活力。\n全年开票销售突破600亿元，新签约亿元项目15个以上。",
            "15个以上",
            ("target", "2031", "within"),
            id="what follows 全年 in a text of the middle of the year",
        ),
        pytest.param(
            2031,
            "2031年8月30日\n到2035年，力争研发投入占比达到3.4%以上。\n"
            "——平台体系加快完善。争取建成省级重点企业研究院2家。",
            "研究院2家",
            ("target", "2035", "by"),
            id="a list of dashes below the year by which it is due",
        ),
    ],
)
def test_number_without_a_time_of_its_own(year, text, words, expected):
    assert kind_and_period(text, words, year) == expected


def test_cost_of_several_projects_is_a_figure():
    text = "今年，开发区将全力实施总投资451.3亿元的重点项目135个。"
    found = read_article(document_of_text(text), plan_year=2031)
    fields = [each.fields for each in found.of_kind(ProposalKind.FIGURE)]
    assert any(
        isinstance(each, FigureFields) and f"{each.value}{each.unit}" == "451.3亿元" for each in fields
    )


def test_chain_of_shared_numbers_is_looked_at_once(monkeypatch):
    """Twice the numbers after 分别 take twice the comparisons, not four times."""
    matches = []

    class Counted:
        def fullmatch(self, *arguments):
            matches.append(1)
            return chained.fullmatch(*arguments)

    chained = figure_sharing.CHAINED
    monkeypatch.setattr(figure_sharing, "CHAINED", Counted())

    def comparisons(count: int) -> int:
        matches.clear()
        numbers = "、".join(f"{number}.5%" for number in range(count))
        read_article(document_of_text(f"产值、税收分别增长{numbers}。"), plan_year=2031)
        return len(matches)

    assert comparisons(400) < 2.5 * comparisons(200)
