"""The grammar of amounts: each kind of wording, the offsets, and where it is used."""

import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.quality.figure_amounts import states_amount
from initiatives.values.amount_words import UNITS, split_unit
from initiatives.values.amounts import Amount
from initiatives.values.chinese_numerals import plain_text
from initiatives.values.grammar_examples import AMOUNT_EXAMPLES
from initiatives.values.stated_amounts import StatedAmount, find_amounts, parse_amount

ROOT = Path(__file__).parent.parent
CASES = yaml.safe_load((ROOT / "tests/cases/amounts.yaml").read_text(encoding="utf-8"))
PLAN = yaml.safe_load((ROOT / "fixtures/yuhua-2024.yaml").read_text(encoding="utf-8"))
FIGURES = [row["fields"] for row in PLAN if row["model"] == "initiatives.figure"]


def expected_parts(case: dict[str, Any]) -> dict[str, Any]:
    """What a row of amounts.yaml says of every part; its head says what the keys mean."""

    def number(key: str) -> Decimal | None:
        return Decimal(str(case[key])) if key in case else None

    return {
        **{key: number(key) for key in ("low", "high", "ratio", "to_base")},
        "low_open": case.get("open") == "low",
        "high_open": case.get("open") == "high",
        "approximate": case.get("about", False),
        "unit": case["unit"],
        "change": case.get("change", False),
        "rank": case.get("rank", False),
        "numeral": False,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_case_is_read_as_listed(case):
    amount = parse_amount(case["text"])
    if case.get("none"):
        assert amount is None
    elif "numeral" in case:
        assert amount
        assert (amount.numeral, amount.value) == (True, case["numeral"])
    else:
        assert amount
        expected = expected_parts(case)
        assert {name: getattr(amount, name) for name in expected} == expected


# Words, comparator, value, upper value and unit as stated.
WORDINGS = [
    *(
        ("逾50家", ">", 50, None, "家"),
        ("突破100亿元", ">", 100, None, "亿元"),
        ("高于5%", ">", 5, None, "%"),
    ),
    *(("过千家", ">", 1000, None, "家"), ("大于3倍", ">", 3, None, "倍"), ("多于8项", ">", 8, None, "项")),
    *(("达到30亿元以上", ">=", 30, None, "亿元"), ("不少于20个", ">=", 20, None, "个")),
    *(("至少3家", ">=", 3, None, "家"), ("100家及以上", ">=", 100, None, "家")),
    *(("1000家（含）以上", ">=", 1000, None, "家"), ("50亿元以上（不含）", ">", 50, None, "亿元")),
    *(
        ("上百家", ">=", 100, None, "家"),
        ("亿元以上", ">=", 10**8, None, "元"),
        ("超亿元", ">", 10**8, None, "元"),
    ),
    *(
        ("不高于5%", "<=", 5, None, "%"),
        ("至多12个", "<=", 12, None, "个"),
        ("30天以内", "<=", 30, None, "天"),
    ),
    *(("30家以下", "<=", 30, None, "家"), ("未超过5%", "<=", 5, None, "%"), ("低于3%", "<", 3, None, "%")),
    *(
        ("不足100家", "<", 100, None, "家"),
        ("少于10个", "<", 10, None, "个"),
        ("接近90%", "<", 90, None, "%"),
    ),
    *(
        ("将近200亿元", "<", 200, None, "亿元"),
        ("近九成", "<", 90, None, "%"),
        ("近千亿元", "<", 1000, None, "亿元"),
    ),
    *(("大约60个", "~", 60, None, "个"), ("30家上下", "~", 30, None, "家"), ("十来个", "~", 10, None, "个")),
    *(
        ("30多亿元", ">", 30, None, "亿元"),
        ("5亿多元", ">", 5, None, "亿元"),
        ("300余人次", ">", 300, None, "人次"),
    ),
    *(("3亿元至5亿元", "=", 3, 5, "亿元"), ("3—5亿元", "=", 3, 5, "亿元"), ("8％－10％", "=", 8, 10, "%")),
    *(
        ("8%～10%", "=", 8, 10, "%"),
        ("百分之六至百分之八", "=", 6, 8, "%"),
        ("百分之八到十", "=", 8, 10, "%"),
    ),
    *(
        ("8000元至1.2万元", "=", Decimal("0.8"), Decimal("1.2"), "万元"),
        ("2000—3000家", "=", 2000, 3000, "家"),
    ),
    *(("七八个", "=", 7, 8, "个"), ("三五家", "=", 3, 5, "家"), ("三四十家", "=", 30, 40, "家")),
    *(("三成五", "=", 35, None, "%"), ("七八成", "=", 70, 80, "%"), ("半数以上", ">=", 50, None, "%")),
    *(
        ("一半", "=", 50, None, "%"),
        ("四分之三以上", ">=", 75, None, "%"),
        ("三分之一", "~", Decimal("33.3333"), None, "%"),
        ("5个工作日内", "<=", 5, None, "个工作日"),
        ("5‰", "=", 5, None, "‰"),
    ),
    *(("两千三百家", "=", 2300, None, "家"), ("一万二千家", "=", Decimal("1.2"), None, "万家")),
    *(
        ("5千万元", "=", 5, None, "千万元"),
        ("3百万元", "=", 3, None, "百万元"),
        ("３０万千瓦时", "=", 30, None, "万千瓦时"),
    ),
    *(
        ("3千米", "=", 3, None, "千米"),
        ("800万美元", "=", 800, None, "万美元"),
        ("1亿欧元", "=", 1, None, "亿欧元"),
    ),
    *(("400万元/亩", "=", 400, None, "万元/亩"), ("每亩税收不低于30万元", ">=", 30, None, "万元/亩")),
    *(
        ("人均3万元", "=", 3, None, "万元/人"),
        ("5万平方米", "=", 5, None, "万平方米"),
        ("3公顷", "=", 3, None, "公顷"),
    ),
    *(
        ("两大平台公司", "=", 2, None, "大"),
        ("三张“药方”", "=", 3, None, "张"),
        ("-3.2%", "=", Decimal("-3.2"), None, "%"),
    ),
]


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording[0])
def test_comparison_range_and_unit_are_read(wording):
    text, *parts = wording
    (amount,) = find_amounts(text)
    assert [amount.comparator, amount.value, amount.upper, amount.unit_stated] == parts


@pytest.mark.parametrize(
    ("text", "low", "high", "to_base"),
    [
        *(("税收下降12%", -12, -12, None), ("降幅3.5%", "-3.5", "-3.5", None), ("增速8%以上", 8, None, None)),
        *(("下降3%以上", None, -3, None), ("下降3%—5%", -5, -3, None), ("降幅不超过3%", -3, None, None)),
        *(("增速回落1.2个百分点", "-1.2", "-1.2", None), ("同比减少30家", -30, -30, None)),
        *(("高于全省平均1.2个百分点", "1.2", "1.2", None), ("低于全国0.5个百分点", "-0.5", "-0.5", None)),
        *(("增速为-3.2%", "-3.2", "-3.2", None), ("8%左右的增长", 8, 8, None), ("净增30家", 30, 30, None)),
        *(("同比增8.5%", "8.5", "8.5", None), ("减半", -50, -50, None), ("增长两位数", 10, 100, None)),
        *(("翻番", 1, 1, 2), ("翻两番", 3, 3, 4), ("翻了三番", 7, 7, 8), ("增长3倍", 3, 3, 4)),
    ],
)
def test_change_has_the_sign_of_its_verb(text, low, high, to_base):
    (amount,) = find_amounts(text)
    bounds = [None if bound is None else Decimal(bound) for bound in (low, high)]
    assert [amount.low, amount.high, amount.to_base, amount.change] == [*bounds, to_base, True]


@pytest.mark.parametrize(
    ("text", "value", "to_base"),
    [
        *(("提高到90%", 90, None), ("降至3%", 3, None), ("提升至95%以上", 95, None), ("新增27个", 27, None)),
        *(
            ("是上年的2.5倍", "2.5", "2.5"),
            ("增长到2020年的3倍", 3, 3),
            ("增加值30亿元", 30, None),
            ("扩大到3倍", 3, 3),
        ),
    ],
)
def test_level_is_no_change(text, value, to_base):
    (amount,) = find_amounts(text)
    assert (amount.value, amount.change) == (Decimal(value), False)
    assert amount.to_base == (None if to_base is None else Decimal(to_base))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        *(
            ("第三名", 3, 3),
            ("排名第三", 3, 3),
            ("列全国第12", 12, 12),
            ("居全省第一位", 1, 1),
            ("位列第一", 1, 1),
        ),
        *(("进入全省前五", None, 5), ("前10强", None, 10), ("前三名", None, 3), ("全市前3", None, 3)),
    ],
)
def test_rank_is_read(text, low, high):
    (amount,) = find_amounts(text)
    assert (amount.low, amount.high, amount.rank, amount.unit) == (low, high, True, "位")


@pytest.mark.parametrize(("text", "ratio"), [("3：1", 1), ("三比一", 1), ("1:1.5", Decimal("1.5"))])
def test_ratio_is_read(text, ratio):
    (amount,) = find_amounts(text)
    assert amount.ratio == ratio


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2023年",
            "2024—2026年",
            "12月21日",
            "1—11月",
            "2023-12-21",
            "前三季度",
            "三个季度",
            "20多年来",
            "十四五",
        ),
        *(
            "第二产业",
            "第二、第三梯队",
            "第一时间",
            "一是",
            "一方面",
            "一批",
            "一体化",
            "一流",
            "一个新的增长点",
        ),
        *(
            "“百名干部进千企”",
            "“一支部一特色”",
            "工业4.0",
            "5G基站",
            "F5G",
            "三位一体",
            "1+4+N",
            "§2",
            "500强企业",
        ),
        *(
            "几十家",
            "数十家",
            "十几家",
            "若干项",
            "千亿级",
            "万家丽路",
            "零部件",
            "十分",
            "3亿4千",
            "1 240家",
            "9:00",
        ),
        *("13812345678", "0731-88888888", "〔2023〕15号", "G107", "目前", "更多"),
    ],
)
def test_words_that_only_look_like_an_amount_are_none(text):
    assert find_amounts(text) == []


@pytest.mark.parametrize("text", ["八大工程", "三个增强", "“两个优化”", "五个方面", "一个确保", "“三大行动”"])
def test_parts_of_a_slogan_are_a_numeral(text):
    assert [amount.numeral for amount in find_amounts(text)] == [True]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("由30家到50家", [30, 50]),
        ("由90%降到24%", [90, 24]),
        ("产值过10亿元、20亿元、50亿元甚至100亿元的企业", [10, 20, 50, 100]),
        ("引进三类500强企业2家", [2]),
        ("签约21个，通过3项，目前三家", [21, 3, 3]),
        ("2024年，税收增长8%以上、总量达到30亿元", [8, 30]),
        ("2023年成功签约项目21个", [21]),
    ],
)
def test_every_amount_of_a_text_is_found(text, values):
    assert [amount.value for amount in find_amounts(text)] == values


@pytest.mark.parametrize("text", ["30家、40家", "30家或更多的企业", "", "持平", "没有数"])
def test_text_that_is_not_one_amount_is_not_parsed(text):
    assert parse_amount(text) is None


# Any text

PIECES = st.sampled_from(
    [
        *"0123456789１９.,，%％万亿千百十零一二两三成半余多近约超不年月日家元个位-—至到比分之第前番倍增长下降（）“”：",
        "以上",
        "百分之",
        "个百分点",
    ]
)
TEXTS = st.lists(PIECES, max_size=24).map("".join) | st.text(max_size=60)


@given(TEXTS)
@settings(max_examples=400)
def test_offsets_are_slices_and_never_overlap(text):
    reached = 0
    for amount in find_amounts(text):
        assert amount.words == text[amount.start : amount.end]
        assert reached <= amount.start < amount.end
        assert amount.low is not None or amount.high is not None
        assert amount.upper is None or amount.value < amount.upper
        reached = amount.end
    parse_amount(text)


def parts(amount: StatedAmount) -> tuple[Any, ...]:
    return amount.start, amount.end, amount.low, amount.high, amount.unit, amount.comparator


@given(TEXTS)
@settings(max_examples=200)
def test_full_width_text_is_read_alike(text):
    assert [parts(amount) for amount in find_amounts(text)] == [
        parts(amount) for amount in find_amounts(plain_text(text))
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_case_is_read_alike_in_compatibility_form(case):
    first, second = (
        parse_amount(text) for text in (case["text"], unicodedata.normalize("NFKC", case["text"]))
    )
    assert (first and parts(first)[2:]) == (second and parts(second)[2:])


# Uses


@pytest.mark.parametrize(
    "fields", [fields for fields in FIGURES if fields.get("value")], ids=lambda fields: fields["key"]
)
def test_wording_of_the_shipped_plan_states_its_figure(fields):
    amount = Amount(Decimal(fields["value"]), fields["unit"])
    assert states_amount(fields["wording"], amount)
    values = [(stated.value, stated.unit) for stated in find_amounts(fields["wording"])]
    unit = "大" if "两大" in fields["wording"] else split_unit(fields["unit"])[1]
    assert (amount.value, UNITS[unit]) in values


@pytest.mark.parametrize(
    ("unit", "scale", "base"),
    [
        *(("亿元", 10**8, "元"), ("千元", 10**3, "元"), ("百万元", 10**6, "元"), ("万亿元", 10**12, "元")),
        *(("家", 1, "家"), ("千米", 1, "千米"), ("万千瓦时", 10**4, "千瓦时"), ("百分点", 1, "百分点")),
        *(
            ("万元/亩", 10**4, "元/亩"),
            ("万标箱", 10**4, "标箱"),
            ("千字", 1, "千字"),
            ("亿", 10**8, ""),
            ("", 1, ""),
        ),
    ],
)
def test_scale_of_a_unit(unit, scale, base):
    amount = Amount(Decimal(1), unit)
    assert (amount.scale, amount.base_unit) == (scale, base)


def test_first_amount_of_a_text():
    found = [
        Amount.find(text)
        for text in ("产值过10亿元", "八大工程", "2023年签约5千万元", "1,240 家", "8.5%", "30")
    ]
    assert [(amount.value, amount.unit) for amount in found if amount] == [
        *((10, "亿元"), (5, "千万元"), (1240, "家"), (Decimal("8.5"), "%"), (30, "")),
    ]


def test_examples_are_amounts_but_for_the_last():
    *amounts, last = [parse_amount(words) for words, _meaning in AMOUNT_EXAMPLES]
    assert all(amounts)
    assert last is None
