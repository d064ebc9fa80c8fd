"""Invented parks, each with its bodies and firms and with plans for some years, one after the other."""

from collections.abc import Iterator
from random import Random

from initiatives.invented_plans import invented_words as words
from initiatives.invented_plans.bulk_rows import BulkRows
from initiatives.invented_plans.invented_figures import catalogue
from initiatives.invented_plans.plan_writer import BIG, USUAL, InventedPark, PlanSize, PlanWriter
from initiatives.models import Metric, Organisation, Park

LAST_YEAR = 2026
# Parks whose rows are inserted together: few enough for little memory.
PARKS_AT_ONCE = 4


def make_plans(parks: int, years: int, seed: int, *, big: bool = False) -> Iterator[int]:
    """Make parks with a plan for each of some years until 2026, the same for the same seed.

    Yields the number of plans made so far, after each insertion. The `big` plan comes last, in a park of
    its own. Raises ValueError if a park of this seed is here already.
    """
    slugs = [slug_of(seed, number) for number in range(1, parks + 1 + big)]
    if taken := Park.objects.filter(slug__in=slugs).values_list("slug", flat=True).first():
        raise ValueError(taken)
    rows, made = BulkRows(), 0
    metrics = _stored_metrics(rows)
    for number in range(1, parks + 1):
        _write_park(rows, metrics, number, seed, years, USUAL)
        made += years
        if number % PARKS_AT_ONCE == 0 or number == parks:
            rows.flush()
            yield made
    if big:
        _write_park(rows, metrics, parks + 1, seed, 1, BIG)
        yield made + 1
    rows.close()


def slug_of(seed: int, number: int) -> str:
    return f"invented-{seed}-{number:04d}"


def _stored_metrics(rows: BulkRows) -> list[Metric]:
    """The metrics that plans count by, made where the site does not have them."""
    known = catalogue()
    stored = set(Metric.objects.values_list("code", flat=True))
    for fields in known:
        if fields["code"] not in stored:
            rows.add(Metric, **fields)
    rows.flush()
    return list(Metric.objects.filter(code__in=[fields["code"] for fields in known]).order_by("code"))


def _write_park(
    rows: BulkRows, metrics: list[Metric], number: int, seed: int, years: int, size: PlanSize
) -> None:
    rng = Random(f"{seed}/{number}")
    invented = _invent_park(rows, rng, number, seed)
    for year in range(LAST_YEAR - years + 1, LAST_YEAR + 1):
        PlanWriter(rows, rng, invented, metrics).write(year, size, is_latest=year == LAST_YEAR)


def _invent_park(rows: BulkRows, rng: Random, number: int, seed: int) -> InventedPark:
    beginnings, endings = words.PLACE_BEGINNINGS, words.PLACE_ENDINGS
    # Each place once with each kind of park, before anything repeats.
    beginning, ending = (
        beginnings[number % len(beginnings)],
        endings[number // len(beginnings) % len(endings)],
    )
    kind = words.PARK_KINDS[(number + number // (len(beginnings) * len(endings))) % len(words.PARK_KINDS)]
    place = beginning[0] + ending[0], beginning[1] + ending[1]
    province, city = rng.choice(words.PROVINCES), rng.choice(beginnings)[0] + rng.choice(endings)[0]
    level, level_en, _weight = rng.choices(words.LEVELS, [weight for *_names, weight in words.LEVELS])[0]
    park = rows.add(
        Park,
        slug=slug_of(seed, number),
        name=place[0] + kind[0],
        name_en=f"{place[1]} {kind[1]}",
        province=province[0],
        province_en=province[1],
        city=f"{city}市",
        level=level,
        level_en=level_en,
    )
    invented = InventedPark(park, place)
    for order, (name, english, body_kind) in enumerate(words.BODIES):
        body = rows.add(
            Organisation, park=park, slug=f"body-{order}", name=name, name_en=english, kind=body_kind
        )
        invented.bodies.append(body)
    for order in range(rng.randint(4, 9)):
        first, last = rng.choice(words.FIRM_BEGINNINGS), rng.choice(words.FIRM_ENDINGS)
        firm = rows.add(
            Organisation,
            park=park,
            slug=f"firm-{order}",
            name=f"{place[0]}{first[0]}{last[0]}",
            name_en=f"{first[1]} {last[1]} of {place[1]}",
            kind="company",
        )
        invented.firms.append(firm)
    return invented
