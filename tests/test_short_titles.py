"""The title of a proposed measure or project: a phrase of the source, uncut, of some 20 characters."""

import pytest

from initiatives.reading.measure_finding import measures_in
from initiatives.reading.short_titles import LONGEST_TITLE, short_title
from initiatives.reading.source_lines import document_of_text
from initiatives.reading.stated_periods import PeriodReader


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("建设一批标准厂房", "建设一批标准厂房"),
        # A list is cut between two of its parts,
        (
            "新建湖滨东路、星桥路、云帆大道、智谷一路、智谷二路和智谷三路",
            "新建湖滨东路、星桥路、云帆大道、智谷一路",
        ),
        # unless a noun follows that all of them are about.
        ("落实项目急需的水、电、路、气、通信和排水等配套要素保障", "配套要素保障"),
        # Clauses come before lists, and the lead before what is done is left out.
        ("力争2026年规模以上工业增加值迈上110亿元台阶", "规模以上工业增加值迈上110亿元台阶"),
        ("强化要素保障，推动水、电、气、路、网等配套设施一次建设到位", "强化要素保障"),
        # What is done stands after what leads in to it.
        ("从前期部署、建设进度、竣工投产、要素保障等方面推动项目建设", "推动项目建设"),
        ("在“飞地园区”、投融资服务等重点领域探索党建引领的新机制", "探索党建引领的新机制"),
        # Words within quotation marks stay together.
        ("打造一批“符合党建要求、融合业务实际、契合支部特色”的党建品牌", "党建品牌"),
        # Where no short phrase can be cut, the words stay.
        (
            "梯度培育一批产值过10亿元、20亿元甚至100亿元的企业",
            "梯度培育一批产值过10亿元、20亿元甚至100亿元的企业",
        ),
    ],
)
def test_title_is_a_phrase_of_the_words(words, title):
    assert short_title(words) == title
    assert title in words


def test_measure_keeps_its_sentence_as_evidence():
    sentence = "明年，园区将从前期部署、建设进度、竣工投产、要素保障等方面推动项目建设。"
    (block,) = document_of_text(f"{sentence}\n").blocks
    (measure,) = measures_in(block, PeriodReader(2024, None), {}, plan_part=True)
    assert measure.fields.title == "推动项目建设"
    assert len(measure.words) > LONGEST_TITLE
    assert measure.words in sentence
