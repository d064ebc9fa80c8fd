"""Figures of every sort the grammar knows, each with a clause of an article that states it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.generated_amounts import (
    Time,
    Wording,
    compared,
    counted,
    per_cent,
    plain,
    ranged,
    rounded,
)
from tests.generated_draws import (
    StatedFigure,
    counted_plainly,
    metric,
    money_plainly,
    reaching,
)
from tests.generated_rates import Rates


class FigureWriter(Rates):
    """Draws figures of every sort."""

    def draw(self, kind: str) -> StatedFigure | None:
        """A figure of that kind (actual, expected, target); None if the drawn sort is used up."""
        sorts: list[Callable[[str], StatedFigure | None]] = [
            self.stock,
            self.stock,
            self.levelled,
            self.flow,
            self.money,
            self.growth,
            self.growth,
            self.points,
            self.share,
            self.share,
            self.rank,
            self.ratio,
            self.area,
            self.per_area,
            self.tier,
        ]
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
            text, english = rng.choice(
                [
                    ("拥有{n}{a}", "has {a} {e}"),
                    ("{n}达到{a}", "{e} reached {a}"),
                    ("累计培育{n}{a}", "has cultivated {a} {e} in all"),
                    ("聚集{n}{a}", "is home to {a} {e}"),
                    ("{n}总量达{a}", "{e} total {a}"),
                ]
            )
        of, of_en = (level[0], level[1]) if level else ("", "")
        text = reaching(text, amount)
        return StatedFigure(
            text.format(n=said, a=amount.text),
            english.format(e=said_en, a=amount.english),
            metric(code, name, name_en, "count", unit, direction="up"),
            amount.fields,
            of,
            of_en,
        )

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
        return StatedFigure(
            text,
            english,
            metric(code, name, name_en, "count", direction="up"),
            {"availability": "not-stated", "value": None},
        )

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
        return (
            sentence,
            english,
            [
                (
                    StatedFigure(sentence, english, level, before.fields, wording=head, wording_en=head_en),
                    times[first],
                ),
                (
                    StatedFigure(
                        sentence,
                        english,
                        level,
                        after.fields,
                        wording=f"{last}年的{after.text}",
                        wording_en=f"{after.english} in {last}",
                    ),
                    times[last],
                ),
                (
                    StatedFigure(
                        sentence,
                        english,
                        growth,
                        rise,
                        wording=f"增长{plain(rate)}%",
                        wording_en=f"up {plain(rate)}%",
                    ),
                    times[last],
                ),
            ],
        )

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
        return (
            sentence,
            english,
            [
                (
                    StatedFigure(
                        sentence, english, suggestions, amount.fields, name, name_en, found, found_en
                    ),
                    time,
                ),
                (
                    StatedFigure(sentence, english, adoption, share.fields, name, name_en, solved, solved_en),
                    time,
                ),
            ],
        )
