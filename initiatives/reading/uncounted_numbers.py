"""Numbers that are no figures: addresses, how many are ranked or present, times of day, names of plants."""

import re

from initiatives.reading.figure_context import FigureSentence
from initiatives.reading.figure_subjects import Surroundings
from initiatives.reading.metric_catalogue import COUNT_UNITS
from initiatives.values.stated_amounts import StatedAmount

DIGITS = re.compile("[0-9]")
NOT_COUNTED = re.compile(r"(?:第|No\.?|编号|电话|邮编|热线|门牌|面积约?占|长约|宽约)\s*$")
# 在全省138家开发区中列第36位: how many are ranked.
AMONG = re.compile("在[一-龥]{0,8}$")
RANKED_AMONG = re.compile("[^,。;]{0,28}?(?:中|里|考核|评价|考评)[^,。;]{0,8}(?:列|居|排|第|前)")
# 落实24小时值守, 提前20分钟入场, 做了4个月的研究
TIMES = frozenset(("小时", "分钟", "天", "个月"))
AROUND_THE_CLOCK = re.compile("(?:7[×xX*])?24小时(?!内|以内|办)")
EARLIER = re.compile("提前$")
LASTING = re.compile("的(?!时间|[0-9])[一-龥]{2,6}(?=[,。;]|$)")
NAME_IN_QUOTES = re.compile("[一-龥]{1,8}”")
SERVICES = re.compile("(?:重点|重要)?(?:民生|惠民|为民|利民)?(?:实事|大事|要事)")
# Who was present: 2000多名干部通过分会场参会, 以及施工单位代表150余人.
PEOPLE = frozenset(("人", "名", "位"))
PRESENT = re.compile("[^。;0-9]{0,24}?(?:参会|与会|出席|到场|参加了?(?:此次|本次|会议|大会|活动|仪式|开工))")
# 6个部门、58家规上企业负责人参会
TAKING_PART = re.compile("[^,。;]{0,24}?(?:负责人|代表)?(?:参会|与会|出席)")
PRESENT_BEFORE = re.compile(
    "(?:参加|出席)[^。;]{0,12}(?:会议|大会|活动|仪式)的[^。;]*$|(?:参会|与会)(?:人员|人数)?[^。;]*$"
)
# 对后2名的进行约谈, 前3名的单位予以表彰
CONSEQUENCE = re.compile("的(?:单位|部门|企业)?(?:给予|进行|予以)?(?:通报)?(?:表彰|表扬|约谈|问责|批评|通报)")
# Plants are named by what they make.
CAPACITY = frozenset(("吨", "兆瓦", "千瓦", "吉瓦", "千瓦时"))
NAMED_BY_CAPACITY = re.compile(
    "(?:^|[、,和及]|依托|围绕|推进|推动|加快|建设|开工|实施|启动|建成|新建|投产|服务)$"
)
PLANT = re.compile("(?:/[年日天])?[一-龥A-Za-z、0-9]{2,24}?(?:项目|生产线|装置|工程)")
NAME_OF_PLANT = re.compile("[^,。;]{1,24}?(?:项目|生产线|基地|工厂)")


def is_figure(sentence: FigureSentence, amount: StatedAmount, words: Surroundings) -> bool:
    """Whether a number counts or measures something that the plan is about."""
    plain = sentence.block.plain
    if NOT_COUNTED.search(words.before) or (
        amount.unit in ("大", "届", "次") and not DIGITS.search(amount.words)
    ):
        return False
    spelt = not DIGITS.search(amount.words)
    if spelt and (amount.words.endswith("倍") and plain[amount.end :].startswith("增")):
        # “三三倍增”行动
        return False
    if spelt and amount.unit == "件" and SERVICES.match(plain, amount.end):
        # 十件民生实事: a list of the year.
        return False
    if amount.words.startswith("零倍") or "破零" in plain[max(0, amount.start - 1) : amount.end]:
        # 破零倍增
        return False
    if AMONG.search(words.before) and RANKED_AMONG.match(plain, amount.end):
        return False
    if words.before.endswith("年产") and NAME_OF_PLANT.match(words.after):
        # 年产30万吨铝加工项目 is a name.
        return False
    if (amount.unit, plain[amount.end : amount.end + 1]) in (("个", "字"), ("对", "话")):
        # “增长”两个字; 2023对话“一把手”
        return False
    if amount.unit == "个月" and words.before.endswith(("连续", "历时", "时隔")):
        return False
    if amount.unit in TIMES and (AROUND_THE_CLOCK.match(amount.words) or EARLIER.search(words.before)):
        return False
    if amount.unit in TIMES and LASTING.match(plain, amount.end):
        return False
    if amount.unit in ("名", "位", "家", "个") and CONSEQUENCE.match(plain, amount.end):
        return False
    if amount.unit in CAPACITY and re.compile("级[一-龥]").match(plain, amount.end):
        # 5万吨级泊位, a 500吨级 crane
        return False
    if amount.unit in CAPACITY and NAMED_BY_CAPACITY.search(words.before) and PLANT.match(plain, amount.end):
        # 依托80万吨乙烯项目
        return False
    of_address = re.match(r"[一-龥]{0,2}(?:号楼|街|路|号院|栋楼)", plain[amount.end : amount.end + 4])
    return bool(amount.unit) or not of_address


def is_of_a_name(sentence: FigureSentence, amount: StatedAmount) -> bool:
    """Whether a numeral begins a name in quotation marks: “五个奋进年”活动."""
    plain = sentence.block.plain
    quoted = plain[: amount.start].endswith("“") and NAME_IN_QUOTES.match(plain, amount.end)
    return amount.numeral and bool(quoted)


def counts_those_present(sentence: FigureSentence, amount: StatedAmount) -> bool:
    """Whether a number counts who was at a meeting."""
    plain = sentence.block.plain
    if amount.unit in COUNT_UNITS and TAKING_PART.match(plain, amount.end):
        return True
    present = PRESENT.match(plain, amount.end)
    before = PRESENT_BEFORE.search(plain, sentence.bounds[0], amount.start)
    return amount.unit in PEOPLE and bool(present or before)
