"""The words of times in Chinese official texts, and how they are put on the calendar."""

import re
from datetime import date

from initiatives.values.calendar_spans import Span, month_end, months
from initiatives.values.chinese_numerals import DIGITS, numeral_value

YEAR_DIGITS = r"(?:(?:19|20)[0-9]{2}|[一二][〇零九][〇零一二三四五六七八九]{2})"
SMALL = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
RELATIVE_YEARS = {
    **{"今年": 0, "本年度": 0, "本年": 0, "当年": 0, "明年": 1, "来年": 1, "次年": 1, "下一年": 1, "后年": 2},
    **{"今明两年": 1, "明后两年": 2},
    **{"去年": -1, "上年度": -1, "上年": -1, "上一年": -1, "前年": -2},
}
# Five-year plans: the tenth began in 2001.
PLAN_NUMBERS = {"十": 10, "十一": 11, "十二": 12, "十三": 13, "十四": 14, "十五": 15, "十六": 16}
DASH = r"\s*(?:[-–~]+|至|到)\s*"
YEAR = (
    rf"(?:(?P<from_year>{YEAR_DIGITS})年?{DASH})?(?P<year>{YEAR_DIGITS})"
    # 展望2026，… says the year without 年.
    r"(?:\s*年(?!代)度?|(?<=(?:展望|回望|回首|回眸|回顾|冲刺|决战|奋战|奋进|迈向|迎接|走进|告别)[0-9]{4})(?![-0-9.年]))"
    rf"|(?P<relative>{'|'.join(sorted(RELATIVE_YEARS, key=len, reverse=True))})(?![轻龄])"
)
QUARTERS = (
    rf"(?:第?\s*(?P<from_quarter>[1-4一二三四]){DASH})?(?:第?\s*(?P<quarter>[1-4一二三四])"
    r"\s*个?季度?(?!节)|(?P<first_quarter>首季度?|首个季度))"
)
PART = (
    r"(?P<half>[上下])半年"
    r"|前\s*(?P<first_quarters>[二两三23])\s*个?季度"
    r"|(?:前|(?<![码龙源街])头(?=[^月]{1,4}个月))\s*(?P<first_months>[0-9]{1,2}|[二两三四五六七八九十]{1,2})\s*个?月"
    rf"|{QUARTERS}|Q(?P<letter>[1-4])"
    rf"|(?:(?P<from_month>{SMALL})月?{DASH})(?P<month>{SMALL})\s*月份?"
    rf"|(?P<only_month>{SMALL})\s*月份?(?:\s*(?:(?P<from_day>{SMALL})日?{DASH})?(?P<day>{SMALL})\s*[日号]"
    rf"(?:{DASH}(?P<to_month>{SMALL})\s*月\s*(?P<to_day>{SMALL})\s*[日号])?|(?P<month_third>[上中下])旬)?"
    r"|(?P<third>[上中下])旬"
)
YEAR_PART = r"(?P<year_part>全年|(?<!半)年内|年度内|年底|年末|年终|岁末|年初|年中(?!心|间))"
LIMIT = (
    r"(?P<edge>底|末|初)?(?P<before>之?前(?![进移列])|以前)?"
    r"(?P<since>以来|起|开始|之?后)?(?P<within>期间|之?内|以内)?"
)
BEGIN = r"(?P<begin>截至|截止到?|到|至|自|从|于|在|力争|争取|确保)?\s*"
ISO = (
    r"(?P<iso_year>(?:19|20)[0-9]{2})[-/.](?P<iso_month>[0-9]{1,2})(?:[-/.](?P<iso_day>[0-9]{1,2}))?"
    r"(?![0-9]|\s*[余多]?[十百千万亿%元家个倍人户项亩])"
)
QUARTER_CODE = (
    rf"(?P<code_year>{YEAR_DIGITS})\s*年?\s*[-]?\s*(?:Q(?P<code_quarter>[1-4])|H(?P<code_half>[12]))"
)
FIVE_YEARS = (
    # 七十五 and 百分之十五 hold the same characters.
    r"[“\"‘「]?(?<![〇零一二两三四五六七八九十百千万之])"
    rf"(?P<five>(?:{'|'.join(sorted(PLAN_NUMBERS, key=len, reverse=True))})五)[”\"’」]?"
    r"(?=期|时|末|初|以|规|开|收|中|$|[,。、]|[^一-龥])"
    r"(?P<five_part>时期|期间|期末|末期|末|初期|初|开局之年|收官之年)?"
)
DURATION = (
    r"(?P<way>未来|今后|最近|近|过去|接下来|(?<![投启利使采运专])用)?\s*(?P<years>[0-9]{1,2}|[一两二三四五六七八九十]{1,2})\s*年(?!一贯制|制|级)"
    r"(?P<years_way>之?内|以内|来|左右的时间内|时间内|(?:左右)?的?时间|之?后|以后)?"
)
MONTH_END = r"(?P<month_end>本?月(?:底|末))(?P<month_before>之?前)?"
DATED = rf"(?:{YEAR})(?:\s*的?\s*(?:(?:{YEAR_PART})|(?:{PART})))?"
# The same parts where no year stands before them.
LONE_PART = re.sub(r"[?]P<(\w+)>", r"?P<lone_\1>", PART)
TIME = re.compile(
    rf"{BEGIN}(?:{FIVE_YEARS}|{ISO}|{QUARTER_CODE}|{DATED}|{YEAR_PART.replace('year_part', 'lone_part')}"
    rf"|{LONE_PART}|{MONTH_END}|{DURATION}){LIMIT}(?:\s*为?止)?"
)
NOW = re.compile(
    r"截[至止]到?(?:目前|现在|日前|当前|今)(?:为止)?|迄今(?:为止)?|到目前(?:为止)?|(?<!先前)目前(?!一|二|三)|当前|现阶段"
)
CADENCES = {
    **dict.fromkeys(("月", "个月", "月度"), "month"),
    **dict.fromkeys(("季", "季度", "个季度"), "quarter"),
    **dict.fromkeys(("半年", "半年度"), "half-year"),
    **dict.fromkeys(("年", "年度"), "year"),
    **dict.fromkeys(("周", "星期"), "week"),
    **dict.fromkeys(("日", "天"), "day"),
}
CADENCE = re.compile(
    r"每一?(?P<every>个月|个季度|季度|半年|星期|月|季|年|周|日|天)(?!轻)"
    r"|(?:按|逐)(?P<by_unit>月度|季度|半年度|年度|月|季|年|周|日)(?!产)"
    r"|(?P<twice>月|季|年|周|天|日)(?P=twice)(?!夜)"
)
WITHOUT_TIME = re.compile(
    r"长期(?:坚持|以来)?|常态化|持续|长远|适时|尽快|早日|近期|不定期|定期|一直以来|一以贯之"
)
SENTENCE_END = re.compile(r"[。!?;\n]")
# The end of another word before a time: 每年 is a cadence, 百年 a number.
YEAR_BEFORE = re.compile(r"[每百千万第]$")


def _number(text: str) -> int:
    value = numeral_value(text)
    return int(value) if value is not None else 0


def _year(text: str) -> int:
    return int("".join(str(DIGITS.get(digit, digit)) for digit in text))


def _third(year: int, month: int, third: str) -> tuple[date, date]:
    """The days of 上旬, 中旬 or 下旬: ten days of a month, or what is left of it."""
    first_day = {"上": 1, "中": 11, "下": 21}[third]
    last = month_end(year, month)
    return date(year, month, first_day), last if third == "下" else last.replace(day=first_day + 9)


class Reader:
    """Puts the times of one sentence on the calendar; a year that it names holds for what follows."""

    def __init__(self, plan_year: int | None, published_on: date | None) -> None:
        self.published_on = published_on
        self.year = published_on.year if published_on else plan_year
        self.inferred = True

    def read(self, match: re.Match[str]) -> Span | None:
        """The span of a match of `TIME`; None if it has no year or names no day of the calendar."""
        try:
            return self._read(match)
        except (ValueError, OverflowError):
            return None

    def _read(self, match: re.Match[str]) -> Span | None:
        if match["five"]:
            return self._five_years(match)
        if match["years"]:
            return self._duration(match)
        if match["iso_year"]:
            self._name_year(int(match["iso_year"]))
            month, day = int(match["iso_month"]), match["iso_day"]
            first, last = months(int(match["iso_year"]), month, month)
            first = last = date(first.year, month, int(day)) if day else first
            return self._limited(match, first, last if day else month_end(first.year, month))
        if match["code_year"]:
            return self._code(match)
        from_year: int | None = None
        if match["year"]:
            self._name_year(_year(match["year"]))
            from_year = _year(match["from_year"]) if match["from_year"] else None
        elif match["relative"]:
            if not self.published_on:
                return None
            self.year, self.inferred = self.published_on.year + RELATIVE_YEARS[match["relative"]], True
            # 今明两年 are both.
            from_year = self.year - 1 if match["relative"].endswith("两年") else None
        if self.year is None:
            return None
        if match["month_end"]:
            if not self.published_on:
                return None
            last = month_end(self.published_on.year, self.published_on.month)
            return Span("by", None, last, True)
        year_part = match["year_part"] or match["lone_part"]
        if year_part:
            return self._year_part(match, year_part)
        first, last = self._part(match)
        if from_year:
            first = date(from_year, 1, 1)
        return self._limited(match, first, last) if first <= last else None

    def _name_year(self, year: int) -> None:
        self.year, self.inferred = year, False

    def _code(self, match: re.Match[str]) -> Span:
        year = _year(match["code_year"])
        self._name_year(year)
        length, number = (3, match["code_quarter"]) if match["code_quarter"] else (6, match["code_half"])
        return self._limited(match, *months(year, length * int(number) - length + 1, length * int(number)))

    def _part(self, match: re.Match[str]) -> tuple[date, date]:
        """First and last day of the part of the year that is named, or of the year."""
        year = self.year or 1

        def group(name: str) -> str | None:
            return match[name] or match[f"lone_{name}"]

        if half := group("half"):
            return months(year, *((1, 6) if half == "上" else (7, 12)))
        if quarters := group("first_quarters"):
            return months(year, 1, 3 * _number(quarters))
        if count := group("first_months"):
            return months(year, 1, _number(count))
        if group("first_quarter"):
            return months(year, 1, 3)
        if quarter := group("quarter") or group("letter"):
            first = _number(group("from_quarter") or quarter)
            return months(year, 3 * first - 2, 3 * _number(quarter))
        if month := group("month"):
            return months(year, _number(group("from_month") or month), _number(month))
        if only := group("only_month"):
            month_number = _number(only)
            if third := group("month_third"):
                return _third(year, month_number, third)
            if not (day := group("day")):
                return months(year, month_number, month_number)
            first_day = _number(group("from_day") or day)
            if to_month := group("to_month"):
                return date(year, month_number, first_day), date(
                    year, _number(to_month), _number(group("to_day") or "")
                )
            return date(year, month_number, first_day), date(year, month_number, _number(day))
        if third := group("third"):
            month_number = self.published_on.month if self.published_on else 0
            return _third(year, month_number, third)
        return date(year, 1, 1), date(year, 12, 31)

    def _limited(self, match: re.Match[str], first: date, last: date) -> Span:
        """What 前, 底, 以来, 截至 and 到 make of a span."""
        if match["edge"] == "初":
            last = min(last, month_end(first.year, first.month))
        if match["begin"] in ("截至", "截止", "截止到"):
            return Span("as-of", None, last, self.inferred)
        if match["before"]:
            # 2025年前 is before 2025 begins or ends: plans mean the end. 6月30日前 includes the day.
            return Span("by", None, last, self.inferred)
        if match["since"] or match["begin"] in ("自", "从"):
            after = match["since"] in ("后", "之后")
            return Span("since", last if after else first, None, self.inferred)
        if match["begin"] in ("到", "至"):
            return Span("by", None, last, self.inferred)
        if match["edge"] in ("底", "末"):
            return Span("by", None, last, self.inferred)
        return Span("within", first, last, self.inferred)

    def _year_part(self, match: re.Match[str], word: str) -> Span:
        year = self.year or 1
        first, last = date(year, 1, 1), date(year, 12, 31)
        if match["begin"] in ("截至", "截止", "截止到"):
            return Span("as-of", None, last, self.inferred)
        if word == "全年":
            return self._limited(match, first, last)
        if word == "年初":
            return (
                self._limited(match, first, month_end(year, 3))
                if not match["since"]
                else Span("since", first, None, self.inferred)
            )
        if word == "年中":
            return Span("by", None, month_end(year, 6), self.inferred)
        return Span("by", None, last, self.inferred)

    def _five_years(self, match: re.Match[str]) -> Span:
        number = PLAN_NUMBERS[match["five"][:-1]]
        first = 1951 + 5 * number
        part = match["five_part"] or ""
        last_year = date(first + 4, 12, 31)
        if match["before"]:
            return Span("by", None, last_year)
        if match["since"]:
            return Span("since", date(first, 1, 1), None)
        if part == "开局之年":
            return Span("within", date(first, 1, 1), date(first, 12, 31))
        if part == "收官之年":
            return Span("within", date(first + 4, 1, 1), last_year)
        if part in ("末", "期末", "末期"):
            return Span("by", None, last_year)
        if part in ("初", "初期"):
            return Span("within", date(first, 1, 1), date(first + 1, 12, 31))
        if match["begin"] in ("到", "至"):
            return Span("by", None, last_year)
        return Span("within", date(first, 1, 1), last_year)

    def _duration(self, match: re.Match[str]) -> Span | None:
        """So many years ahead are counted from the plan's year, or that after publication; past ones back."""
        if not self.published_on:
            return None
        years, way, end = (
            _number(match["years"]),
            match["way"] or "",
            match["years_way"] or match["within"] or "",
        )
        now = self.published_on.year
        if not years or years > 50 or not (way or end or match["since"]):
            return None
        if way in ("近", "最近", "过去"):
            # Early in a year, the years that are over are meant.
            now -= self.published_on.month < 4
            return Span("within", date(now - years + 1, 1, 1), date(now, 12, 31), True)
        if way == "用":
            # 用三年时间, at the end of a year, begins with the next.
            first = now + (self.published_on.month > 10)
            return Span("within", date(first, 1, 1), date(first + years - 1, 12, 31), True)
        if way in ("未来", "今后", "接下来") and not end:
            # Early in a year they begin with it.
            first = now + (self.published_on.month > 3)
            return Span("within", date(first, 1, 1), date(first + years - 1, 12, 31), True)
        if end.startswith(("后", "之后", "以后")) or match["since"] in ("后", "之后"):
            return Span("by", None, date(now + years, 12, 31), True)
        if end == "来":
            return Span("since", date(now - years, 1, 1), None, True)
        return Span("by", None, date(now + years, 12, 31), True)
