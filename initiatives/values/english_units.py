"""English names of the units that official Chinese texts count in, for units that nobody translated."""

# Measure words that English leaves out: 241 家 are 241.
CLASSIFIERS = frozenset(
    {
        *(
            "家",
            "个",
            "件",
            "项",
            "条",
            "台",
            "套",
            "辆",
            "位",
            "次",
            "张",
            "宗",
            "笔",
            "批",
            "处",
            "所",
            "座",
        ),
        *(
            "支",
            "只",
            "种",
            "类",
            "场",
            "艘",
            "架",
            "间",
            "栋",
            "幢",
            "块",
            "份",
            "篇",
            "部",
            "本",
            "门",
            "届",
        ),
        *("期", "轮", "对", "组", "片", "根", "棵", "株", "枚", "例", "起", "款", "幅"),
        *("所", "座", "门", "届", "名次"),
    }
)
# The name for one, and the name for several.
NAMES = {
    "个百分点": ("percentage point", "percentage points"),
    "百分点": ("percentage point", "percentage points"),
    "倍": ("time", "times"),
    "元": ("yuan", "yuan"),
    "人民币": ("yuan", "yuan"),
    "美元": ("US dollar", "US dollars"),
    "欧元": ("euro", "euros"),
    "港元": ("Hong Kong dollar", "Hong Kong dollars"),
    "港币": ("Hong Kong dollar", "Hong Kong dollars"),
    "日元": ("yen", "yen"),
    "亩": ("mu", "mu"),
    "公顷": ("hectare", "hectares"),
    "平方米": ("square metre", "square metres"),
    "㎡": ("square metre", "square metres"),
    "平方公里": ("square kilometre", "square kilometres"),
    "平方千米": ("square kilometre", "square kilometres"),
    "立方米": ("cubic metre", "cubic metres"),
    "米": ("metre", "metres"),
    "公里": ("kilometre", "kilometres"),
    "千米": ("kilometre", "kilometres"),
    "吨": ("tonne", "tonnes"),
    "公斤": ("kilogram", "kilograms"),
    "斤": ("jin (0.5 kg)", "jin (0.5 kg)"),
    "蒸吨": ("tonne of steam per hour", "tonnes of steam per hour"),
    "吉瓦": ("GW", "GW"),
    "兆瓦时": ("MWh", "MWh"),
    "千克": ("kilogram", "kilograms"),
    "吨标准煤": ("tonne of standard coal", "tonnes of standard coal"),
    "吨标煤": ("tonne of standard coal", "tonnes of standard coal"),
    "升": ("litre", "litres"),
    "千升": ("kilolitre", "kilolitres"),
    "千瓦": ("kW", "kW"),
    "兆瓦": ("MW", "MW"),
    "千瓦时": ("kWh", "kWh"),
    "度": ("kWh", "kWh"),
    "标箱": ("TEU", "TEU"),
    "人": ("person", "people"),
    "名": ("person", "people"),
    "户": ("household", "households"),
    "人次": ("person-time", "person-times"),
    "户次": ("household-time", "household-times"),
    "家次": ("company-time", "company-times"),
    "车次": ("vehicle trip", "vehicle trips"),
    "年": ("year", "years"),
    "月": ("month", "months"),
    "个月": ("month", "months"),
    "周": ("week", "weeks"),
    "天": ("day", "days"),
    "日": ("day", "days"),
    "个工作日": ("working day", "working days"),
    "工作日": ("working day", "working days"),
    "小时": ("hour", "hours"),
    "个小时": ("hour", "hours"),
    "分钟": ("minute", "minutes"),
    "秒": ("second", "seconds"),
    "毫秒": ("millisecond", "milliseconds"),
    "分": ("point", "points"),
}
# A change by 1.5 倍 is one by 1.5 times what there was, and not one to it.
CHANGE_NAMES = {"倍": "times the base"}


def is_classifier(unit: str) -> bool:
    """Whether English has no word for a unit and needs none."""
    return unit in CLASSIFIERS


def english_unit(unit: str, *, one: bool = False, change: bool = False) -> str:
    """The English name of a unit without a factor; "" for a classifier, the unit itself if it is not known.

    `元/亩` is `yuan per mu`, `one` asks for the singular, `change` for the name of a difference.
    """
    counted, slash, per = unit.partition("/")
    if slash:
        below = NAMES[per][0] if per in NAMES else english_unit(per) or per
        return f"{english_unit(counted, one=one, change=change) or counted} per {below}"
    if is_classifier(unit):
        return ""
    if change and unit in CHANGE_NAMES:
        return CHANGE_NAMES[unit]
    names = NAMES.get(unit)
    return names[0 if one else 1] if names else unit
