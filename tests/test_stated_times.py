"""The grammar of times: each kind of wording, what a sentence says of the year, and periods."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.values.grammar_examples import TIME_EXAMPLES
from initiatives.values.stated_times import StatedTime, find_times, parse_time

CASES = yaml.safe_load((Path(__file__).parent / "cases/periods.yaml").read_text(encoding="utf-8"))
PLAN_YEAR, PUBLISHED = 2024, date(2023, 12, 29)


def read(text: str, context: str = "") -> StatedTime | None:
    return parse_time(text, context=context, plan_year=PLAN_YEAR, published_on=PUBLISHED)


def find(text: str) -> list[StatedTime]:
    return find_times(text, plan_year=PLAN_YEAR, published_on=PUBLISHED)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.get("in", "") + "|" + case["text"])
def test_case_is_read_as_listed(case):
    time = read(case["text"], case.get("in", ""))
    assert time
    kind = case["kind"].replace("_", "-")
    expected = (kind, case.get("from"), case.get("to"), case.get("unit", ""), case.get("inferred", False))
    assert (time.kind, time.first, time.last, time.unit, time.inferred) == expected


@pytest.mark.parametrize("case", [case for case in CASES if "in" in case], ids=lambda case: case["in"])
def test_case_is_found_in_its_sentence(case):
    expected = (case.get("from"), case.get("to"), case.get("inferred", False))
    found = [time for time in find(case["in"]) if case["text"] in time.words]
    assert expected in [(time.first, time.last, time.inferred) for time in found]


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        *(("2024—2026年", "within", "2024-01-01", "2026-12-31"), ("到2025年底", "by", "", "2025-12-31")),
        *(("2024年至2026年", "within", "2024-01-01", "2026-12-31"), ("2025年前", "by", "", "2025-12-31")),
        *(("十五五期间", "within", "2026-01-01", "2030-12-31"), ("“十三五”末", "by", "", "2020-12-31")),
        *(
            ("2024年Q1", "within", "2024-01-01", "2024-03-31"),
            ("2024-Q3", "within", "2024-07-01", "2024-09-30"),
        ),
        *(
            ("前三个季度", "within", "2023-01-01", "2023-09-30"),
            ("1至11月", "within", "2023-01-01", "2023-11-30"),
        ),
        *(("下半年", "within", "2023-07-01", "2023-12-31"), ("6月底前", "by", "", "2023-06-30")),
        *(("月底前", "by", "", "2023-12-31"), ("12月21日", "within", "2023-12-21", "2023-12-21")),
        *(("2023-12-21", "within", "2023-12-21", "2023-12-21"), ("年内", "by", "", "2023-12-31")),
        *(
            ("年底", "by", "", "2023-12-31"),
            ("年末", "by", "", "2023-12-31"),
            ("年初", "within", "2023-01-01", "2023-03-31"),
        ),
        *(
            ("未来三年", "within", "2024-01-01", "2026-12-31"),
            ("近三年", "within", "2021-01-01", "2023-12-31"),
        ),
        *(("五年后", "by", "", "2028-12-31"), ("3年内", "by", "", "2026-12-31"), ("目前", "as-of", "", "")),
        *(("去年", "within", "2022-01-01", "2022-12-31"), ("上年", "within", "2022-01-01", "2022-12-31")),
        *(("二〇二四年", "within", "2024-01-01", "2024-12-31"), ("2020年以来", "since", "2020-01-01", "")),
        *(("自2020年起", "since", "2020-01-01", ""), ("截至11月底", "as-of", "", "2023-11-30")),
        *(
            ("2024年1月1日至6月30日", "within", "2024-01-01", "2024-06-30"),
            ("二季度末", "by", "", "2023-06-30"),
        ),
        *(
            ("2024年5月中旬", "within", "2024-05-11", "2024-05-20"),
            ("今年前11个月", "within", "2023-01-01", "2023-11-30"),
        ),
        *(
            ("2024年2月", "within", "2024-02-01", "2024-02-29"),
            ("2024年度", "within", "2024-01-01", "2024-12-31"),
        ),
    ],
)
def test_time_is_read(text, kind, first, last):
    time = read(text)
    assert time
    assert (time.kind, time.first, time.last) == (kind, day(first), day(last))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        *(("每月", "month"), ("每季度", "quarter"), ("每年", "year"), ("每周", "week"), ("季季", "quarter")),
        *(
            ("按月", "month"),
            ("逐月", "month"),
            ("每半年", "half-year"),
            ("每天", "day"),
            ("每个季度", "quarter"),
        ),
    ],
)
def test_cadence_is_read(text, unit):
    time = read(text)
    assert time
    assert (time.kind, time.unit) == ("every", unit)


@pytest.mark.parametrize("text", ["长期", "常态化推进", "持续"])
def test_words_without_a_time_are_none(text):
    time = read(text)
    assert time
    assert time.kind == "none"


@pytest.mark.parametrize(
    "text", ["", "241家", "三年", "2024年13月", "2月30日", "20多年来", "年轻人", "第三方"]
)
def test_what_is_no_time_is_not_read(text):
    assert read(text) is None


def test_year_holds_for_the_rest_of_its_sentence_only():
    found = find("2024年，上半年开工10个，年底前投产5个。全年增长8%；明年一季度开工")
    assert [(time.words, time.first or time.last, time.inferred) for time in found] == [
        ("2024年", date(2024, 1, 1), False),
        ("上半年", date(2024, 1, 1), False),
        ("年底前", date(2024, 12, 31), False),
        ("全年", date(2023, 1, 1), True),
        ("明年一季度", date(2024, 1, 1), True),
    ]


def test_without_publication_the_year_is_that_of_the_plan():
    (time,) = find_times("全年", plan_year=2024, published_on=None)
    assert (time.first, time.inferred) == (date(2024, 1, 1), True)
    assert find_times("今年上半年", plan_year=2024, published_on=None) == []
    assert find_times("上半年", plan_year=None, published_on=None) == []


@pytest.mark.parametrize(
    ("text", "period"),
    [
        *(
            ("2024年", "2024"),
            ("2024年上半年", "2024-H1"),
            ("2024年第三季度", "2024-Q3"),
            ("2024年6月", "2024-06"),
        ),
        *(
            ("2024年前三季度", "2024-01/2024-09"),
            ("“十四五”期间", "2021/2025"),
            ("2024年3—9月", "2024-03/2024-09"),
        ),
        *(("2024年1月5日", None), ("到2025年", None), ("每月", None), ("2020年以来", None)),
    ],
)
def test_period_of_a_time(text, period):
    time = read(text)
    assert time
    assert time.period == period


PIECES = st.sampled_from(
    [
        *"0123456789二三四五十年月日底末前内至到—-。，",
        "2024年",
        "明年",
        "季度",
        "上半年",
        "截至",
        "以来",
        "每",
        "“十四五”",
        "旬",
    ]
)


@given(st.lists(PIECES, max_size=20).map("".join) | st.text(max_size=60))
@settings(max_examples=400)
def test_offsets_are_slices_and_never_overlap(text):
    reached = 0
    for time in find(text):
        assert time.words == text[time.start : time.end]
        assert reached <= time.start < time.end
        assert not (time.first and time.last) or time.first <= time.last
        assert time.period is None or time.kind == "within"
        reached = time.end
    read(text)


def test_examples_are_times():
    assert all(read(words) for words, _meaning in TIME_EXAMPLES)
