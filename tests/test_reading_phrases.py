"""How single phrases are read: shared lists, classes by size, times, parts of slogans."""

import pytest

from initiatives.reading.proposals import Confidence, ProposalKind
from tests.test_reading_rules import fields_of, reading


def values(text: str) -> list[tuple[str, str]]:
    """The metric (or subject) and value of each figure."""
    return [
        (each.metric or each.subject, f"{each.comparator}{each.value}{each.unit}")
        for each in fields_of(reading(text), ProposalKind.FIGURE)
    ]


def periods(text: str) -> list[tuple[str, str, str]]:
    return [
        (each.period, each.period_standing, each.kind)
        for each in fields_of(reading(text), ProposalKind.FIGURE)
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # Of a shared list each item has its number, also where the catalogue does not know it.
        (
            "规上工业产值、税收、利润分别增长12.5%、8.3%、-3.2%。",
            [
                ("gross-industrial-output-growth", "=12.5%"),
                ("tax-revenue-growth", "=8.3%"),
                ("利润", "=-3.2%"),
            ],
        ),
        (
            "城乡居民人均可支配收入分别增长5.5%和6.5%。",
            [("urban-income-growth", "=5.5%"), ("农村居民人均可支配收入", "=6.5%")],
        ),
        (
            "规上工业产值、固定资产投资分别完成120亿元、35亿元，增长8%和9%。",
            [
                ("gross-industrial-output", "=120亿元"),
                ("fixed-investment", "=35亿元"),
                ("gross-industrial-output-growth", "=8%"),
                ("fixed-investment-growth", "=9%"),
            ],
        ),
        (
            "甲材料、乙装备、丙医药三大产业产值分别达到120亿元、86亿元和75亿元。",
            [
                ("industrial-cluster-output", "=120亿元"),
                ("industrial-cluster-output", "=86亿元"),
                ("industrial-cluster-output", "=75亿元"),
            ],
        ),
        ("总量、增速分别居全市第3位、第1位。", [("总量", "=3位"), ("增速", "=1位")]),
        # Classes by size say which firms are counted.
        (
            "培育千亿企业1家、百亿企业5家。",
            [("output-tier-firms", "=1家"), ("output-tier-firms", "=5家")],
        ),
        ("培育1个千亿级、2个百亿级产业集群。", [("产业集群", "=1个"), ("产业集群", "=2个")]),
        (
            "营业收入超亿元企业120家，其中超百亿元3家。",
            [("output-tier-firms", "=120家"), ("output-tier-firms", "=3家")],
        ),
        # More of what was counted before.
        (
            "进出口120亿元，其中出口85亿元、进口35亿元。",
            [("imports-exports", "=120亿元"), ("exports", "=85亿元"), ("进口", "=35亿元")],
        ),
        ("新增就业5000人，其中毕业生1200人。", [("new-jobs", "=5000人"), ("new-jobs", "=1200人")]),
        ("发放贷款156笔、12.3亿元。", [("发放贷款", "=156笔"), ("loans-granted", "=12.3亿元")]),
        (
            "研发经费投入增长12%，占比提升至3.1%。",
            [("r-and-d-expenditure-growth", "=12%"), ("r-and-d-intensity", "=3.1%")],
        ),
        ("重点项目新开工30个，竣工20个。", [("projects-started", "=30个"), ("projects-completed", "=20个")]),
        # Places and units.
        ("园区跻身全国高新区50强。", [("national-ranking", "<=50位")]),
        ("港口完成集装箱吞吐量35万标箱。", [("港口完成集装箱吞吐量", "=35万标箱")]),
        (
            "工业总产值突破500亿，税收达20亿。",
            [("gross-industrial-output", ">500亿元"), ("tax-revenue", "=20亿元")],
        ),
        ("为企业减负5.6亿元。", [("tax-relief", "=5.6亿元")]),
        ("1-9月实现GDP95.5亿元。", [("gdp", "=95.5亿元")]),
        ("税收在全国高新区排名第3位。", [("税收在全国高新区排名", "=3位")]),
        (
            "引进亿元项目20个，亿元企业达30家。",
            [("major-projects-signed", "=20个"), ("billion-firms", "=30家")],
        ),
        ("至少引进3家龙头企业。", [("leading-firms", ">=3家")]),
        # Neither how many are ranked nor what a policy pays at most.
        ("在全省138家开发区综合考评中列第36位。", [("national-ranking", "=36位")]),
        ("按实际投资的1%给予奖励，最高500万元。", []),
        # Full stops in the place of decimal points.
        ("税收6。2亿元，同比增长13。5%。", [("tax-revenue", "=6.2亿元"), ("tax-revenue-growth", "=13.5%")]),
        # Amounts of one project, and no dates.
        (
            "全年实施项目85个，总投资1995.5亿元。",
            [("key-projects", "=85个"), ("project-total-investment", "=1995.5亿元")],
        ),
    ],
)
def test_values_of_a_sentence(sentence, expected):
    assert values(sentence) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "到2026年税收达到10亿元、2030年税收达到20亿元。",
            [("2026", "by", "target"), ("2030", "by", "target")],
        ),
        (
            "高新技术企业230家（2023年末为190家）。",
            [("2024", "within", "actual"), ("2023", "as-of", "actual")],
        ),
        ("一年来，全年新签约项目38个。", [("2024", "within", "actual")]),
        (
            "2025年1-9月实现税收15亿元，全年预计实现税收20亿元；1-9月完成工业投资7亿元。",
            [
                ("2025-01/2025-09", "within", "actual"),
                ("2025", "within", "expected"),
                ("2025-01/2025-09", "within", "actual"),
            ],
        ),
        ("统计显示，2025年一季度完成税收12亿元；工业投资3亿元。", [("2025-Q1", "within", "actual")] * 2),
        ("截至2024年底，园区企业300家。工业用地2000亩。", [("2024", "as-of", "actual")] * 2),
        ("园区2025年工作总结\n\n全年签约项目38个。\n\n竣工项目12个。", [("2025", "within", "actual")] * 2),
        (
            "一、2024年工作回顾\n\n2024年税收8亿元。\n\n二、存在的问题\n\n全年仅供应工业用地860亩。",
            [("2024", "within", "actual")] * 2,
        ),
    ],
)
def test_period_and_kind(text, expected):
    assert periods(text) == expected


def test_columns_of_part_of_the_year_and_of_shares():
    text = "指标\t1-9月完成\t同比增长\t完成年度目标比例\n税收（亿元）\t12.8\t6.5%\t80%"
    assert values(text) == [("tax-revenue", "=12.8亿元"), ("tax-revenue-growth", "=6.5%"), ("税收", "=80%")]
    assert set(periods(text)) == {("2025-01/2025-09", "within", "actual")}


def test_chapters_of_a_report_with_a_plan_are_of_their_years():
    text = (
        "关于2024年工作完成情况及2025年工作计划的报告\n\n今年以来，园区扎实推进各项工作。\n\n"
        "一、主要指标完成情况\n\n税收完成8亿元。\n\n二、2025年主要目标\n\n税收达到9亿元。"
    )
    assert periods(text) == [("2024", "within", "actual"), ("2025", "within", "target")]


def test_titles_between_entries_part_them():
    text = "2024年成绩单\n●税收：8亿元\n●引进项目30个\n2025年目标\n●税收增长9%\n●引进项目40个"
    assert [kind for _period, _standing, kind in periods(text)] == ["actual", "actual", "target", "target"]


def test_distance_from_another_place_is_left_to_a_person():
    found = reading("2024年，工业增加值增长8%，高于全市1.3个百分点。").of_kind(ProposalKind.FIGURE)
    assert [each.confidence for each in found] == [Confidence.CERTAIN, Confidence.UNSURE]


def groups(text: str) -> list[tuple[str, list[str]]]:
    found = reading(text)
    goals = fields_of(found, ProposalKind.GOAL)
    return [
        (group.label, [goal.title for goal in goals if goal.group == group.number])
        for group in fields_of(found, ProposalKind.GOAL_GROUP)
    ]


def test_parts_of_a_slogan_are_defined_in_brackets():
    text = "锚定“一个目标”（建成一流园区），做强“三大集群”（甲材料、乙装备、丙医药）。"
    assert groups(text) == [("一个目标", ["建成一流园区"]), ("三大集群", ["甲材料", "乙装备", "丙医药"])]


def test_parts_of_a_slogan_are_defined_after_dashes_and_colons():
    text = "突出“两大引擎”——科技创新、改革开放；强化“三项保障”——要素、人才、资金。"
    assert groups(text) == [("两大引擎", ["科技创新", "改革开放"]), ("三项保障", ["要素", "人才", "资金"])]


def test_projects_are_listed_in_brackets():
    text = "实施“三大行动”（产业升级行动、科技创新行动、营商环境行动），加快建设一流园区。"
    titles = [each.title for each in fields_of(reading(text), ProposalKind.PROJECT)]
    assert titles == ["产业升级行动", "科技创新行动", "营商环境行动"]


def test_goals_are_listed_by_ordinals():
    text = "今年做好三个强化。\n\n一是强化招商，引进项目。二是强化服务，解决问题。三是强化保障，供应土地。"
    assert groups(text) == [("三个强化", ["强化招商", "强化服务", "强化保障"])]


@pytest.mark.parametrize(
    "text",
    [
        "落实市委“一个确保、两个优化”工作部署。",
        "落实“三个坚持”“五个表率”要求。",
        "对标“五个一流”，推进“六大战略”。",
    ],
)
def test_slogans_of_superiors_and_single_names_are_no_groups(text):
    assert groups(text) == []


def test_numbered_headings_may_end_with_a_full_stop():
    text = "一、做强产业。\n引进项目30个。\n二、做优服务。\n走访企业90家。"
    kinds = [block.kind for block in reading(text).document.blocks]
    assert kinds == ["heading", "paragraph", "heading", "paragraph"]
