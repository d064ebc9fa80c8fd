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
        (
            "税收、文旅收入、工业投资均增长9%。",
            [("tax-revenue-growth", "=9%"), ("文旅收入", "=9%"), ("industrial-investment-growth", "=9%")],
        ),
        (
            "2024年引进项目20个，2025年引进25个。",
            [("investment-projects-signed", "=20个"), ("investment-projects-signed", "=25个")],
        ),
        ("税收8亿元，去年为7亿元。", [("tax-revenue", "=8亿元"), ("tax-revenue", "=7亿元")]),
        (
            "新引进项目27个，其中投资超10亿元的5个。",
            [("investment-projects-signed", "=27个"), ("投资", "=5个")],
        ),
        ("在百亿元项目招引上取得突破。", []),
        ("引进5个亿元项目。", [("major-projects-signed", "=5个")]),
        ("建设3个亿吨级港口。", [("建设", "=3个")]),
        ("亿元项目开工率60%。", [("project-start-rate", "=60%")]),
        ("粮食产量12亿斤，装机2.5吉瓦。", [("粮食产量", "=12亿斤"), ("装机", "=2.5吉瓦")]),
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
        # How many are ranked is no figure; what a policy pays is one.
        ("在全省138家开发区综合考评中列第36位。", [("national-ranking", "=36位")]),
        ("按实际投资的1%给予奖励，最高500万元。", [("按实际投资", "=1%"), ("按实际投资", "<=500万元")]),
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
        # What the year that ends brought is no aim, also below a heading of the plan.
        (
            "园区2025年工作要点\n\n招商行动\n\n2024年，园区签约项目21个，预计全年固定资产投资增长12%。",
            [("2024", "within", "actual"), ("2024", "within", "expected")],
        ),
        (
            "一、2024年工作回顾\n\n2024年税收8亿元。\n\n二、存在的问题\n\n全年仅供应工业用地860亩。",
            [("2024", "within", "actual")] * 2,
        ),
        # A page of a later year than its report.
        (
            "园区2025年三季度工作总结\n\n2026-02-11\n\n1-9月，园区税收6亿元。\n\n四季度，竣工项目5个。",
            [("2025-01/2025-09", "within", "actual"), ("2025-Q4", "within", "target")],
        ),
        # Targets that results are compared with.
        (
            "截至2025年9月，完成工业投资36亿元，占全年计划50亿元的72%；引进项目24个。",
            [
                ("2025-09", "as-of", "actual"),
                ("2025", "within", "target"),
                ("2025-09", "as-of", "actual"),
                ("2025-09", "as-of", "actual"),
            ],
        ),
        ("2024年，税收增长2%，比年初目标低3个百分点。", [("2024", "within", "actual")] * 2),
        # Years beyond the plan's say nothing of the next paragraph.
        (
            "2025年税收达到6亿元；2028年税收达到9亿元。\n\n下半年，新开工项目16个。",
            [("2025", "within", "target"), ("2028", "within", "target"), ("2025-H2", "within", "target")],
        ),
        # What is due after the day of writing is aimed at.
        (
            "（某报，2025年5月8日）\n\n园区已有12家企业落户，6月底前8个项目开工，全年新开工项目66个。",
            [("2025", "as-of", "actual"), ("2025-06", "by", "target"), ("2025", "within", "target")],
        ),
        (
            "年内新增规上企业9家，二期3万平方米厂房8月底前交付。",
            [("2025", "by", "target"), ("2025-08", "by", "target")],
        ),
        (
            "按照时序进度，一季度投资完成18亿元，上半年投资完成42亿元。",
            [("2025-Q1", "within", "target"), ("2025-H1", "within", "target")],
        ),
        # Questions on what lies ahead.
        (
            "园区访谈\n\n记者：2024年园区发展得怎么样？\n\n答：税收15亿元。\n\n记者：新的一年有什么打算？\n\n"
            "答：税收达到17亿元。\n\n记者：企业的难题怎么解决？\n\n答：新增就业900人，累计达到5000人。",
            [("2024", "within", "actual"), *[("2025", "within", "target")] * 3],
        ),
        # The same time last year; a month beside what is counted from January.
        (
            "2025年上半年，完成外资4860万美元，去年同期为3100万美元。",
            [("2025-H1", "within", "actual"), ("2024-H1", "within", "actual")],
        ),
        (
            "2025年1-10月，税收增长8%；10月当月增长7%。工业投资增长5%。",
            [
                ("2025-01/2025-10", "within", "actual"),
                ("2025-10", "within", "actual"),
                ("2025-01/2025-10", "within", "actual"),
            ],
        ),
        (
            "回望2024，税收达到8亿元。展望2025，税收达到9亿元。",
            [("2024", "within", "actual"), ("2025", "within", "target")],
        ),
        (
            "2024年，项目计划融资8亿元，完成融资3亿元。",
            [("2024", "within", "target"), ("2024", "within", "actual")],
        ),
        (
            "税收由2021年的5亿元提高到2024年的9亿元。",
            [("2021", "within", "actual"), ("2024", "within", "actual")],
        ),
        # Time limits in brackets; lists after a colon; last year amid what is planned.
        (
            "任务：新建厂房5万平方米（责任单位：建设局；时限：10月底前）。",
            [("2025-10", "by", "target")],
        ),
        (
            "园区工作报告\n\n展望新的一年，目标是：\n\n税收35亿元；\n\n招引项目100个。",
            [("2025", "within", "target")] * 2,
        ),
        (
            "一、2025年重点工作\n\n引进项目40个。去年引进项目30个，反响很好。新修道路9公里。",
            [("2025", "within", "target"), ("2024", "within", "actual"), ("2025", "within", "target")],
        ),
        ("截至2025年底，税收达到8亿元。规上企业90家。", [("2025", "as-of", "actual")] * 2),
        (
            "2025年下半年工作安排：一是抓运行，全年税收8亿元；二是抓项目，新开工项目30个。",
            [("2025", "within", "target"), ("2025-H2", "within", "target")],
        ),
        # Targets beside what is reached, of which titles and later clauses tell.
        (
            "关于2024年工作完成情况的汇报\n\n目标任务55亿元，1-11月完成税收52亿元，较目标多2亿元。",
            [
                ("2024", "within", "target"),
                ("2024-01/2024-11", "within", "actual"),
                ("2024-01/2024-11", "within", "actual"),
            ],
        ),
        (
            "2025年2月5日，园区举行一季度项目集中开工仪式，此次集中开工项目21个。",
            [("2025", "within", "actual")],
        ),
        (
            "园区2024年工作总结及2025年工作思路\n\n一、主要做法\n\n全年开工项目28个。\n\n二、工作思路\n\n"
            "新增入驻企业20家。",
            [("2024", "within", "actual"), ("2025", "within", "target")],
        ),
        (
            "园区访谈\n\n今年以来，1至8月完成税收5亿元，今年新增学校3所。",
            [("2025-01/2025-08", "within", "actual"), ("2025", "within", "actual")],
        ),
        (
            "我们的目标是，税收由去年的6亿元提升到10亿元以上。",
            [("2024", "within", "actual"), ("2025", "within", "target")],
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


def test_what_a_project_will_bring_is_left_to_a_person():
    found = reading("2024年，项目开工建设，达产后年产值可达40亿元。").of_kind(ProposalKind.FIGURE)
    assert [(each.fields.kind, each.confidence) for each in found] == [("expected", Confidence.UNSURE)]


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


TASKS = """2025年重点工作清单
序号\t重点工作\t责任单位\t完成时限
1\t开展企业培育，新增规上工业企业9家，其中高新技术企业不少于4家。\t经济发展局\t12月底
2\t推进二期厂房建设，完成固定资产投资1.8亿元。\t规划建设局、城投公司\t6月底
3\t全年收集企业诉求150件以上。\t安商部\t长期坚持"""


def test_sentences_in_tables_of_tasks_are_due_when_another_cell_says():
    found = reading(TASKS)
    figures = fields_of(found, ProposalKind.FIGURE)
    assert [(f"{one.value}{one.unit}", one.kind, one.period, one.period_standing) for one in figures] == [
        ("9家", "target", "2025", "by"),
        ("4家", "target", "2025", "by"),
        ("1.8亿元", "target", "2025-06", "by"),
        ("150件", "target", "2025", "within"),
    ]
    measures = {one.title: one for one in fields_of(found, ProposalKind.MEASURE)}
    assert measures["推进二期厂房建设"].due == "2025-06"
    assert measures["推进二期厂房建设"].responsible == "规划建设局"


def test_tables_of_projects_count_what_their_headings_say():
    text = (
        "2025年上半年项目进度如下（单位：亿元）：\n项目名称\t总投资\t年度计划投资\t1-6月完成投资\t形象进度\n"
        "甲园二期\t12.5\t6\t3.4\t主体施工\n合计\t12.5\t6\t3.4\t-"
    )
    figures = fields_of(reading(text), ProposalKind.FIGURE)
    assert [(one.scope, f"{one.value}{one.unit}", one.kind, one.period) for one in figures] == [
        ("甲园二期", "12.5亿元", "actual", "2025"),
        ("甲园二期", "6亿元", "target", "2025"),
        ("甲园二期", "3.4亿元", "actual", "2025-H1"),
        ("", "12.5亿元", "actual", "2025"),
        ("", "6亿元", "target", "2025"),
        ("", "3.4亿元", "actual", "2025-H1"),
    ]


def test_measure_that_ends_with_quoted_words_keeps_their_mark():
    found = fields_of(reading("2025年，园区将推动工业用地“腾笼换鸟”，建设中试基地。"), ProposalKind.MEASURE)
    assert [one.title for one in found] == ["推动工业用地“腾笼换鸟”", "建设中试基地"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Numbers of a chain have the unit of the last.
        (
            "青禾高新区2024年工作总结\n规上工业增加值分别高于全省、全市1.6个和2.3个百分点。",
            [("1.6", "个百分点"), ("2.3", "个百分点")],
        ),
        (
            "青禾高新区2024年工作总结\n规上工业企业、高新技术企业分别达到180、96家。",
            [("180", "家"), ("96", "家")],
        ),
        ("青禾高新区2024年工作总结\n产值106亿元，比增10.2%。", [("106", "亿元"), ("10.2", "%")]),
        # 用 of 投用 counts no years; 连续24个月 and the first so many firms are no figures.
        ("青禾高新区2024年工作总结\n上半年投用九年一贯制学校1所。", [("1", "所")]),
        ("青禾高新区2024年工作总结\n连续18个月保持增长，加强对产值前50强企业的调度。", []),
        ("青禾高新区2024年工作总结\n综合考评由全省第21位升至第9位。", [("21", "位"), ("9", "位")]),
        ("青禾高新区2024年工作总结\n排名上升5位，列第38位。", [("5", "位"), ("38", "位")]),
        # ▲ is a bullet, and the name of a plant no figure.
        (
            "青禾高新区2024年成绩单\n▲ 全年实现营业收入65亿元，增长8%；\n▲ 新增高企28家；\n",
            [("65", "亿元"), ("8", "%"), ("28", "家")],
        ),
        ("青禾高新区2024年工作总结\n在年产30万吨铝加工项目现场，工人正在忙碌。", []),
        # What a title alone says is counted, and what counted firms or projects do.
        (
            "青禾高新区2024年工作总结\n1.固定资产投资。完成18.4亿元，同比增长9%。",
            [("18.4", "亿元"), ("9", "%")],
        ),
        (
            "青禾高新区2024年工作总结\n83个重点项目完成投资76亿元。",
            [("83", "个"), ("76", "亿元")],
        ),
    ],
)
def test_numbers_with_their_units(text, expected):
    found = fields_of(reading(text), ProposalKind.FIGURE)
    assert [(f"{each.value}", each.unit) for each in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今明两年要建成标准厂房30万平方米。", [("2025/2026", "within", "target")]),
        # The year that a paragraph begins with holds for the next, whatever later year it names.
        (
            "2024年，完成产值90亿元。\n2025年是关键一年，到2027年产值要突破200亿元。\n"
            "——抓企业。新增规上企业20家。",
            [("2024", "within", "actual"), ("2027", "by", "target"), ("2025", "within", "target")],
        ),
        ("为全年实现120亿元目标打下基础。", [("2025", "within", "target")]),
        ("到位资金在2026年同比增长15%以上。", [("2026", "within", "target")]),
    ],
)
def test_periods_and_kinds_of_what_is_aimed_at(text, expected):
    assert periods(f"青禾高新区2025年工作要点\n{text}") == expected


def test_row_of_a_table_has_its_own_unit():
    text = (
        "青禾高新区2025年主要指标\n（单位：亿元）\n指标名称\t2024年完成\t2025年目标\n规上工业总产值\t200\t240\n"
        "实际利用外资（万美元）\t900\t1200\n亩均税收（万元）\t12\t14\n"
    )
    units = [each.unit for each in fields_of(reading(text), ProposalKind.FIGURE)]
    assert units == ["亿元", "亿元", "万美元", "万美元", "万元/亩", "万元/亩"]


def test_paragraph_that_begins_with_a_project_is_about_it():
    found = reading(
        "青禾高新区2025年工作计划\n今年实施三大行动，即产业强链、项目攻坚、精准招商。\n"
        "产业强链行动。产值突破90亿元。\n项目攻坚行动。开工项目30个。\n精准招商行动。签约项目20个。\n"
    )
    figures = fields_of(found, ProposalKind.FIGURE)
    assert [(each.project, each.kind) for each in figures] == [(1, "target"), (2, "target"), (3, "target")]


def test_slogan_of_parts_that_each_have_quotation_marks_keeps_them():
    found = reading("聚焦抓好“两个强化”、实现“两个提升”，即强化A类产业，强化B类产业。")
    assert [p.words for p in found.of_kind(ProposalKind.SLOGAN)] == ["“两个强化”、实现“两个提升”"]
    found = reading("坚持“一个确保、两个优化”的思路。")
    assert [p.words for p in found.of_kind(ProposalKind.SLOGAN)] == ["一个确保、两个优化"]
