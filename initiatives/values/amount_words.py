"""The words of amounts in Chinese official texts: units, comparisons, verbs of change.

Also the patterns of what holds numerals and is no amount.
"""

import re
from difflib import get_close_matches

from initiatives.values.chinese_numerals import CHINESE, MYRIADS, NUMERAL

# Every spelling of a unit with its canonical form. A unit not listed here is no unit.
MONEY = {
    **{"元": "元", "元人民币": "元", "块钱": "元", "人民币": "元"},
    **{"美元": "美元", "美金": "美元", "欧元": "欧元", "日元": "日元", "港元": "港元", "港币": "港元"},
    **{"英镑": "英镑", "新台币": "新台币", "澳元": "澳元", "加元": "加元", "新加坡元": "新加坡元"},
}
SHARES = {"%": "%", "‰": "‰", "个百分点": "个百分点", "百分点": "个百分点", "个点": "个百分点"}
AREAS = {
    **dict.fromkeys(("平方米", "㎡", "m²", "m2", "平米", "平方"), "平方米"),
    **dict.fromkeys(("平方公里", "平方千米", "km²", "km2", "k㎡", "㎢"), "平方公里"),
    **{"亩": "亩", "公顷": "公顷"},
}
MEASURES = {
    **{"公里": "公里", "千米": "公里", "km": "公里", "米": "米", "立方米": "立方米", "m³": "立方米"},
    **{
        "吨": "吨",
        "吨标准煤": "吨标准煤",
        "吨标煤": "吨标准煤",
        "标准箱": "标准箱",
        "标箱": "标准箱",
        "TEU": "标准箱",
        "公斤": "公斤",
        "斤": "斤",
        "微克": "微克",
        "毫克": "毫克",
        "千克": "公斤",
        "升": "升",
        "千升": "千升",
    },
    **{"千瓦时": "千瓦时", "度电": "千瓦时", "千瓦": "千瓦", "兆瓦": "兆瓦", "MW": "兆瓦", "kW": "千瓦"},
    **{
        "吉瓦": "吉瓦",
        "GW": "吉瓦",
        "兆瓦时": "兆瓦时",
        "MWh": "兆瓦时",
        "吉瓦时": "吉瓦时",
        "GWh": "吉瓦时",
        "蒸吨": "蒸吨",
    },
    **{
        "倍": "倍",
        "人次": "人次",
        "人": "人",
        "名": "名",
        "位": "位",
        "户": "户",
        "户次": "户次",
    },
    **{
        "小时": "小时",
        "分钟": "分钟",
        "秒": "秒",
        "毫秒": "毫秒",
        "天": "天",
        "个工作日": "个工作日",
        "工作日": "个工作日",
    },
    **{"个位次": "位", "位次": "位", "个月": "个月", "TB": "TB", "PFlops": "PFlops"},
}
COUNTED = {
    word: word
    for word in (
        "家个项件条种类款台套辆架艘栋幢座处所间宗起场次批支只张份册部篇轮面块片株棵根列笔单对组枚门环颗宗届盏口眼幅席本趟具"
    )
} | {
    "家次": "家次",
    "批次": "批次",
    "场次": "场次",
    "件次": "件次",
    "台套": "台套",
    "架次": "架次",
    "班次": "班次",
    "艘次": "艘次",
    "辆次": "辆次",
    "航次": "航次",
    "剂次": "剂次",
    "例次": "例次",
    "人天": "人天",
    "头": "头",
    "羽": "羽",
    "大": "大",
}
UNITS = {**COUNTED, **MEASURES, **AREAS, **SHARES, **MONEY}
UNIT = "(?:" + "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True))) + ")"
# 多元化, 人工, 个人 and the like begin like a unit.
NOT_UNIT = (
    r"(?!人工|人才|名单|个人|位数|元旦|元素|元化|部分|大数|大关|面临|面对|条件|对于|单位|所有|处于|类似|项目)"
)
PER_UNIT = rf"(?:/(?:{UNIT}|年|月|日|天))"
DENOMINATORS = {"亩均": "亩", "户均": "户", "人均": "人", "每平方公里": "平方公里", "每平方米": "平方米"} | {
    f"每{unit}": unit for unit in ("亩", "公顷", "人", "户", "家", "吨", "个", "家企业", "名")
}
SCALE_BEFORE_UNIT = re.compile(r"(?:[十百千]?[万亿]+|[百千])")
# Nouns counted without a unit: 30余企业.
COUNTED_NOUNS = "企业|项目|平台|人才|机构|岗位"

# Comparisons before the number. 以上, 以下 and 以内 include the bound, 超过 and 不满 do not:
# article 1259 of the Civil Code.
MORE = "高于|大于|多于|超过|超出|超|逾|突破|冲破|破|过|>"
AT_LEAST = "不低于|不少于|不小于|不下于|不下|不亚于|至少|最少|最低|起码|上|≥|>=|⩾"
LESS = "低于|不足|不到|少于|小于|不满|未达到|未达|未到|未满|未超过|<"
AT_MOST = "不超过|不高于|不多于|不大于|不超出|不超|不突破|至多|最多|最高|≤|<=|⩽"
NEAR = "接近|将近|逼近|临近|近"
ABOUT = "大约|大概|约为|约占|约合|约有|约|估计|大致|≈|~"
COMPARISONS = {
    **dict.fromkeys(AT_MOST.split("|"), "<="),
    **dict.fromkeys(AT_LEAST.split("|"), ">="),
    **dict.fromkeys(MORE.split("|"), ">"),
    **dict.fromkeys(LESS.split("|"), "<"),
    **dict.fromkeys(NEAR.split("|"), "near"),
    **dict.fromkeys(ABOUT.split("|"), "~"),
}
# 签约21个, 通过3项, 附近, 目前: the last character belongs to another word. 未超过 includes its bound.
COMPARISONS["未超过"] = "<="
BEFORE = re.compile(
    "(?P<word>"
    + "|".join(map(re.escape, sorted(COMPARISONS, key=len, reverse=True)))
    + r")\s*(?:了\s*)?(?:人民币)?$"
)
OTHER_WORDS = re.compile(
    r"(?:[签节集预邀公违条履践制契相特]约|[通经路不走度错]过|[附最邻远新贴]近|[以加晚迎网线史之跨踏登迈站]上|[打爆侦]破)\s*$"
)
AFTER = re.compile(
    r"\s*(?:\(含(?:本数)?\))?(?:(?P<least>(?:及|或|和)?以上|之上|及其以上|起步)|(?P<most>(?:及|或|和)?(?:以下|以内|之内|之下)|(?<=[日天时钟月])内)"
    r"|(?P<about>左右|上下|前后|不等|开外))(?P<edge>\((?:不含|含)[^()]{0,4}\))?|\s*(?P<alone>\(含(?:本数)?\))"
)
# Words between a verb or comparison and its number that say nothing of the amount.
FILLERS = re.compile(
    r"(?P<word>控制在|保持在|稳定在|维持在|达到了?|达|预计|力争|实现|完成|同比|环比|年均|平均|累计|分别|可|将|仅|已|了"
    r"|至|到|为|成|在|是|的|:|=|\s)$"
)
LEVEL_FILLERS = frozenset("至到成")
RISE = "↑|⬆|⇧|增长|提高|上升|增加|上涨|提升|上浮|上调|攀升|净增|扩大|增|涨|升"
FALL = (
    "↓|⬇|⇩|负增长|下降|降低|回落|减少|下滑|收窄|削减|缩减|缩小|缩短|压缩|压减|压降|下调|下浮"
    "|下跌|精简|减|降|跌"
)
RISE_NOUNS = "增长率|增长幅度|增速|增幅|涨幅|升幅|增长速度"
FALL_NOUNS = "降幅|跌幅|减幅|下降幅度|下降率"
SIGNS = {
    **dict.fromkeys(RISE.split("|") + RISE_NOUNS.split("|"), 1),
    **dict.fromkeys(FALL.split("|") + FALL_NOUNS.split("|"), -1),
    # 产值168亿元（+18%）
    "+": 1,
}
NOUNS_OF_CHANGE = frozenset((RISE_NOUNS + "|" + FALL_NOUNS).split("|"))
VERB = re.compile(
    r"(?P<compared>(?:同比|环比|年均|预计)?)(?<![新递激催倍])"
    rf"(?P<word>{'|'.join(map(re.escape, sorted(SIGNS, key=len, reverse=True)))})(?:了|速|额)?$"
)
CHANGE_AFTER = re.compile(
    r"\s*的?(?:(?P<rise>增长(?![到至为])|增速|增幅|涨幅)|(?P<fall>降幅|跌幅|(?:下降|降低)(?![到至为])))"
)
# Distance from another level: 高于全省1.2个百分点.
DISTANCE = re.compile(
    r"(?:(?P<above>高于|高出|快于|领先|超过|优于|高)|(?P<below>低于|慢于|落后|低))(?P<than>[^0-9,。;、,]{0,12})$"
)
MULTIPLE_OF = re.compile(r"(?:达到|到|至|为|是|相当于|约为)[^,。;]{0,12}的$")

# Places: 第3位, 全省第三, 前三, 前10强.
PLACES = "全省|全国|全市|全区|全县|全球|全州|全系统|世界|亚洲|省内|市内|国内|中部地区|国家级园区|省级园区"
RANKED = (
    r"(?:(?:排名|排位|排在|排|位列|位居|位次|名列|居(?!民)|列|跃居|跃升至|升至|升到|跻身)[^0-9,。;、第]{0,8}"
    rf"|(?:{PLACES})[^0-9,。;、第]{{0,2}})"
)
RANK = (
    rf"第\s*(?P<place>{CHINESE}|[0-9]{{1,4}})\s*(?P<place_unit>位|名)(?!单)"
    rf"|(?<![目当提之以此日先年午])前\s*(?P<top>{CHINESE}|[0-9]{{1,4}})\s*"
    r"(?:(?P<share>%)|位|名(?!企业)|强(?!企业|项目)|甲|列"
    r"|(?![0-9.余多]|\s*(?:个|家|户|名|强|项|季|年|月|天|日|周|批|期|次|轮|条|届|阶段|款)))"
)
ORDINAL_RANK = (
    rf"第\s*(?P<ordinal>{CHINESE}|[0-9]{{1,4}})"
    r"(?!\s*(?:梯|方阵|季|批|期|次|条|章|个|届|大|产业|时间|阶|轮|家|线|类|党))"
)
RANK_BEFORE = re.compile(RANKED + "$")
# 跻身全国高新区50强: the first so many, where one gets among them; 500强 are firms.
AMONG = rf"(?<![前类0-9])(?P<among>{CHINESE}|[1-9][0-9]{{1,2}})强(?!企|化|市|镇|县|省|大|劲|劳|势|链|基|军)"
GETTING_AMONG = re.compile(
    r"(?:跻身|跻入|进入|挺进|入围|入选|迈入|迈进|跨入|进军|争进|跃居|晋级|晋位|闯进|闯入|挤进|稳居|冲刺|位列|名列|冲进|进位|排名)"
    r"[^0-9,。;、]{0,24}$"
)
RATIO = (
    r"(?P<ratio_low>[0-9]+(?:\.[0-9]+)?)\s*[:比]\s*(?P<ratio_high>[0-9]+(?:\.[0-9]+)?)(?![0-9:年月]|\s*:|\.)"
    r"|(?P<ratio_low_words>[一二两三四五六七八九十]+)比(?P<ratio_high_words>[一二两三四五六七八九十]+)(?![年月])"
)
CLOCK = re.compile(r"(?:[01]?[0-9]|2[0-3]):0[0-9]|0[0-9]:[0-5][0-9]")
FRACTION = rf"(?P<denominator>{CHINESE}|[0-9]{{1,3}})分之(?P<numerator>{CHINESE}|[0-9]{{1,3}})"
MULTIPLIED = r"(?P<times>翻(?:了)?\s*(?P<fold>[一两二三四五1-9])?\s*番|(?P<halved>减半))"
HALF = r"(?<!双)(?<!时间)(?<!任务)(?P<half>过半数?(?!年)|超半数|近半数?(?!年|月|个)|一半|半数)"
DIGIT_COUNT = r"(?P<digits>[两三]位数|个位数)"

# What holds digits or numerals and states no amount.
NOT_AMOUNTS = "|".join(
    (
        r"(?:18|19|20)[0-9]{2}(?:\s*[-–~至到]\s*(?:[0-9]{2}|[0-9]{4}))?(?!\s*[余多]?\s*[0-9.,百千万亿%]|\s*[余多]?"
        rf"\s*{UNIT}|\s*[-–~至到]\s*[0-9.,]+\s*[余多]?{UNIT})\s*年?",
        r"[〇零一二三四五六七八九]{4}年",
        r"[0-9]{4}\s*[-–~/.年]\s*[0-9]{1,2}\s*[-–~/.月]\s*[0-9]{1,2}\s*日?",
        r"(?:[0-9]{1,2}\s*[-–~至到、]\s*)?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
        r"\s*(?:月份?|日|号|时|周)(?!薪)",
        rf"(?:(?:[0-9]{{1,4}}|{CHINESE})\s*[-–~至到])?\s*(?:[0-9]{{1,4}}|{CHINESE})\s*[余多]?"
        r"(?:周年|个?年|个?季度|世纪|届|期|级|线|维|星|岁以下的?青|强|产业|中全会|方面军|化|网)",
        r"[一二三四五六七八九]位一体|[一二三四]类\s*500\s*强|十[二三四五六]五|二十大|十九大|二十届|一(?![十百千万亿])[一-龥]一[一-龥]",
        r"一元复始|一心一意|三番五次|三天两头|五星|千家万户|千方百计|百花|千万(?!元|美|家|人|吨|平|亩|级)|零(?:件|部件|售|距离|散|星|工|跑)",
        r"[A-Za-z§#№][-.]?(?![0-9.]+\s*(?:[十百千]?[万亿]|%|个百分点))[0-9][0-9.]*",
        r"[0-9]+(?:\.[0-9]+)?(?!km|kW|MW|m[²³2]|TB|PF)[A-Za-z]+[0-9]*",
        r"[0-9]+(?:\+[0-9A-Za-z]+)+|工业[0-9]\.[0-9]|(?<![0-9.])[0-9]\.0(?![0-9]|\s*[%‰万亿倍个])",
        r"0[0-9]{2,3}-[0-9]{7,8}|1[3-9][0-9]{9}(?![0-9]|\s*[元美家个平])|0[0-9][0-9-]*(?!\.)|[0-9]{3,4}-[0-9]{4}-[0-9]{3,4}",
        r"[0-9]{1,3}(?: [0-9]{3})+(?![0-9])",
        r"[\[〔(](?:19|20)[0-9]{2}[\]〕)]|[0-9]+/[0-9]+(?:/[0-9]+)?|[0-9]{19,}[0-9.,]*",
        r"[数几][十百千万亿]+[余多]?|[0-9一二三四五六七八九十百千]+几|若干|成[百千]上[千万]|百分百",
        rf"第\s*(?:{CHINESE}|[0-9]+)",
        r"[上下]半[年场]|万一|万分|十分|十足|百姓|百强|一[般些直定旦致同律样共起体流时边方切]",
    )
)
# Numerals that count the parts of a slogan: 八大工程, 三个增强, 五个方面.
SLOGAN = re.compile(
    r"大\s*(?:工程|行动|任务|战略|专项|抓手|举措|板块|攻坚|体系|目标|会战|战役|领域|方面|重点|关键|要素|理念|优势|支撑|提升"
    r"|转型|计划|改革|变革|跨越|突破|机遇|挑战|原则|特色|定位|功能|使命|路径)"
    r"|[场种类个条套]\s*(?:攻坚战|攻坚行动|硬仗|战役|会战|大仗|方式|路径|模式|机制|打法)"
    r"|[个项]\s*(?:优化|增强|确保|提升|突破|坚持|强化|聚焦|围绕|维护|确立|必须|转变|统筹|推进|促进|加强|落实|全面|务必"
    r"|结合|注重|打造|做到|不|创新|深化|加快|转型|提速|到位|毫不|一律|一批|更|方面|自信|意识|代表|全覆盖|着力|高地|确定)"
)
SLOGAN_UNITS = frozenset("大个项条张种场")
QUOTED = re.compile(r"[“「『‘\"]([^“”「」『』‘’\"。，,；;！？]{1,18})[”」』’\"]")
NUMBER_START = re.compile(rf"(?P<share_of>[百千]分之)?(?P<number>{NUMERAL})")


def split_unit(unit: str) -> tuple[str, str]:
    """A unit as its scale and the rest: 亿 and 元 of 亿元, no scale and 千米 of 千米."""
    if unit.partition("/")[0] in UNITS:
        return "", unit
    scale = SCALE_BEFORE_UNIT.match(unit)
    if not scale:
        return "", unit
    rest = unit[scale.end() :]
    known = not rest or rest.partition("/")[0] in UNITS
    # 千 and 百 may begin a unit that is not listed.
    return (scale[0], rest) if known or scale[0][-1] in MYRIADS else ("", unit)


def is_unit(text: str) -> bool:
    """Whether a text is a unit that the grammar of amounts knows, with or without a scale: 亿元, 家, 万."""
    _, rest = split_unit(text)
    return bool(text) and (not rest or rest.partition("/")[0] in UNITS)


def nearest_unit(text: str) -> str:
    """The known unit that looks most like a text, with its scale: 亿元 for 亿园; empty if none does."""
    scales = ("", "万", "亿")
    known = [f"{scale}{unit}" for unit in UNITS for scale in (scales if unit in MONEY else scales[:1])]
    return next(iter(get_close_matches(text, known, n=1, cutoff=0.4)), "")
