"""What texts say beside their plan: how something began, who was there, what is paid, what is lacking."""

import pytest

from initiatives.reading.proposals import FigureFields, ProposalKind
from initiatives.reading.reader import read_article
from initiatives.reading.source_lines import document_of_text

Shown = list[tuple[str, str, str, str]]


def figures(text: str, year: int = 2031) -> Shown:
    """Amount, kind, period and standing of each figure."""
    found = read_article(document_of_text(text), plan_year=year).of_kind(ProposalKind.FIGURE)
    fields = [each.fields for each in found if isinstance(each.fields, FigureFields)]
    return [
        (f"{each.comparator}{each.value}{each.unit}", each.kind, each.period, each.period_standing)
        for each in fields
    ]


def target(amount: str, period: str = "2031", standing: str = "within") -> tuple[str, str, str, str]:
    return (amount, "target", period, standing)


def actual(amount: str, period: str = "2030", standing: str = "within") -> tuple[str, str, str, str]:
    return (amount, "actual", period, standing)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "园区2031年工作要点\n园区成立于2011年，现有企业300家。\n招商行动。引进项目40个。",
            [actual("=300家", "2031"), target("=40个")],
            id="the year in which a park began",
        ),
        pytest.param(
            "2030年，园区税收8亿元。2021年落户的某电子公司已达产，年产值20亿元。",
            [actual("=8亿元"), actual("=20亿元")],
            id="the year in which a firm came",
        ),
        pytest.param(
            "2031年，吞吐量力争完成36万吨，较2030年的33万吨增长9%。",
            [target("=36万吨"), actual("=33万吨"), target("=9%")],
            id="the base of a comparison",
        ),
        pytest.param(
            "2031年，两大产业营收达到120亿元，是2028年的两倍；引进配套企业16家。",
            [target("=120亿元"), target("=2倍"), target("=16家")],
            id="a multiple of an earlier year",
        ),
        pytest.param(
            "2030年，园区税收8亿元。今年怎么干？我讲三点意见。\n第一，产业要强。竣工项目25个，新增厂房9万平方米。",
            [actual("=8亿元"), target("=25个"), target("=9万平方米")],
            id="a question that looks ahead",
        ),
        pytest.param(
            "2030，我们这样走过：\n🔹 税收 8亿元\n2031，目标已定：\n🔹 税收 9亿元",
            [actual("=8亿元"), target("=9亿元")],
            id="years without the word for year",
        ),
        pytest.param(
            "2030年，园区税收8亿元，增长5%。一季度要完成税收2亿元，上半年要完成税收5亿元。",
            [
                actual("=8亿元"),
                actual("=5%"),
                target("=2亿元", "2031-Q1"),
                target("=5亿元", "2031-H1"),
            ],
            id="a quarter to come after the year that is over",
        ),
        pytest.param(
            "2031年园区计划完成产值45亿元，同比增长8%；完成技改投资3亿元；新增规上企业5家。",
            [target("=45亿元"), target("=8%"), target("=3亿元"), target("=5家")],
            id="growth of what is planned",
        ),
        pytest.param(
            "2031年，对首次入规的企业一次性奖励10万元，单个项目最高补助60万元。",
            [target("=10万元"), target("<=60万元")],
            id="what a policy pays",
        ),
        pytest.param(
            "2031年，设立10亿元基金，已到位3亿元；供水能力提高到8万吨。",
            [target("=10亿元"), actual("=3亿元", "2031"), target("=8万吨")],
            id="what is there already of what is planned",
        ),
        pytest.param(
            "2031年工作方案\n①建成公厕3座。\n②对困难企业给予10万元补助，户均增收2000元。",
            [target("=3座"), target("=10万元"), target("=2000元/户")],
            id="numbers of entries count nothing",
        ),
    ],
)
def test_plan_written_in_its_year(text, expected):
    text = text if "工作" in text[:12] else f"园区2031年工作思路\n{text}"
    assert figures(text) == expected


@pytest.mark.parametrize(
    "words",
    [
        "1200名干部通过分会场参会。",
        "参加开工活动的有业主和施工单位代表150余人。",
        "7个部门和32家规上企业负责人参会。",
        "请参会人员提前20分钟入场。",
        "堤防落实24小时值守。",
        "请专家做了4个月的研究。",
        "依托80万吨乙烯项目延伸链条。",
        "新建5万吨级泊位。",
        "对考核排名后2名的进行约谈。",
        "用好基金招商、以商招商、场景招商3种方式。",
        "打好项目提速、要素破题、环境优化、作风转变4场攻坚战。",
        "开展消防三类隐患排查。",
        "一元复始，万象更新。",
    ],
)
def test_no_figure_of_the_plan(words):
    assert figures(f"园区2031年工作思路\n{words}") == []


def test_half_year_review_and_what_follows():
    text = (
        "园区召开年中工作会\n7月14日，园区召开2031年年中工作会议，回顾上半年工作，安排下半年任务。\n"
        "今年以来，面对需求不足等挑战，园区克难奋进，上半年完成产值256亿元；进出口14亿元，下降9%。\n"
        "会议也点出了问题：服务业营收仅增长2%；去年签约的项目还有11个没有开工。\n"
        "会议强调，下半年要打好四场硬仗：\n一要稳增长。推动28家企业更新设备，完成技改投资16亿元。"
    )
    assert figures(text) == [
        *(actual(amount, "2031-H1") for amount in ("=256亿元", "=14亿元", "=-9%", "=2%", "=11个")),
        *(target(amount) for amount in ("=28家", "=16亿元")),
    ]


def test_review_of_a_quarter_with_what_is_planned_for_the_next():
    text = (
        "园区2031年一季度工作情况及二季度工作打算\n一季度，园区税收2亿元。\n"
        "主要做法：一是抓招商。外出招商15批次。\n二季度打算：确保上半年税收达到5亿元；新开工项目12个。"
    )
    assert figures(text) == [
        actual("=2亿元", "2031-Q1"),
        actual("=15批次", "2031-Q1"),
        target("=5亿元", "2031-H1"),
        target("=12个", "2031-Q2"),
    ]


def test_news_of_a_day_amid_the_year():
    text = (
        "4月9日上午，园区集中开工活动举行。此次集中开工的项目12个，年内计划完成投资19亿元，其中超10亿元的项目2个。\n"
        "首期厂房明年3月交付6栋，达产后年产值22亿元。今年一季度，园区工业投资11亿元。"
    )
    found = figures(text)
    assert found[:4] == [
        actual("=12个", "2031"),
        target("=19亿元", "2031", "by"),
        actual("=2个", "2031"),
        target("=6栋", "2032-03"),
    ]
    assert found[-1] == actual("=11亿元", "2031-Q1")


def test_tables_with_one_cell_a_line():
    text = (
        "园区2031年重点任务分解表\n序号\n重点任务\n工作目标\n牵头单位\n完成时限\n"
        "1\n招商提质行动\n签约项目60个，到位资金90亿元\n招商局\n2031年10月\n"
        "2\n项目攻坚行动\n开工项目45个，完成投资80亿元\n项目办\n2031年11月底\n"
        "主要指标\n指标\n单位\n2030年完成\n2031年目标\n税收\n亿元\n8.1\n9\n外资\n万美元\n500\n620\n"
        "备注：以验收为准。"
    )
    assert figures(text) == [
        target("=60个", "2031-10"),
        target("=90亿元", "2031-10"),
        target("=45个", "2031-11", "by"),
        target("=80亿元", "2031-11", "by"),
        actual("=8.1亿元"),
        target("=9亿元"),
        actual("=500万美元"),
        target("=620万美元"),
    ]


def test_short_lines_are_no_table():
    text = (
        "园区2031年工作要点\n重点项目\n引进项目40个，竣工20个。\n主要措施\n新增厂房9万平方米，盘活土地120亩。"
    )
    kinds = {block.kind for block in document_of_text(text).blocks}
    assert "table-row" not in kinds
    assert [amount for amount, *_rest in figures(text)] == ["=40个", "=20个", "=9万平方米", "=120亩"]


@pytest.mark.parametrize(
    "words",
    [
        "确保十件民生实事全部兑现。",
        "以“三三倍增”行动引领，大抓项目。",
        "本报推出“2031对话‘一把手’”访谈。",
        "“增长”两个字靠项目。",
        "开展“五个奋进年”活动。",
    ],
)
def test_counts_of_names(words):
    """How many services a list has, and numerals of a name, measure nothing."""
    assert figures(f"园区2031年工作计划\n不发生安全生产事故，{words}") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "2月20日，园区2031年工作会议召开，总结2030年工作。\n过去一年是奋进的一年。全年完成产值286亿元，同比增长7%。\n"
            "会议要求，要抓好产业，新增规上企业25家；要抓好招商，签约项目45个。",
            [actual("=286亿元"), actual("=7%"), target("=25家"), target("=45个")],
            id="the last year, then what a meeting demands",
        ),
        pytest.param(
            "园区1月8日部署2031年工作。\n回望2030年，规上企业增至241户，产值达到372亿元。\n"
            "产业怎么强？园区将聚焦储能，建成绿色工厂6家。\n招商怎么突围？设立基金30亿元，签约项目80个。",
            [
                actual("=241户"),
                actual("=372亿元"),
                *(target(amount) for amount in ("=6家", "=30亿元", "=80个")),
            ],
            id="questions of the text itself",
        ),
        pytest.param(
            "园区2031年工作思路\n一、重点任务\n（一）新药专项。获批临床批件4个，支持企业取得质量认证10家。",
            [target("=4个"), target("=10家")],
            id="awards that are aimed at",
        ),
        pytest.param(
            "4月12日，园区举行2031年擂台赛。\n全年的盘子已经定了，增加值增长9%，投资增长8%。",
            [target("=9%"), target("=8%")],
            id="what is settled for the year",
        ),
        pytest.param(
            "园区2031年行动清单\n一、年度目标\n● 产值168亿元（+18%）\n● 吞吐量36万吨 ⬆6.3%",
            [target("=168亿元"), target("=18%"), target("=36万吨"), target("=6.3%")],
            id="signs of growth",
        ),
        pytest.param(
            "园区2031年工作思路\n确保首季新开工项目不少于30个；通关时间控制在15秒以内。",
            [target(">=30个", "2031-Q1"), target("<=15秒")],
            id="the first quarter in other words, and seconds",
        ),
        pytest.param(
            "2031年，园区产业规模年内突破400亿元，新增规上企业25家。",
            [target(">400亿元", "2031", "by"), target("=25家")],
            id="a due of its own clause",
        ),
        pytest.param(
            "园区一季度实现“开门红”\n4月18日，园区召开2031年一季度分析会。\n"
            "招商引资方面，新签约项目15个，协议投资47亿元。\n会议要求，二季度新开工项目12个。",
            [actual("=15个", "2031-Q1"), actual("=47亿元", "2031-Q1"), target("=12个", "2031-Q2")],
            id="a report on a quarter by its title",
        ),
        pytest.param(
            "大干四季度 决胜全年红\n10月14日，园区召开2031年动员会。\n家底怎么样？\n"
            "——前三季度，增加值增长7.7%；\n"
            "——税收14亿元，同比增长2.6%；\n——新增规上企业9家。",
            [
                actual("=7.7%", "2031-01/2031-09"),
                actual("=14亿元", "2031-01/2031-09"),
                actual("=2.6%", "2031-01/2031-09"),
                actual("=9家", "2031-01/2031-09"),
            ],
            id="dashes after the first quarters",
        ),
        pytest.param(
            "园区2031年工作报告\n一年来，我们聚力抓项目，完成投资287亿元；聚力强创新，高新技术企业达到418家。",
            [actual("=287亿元"), actual("=418家")],
            id="a year that is over without its number",
        ),
        pytest.param(
            "园区2031年工作会议\n会议回顾，2030年，园区税收4亿元。\n到年底，产值达到210亿元；投资达到65亿元。",
            [actual("=4亿元"), target("=210亿元", "2031", "by"), target("=65亿元")],
            id="what is due, after the last year",
        ),
        pytest.param(
            "11月27日，全会召开。\n下一步，园区将打好攻坚战。一是打好建设攻坚战。重点项目明年一季度开工。"
            "二是打好创新攻坚战。2031年，力争高新技术企业达到230家。三是打好招商攻坚战。全年引进项目40个，完成改造26个。",
            [target("=230家"), target("=40个"), target("=26个")],
            id="the whole year, after a later year than that of writing",
        ),
        pytest.param(
            "园区2030年工作总结和2031年工作思路\n2030年，园区树牢标兵意识，有序推进。"
            "目前共有规上企业236家，1-9月累计完成产值231亿元；完成税收25亿元；实际利用外资2016万美元。\n园区管委会\n2030年11月",
            [
                actual("=236家", "2030", "as-of"),
                *(actual(each, "2030-01/2030-09") for each in ("=231亿元", "=25亿元", "=2016万美元")),
            ],
            id="months counted together, up to the end of their sentence; signed with a month",
        ),
        pytest.param(
            "12月19日，园区召开2031年工作研讨会。\n佟青用五个关键词，概括了园区这一年的发展成效。全区预计完成生产总值690亿元。\n"
            "佟青强调，要把“突破年”作为明年的主题。",
            [("=690亿元", "expected", "2030", "within")],
            id="this year, at its end",
        ),
        pytest.param(
            "三、2031年工作计划\n2031年是收官之年。主要目标是：产值增长5%。\n（一）推进“百千万工程”，实现“三年初见成效”。\n"
            "推动新增空间52万平方米。\n（二）深化改革，激发活力。\n新增办理事项80项。",
            [target("=5%"), target("=52万平方米"), target("=80项")],
            id="a heading on what is to be seen",
        ),
        pytest.param(
            "园区吹响2031冲锋号\n大会总结2030年工作。2030年产值80亿元。\n佟青指出，今年的目标是：产值增长9%。\n（一）以“强龙头、补短板”为导向，实施“提升工程”\n实施技改项目100个。\n"
            "（二）以“聚人才、建平台”为导向，实施“创新工程”\n新认定高企20家。\n（三）以“优服务”为导向，实施“环境工程”\n走访企业90家。",
            [actual("=80亿元"), *(target(each) for each in ("=9%", "=100个", "=20家", "=90家"))],
            id="a heading on what is lacking and will be made up",
        ),
        pytest.param(
            "1月22日，代表谈报告。\n2031年是开局之年，我们将完成产值332亿元。我们将继续招商；继续帮扶，推动现有企业扩能，新增规上企业52家，总量达398家。",
            [target(each) for each in ("=332亿元", "=52家", "=398家")],
            id="firms that there are, which are helped",
        ),
        pytest.param(
            "园区2030年回顾\n大事记\n2030年1月\n新签约项目5个。\n2030年12月\n新开工项目8个。",
            [actual("=5个", "2030-01"), actual("=8个", "2030-12")],
            id="months that are headings sign nothing",
        ),
        pytest.param(
            "园区经济运行\n2030年，规上工业总产值完成320亿元，增长8%\n"
            "2031年，园区将坚持稳中求进，全面落实各项部署，推动产业升级，优化营商环境，做强主导产业，加快项目建设，力争总产值增长9%。",
            [actual("=320亿元"), actual("=8%"), target("=9%")],
            id="a line with figures that lacks its full stop",
        ),
        pytest.param(
            "园区2031年1-10月运行情况\n1-9月，园区产值231亿元。10月，园区瞄准千亿目标，引进项目20个；总投资30亿元。",
            [
                actual("=231亿元", "2031-01/2031-09"),
                *(actual(each, "2031-10") for each in ("=20个", "=30亿元")),
            ],
            id="months counted together end with their sentence",
        ),
        pytest.param(
            "园区2030年工作总结\n2030年，园区全面完成制定的各项指标，规上工业总产值320亿元。",
            [actual("=320亿元")],
            id="aims that were reached",
        ),
        pytest.param(
            "园区年度工作总结范文\n时间：2034-08-31\n二、2031年工作目标\n今年的主要预期目标为：生产总值增长10%，工业增加值增长12%。",
            [target("=10%"), target("=12%")],
            id="a page that shows an old text again",
        ),
        pytest.param(
            "3月5日，园区召开2031年工作会议。\n2030年，园区稳中有进。在此基础上，园区将围绕“五个一流”，壮大集群，新培育企业3家。\n"
            "据了解，园区2031年确定的主要经济指标稳步提升，地区生产总值达到390亿元，增长15%；总产值达到980亿元，增长16%。",
            [target(each) for each in ("=3家", "=390亿元", "=15%", "=980亿元", "=16%")],
            id="aims that a meeting has set",
        ),
        pytest.param(
            "1月9日，园区党工委会议召开，部署2031年任务。\n佟青指出，一年来，园区起步平稳，改革落地。\n佟青要求，做好今年工作，要以战略为抓手。\n"
            "建设引领区。净增高新技术企业25家，研发投入占比提高到3.4%。",
            [target("=25家"), target("=3.4%")],
            id="what is demanded of this year's work, after a review",
        ),
        pytest.param(
            "2月21日，园区召开2031年工作会议，盘点过去一年的家底。\n2031年既是头一年，也是发力之年。结合自身情况，园区将统筹实施工程。\n"
            "实施评价工程。亩均税收提高到15万元。投资2亿元，实施市政工程。",
            [target("=15万元/亩"), target("=2亿元")],
            id="what the year will bring, after a review",
        ),
        pytest.param(
            "4月18日，园区召开2031年分析会。\n全年68个重点项目已开工41个，开工率60%。宏博等5个项目竣工投产。新签约项目15个。",
            [
                target("=68个"),
                actual("=41个", "2031"),
                actual("=60%", "2031"),
                actual("=5个", "2031"),
                actual("=15个", "2031"),
            ],
            id="of the projects of a year some have begun",
        ),
        pytest.param(
            "园区开会谋划\n一、2031年工作\n1月17日，园区召开务虚会。会议认为，2030年园区承压前行，完成产值118亿元；完成税收4亿元；新开工项目17个。",
            [actual("=118亿元"), actual("=4亿元"), actual("=17个")],
            id="clauses after the last year that a meeting looks back on",
        ),
        pytest.param(
            "园区2031年工作会议\n下一步，园区将聚焦配套。支持中小企业取得质量认证10家；新增高企30家，总数达到195家，覆盖率提升至58%。",
            [target(amount) for amount in ("=10家", "=30家", "=195家", "=58%")],
            id="totals and certificates that are aimed at",
        ),
        pytest.param(
            "4月12日，园区召开2031年分析会。\n到3月10日，规上企业复工率达到100%，返岗率93%。",
            [actual("=100%", "2031-03", "as-of"), actual("=93%", "2031-03", "as-of")],
            id="a day that is over",
        ),
        pytest.param(
            "数说2031：园区经济稳中向好\n2031年，全年增加值同比增长8.7%。制造业增长9.3%，汽车制造业增长15.6%。\n"
            "全年投资同比增长7.2%。工业投资增长13.4%，地产投资下降9.5%。",
            [actual(amount, "2031") for amount in ("=8.7%", "=9.3%", "=15.6%", "=7.2%", "=13.4%", "=-9.5%")],
            id="nothing but the results of a year",
        ),
        pytest.param(
            "1月30日，园区2030年工作总结暨2031年工作部署大会召开。\n过去一年，园区产值531亿元，同比增长5%；增加值343亿元，同比增长4%；"
            "投资86亿元，同比增长11%；税收9亿元，同比增长7%；全年经济总量居首。\n会议明确，2031年要实施三大行动，建成智慧园区。",
            [
                actual(amount)
                for amount in ("=531亿元", "=5%", "=343亿元", "=4%", "=86亿元", "=11%", "=9亿元", "=7%")
            ],
            id="the year before a meeting that plans the next one",
        ),
        pytest.param(
            "11月8日上午，园区2031年第四季度项目集中签约仪式举行，现场签约项目21个，其中外资项目3个。\n"
            "今年1至10月，园区累计签约项目93个。",
            [
                actual("=21个", "2031"),
                actual("=3个", "2031"),
                actual("=93个", "2031-01/2031-10"),
            ],
            id="an event in a quarter that it names",
        ),
        pytest.param(
            "2月27日，记者从园区2031年经济工作会议获悉，2030年，园区完成营业收入361亿元；实现产值519亿元；税收39亿元，增长12%。",
            [actual("=361亿元"), actual("=519亿元"), actual("=39亿元"), actual("=12%")],
            id="the year of a meeting is no year of its results",
        ),
        pytest.param(
            "2月，园区2031年全面推开五大行动。\n2030年，产业链产值148亿元。局长介绍，园区将新引进企业26家，本地配套率由31%提高到42%。",
            [actual("=148亿元"), target("=26家"), actual("=31%"), target("=42%")],
            id="what will be done, after a year that is over, and from where it rises",
        ),
        pytest.param(
            "2031年园区主要预期目标为：营业收入力争达到260亿元，提前两年超额完成规划的目标；增加值增长10%以上；税收增长5%以上。",
            [target("=260亿元"), target(">=10%"), target(">=5%")],
            id="what is to be completed ahead of time",
        ),
        pytest.param(
            "园区2031年工作会议\n2030年，生产总值预计增长13%，增速近6年来一直领跑全市，投资增长18%。",
            [("=13%", "expected", "2030", "within"), ("=18%", "expected", "2030", "within")],
            id="so many years of one clause",
        ),
        pytest.param(
            "2032年7月18日 星期五\n聚力招商攻项目\n2031-01-13 09:33:32\n2031年要引来工业项目5个，开工4个。",
            [target("=5个"), target("=4个")],
            id="the day on which a page was looked at",
        ),
        pytest.param(
            "2031年文旅园工作会议举行\n2031-04-02 09:36\n过去一年，园区在建项目28个，总投资134亿元。\n"
            "2031年，园区怎样干？答案落在行动上。\n"
            "修缮文物6处，新建书屋10个。",
            [actual("=28个"), actual("=134亿元"), target("=6处"), target("=10个")],
            id="the year that is over in April, and what is asked about the new one",
        ),
        pytest.param(
            "新区第二次党代会2月20日开幕\n未来五年，园区产值突破600亿元。\n2031年是开局之年，税收增长7%。",
            [target(">600亿元", "2031/2035"), target("=7%")],
            id="the five years that begin early in a year",
        ),
    ],
)
def test_year_and_kind_in_the_course_of_a_text(text, expected):
    assert figures(text) == expected


def test_a_new_area_is_a_name():
    """新区 at the head of a subject is no 新 that says what was added."""
    text = "新区2031年工作思路\n2030年，新区累计开行国际货运班列418列。"
    [figure] = read_article(document_of_text(text), plan_year=2031).of_kind(ProposalKind.FIGURE)
    assert figure.fields.subject.startswith("新区")


def test_where_something_rises_from_is_no_part_of_its_name():
    text = "园区2031年工作思路\n今年，本地配套率由31%提高到42%。"
    found = read_article(document_of_text(text), plan_year=2031).of_kind(ProposalKind.FIGURE)
    assert {each.fields.subject for each in found} == {"本地配套率"}
