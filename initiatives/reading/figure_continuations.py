"""Numbers that say more of what was counted before: 增长8%, 力争完成105亿元, 其中博士30人, 竣工20个."""

import re
from collections.abc import Sequence
from dataclasses import replace

from initiatives.reading.figure_subjects import Surroundings
from initiatives.reading.metric_catalogue import COUNT_UNITS, CatalogueMetric
from initiatives.reading.proposals import FigureFields, Proposal
from initiatives.values.stated_amounts import StatedAmount

# Words before such a number that name nothing else.
FILLING = re.compile(
    r"(?:年|度|月)?的?(?:基础上|基数上)再?|[一二三四]季度|[上下]半年|全年|年内|到?20[0-9]{2}年[底末]?前?|年[底末]前?|(?<=[月度])[底末]|距离?|(?<![一-龥])比(?=$)|同比|环比|[比较](?:上年|去年|20[0-9]{2}年[底末]?)(?:同期)?|(?:去年|上年|今年|明年)(?:同期)?|引进|招引|培育|建成|落地|认定|入库|年均|平均|增速|增幅|实际|名义|力争|确保|预计|预估|预期|有望|争取|计划|努力|达到?|为|分别|其中|可比|同?口径|约|净增|新增|增加|增收|减收|总数|总量|累计|新?(?:开工|竣工|投产|达产|续建|在建)|冲刺|挑战|瞄准|(?:升|降|增|减|增加|增长|提高|提升|上升|攀升|跃升|扩大|拓展|扩展|发展|下降|降低|减少)(?=[到至为])|完成|实现|签约|(?<![系序队])[列居排](?=$)|进入|跻身|位居|位列|排名|[#,、:()\s]"
)
# What may be left of them.
PARTICLES = re.compile("[和及与共再又已且并也还了的有是将可要均都在到至占]{0,2}")
# A part of what was counted: 其中博士30人.
PART = re.compile(r"^其中[,:]?(?P<noun>[一-龥“”]{2,8}?)(?:达到?|有|约|共)?$")
OWN_KIND = re.compile("预计|力争|确保|争取|目标|已|实际|计划")
# 力争1家企业上市 counts other firms than those before it.
OF_ITS_OWN = re.compile(
    "(?:企业|公司|项目|平台)(?:成功|实现|完成)?(?:上市|挂牌|报会|过会|进入|入选|入围|股改|获批|获评)"
)
# The share that is meant by 占比 after an amount.
SHARES = {
    "r-and-d-expenditure": "r-and-d-intensity",
    "high-tech-value-added": "high-tech-share",
    "high-tech-output": "high-tech-share",
    "strategic-emerging-output": "strategic-emerging-share",
    "leading-industry-output": "leading-industry-share",
    "tax-revenue": "tax-share-of-revenue",
}
SHARE = re.compile("占比|占[一-龥A-Z]{2,8}比重|投入强度|强度")
PERIOD_FIELDS = ("period", "period_standing", "period_stated", "period_inferred")
STAGED = re.compile("(?P<stage>开工|竣工|投产)(?:建设)?(?:项目)?(?:达到?|不少于|约)?$")
STAGES = {
    "开工": "projects-started",
    "竣工": "projects-completed",
    "投产": "projects-in-production",
    "达产": "projects-in-production",
    "签约": "investment-projects-signed",
    "续建": "projects-under-construction",
    "在建": "projects-under-construction",
}
STAGE = re.compile("|".join(STAGES))


# 占全年计划50亿元的73%, 完成年度目标30个的80%, 为115亿元目标的52%: what a result is compared with.
TARGET_NOUN = r"(?:全年|年度|年初|既定)*(?:目标|计划|任务)(?:任务|数|值|投资)?"
TARGET_BEFORE = re.compile(rf"{TARGET_NOUN}(?:的|为)?$")
TARGET_AFTER = re.compile(rf"的?{TARGET_NOUN}(?:的|完成率)")
RATIO_AFTER = re.compile(r"\s*的\s*(?:约|近|超)?[0-9.]+\s*%")
TARGET_LEAD = re.compile(rf"(?:[占为是达]|完成了?|相当于)[一-龥]{{0,4}}(?:{TARGET_NOUN})?(?:的|为)?$")


def is_compared_target(plain: str, amount: StatedAmount) -> bool:
    """Whether a number is the target of which a result is so many per cent."""
    if amount.change or amount.rank or amount.unit == "%":
        return False
    after = TARGET_AFTER.match(plain, amount.end)
    if after and re.match(r"(?:约|近|超)?[0-9.]+\s*%", plain[after.end() :]):
        return True
    before = plain[max(0, amount.start - 14) : amount.start]
    return bool(RATIO_AFTER.match(plain, amount.end) and TARGET_BEFORE.search(before))


def continues(words: Surroundings, amount: StatedAmount) -> bool:
    """Whether a number says more of the subject before it, and names none of its own after it."""
    compared = TARGET_AFTER.match(words.after) or TARGET_BEFORE.search(words.before)
    if compared and TARGET_LEAD.search(words.before):
        return True
    if not PARTICLES.fullmatch(FILLING.sub("", words.before)):
        return False
    counted = amount.unit in COUNT_UNITS and not amount.change and not amount.rank
    bare = re.fullmatch("[,、]?的?", words.before) or OF_ITS_OWN.match(words.after)
    return not (counted and bare and re.match("[一-龥]{2}", words.after))


def part_of_subject(words: Surroundings, amount: StatedAmount) -> str:
    """The part of what was counted before that a count is of: 博士 of 其中博士30人; "" if it is none."""
    if amount.unit not in COUNT_UNITS or amount.change or amount.rank:
        return ""
    match = PART.match(words.before.strip())
    return match["noun"] if match else ""


def as_whole(proposal: Proposal, words: Surroundings, earlier: Sequence[Proposal]) -> Proposal:
    """A part with the kind and period of the count it is of: 开工12个，年内计划投资9亿元，其中超亿元的2个."""
    fields = proposal.fields
    if not isinstance(fields, FigureFields) or not words.before.lstrip(",、; ").startswith("其中"):
        return proposal
    wholes = [each.fields for each in earlier if isinstance(each.fields, FigureFields)]
    whole = next((each for each in reversed(wholes) if each.unit == fields.unit), None)
    timed = fields.period_stated and fields.period_stated.strip() in words.before
    if whole is None or fields.unit not in COUNT_UNITS or timed or OWN_KIND.search(words.before):
        return proposal
    period = {name: getattr(whole, name) for name in PERIOD_FIELDS}
    return replace(proposal, fields=replace(fields, kind=whole.kind, **period))


def share_metric(before: str, metric: CatalogueMetric, amount: StatedAmount) -> str:
    """The code of a metric's share, where words before a number of per cent mean it; "" if none."""
    level = metric.growth_of or metric.code
    return SHARES.get(level, "") if amount.unit == "%" and not amount.change and SHARE.search(before) else ""


def staged_projects(words: Surroundings, amount: StatedAmount) -> str:
    """The code of projects at a stage where only the stage is named: 一季度确保开工35个; "" if none."""
    match = STAGED.search(words.before)
    return STAGES[match["stage"]] if match and amount.unit in ("个", "项") else ""


def stage_metric(before: str, metric: CatalogueMetric) -> str:
    """The code of projects that reach a stage, where projects were counted before: 竣工30个."""
    stage = STAGE.search(before)
    return STAGES[stage[0]] if stage and "projects" in metric.code else ""
