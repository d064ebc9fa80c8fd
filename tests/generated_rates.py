"""Sums of money, rates, shares, ranks, ratios and areas of a generated plan, with clauses that state them."""

from decimal import Decimal

from tests.generated_amounts import (
    Wording,
    compared,
    currency_of,
    english_money,
    money,
    per_cent,
    plain,
    ranged,
    rounded,
    whole_number,
)
from tests.generated_draws import (
    Drawing,
    StatedFigure,
    metric,
    money_plainly,
    per_cent_plainly,
    reaching,
)


class Rates(Drawing):
    """Draws figures that are no counts."""

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
            text.format(n=name, a=amount.text),
            english.format(e=lower, a=amount.english),
            metric(code, name, name_en, "money", unit, currency, "up"),
            amount.fields,
        )

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
            text.format(n=noun, a=amount.text),
            english.format(e=noun_en, a=amount.english),
            metric(f"{code}-growth", f"{noun}增速", f"Growth of {noun_en}", "growth", "%", direction="up"),
            fields,
        )

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
            f"{aim}{noun}{verb}{value}个百分点",
            f"{aim_en}{noun_en} {verb_en} {value} percentage points",
            metric(
                f"{code}-change",
                f"{noun}变动",
                f"Change of {noun_en}",
                "growth",
                "个百分点",
                "percentage points",
            ),
            fields,
        )

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
            f"{aim}{noun}{text}",
            f"{aim_en}{noun_en}: {amount.english}",
            metric(code, noun, noun_en[0].upper() + noun_en[1:], "share", "%", direction="up"),
            amount.fields,
        )

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
            aim + text,
            aim_en + english,
            metric(code, name, f"Provincial rank in {noun_en}", "rank", "位", direction="down"),
            {"value": Decimal(place), "unit": "位", "rank": True, **fields},
        )

    def ratio(self, kind: str) -> StatedFigure | None:
        drawn = self.next_of("RATIOS")
        if not drawn:
            return None
        code, name, noun_en = drawn
        first, second, colon = self.rng.randint(2, 9), self.rng.choice([1, 1, 2]), self.rng.choice("::∶")
        aim, aim_en = ("确保", "ensure a ") if kind == "target" else ("", "")
        return StatedFigure(
            f"{aim}{name}为{first}{colon}{second}",
            f"{aim_en}{noun_en} of {first}:{second}",
            metric(code, name, noun_en[0].upper() + noun_en[1:], "ratio"),
            {"value": Decimal(first), "ratio": Decimal(second), "unit": ""},
        )

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
            f"{aim}{verb}{amount.text}",
            f"{aim_en}{amount.english} {english}",
            metric(code, name, name_en, "area", unit, unit_en),
            {**amount.fields, "unit_en": unit_en},
        )

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
            f"{aim}{noun}达{plain(value)}万元",
            f"{aim_en}{noun_en} of {english}",
            metric(code, noun, name_en, "per-area", "元/亩", "yuan per mu", "up"),
            fields,
        )
