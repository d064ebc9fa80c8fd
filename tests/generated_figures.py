"""Figures of every sort the grammar knows, each with a clause of an article that states it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from tests import generated_vocabulary as words
from tests.generated_amounts import (
    Time,
    Wording,
    compared,
    counted,
    currency_of,
    english_money,
    money,
    per_cent,
    plain,
    ranged,
    rounded,
    whole_number,
)


@dataclass(frozen=True)
class StatedFigure:
    """A clause in both languages, and the figure that it states. Without a wording the clause is it."""

    text: str
    english: str
    metric: dict[str, str]
    fields: dict[str, Any]
    scope: str = ""
    scope_en: str = ""
    wording: str = ""
    wording_en: str = ""


def metric(
    code: str,
    name: str,
    name_en: str,
    nature: str,
    unit: str = "",
    unit_en: str = "",
    direction: str = "neutral",
) -> dict[str, str]:
    return {"code": code, "name": name, "name_en": name_en, "nature": nature, "base_unit": unit,
            "base_unit_en": unit_en, "direction": direction}  # fmt: skip


@dataclass
class FigureWriter:
    """Draws figures; each metric and scope at most once as an actual or expected value, and once as a target."""

    rng: Random
    year: int
    unsaid: dict[str, list[Any]] = field(init=False)
    # Stocks that were told, with their values: targets lie above them.
    told: list[tuple[Any, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        levelled = [(*stock, level) for stock in words.LEVELLED for level in words.LEVELS[:3]]
        pools = {name: list(getattr(words, name)) for name in dir(words) if name.isupper()}
        pools["LEVELLED"] = levelled
        self.unsaid = {name: self.rng.sample(pool, len(pool)) for name, pool in pools.items()}

    def next_of(self, pool: str) -> Any:
        return self.unsaid[pool].pop() if self.unsaid[pool] else None

    def draw(self, kind: str) -> StatedFigure | None:
        """A figure of that kind (actual, expected, target); None if the drawn sort is used up."""
        sorts: list[Callable[[str], StatedFigure | None]] = [
            self.stock, self.stock, self.levelled, self.flow, self.money, self.growth, self.growth, self.points,
            self.share, self.share, self.rank, self.ratio, self.area, self.per_area, self.tier,
        ]  # fmt: skip
        if kind == "target":
            sorts += [self.vague, self.raised]
        return self.rng.choice(sorts)(kind)

    def amount_of(self, kind: str, value: int, unit: str, value_en: str = "") -> Wording:
        """A count, plain or with words around it."""
        rng = self.rng
        way = rng.random()
        if way < 0.12:
            low, high = counted_plainly(value, unit), counted_plainly(value + rng.randint(2, 30), unit)
            return ranged(rng, low, high) if kind == "target" else low
        if way < 0.24 and value >= 20:
            tens = value // 10 * 10
            return rounded(rng, tens, unit, f"{tens:,}")
        amount = counted(rng, value, unit)
        if way < 0.5:
            return compared(rng, amount, "> >= about" if kind != "target" else "> >=")
        return amount

    # Counts.

    def stock(self, kind: str) -> StatedFigure | None:
        drawn = self.next_of("STOCKS")
        return self.of_stock(kind, drawn) if drawn else None

    def levelled(self, kind: str) -> StatedFigure | None:
        drawn = self.next_of("LEVELLED")
        return self.of_stock(kind, drawn[:6], drawn[6]) if drawn else None

    def raised(self, kind: str) -> StatedFigure | None:
        """A target for a stock told before, above its value."""
        if not self.told:
            return None
        drawn, value = self.told.pop(self.rng.randrange(len(self.told)))
        return self.of_stock(kind, drawn, at_least=value + 40)

    def of_stock(self, kind: str, drawn: Any, level: Any = None, at_least: int = 0) -> StatedFigure:
        code, name, name_en, unit, noun, noun_en = drawn
        rng = self.rng
        value = at_least + rng.choice(
            [rng.randint(2, 99), rng.randint(100, 999), rng.randint(1000, 30_000) // 100 * 100]
        )
        amount = self.amount_of(kind, value, unit)
        if kind == "actual" and not level:
            self.told.append((drawn, value))
        said, said_en = (level[0] + noun, f"{level[2]} {noun_en}") if level else (noun, noun_en)
        if kind == "target":
            text, english = rng.choice(
                [("力争{n}达到{a}", "strive for {a} {e}"), ("确保{n}达{a}", "ensure {a} {e}")]
            )
        else:
            text, english = rng.choice([
                ("拥有{n}{a}", "has {a} {e}"), ("{n}达到{a}", "{e} reached {a}"), ("累计培育{n}{a}", "has cultivated {a} {e} in all"),
                ("聚集{n}{a}", "is home to {a} {e}"), ("{n}总量达{a}", "{e} total {a}"),
            ])  # fmt: skip
        of, of_en = (level[0], level[1]) if level else ("", "")
        text = reaching(text, amount)
        return StatedFigure(
            text.format(n=said, a=amount.text), english.format(e=said_en, a=amount.english),
            metric(code, name, name_en, "count", unit, direction="up"), amount.fields, of, of_en,
        )  # fmt: skip

    def flow(self, kind: str) -> StatedFigure | None:
        drawn = self.next_of("FLOWS")
        if not drawn:
            return None
        code, name, name_en, unit, noun, noun_en, verb, verb_en = drawn
        amount = self.amount_of(
            kind, self.rng.choice([self.rng.randint(2, 40), self.rng.randint(41, 2000)]), unit
        )
        text, english = self.rng.choice([("{v}{n}{a}", "{a} {e} {w}"), ("{v}{a}{n}", "{a} {e} {w}")])
        if kind == "target":
            text, english = f"计划{text}", f"plan: {english}"
        told = {"v": verb, "n": noun, "a": amount.text}
        english = english.format(a=amount.english, e=noun_en, w=verb_en)
        return StatedFigure(
            text.format(**told), english, metric(code, name, name_en, "count", unit), amount.fields
        )

    def tier(self, kind: str) -> StatedFigure | None:
        """How many firms are above a threshold: its scope holds an amount of its own."""
        drawn = self.next_of("TIERS")
        if not drawn:
            return None
        threshold, threshold_en = drawn
        value = self.rng.randint(2, 60)
        amount = counted(self.rng, value, "家")
        verb, verb_en = ("力争培育", "strive for") if kind == "target" else ("培育", "cultivated")
        return StatedFigure(
            f"{verb}产值超{threshold}的企业{amount.text}",
            f"{verb_en} {amount.english} firms with output above {threshold_en}",
            metric(
                "tier-firms",
                "产值上台阶企业数",
                "Firms past an output threshold",
                "count",
                "家",
                direction="up",
            ),
            amount.fields,
            f"产值超{threshold}",
            f"Output above {threshold_en}",
        )

    def vague(self, kind: str) -> StatedFigure | None:
        """A target without a number."""
        drawn = self.next_of("VAGUE_TARGETS")
        if not drawn:
            return None
        code, name, name_en, text, english = drawn
        return StatedFigure(text, english, metric(code, name, name_en, "count", direction="up"),
                            {"availability": "not-stated", "value": None})  # fmt: skip

    # Money, rates and the rest.

    def money(self, kind: str) -> StatedFigure | None:
        drawn = self.next_of("MONEY")
        if not drawn:
            return None
        code, name, name_en, unit = drawn
        rng, currency = self.rng, currency_of(unit)
        hundred_millions, of_all = rng.randint(2, 900), rng.choice([10**8, 10**7, 10**7])
        way = rng.random()
        if way < 0.15:
            tens = rng.randint(2, 60) * 10
            amount = rounded(
                rng, tens, f"亿{unit}", english_money(Decimal(tens) * 10**8, currency), unit_en=currency
            )
        elif way < 0.25 and kind == "target":
            low, high = (money_plainly(value, unit) for value in (hundred_millions, hundred_millions + 20))
            amount = ranged(rng, low, high)
        else:
            amount = money(rng, hundred_millions * of_all, unit)
            if way < 0.5:
                amount = compared(rng, amount, "> >= about" if kind != "target" else "> >=")
        verbs = [
            ("完成{n}{a}", "{e}: {a} completed"),
            ("{n}达{a}", "{e} reached {a}"),
            ("实现{n}{a}", "{e}: {a} achieved"),
        ]
        if kind == "target":
            verbs = [
                ("力争完成{n}{a}", "strive for {a} of {e}"),
                ("{n}目标为{a}", "the target for {e} is {a}"),
            ]
        text, english = rng.choice(verbs)
        lower, text = name_en[0].lower() + name_en[1:], reaching(text, amount)
        return StatedFigure(
            text.format(n=name, a=amount.text), english.format(e=lower, a=amount.english),
            metric(code, name, name_en, "money", unit, currency, "up"), amount.fields,
        )  # fmt: skip

    def growth(self, kind: str) -> StatedFigure | None:
        drawn = self.next_of("GROWTH")
        if not drawn:
            return None
        code, noun, noun_en = drawn
        rng = self.rng
        value = Decimal(rng.randint(11, 480)) / 10
        amount, is_fall, way = per_cent(rng, value), kind == "actual" and rng.random() < 0.35, rng.random()
        sign = -1 if is_fall else 1
        fields = {"change": rng.random() < 0.8}
        if is_fall:
            text, english = rng.choice(
                [
                    ("{n}同比下降{a}", "{e} down {a} year on year"),
                    ("{n}较上年减少{a}", "{e} down {a} on the year before"),
                ]
            )
            amount = compared(rng, amount, "about") if way < 0.2 else amount
        elif kind == "target":
            text, english = rng.choice(
                [
                    ("力争{n}增长{a}", "strive for growth of {e} by {a}"),
                    ("确保{n}增长{a}", "ensure growth of {e} by {a}"),
                ]
            )
            if way < 0.3:
                low = rng.randint(3, 9)
                amount = ranged(rng, per_cent_plainly(low), per_cent_plainly(low + rng.randint(1, 4)))
            elif way < 0.6:
                amount = compared(rng, amount, "> >= about")
        else:
            text, english = rng.choice(
                [
                    ("{n}同比增长{a}", "{e} up {a} year on year"),
                    ("{n}较上年增长{a}", "{e} up {a} on the year before"),
                    ("{n}增速达{a}", "{e} grew by {a}"),
                ]
            )
            amount = compared(rng, amount, "> about") if way < 0.3 else amount
            if way > 0.9:
                tenths = Decimal(rng.randint(2, 9)) / 10
                amount = Wording(
                    f"{tenths}倍", f"{tenths} times", {"value": tenths, "unit": "倍", "unit_en": "times"}
                )
                text, english = "{n}同比增长{a}", "{e} up {a} year on year"
        text = reaching(text, amount)
        fields |= {**amount.fields, "value": sign * amount.fields["value"]}
        return StatedFigure(
            text.format(n=noun, a=amount.text), english.format(e=noun_en, a=amount.english),
            metric(f"{code}-growth", f"{noun}增速", f"Growth of {noun_en}", "growth", "%", direction="up"), fields,
        )  # fmt: skip

    def points(self, kind: str) -> StatedFigure | None:
        drawn = self.next_of("POINTS")
        if not drawn:
            return None
        code, noun, noun_en = drawn
        value = Decimal(self.rng.randint(2, 55)) / 10
        is_fall = kind == "actual" and self.rng.random() < 0.4
        verb, verb_en = (
            ("回落", "down") if is_fall else self.rng.choice([("提高", "up"), ("提升", "up"), ("增加", "up")])
        )
        aim, aim_en = ("力争", "strive for ") if kind == "target" else ("", "")
        fields = {
            "value": -value if is_fall else value,
            "unit": "个百分点",
            "unit_en": "percentage points",
            "change": True,
        }
        return StatedFigure(
            f"{aim}{noun}{verb}{value}个百分点", f"{aim_en}{noun_en} {verb_en} {value} percentage points",
            metric(f"{code}-change", f"{noun}变动", f"Change of {noun_en}", "growth", "个百分点", "percentage points"), fields,
        )  # fmt: skip

    def share(self, kind: str) -> StatedFigure | None:
        drawn = self.next_of("SHARES")
        if not drawn:
            return None
        code, noun, noun_en = drawn
        rng = self.rng
        tenths, way = rng.randint(2, 9), rng.random()
        amount = per_cent(
            rng, Decimal(rng.choice([100, 98, 92, 76]) if way < 0.4 else Decimal(rng.randint(305, 995)) / 10)
        )
        if 0.4 <= way < 0.5:
            amount = Wording(
                f"{'零一二三四五六七八九'[tenths]}成",
                f"{tenths}0%",
                {"value": Decimal(tenths * 10), "unit": "%"},
            )
        if way > 0.5:
            amount = compared(rng, amount, "> >=")
        aim, aim_en = ("确保", "ensure ") if kind == "target" else ("", "")
        text = reaching("达{a}", amount).format(a=amount.text)
        return StatedFigure(
            f"{aim}{noun}{text}", f"{aim_en}{noun_en}: {amount.english}",
            metric(code, noun, noun_en[0].upper() + noun_en[1:], "share", "%", direction="up"), amount.fields,
        )  # fmt: skip

    def rank(self, kind: str) -> StatedFigure | None:
        drawn = self.next_of("RANKS")
        if not drawn:
            return None
        code, name, noun, noun_en = drawn
        rng = self.rng
        place, aim, aim_en = (
            rng.choice([3, 5, 8, 10]),
            "力争" * (kind == "target"),
            "strive: " * (kind == "target"),
        )
        text, english, fields = (
            f"{noun}在全省排名第{whole_number(rng, place)}位",
            f"{noun_en} ranked no. {place} in the province",
            {},
        )
        if rng.random() < 0.4:
            numeral = {3: "三", 5: "五", 8: "八", 10: "十"}[place]
            text, english, fields = (
                f"{noun}进入全省前{numeral}",
                f"{noun_en} in the top {place} of the province",
                {"comparator": "<="},
            )
        return StatedFigure(
            aim + text, aim_en + english, metric(code, name, f"Provincial rank in {noun_en}", "rank", "位", direction="down"),
            {"value": Decimal(place), "unit": "位", "rank": True, **fields},
        )  # fmt: skip

    def ratio(self, kind: str) -> StatedFigure | None:
        drawn = self.next_of("RATIOS")
        if not drawn:
            return None
        code, name, noun_en = drawn
        first, second, colon = self.rng.randint(2, 9), self.rng.choice([1, 1, 2]), self.rng.choice("::∶")
        aim, aim_en = ("确保", "ensure a ") if kind == "target" else ("", "")
        return StatedFigure(
            f"{aim}{name}为{first}{colon}{second}", f"{aim_en}{noun_en} of {first}:{second}",
            metric(code, name, noun_en[0].upper() + noun_en[1:], "ratio"),
            {"value": Decimal(first), "ratio": Decimal(second), "unit": ""},
        )  # fmt: skip

    def area(self, kind: str) -> StatedFigure | None:
        drawn = self.next_of("AREAS")
        if not drawn:
            return None
        code, name, name_en, unit, verb, english = drawn
        value = Decimal(self.rng.randint(21, 800))
        amount = Wording(f"{value}{unit}", f"{value:,}", {"value": value, "unit": unit})
        if unit == "平方米":
            amount = Wording(f"{value}万{unit}", f"{value * 10_000:,}", {"value": value, "unit": f"万{unit}"})
        elif unit == "平方公里":
            amount = Wording(f"{value / 10}{unit}", f"{value / 10}", {"value": value / 10, "unit": unit})
        if self.rng.random() < 0.3:
            amount = compared(self.rng, amount, "> about") if not verb.endswith("达") else amount
        unit_en = {"亩": "mu", "平方米": "square metres", "平方公里": "square kilometres"}[unit]
        aim, aim_en = ("计划", "plan: ") if kind == "target" else ("", "")
        return StatedFigure(
            f"{aim}{verb}{amount.text}", f"{aim_en}{amount.english} {english}",
            metric(code, name, name_en, "area", unit, unit_en), {**amount.fields, "unit_en": unit_en},
        )  # fmt: skip

    def per_area(self, kind: str) -> StatedFigure | None:
        drawn = self.next_of("PER_AREA")
        if not drawn:
            return None
        code, noun, name_en, noun_en = drawn
        value = Decimal(self.rng.randint(12, 480))
        aim, aim_en = ("力争", "strive for ") if kind == "target" else ("", "")
        fields = {"value": value, "unit": "万元/亩", "unit_en": "yuan per mu"}
        english = english_money(value * 10_000, "yuan")
        return StatedFigure(
            f"{aim}{noun}达{plain(value)}万元", f"{aim_en}{noun_en} of {english}",
            metric(code, noun, name_en, "per-area", "元/亩", "yuan per mu", "up"), fields,
        )  # fmt: skip

    # Sentences that state several figures.

    def draw_whole(self, is_relative: bool) -> tuple[str, str, list[tuple[StatedFigure, Time]]] | None:
        drawn = self.next_of("WHOLES")
        if not drawn:
            return None
        return self.campaign(drawn) if drawn[0] == "campaign" else self.two_values(drawn)

    def two_values(self, drawn: Any) -> tuple[str, str, list[tuple[StatedFigure, Time]]]:
        """`营业收入由2022年的80亿元增至2023年的100亿元，增长25%`."""
        _kind, code, noun, noun_en = drawn
        first, last = self.year - 2, self.year - 1
        low, rate = Decimal(self.rng.randint(2, 30) * 20), Decimal(self.rng.choice([5, 10, 15, 20, 25]))
        high = low * (100 + rate) / 100
        before, after = money_plainly(low, "元"), money_plainly(high, "元")
        beginning = f"{noun}由{first}年的{before.text}增至{last}年的{after.text}"
        sentence = f"{beginning}，增长{plain(rate)}%"
        english = (
            f"{noun_en} rose from {before.english} in {first} to {after.english} in {last}, up {plain(rate)}%"
        )
        level = metric(code, noun, noun_en[0].upper() + noun_en[1:], "money", "元", "yuan", "up")
        growth = metric(
            f"{code}-growth", f"{noun}增速", f"Growth of {noun_en}", "growth", "%", direction="up"
        )
        times = {year: Time(f"{year}年", f"in {year}", f"{year}") for year in (first, last)}
        rise = {"value": rate, "unit": "%", "change": True}
        head = f"{noun}由{first}年的{before.text}"
        head_en = f"{noun_en} rose from {before.english} in {first}"
        return sentence, english, [
            (StatedFigure(sentence, english, level, before.fields, wording=head, wording_en=head_en), times[first]),
            (StatedFigure(sentence, english, level, after.fields, wording=f"{last}年的{after.text}", wording_en=f"{after.english} in {last}"), times[last]),
            (StatedFigure(sentence, english, growth, rise, wording=f"增长{plain(rate)}%", wording_en=f"up {plain(rate)}%"), times[last]),
        ]  # fmt: skip

    def campaign(self, drawn: Any) -> tuple[str, str, list[tuple[StatedFigure, Time]]]:
        """Figures whose scope is a campaign, named before them."""
        _kind, name, name_en = drawn
        rng, year = self.rng, self.year - 1
        amount, share = (
            counted(rng, rng.randint(20, 800), "件"),
            compared(rng, per_cent(rng, Decimal(rng.randint(70, 98))), "> >="),
        )
        found, solved = f"收集建议{amount.text}", f"采纳率{share.text}"
        found_en, solved_en = f"{amount.english} suggestions collected", f"adoption rate: {share.english}"
        suggestions = metric("suggestions", "收集建议数", "Suggestions collected", "count", "件")
        adoption = metric(
            "adoption", "建议采纳率", "Adoption rate of suggestions", "share", "%", direction="up"
        )
        time = Time(f"{year}年", f"in {year}", f"{year}")
        sentence = f"{year}年，园区在{name}中{found}，{solved}"
        english = f"in {year}, {name_en}: {found_en}, {solved_en}"
        return sentence, english, [
            (StatedFigure(sentence, english, suggestions, amount.fields, name, name_en, found, found_en), time),
            (StatedFigure(sentence, english, adoption, share.fields, name, name_en, solved, solved_en), time),
        ]  # fmt: skip


def reaching(text: str, amount: Wording) -> str:
    """A clause without 达 or 达到 before words such as 超 that say as much."""
    if not amount.text.startswith(("超", "突", "逾", "不", "近")):
        return text
    return text.replace("达到{a}", "{a}").replace("达{a}", "{a}").replace("目标为{a}", "{a}")


def counted_plainly(value: int, unit: str) -> Wording:
    return Wording(f"{value}{unit}", f"{value:,}", {"value": Decimal(value), "unit": unit})


def money_plainly(hundred_millions: int | Decimal, unit: str) -> Wording:
    value = Decimal(hundred_millions)
    fields = {"value": value, "unit": f"亿{unit}", "unit_en": currency_of(unit)}
    return Wording(f"{plain(value)}亿{unit}", english_money(value * 10**8, currency_of(unit)), fields)


def per_cent_plainly(value: int) -> Wording:
    return Wording(f"{value}%", f"{value}%", {"value": Decimal(value), "unit": "%"})
