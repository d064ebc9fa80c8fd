"""Mistakes to plant in a saved plan, for tests of what notices them.

Each function takes an edition and a random generator, makes one mistake of its kind in some row that allows
it, and returns what it did; None where no row allows it. `MISTAKES` lists them by name, each with its line in
the list of planted mistakes (0: a kind that the list does not name). Sound plans are made by
`tests/generated_plans.py`; any careful reader of plan and source sees the mistakes. Those in figures are
here, the others in `tests/planted_in_words.py`.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Any

from initiatives import models
from initiatives.values.periods import Period

Row = tuple[str, int]  # the model's name and the primary key


@dataclass(frozen=True)
class Planted:
    """What was planted: a finding must be about one of the rows, or about the plan as a whole."""

    what: str
    rows: frozenset[Row]
    is_whole: bool = False
    name: str = ""


Plant = Callable[[models.Edition, Random], Planted | None]


@dataclass(frozen=True)
class Mistake:
    name: str
    line: int
    plant: Plant

    def __call__(self, edition: models.Edition, rng: Random) -> Planted | None:
        planted = self.plant(edition, rng)
        return planted and replace(planted, name=self.name)


MISTAKES: dict[str, Mistake] = {}


def mistake(line: int) -> Callable[[Plant], Plant]:
    """Register a function as a mistake under its name."""

    def register(plant: Plant) -> Plant:
        MISTAKES[plant.__name__] = Mistake(plant.__name__, line, plant)
        return plant

    return register


# Help in choosing rows and changing them.


def identity(row: Any) -> Row:
    return row._meta.model_name, row.pk


def change(row: Any, *more: Any, **fields: Any) -> Planted:
    """Store other values in a row, past all checks; a finding may also be about one of `more`."""
    before = {name: getattr(row, name) for name in fields}
    type(row).objects.filter(pk=row.pk).update(**fields)
    told = "; ".join(f"{name}: {before[name]!s} → {value!s}" for name, value in fields.items())
    is_whole = isinstance(row, models.Edition)
    return Planted(
        f"{identity(row)[0]} {getattr(row, 'key', '')} {told}",
        frozenset(map(identity, (row, *more))),
        is_whole,
    )


def some(rng: Random, rows: Iterable[Any]) -> Any:
    """One of the rows; None if there are none."""
    found = list(rows)
    return rng.choice(found) if found else None


def figures(edition: models.Edition) -> list[models.Figure]:
    return list(edition.figures.select_related("metric").prefetch_related("passages"))


def with_value(edition: models.Edition) -> list[models.Figure]:
    return [figure for figure in figures(edition) if figure.value is not None]


def passages_of(edition: models.Edition) -> list[models.Passage]:
    return list(models.Passage.objects.filter(source__editions=edition).select_related("section"))


def phrases(row: Any) -> str:
    return " ".join(passage.phrase for passage in row.passages.all())


def plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def other_number(rng: Random, number: int) -> int:
    """A number of as many digits that is another one: two digits changed places, or one is another."""
    digits = str(number)
    swapped = {digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(len(digits) - 1)}
    others = sorted(one for one in swapped if one != digits and not one.startswith("0"))
    if others and rng.random() < 0.7:
        return int(rng.choice(others))
    return number + rng.choice([1, 3, 7])


def other_value(rng: Random, value: Decimal) -> Decimal:
    sign, digits, exponent = value.normalize().as_tuple()
    number = other_number(rng, int("".join(map(str, digits))))
    return Decimal((sign, tuple(map(int, str(number))), int(exponent)))


NUMBER = re.compile(r"(?<![0-9A-Za-z.,，])[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?![0-9A-Za-z.])")


def with_other_number(rng: Random, text: str, *, years_too: bool = False) -> str:
    """The text with one of its numbers changed; the text itself if it has none."""
    matches = [
        match for match in NUMBER.finditer(text) if years_too or not re.fullmatch("20[0-9]{2}", match[0])
    ]
    if not matches:
        return text
    match = rng.choice(matches)
    value = other_value(rng, Decimal(match[0].replace(",", "")))
    return text[: match.start()] + (f"{value:,f}" if "," in match[0] else plain(value)) + text[match.end() :]


def has_number(text: str) -> bool:
    return with_other_number(Random(0), text) != text


# 1 to 10: figures.


@mistake(1)
def value_altered(edition: models.Edition, rng: Random) -> Planted | None:
    figure = some(rng, with_value(edition))
    return figure and change(figure, value=other_value(rng, figure.value), upper_value=None)


def _number_in(figure: models.Figure) -> str:
    """The value as its wording has it, if that is in plain digits and once."""
    number = plain(abs(figure.value or Decimal(0)))
    found = [match[0] for match in NUMBER.finditer(figure.wording) if match[0] == number]
    return number if len(found) == 1 and number in phrases(figure) else ""


@mistake(2)
def value_and_wording_altered(edition: models.Edition, rng: Random) -> Planted | None:
    figure = some(
        rng, [figure for figure in with_value(edition) if _number_in(figure) and figure.upper_value is None]
    )
    if not figure:
        return None
    number = _number_in(figure)
    value = other_value(rng, figure.value)
    pattern = rf"(?<![0-9.,]){re.escape(number)}(?![0-9.])"
    wording = re.sub(pattern, plain(abs(value)), figure.wording)
    # The English of a sum of money may be in other magnitudes, so it is left out.
    return change(figure, value=value, wording=wording, wording_en="")


@mistake(3)
def passages_of_another_figure(edition: models.Edition, rng: Random) -> Planted | None:
    told = with_value(edition)
    figure = some(rng, [figure for figure in told if _number_in(figure)])
    if not figure:
        return None
    number = _number_in(figure)
    other = some(
        rng,
        [one for one in told if one != figure and number not in phrases(one) and one.metric != figure.metric],
    )
    if not other:
        return None
    figure.passages.set(other.passages.all())
    return Planted(
        f"figure {figure.key} “{figure.wording}” stands on “{phrases(other)}”", frozenset({identity(figure)})
    )


CLASSIFIERS = ("家", "个", "人", "件", "条", "套", "名", "座")


@mistake(4)
def classifier_altered(edition: models.Edition, rng: Random) -> Planted | None:
    figure = some(rng, [figure for figure in with_value(edition) if figure.unit in CLASSIFIERS])
    return figure and change(
        figure, unit=rng.choice([one for one in CLASSIFIERS if one not in figure.wording])
    )


@mistake(4)
def scale_of_unit_altered(edition: models.Edition, rng: Random) -> Planted | None:
    scaled = [figure for figure in with_value(edition) if figure.unit[:1] in ("亿", "万")]
    figure = some(rng, scaled)
    return figure and change(figure, unit=("万" if figure.unit[0] == "亿" else "亿") + figure.unit[1:])


@mistake(5)
def per_cent_and_points(edition: models.Edition, rng: Random) -> Planted | None:
    figure = some(rng, [figure for figure in with_value(edition) if figure.unit in ("%", "个百分点")])
    return figure and change(
        figure,
        unit="个百分点" if figure.unit == "%" else "%",
        unit_en="" if figure.unit != "%" else "percentage points",
    )


@mistake(6)
def comparator_dropped(edition: models.Edition, rng: Random) -> Planted | None:
    figure = some(rng, [figure for figure in with_value(edition) if figure.comparator != "="])
    return figure and change(figure, comparator="=", approximate=False)


@mistake(6)
def comparator_invented(edition: models.Edition, rng: Random) -> Planted | None:
    plainly = [
        figure
        for figure in with_value(edition)
        if figure.comparator == "="
        and not (figure.approximate or figure.rank or figure.upper_value or figure.ratio)
    ]
    figure = some(rng, plainly)
    return figure and change(figure, comparator=rng.choice(["<", ">"]))


@mistake(7)
def sign_turned(edition: models.Edition, rng: Random) -> Planted | None:
    """Growth or decline the other way round, of figures whose wording names the way."""
    told = re.compile("增长|下降|减少|回落|提高|提升|增加")
    rates = [
        figure
        for figure in with_value(edition)
        if figure.metric.nature == "growth" and not figure.upper_value
    ]
    figure = some(rng, [figure for figure in rates if told.search(figure.wording)])
    return figure and change(figure, value=-figure.value)


@mistake(8)
def year_of_period(edition: models.Edition, rng: Random) -> Planted | None:
    told = [
        figure
        for figure in figures(edition)
        if re.search("20[0-9]{2}年", figure.period_stated) and "/20" not in figure.period
    ]
    figure = some(rng, told)
    if not figure:
        return None
    year, step = Period.parse(figure.period).year, rng.choice([-1, 1])
    return change(figure, period=figure.period.replace(str(year), str(year + step)))


@mistake(9)
def expected_as_actual(edition: models.Edition, rng: Random) -> Planted | None:
    figure = some(
        rng,
        [
            one
            for one in with_value(edition)
            if one.kind == "expected" and "预计" in phrases(one) + one.wording
        ],
    )
    return figure and change(figure, kind="actual")


@mistake(9)
def target_as_actual(edition: models.Edition, rng: Random) -> Planted | None:
    told = re.compile("力争|确保|计划|目标")
    figure = some(
        rng, [one for one in with_value(edition) if one.kind == "target" and told.search(one.wording)]
    )
    return figure and change(figure, kind="actual")


@mistake(10)
def metric_of_the_same_name(edition: models.Edition, rng: Random) -> Planted | None:
    """A metric once more under another code, and a figure of it beside those of the first."""
    figure = some(rng, with_value(edition))
    if not figure:
        return None
    first, passages = figure.metric, list(figure.passages.all())
    second = models.Metric.objects.get(pk=first.pk)
    second.pk, second.code = None, f"{first.code}-again"
    second.save()
    key = figure.key
    figure.pk, figure.key, figure.metric = None, f"{figure.key}-again", second
    figure.save()
    figure.passages.set(passages)
    old = edition.figures.get(key=key)
    return Planted(
        f"metric {second.code} of the name {second.name}",
        frozenset(map(identity, (figure, old, first, second))),
    )
