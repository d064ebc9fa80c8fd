"""Mistakes to plant outside the values of figures: in quotes, English, dates, scopes, links and passages.

Importing this module adds them to `MISTAKES` of `tests/planted_mistakes.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from initiatives import models
from initiatives.article.whitespace import squeeze
from initiatives.values.periods import Period
from tests.planted_mistakes import (
    MISTAKES,
    Planted,
    change,
    figures,
    has_number,
    mistake,
    passages_of,
    phrases,
    plain,
    some,
    with_other_number,
    with_value,
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
        figure
        for figure in figures(edition)
        if re.search(r"(?<![0-9.,])[1-9][0-9]* (b|m)illion", figure.wording_en)
    ]
    figure = some(rng, rows)
    return figure and change(
        figure,
        wording_en=re.sub(
            r"(?<![0-9.,])([1-9][0-9]*) (?=[bm]illion)", r"\g<1>0 ", figure.wording_en, count=1
        ),
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


NATURES = {
    "growth": ["count", "money"],
    "money": ["count", "share", "growth"],
    "count": ["money", "growth", "area"],
    "share": ["count", "money"],
    "area": ["count", "share"],
}


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
    return replace(change(project, number=project.number + 1), is_whole=True) if project else None


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


__all__ = ["MISTAKES"]
