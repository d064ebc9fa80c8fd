"""Mistakes to plant in a saved plan, for tests of what notices them.

Each function takes an edition and a random generator, makes one mistake of its kind in some row that allows it,
and returns what it did; None where no row allows it. `MISTAKES` lists them by name, with the line of the list of
planted mistakes that each belongs to (0: a kind that the list does not name). Sound plans are made by
`tests/generated_plans.py`; the mistakes are such that any careful reader of plan and source sees them.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from initiatives import models
from initiatives.article.whitespace import squeeze
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


# 11 to 13: quotes.


@mistake(11)
def word_of_a_quotation(edition: models.Edition, rng: Random) -> Planted | None:
    quote = some(rng, edition.quotes.filter(manner="verbatim"))
    if not quote:
        return None
    at = rng.choice([at for at, one in enumerate(quote.content) if one not in "，。；、“”‘’？！"])
    return change(quote, content=quote.content[:at] + rng.choice(["新", "大", ""]) + quote.content[at + 1 :])


@mistake(12)
def reported_as_verbatim(edition: models.Edition, rng: Random) -> Planted | None:
    quote = some(rng, edition.quotes.filter(manner="reported"))
    return quote and change(quote, manner="verbatim")


@mistake(13)
def another_speaker(edition: models.Edition, rng: Random) -> Planted | None:
    quote = some(rng, edition.quotes.exclude(speaker=""))
    return quote and change(quote, speaker=rng.choice(["赵长河", "钱立新", "孙晓梅"]))


@mistake(13)
def another_title(edition: models.Edition, rng: Random) -> Planted | None:
    quote = some(rng, edition.quotes.exclude(speaker=""))
    if not quote:
        return None
    title = quote.speaker_title
    post = next((post for post in ("副主任", "主任", "书记") if title.endswith(post)), "")
    other = {"副主任": "主任", "主任": "副主任", "书记": "副书记"}
    return change(quote, speaker_title=title.removesuffix(post) + other[post]) if post else None


# 14 to 16: words and numbers in both languages.


@mistake(14)
def wording_invented(edition: models.Edition, rng: Random) -> Planted | None:
    counts = [
        one
        for one in with_value(edition)
        if one.metric.nature == "count" and not one.upper_value and one.comparator == "="
    ]
    figure = some(rng, [one for one in counts if not one.approximate])
    if not figure:
        return None
    amount = f"{plain(figure.value)}{figure.unit}"
    invented = rng.choice(["{n}达{a}之多", "{n}一举跃上{a}的台阶", "全区{n}共计{a}，再创新高"])
    return change(figure, wording=invented.format(n=figure.metric.name.removesuffix("数"), a=amount))


def _english_altered(edition: models.Edition, rng: Random, rows: Sequence[Any], name: str) -> Planted | None:
    row = some(rng, [row for row in rows if has_number(getattr(row, name))])
    if not row:
        return None
    return change(row, **{name: with_other_number(rng, getattr(row, name))})


@mistake(15)
def english_wording(edition: models.Edition, rng: Random) -> Planted | None:
    return _english_altered(edition, rng, figures(edition), "wording_en")


@mistake(15)
def english_statement(edition: models.Edition, rng: Random) -> Planted | None:
    return _english_altered(edition, rng, list(edition.statements.all()), "content_en")


@mistake(15)
def english_measure(edition: models.Edition, rng: Random) -> Planted | None:
    return _english_altered(edition, rng, list(edition.measures.all()), "title_en")


@mistake(15)
def english_remark(edition: models.Edition, rng: Random) -> Planted | None:
    return _english_altered(edition, rng, list(edition.remarks.all()), "content_en")


@mistake(15)
def english_passage(edition: models.Edition, rng: Random) -> Planted | None:
    return _english_altered(edition, rng, passages_of(edition), "phrase_en")


MAGNITUDES = {"billion": "million", "million": "billion"}


def _magnitude_altered(rng: Random, rows: Sequence[Any], name: str) -> Planted | None:
    row = some(rng, [row for row in rows if any(word in getattr(row, name) for word in MAGNITUDES)])
    if not row:
        return None
    text = getattr(row, name)
    return change(row, **{name: re.sub("billion|million", lambda match: MAGNITUDES[match[0]], text)})


@mistake(15)
def magnitude_in_english(edition: models.Edition, rng: Random) -> Planted | None:
    return _magnitude_altered(rng, figures(edition), "wording_en")


@mistake(15)
def magnitude_of_a_passage(edition: models.Edition, rng: Random) -> Planted | None:
    return _magnitude_altered(rng, passages_of(edition), "phrase_en")


@mistake(15)
def magnitude_of_a_scope(edition: models.Edition, rng: Random) -> Planted | None:
    return _magnitude_altered(rng, figures(edition), "scope_en")


@mistake(15)
def ten_times_too_much(edition: models.Edition, rng: Random) -> Planted | None:
    rows = [
        figure for figure in figures(edition) if re.search(r"\b[1-9][0-9]* (b|m)illion", figure.wording_en)
    ]
    figure = some(rng, rows)
    return figure and change(
        figure, wording_en=re.sub(r"\b([1-9][0-9]*) (?=[bm]illion)", r"\g<1>0 ", figure.wording_en, count=1)
    )


@mistake(16)
def number_of_a_statement(edition: models.Edition, rng: Random) -> Planted | None:
    return _english_altered(edition, rng, list(edition.statements.all()), "content")


@mistake(16)
def number_of_a_measure(edition: models.Edition, rng: Random) -> Planted | None:
    return _english_altered(edition, rng, list(edition.measures.all()), "title")


@mistake(16)
def number_of_a_remark(edition: models.Edition, rng: Random) -> Planted | None:
    """In both languages, so that they do not differ."""
    remark = some(
        rng, [one for one in edition.remarks.all() if has_number(one.content) and one.figures.exists()]
    )
    if not remark:
        return None
    seed = rng.random()
    altered = [with_other_number(Random(seed), text) for text in (remark.content, remark.content_en)]
    return change(remark, *remark.figures.all(), content=altered[0], content_en=altered[1])


# 17 and 18: dates.


@mistake(17)
def day_of_the_meeting(edition: models.Edition, rng: Random) -> Planted | None:
    if not edition.meeting_date:
        return None
    return change(edition, meeting_date=edition.meeting_date + timedelta(days=rng.choice([-9, -3, 2, 4])))


@mistake(17)
def year_of_the_meeting_as_stated(edition: models.Edition, rng: Random) -> Planted | None:
    return change(edition, meeting_date_basis="stated") if edition.meeting_date_basis == "inferred" else None


@mistake(17)
def day_of_a_photo(edition: models.Edition, rng: Random) -> Planted | None:
    photo = some(rng, edition.photos.exclude(date=None))
    return photo and change(photo, date=photo.date + timedelta(days=rng.choice([-9, -3, 2, 4])))


@mistake(17)
def year_of_a_photo_as_stated(edition: models.Edition, rng: Random) -> Planted | None:
    photo = some(rng, edition.photos.filter(date_basis="inferred"))
    return photo and change(photo, date_basis="stated")


@mistake(18)
def year_of_a_measure(edition: models.Edition, rng: Random) -> Planted | None:
    told = [
        one
        for one in edition.measures.exclude(due="")
        if re.search("20[0-9]{2}", one.timing_stated + phrases(one))
    ]
    measure = some(rng, [one for one in told if "/20" not in one.due])
    if not measure:
        return None
    year = Period.parse(measure.due).year
    return change(measure, due=measure.due.replace(str(year), str(year + rng.choice([-1, 1]))))


# 19 to 21: scope, nature, basis.


@mistake(19)
def scope_dropped(edition: models.Edition, rng: Random) -> Planted | None:
    figure = some(rng, [one for one in with_value(edition) if one.scope and one.scope in one.wording])
    return figure and change(figure, scope="", scope_en="")


NATURES = {"growth": ["count", "money"], "money": ["count", "share", "growth"], "count": ["money", "growth", "area"],
           "share": ["count", "money"], "area": ["count", "share"]}  # fmt: skip


@mistake(20)
def nature_altered(edition: models.Edition, rng: Random) -> Planted | None:
    figure = some(rng, [one for one in with_value(edition) if one.metric.nature in NATURES])
    if not figure:
        return None
    alike = edition.figures.filter(metric=figure.metric)
    return change(figure.metric, *alike, nature=rng.choice(NATURES[figure.metric.nature]))


@mistake(21)
def inference_as_stated(edition: models.Edition, rng: Random) -> Planted | None:
    link = some(rng, edition.contributions.filter(basis="inferred"))
    return link and change(link, basis="stated", reason="", reason_en="")


# 22 and 23: counts, and what was always caught.


@mistake(22)
def declared_projects(edition: models.Edition, rng: Random) -> Planted | None:
    if edition.declared_projects is None:
        return None
    return change(edition, declared_projects=edition.declared_projects + rng.choice([-1, 1]))


@mistake(22)
def declared_goals(edition: models.Edition, rng: Random) -> Planted | None:
    group = some(rng, edition.goalgroups.exclude(declared_count=None))
    return group and change(group, declared_count=group.declared_count + 1)


@mistake(22)
def numeral_of_a_label(edition: models.Edition, rng: Random) -> Planted | None:
    group = some(rng, [one for one in edition.goalgroups.all() if one.label[0] in "一两三四五六"])
    numerals = "一两三四五六七"
    return group and change(group, label=numerals[numerals.index(group.label[0]) + 1] + group.label[1:])


@mistake(23)
def share_above_all(edition: models.Edition, rng: Random) -> Planted | None:
    figure = some(rng, [one for one in with_value(edition) if one.metric.nature == "share"])
    return figure and change(figure, value=Decimal(110), upper_value=None, wording="")


@mistake(23)
def zero_for_no_number(edition: models.Edition, rng: Random) -> Planted | None:
    figure = some(rng, edition.figures.filter(kind="target", value=None))
    return figure and change(figure, value=Decimal(0), availability="stated")


@mistake(23)
def gap_in_numbers(edition: models.Edition, rng: Random) -> Planted | None:
    project = edition.projects.order_by("-number").first()
    return project and replace(change(project, number=project.number + 1), is_whole=True)


def _users_of(edition: models.Edition, passage: models.Passage) -> list[Any]:
    return [
        row
        for model in models.EDITION_ROWS
        for row in model.objects.filter(edition=edition, passages=passage)
    ]


@mistake(23)
def paragraph_of_a_passage(edition: models.Edition, rng: Random) -> Planted | None:
    text = "".join(squeeze(one.text) for one in models.SourceText.objects.filter(source__editions=edition))
    told_once = [one for one in passages_of(edition) if text.count(squeeze(one.phrase)) == 1]
    passage = some(rng, [one for one in told_once if one.paragraph and one.section.paragraph_count > 1])
    if not passage:
        return None
    others = [
        number for number in range(1, passage.section.paragraph_count + 1) if number != passage.paragraph
    ]
    return change(passage, *_users_of(edition, passage), paragraph=rng.choice(others))


@mistake(23)
def phrase_of_a_passage(edition: models.Edition, rng: Random) -> Planted | None:
    passage = some(rng, [one for one in passages_of(edition) if one.paragraph and len(one.phrase) > 4])
    if not passage:
        return None
    at = rng.randrange(1, len(passage.phrase) - 1)
    return change(
        passage, *_users_of(edition, passage), phrase=passage.phrase[:at] + "某" + passage.phrase[at + 1 :]
    )


# Kinds that the list does not name.


@mistake(0)
def end_of_a_range_dropped(edition: models.Edition, rng: Random) -> Planted | None:
    figure = some(rng, edition.figures.exclude(upper_value=None))
    return figure and change(figure, upper_value=None)


@mistake(0)
def end_of_a_range_altered(edition: models.Edition, rng: Random) -> Planted | None:
    figure = some(rng, edition.figures.exclude(upper_value=None))
    return figure and change(figure, upper_value=figure.upper_value + rng.choice([1, 5]))


@mistake(0)
def half_year_as_another(edition: models.Edition, rng: Random) -> Planted | None:
    figure = some(
        rng, [one for one in figures(edition) if one.period.endswith("-H1") and "上半年" in one.period_stated]
    )
    return figure and change(figure, period=figure.period.replace("-H1", "-H2"))


@mistake(0)
def cadence_altered(edition: models.Edition, rng: Random) -> Planted | None:
    measure = some(rng, edition.measures.exclude(cadence=""))
    return measure and change(measure, cadence="quarterly" if measure.cadence == "monthly" else "monthly")


@mistake(0)
def rank_altered(edition: models.Edition, rng: Random) -> Planted | None:
    figure = some(rng, edition.figures.filter(rank=True))
    return figure and change(figure, value=figure.value + 1)


@mistake(0)
def ratio_altered(edition: models.Edition, rng: Random) -> Planted | None:
    figure = some(rng, edition.figures.exclude(ratio=None))
    return figure and change(figure, ratio=figure.ratio + 1)
