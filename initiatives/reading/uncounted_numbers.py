"""Numbers that are no figures: addresses, how many are ranked, what a policy pays, names of plants."""

import re

from initiatives.reading.figure_context import FigureSentence
from initiatives.reading.figure_subjects import Surroundings
from initiatives.values.stated_amounts import StatedAmount

DIGITS = re.compile("[0-9]")
NOT_COUNTED = re.compile(r"(?:第|No\.?|编号|电话|邮编|热线|门牌|面积约?占|长约|宽约)\s*$")
# What a policy pays at most is no figure of the plan: 按实际投资的1%给予奖励，最高500万元.
REWARD = re.compile("奖励|补贴|补助|资助|贴息")
RATE = re.compile(
    "(?:(?:按|最高|一次性)[^,。;]{0,18}|对[^,。;]{2,24}的(?:单位|企业|个人|项目)[^,。;]{0,6}[0-9.万元]*)$"
)
# 在全省138家开发区中列第36位: how many are ranked.
AMONG = re.compile("在[一-龥]{0,8}$")
RANKED_AMONG = re.compile("[^,。;]{0,28}?(?:中|里|考核|评价|考评)[^,。;]{0,8}(?:列|居|排|第|前)")
NAME_OF_PLANT = re.compile("[^,。;]{1,24}?(?:项目|生产线|基地|工厂)")


def is_figure(sentence: FigureSentence, amount: StatedAmount, words: Surroundings) -> bool:
    """Whether a number counts or measures something that the plan is about."""
    plain = sentence.block.plain
    if NOT_COUNTED.search(words.before) or (
        amount.unit in ("大", "届", "次") and not DIGITS.search(amount.words)
    ):
        return False
    if amount.words.startswith("零倍") or "破零" in plain[max(0, amount.start - 1) : amount.end]:
        # 破零倍增
        return False
    if AMONG.search(words.before) and RANKED_AMONG.match(plain, amount.end):
        return False
    if words.before.endswith("年产") and NAME_OF_PLANT.match(words.after):
        # 年产30万吨铝加工项目 is a name.
        return False
    if amount.unit == "个月" and words.before.endswith(("连续", "历时", "时隔")):
        return False
    if RATE.search(words.before + amount.words) and REWARD.search(plain, *sentence.bounds):
        return False
    of_address = re.match(r"[一-龥]{0,2}(?:号楼|街|路|号院|栋楼)", plain[amount.end : amount.end + 4])
    return bool(amount.unit) or not of_address
