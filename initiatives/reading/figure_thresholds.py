"""Numbers that say which firms or projects are meant, not how many: 产值过10亿元的企业, 亿元以上项目."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from initiatives.values.chinese_numerals import numeral_value
from initiatives.values.stated_amounts import StatedAmount

NOUN = (
    r"(?:企业|镇街|乡镇|街道|项目|集群|产业集群|产业链|楼宇|园区|平台|单品|品牌|基地|产业(?!园)|供应商|街区|商圈"
    r"|(?:行政)?村(?=占|达|[0-9]))"
)
# Classes by size that are named without 元: 千亿企业5家, 2个百亿级产业集群.
CLASS = re.compile(
    r"(?P<number>[一二三五]?[十百千]亿|[1-9][0-9]*亿|万亿|千万|百万|(?<![0-9.一二三四五六七八九十百千万])亿(?=元?项目))(?P<yuan>元)?"
    r"(?=级|企业|产业(?!资)|集群|园区|工厂|楼宇|街区|商圈|龙头|项目)"
)
# 产值过10亿的，…: the firms are named before or after.
WITHOUT_NOUN = re.compile(r"^(?:元)?(?:以上)?的$|^级$")
CLASSED = re.compile(rf"[^,。;:]*?级(?:的)?(?P<noun>[一-龥“”]{{0,8}}?{NOUN})")
AFTER = re.compile(rf"^(?:及?以上|级|以下)?(?:的)?(?:[一-龥“”\"]{{0,10}}?){NOUN}")
BEFORE = re.compile(
    r"(?:产值|营收|营业收入|总投资|投资额|投资|税收|纳税|产能|年产能|销售|年销售|销售收入|销售额|规模|产出|主营业务收入|年产值|利润|出口额|市值|年营收|单体投资|固定资产投资)(?:额)?(?:过|超过?|达到?|突破|在|不低于|大于|逾|上)?$"
)
# One undertaking with what it costs: 总投资8.6亿元的园区路网提升工程.
ONE = re.compile(
    r"^的(?:[一-龥A-Za-z“”\"]{4,}(?:项目|基地)|[一-龥A-Za-z“”\"]{2,}(?:产业|物流|科技|工业|示范)园)"
)
NAMED = re.compile(r"的[一-龥“”A-Za-z0-9]{2,20}(?:工程|基金|中心|厂|学校|医院|综合体|大道|公寓|码头|管网)")
# 百亿元企业1家, 其中亿元以上11个: the count follows.
COUNTED = re.compile(
    r"(?:(?:级|以上|及以上)?(?:工业|规上|产业)?(?:企业|项目|集群|园区)[^,。;、]{0,6}?|(?:及?以上|级)(?:的)?)[0-9]+(?:家|个|户)"
)
# 实施800万元投资建设项目12个; but 完成投资800万元…
COUNTED_KIND = re.compile("[一-龥]{1,6}?(?:项目|企业)[0-9]+(?:家|个|户)")
ONE_AMOUNT = re.compile("(?:投资|资金|总额|金额|完成|达到?|共|计)$")
# 总投资451.3亿元的项目135个 says what they cost together.
EXACT_COST = re.compile(r"总投资[0-9]+\.[0-9]+[亿万]元$")
VAGUE = re.compile(r"一批|更多|若干|一大批|多家|多个|一系列|一个个")
ROUND = re.compile("[十百千]*亿(?:美)?元")
CHAIN = re.compile(r"^(?:、|和|及|甚至|以及|到|至|乃至|或)+$")


def with_classes(plain: str, amounts: Sequence[StatedAmount]) -> list[StatedAmount]:
    """The amounts with those of classes by size among them, which the grammar of amounts leaves out."""
    found = list(amounts)
    for match in CLASS.finditer(plain):
        value = numeral_value(match["number"])
        start, end = match.span()
        taken = any(each.start < end and start < each.end and each.unit for each in found)
        if value is None or taken:
            continue
        unit = match["number"][-1]
        scale = Decimal(10**8 if unit == "亿" else 10**4)
        found = [each for each in found if not (each.start < end and start < each.end)]
        yuan = match["yuan"] or ""
        amount = StatedAmount(start, end, match[0], value, value, unit=yuan, unit_stated=unit + yuan)
        found.append(replace(amount, scale=scale))
    return sorted(found, key=lambda amount: amount.start)


def noun_of_classes(plain: str, end: int) -> str:
    """What several classes are classes of: 产业集群 of 1个千亿级、2个百亿级产业集群; "" without classes."""
    match = CLASSED.match(plain, end)
    return match["noun"].strip("“”") if match else ""


def thresholds(plain: str, amounts: Sequence[StatedAmount], sentence: tuple[int, int]) -> list[list[int]]:
    """Indexes of amounts that are thresholds, chained ones together: 10亿元、20亿元甚至50亿元的企业."""
    groups: list[list[int]] = []
    index = 0
    while index < len(amounts):
        chain = [index]
        while chain[-1] + 1 < len(amounts) and CHAIN.match(
            plain[amounts[chain[-1]].end : amounts[chain[-1] + 1].start]
        ):
            if amounts[chain[-1] + 1].unit != amounts[index].unit:
                break
            chain.append(chain[-1] + 1)
        if _is_threshold(plain, amounts[chain[0]], amounts[chain[-1]], sentence):
            groups.append(chain)
        index = chain[-1] + 1
    return groups


def _is_threshold(plain: str, first: StatedAmount, last: StatedAmount, sentence: tuple[int, int]) -> bool:
    if EXACT_COST.search(plain[max(sentence[0], first.start - 6) : last.end]):
        return False
    rest = plain[last.end : min(sentence[1], last.end + 24)]
    rest = re.split("[,。;:、]" if rest.startswith("级") else "[,。;:]", rest)[0]
    before = BEFORE.search(plain[max(sentence[0], first.start - 14) : first.start])
    limited = bool(before and WITHOUT_NOUN.match(rest))
    scale = not last.unit and last.unit_stated in ("亿", "万")
    classed = bool(before and AFTER.match(rest))
    bare = scale and (limited or classed or bool(re.match(f"(?:以上)?(?:级|的?{NOUN})", rest)))
    if last.change or last.rank or not (bare or last.unit in ("元", "美元", "亩", "平方米", "%", "人")):
        return False
    # 其中超百亿元3家
    open_ended = (first.high is None) or plain[last.start : last.end].endswith("以上")
    kind_of_projects = not ONE_AMOUNT.search(plain[max(sentence[0], first.start - 6) : first.start])
    counted = (
        COUNTED.match(rest)
        or (kind_of_projects and COUNTED_KIND.match(rest))
        or (open_ended and re.match("(?:的)?有?[0-9]+(?:家|个|户)", rest))
    )
    money = last.unit in ("元", "美元", "")
    # 百亿元项目招引 names a class, also without 级 or 以上.
    round_class = ROUND.fullmatch(plain[first.start : last.end]) and re.match(NOUN, rest)
    if bare or (money and round_class) or (money and (counted or limited or re.match("级|企业", rest))):
        return True
    match = AFTER.match(rest)
    if not match or NAMED.match(rest):
        return False
    open_ended = open_ended or "以上" in last.words or rest.startswith(("级", "以上", "及以上"))
    of_one = ONE.match(rest) and not open_ended
    return not of_one and (open_ended or bool(before and rest.startswith("的")))


def is_vague(plain: str, first: StatedAmount, sentence: tuple[int, int]) -> bool:
    """Whether so many firms or projects are named without a number: 一批产值过10亿元的企业."""
    before = plain[max(sentence[0], first.start - 24) : first.start]
    return bool(VAGUE.search(re.split("[,。;:]", before)[-1]))


def threshold_scope(plain: str, amount: StatedAmount, first: StatedAmount, sentence: tuple[int, int]) -> str:
    """The threshold in words: 产值过10亿元; of a chain each takes the words of the first."""
    before = BEFORE.search(plain[max(sentence[0], first.start - 14) : first.start])
    noun = re.sub(r"(?:过|超过?|达到?|突破|在|逾|上)$", "", before[0]) if before else ""
    verb = re.match(r"(?:过|超过?|突破|逾|不低于|达到?)", plain[first.start : first.end])
    number = plain[amount.start : amount.end]
    if verb and amount is first:
        return noun + number
    return noun + (verb[0] if verb else "") + number
