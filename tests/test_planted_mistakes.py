"""Nothing false gets through: planted mistakes are found, and sound plans are not accused.

The shipped plan gets the mistakes of a fixed list, line by line; generated plans get them at random.
"""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from html import unescape
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from initiatives import models
from initiatives.management.commands.check_plan import TOLD_WITH_PASSAGES
from initiatives.quality import Finding, findings
from initiatives.source_text import attach
from initiatives.values.vocabulary import Severity
from initiatives.workbook.importer import import_workbook
from initiatives.workbook.writer import write_workbook
from tests.generated_plans import GeneratedPlan, generate, save
from tests.planted_in_words import MISTAKES
from tests.planted_mistakes import Planted, change, identity
from tests.required_tools import ARTICLE
from tests.sampling import sampled

pytestmark = pytest.mark.django_db

needs_article = pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not at hand")
# Of all that is planted, and of each kind.
MUST_BE_FOUND = 0.95
GRAVE = (Severity.ERROR, Severity.WARNING)


def grave(found: list[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.severity in GRAVE]


def sign(finding: Finding) -> tuple[Any, ...]:
    """What tells two findings apart, whatever language is active."""
    with override("zh-hans"):
        return finding.code, frozenset((row.kind, row.pk) for row in finding.rows), finding.message


def is_about(finding: Finding, planted: Planted) -> bool:
    rows = {(row.kind, row.pk) for row in finding.rows}
    return bool(rows & planted.rows) or (planted.is_whole and not rows)


def new_findings(before: list[Finding], edition: models.Edition, today: date | None = None) -> list[Finding]:
    """Grave findings that were not there before."""
    known = {sign(finding) for finding in before}
    return [finding for finding in grave(findings(edition, today)) if sign(finding) not in known]


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is stored in the block."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# The list, line by line, planted in the shipped plan.


@dataclass(frozen=True)
class Listed:
    """A mistake of the list; the finding must name the values in `told`."""

    line: int
    name: str
    plant: Callable[[models.Edition], Planted]
    told: tuple[str, ...] = ()


def stored(kind: str, key: str, /, **fields: Any) -> Callable[[models.Edition], Planted]:
    """Other values in the row of a key; `(old, new)` changes words within a text."""

    def plant(edition: models.Edition) -> Planted:
        row = getattr(edition, kind).get(key=key)
        values = {
            name: getattr(row, name).replace(*value) if isinstance(value, tuple) else value
            for name, value in fields.items()
        }
        assert all(getattr(row, name) != value for name, value in values.items()), "nothing was changed"
        return change(row, **values)

    return plant


def figure(key: str, /, **fields: Any) -> Callable[[models.Edition], Planted]:
    return stored("figures", key, **fields)


def in_edition(**fields: Any) -> Callable[[models.Edition], Planted]:
    return lambda edition: change(edition, **fields)


def in_passage(key: str, /, **fields: Any) -> Callable[[models.Edition], Planted]:
    def plant(edition: models.Edition) -> Planted:
        passage = models.Passage.objects.get(key=key)
        users = [row for model in models.EDITION_ROWS for row in model.objects.filter(passages=passage)]
        return change(passage, *users, **fields)

    return plant


def passage_of_43_firms(edition: models.Edition) -> Planted:
    row = edition.figures.get(key="high-tech-firms")
    row.passages.set(edition.figures.get(key="little-giants").passages.all())
    return Planted("241 stands on the passage about 43", frozenset({identity(row)}))


def metric_twice(edition: models.Edition) -> Planted:
    moved, stays = edition.figures.get(key="iva-growth-18"), edition.figures.get(key="iva-growth-24")
    first = moved.metric
    second = models.Metric.objects.get(pk=first.pk)
    second.pk, second.code = None, "value-added-growth"
    second.save()
    change(moved, metric=second)
    return Planted("18% under another metric", frozenset(map(identity, (moved, stays, first, second))))


def roads(field: str) -> Callable[[models.Edition], Planted]:
    """The row that tells of 21 roads in the editors' words."""

    def plant(edition: models.Edition) -> Planted:
        row = edition.statements.filter(content__contains="21条").first()
        assert row
        return change(row, **{field: getattr(row, field).replace("21", "12")})

    return plant


def due_a_year_later(edition: models.Edition) -> Planted:
    row = edition.measures.filter(due="2024", passages__phrase__contains="2024年").first()
    row = row or edition.measures.filter(due="2024", timing_stated__contains="2024年").first()
    assert row
    return change(row, due="2025")


def growth_as_count(edition: models.Edition) -> Planted:
    metric = models.Metric.objects.get(code="industrial-value-added-growth")
    return change(metric, *metric.figures.all(), nature="count")


def first_link_as_stated(edition: models.Edition) -> Planted:
    link = edition.contributions.filter(basis="inferred").first()
    assert link
    return change(link, basis="stated", reason="", reason_en="")


def gap(edition: models.Edition) -> Planted:
    project = edition.projects.get(number=8)
    return Planted(change(project, number=9).what, frozenset({identity(project)}), True)


def thresholds_times_ten(edition: models.Edition) -> Planted:
    row = edition.figures.get(key="output-tier-10")
    return change(row, wording_en=re.sub(r"(\d+)( billion|,)", r"\g<1>0\2", row.wording_en))


def pooled_as_millions(edition: models.Edition) -> Planted:
    row = edition.figures.get(key="pooled-investment")
    return change(row, wording_en=re.sub(r"3 billion", "30 million", row.wording_en))


def wording_of_214(edition: models.Edition) -> Planted:
    row = edition.figures.get(key="high-tech-firms")
    words = {name: getattr(row, name).replace("241", "214") for name in ("wording", "wording_en")}
    return change(row, value=Decimal(214), **words)


NINETEEN = {"content": ("18%", "19%"), "content_en": ("18%", "19%")}
LIST = [
    Listed(1, "value", figure("high-tech-firms", value=Decimal(214)), ("214", "241")),
    Listed(2, "value-and-wording", wording_of_214, ("214", "241")),
    Listed(3, "passage-of-another", passage_of_43_firms, ("241",)),
    Listed(4, "classifier", figure("high-tech-firms", unit="个"), ("241",)),
    Listed(4, "scale", figure("pooled-investment", unit="万元"), ("30",)),
    Listed(5, "growth-in-points", figure("iva-growth-24", unit="个百分点"), ("24",)),
    Listed(5, "share-in-points", figure("resolution-rate", unit="个百分点"), ("100",)),
    Listed(6, "comparator", figure("quick-resolution-rate", comparator="="), ("90",)),
    Listed(7, "sign", figure("iva-growth-24", value=Decimal(-24)), ("24",)),
    Listed(8, "period-2022", figure("projects-signed", period="2022"), ("2022", "2023")),
    Listed(8, "period-2024", figure("projects-signed", period="2024"), ("2024", "2023")),
    Listed(8, "period-of-a-scope", figure("problems-251", period="2022"), ("2022", "2023")),
    Listed(9, "actual", figure("projects-pooled", kind="actual"), ("预计",)),
    Listed(9, "actual-growth", figure("iva-growth-24", kind="actual"), ("预计",)),
    Listed(10, "metric-twice", metric_twice),
    Listed(11, "word", stored("quotes", "party-where-development-goes", content=("覆盖到", "延伸到"))),
    Listed(12, "verbatim", stored("quotes", "party-main-battlefield", manner="verbatim")),
    Listed(12, "verbatim-too", stored("quotes", "innovation-2024", manner="verbatim")),
    Listed(13, "speaker", stored("quotes", "promotion-investors", speaker="陈海波"), ("陈海波",)),
    Listed(
        13,
        "title",
        stored("quotes", "party-where-development-goes", speaker_title=("书记", "副书记")),
        ("副书记",),
    ),
    Listed(14, "wording", figure("high-tech-firms", wording="园区高新技术企业突破241家大关"), ("241家大关",)),
    Listed(15, "wording-in-english", figure("little-giants", wording_en=("43", "34")), ("34", "43")),
    Listed(15, "statement-in-english", roads("content_en"), ("12", "21")),
    Listed(
        15,
        "passage-in-english",
        in_passage("innovation-high-tech-241", phrase_en="421 high-tech firms"),
        ("421", "241"),
    ),
    Listed(15, "thresholds-in-english", thresholds_times_ten),
    Listed(15, "millions", pooled_as_millions, ("30",)),
    Listed(
        15, "scope-in-english", figure("output-tier-10", scope_en="Output above 100 million yuan"), ("10",)
    ),
    Listed(16, "statement", roads("content"), ("12", "21")),
    Listed(16, "remark", stored("remarks", "iva-24-or-18", **NINETEEN), ("19", "18")),
    Listed(17, "day", in_edition(meeting_date=date(2023, 12, 12)), ("12", "21")),
    Listed(17, "year-as-stated", in_edition(meeting_date_basis="stated")),
    Listed(18, "due", due_a_year_later, ("2025", "2024")),
    Listed(19, "scope", figure("little-giants", scope="", scope_en=""), ("国家及省级",)),
    Listed(20, "nature", growth_as_count),
    Listed(21, "link", first_link_as_stated),
    Listed(22, "seven-projects", in_edition(declared_projects=7), ("7", "8")),
    Listed(22, "four-goals", stored("goalgroups", "strengthen", declared_count=4), ("4", "3")),
    Listed(22, "label", stored("goalgroups", "strengthen", label="四个增强"), ("4", "3")),
    Listed(23, "share-of-110", figure("resolution-rate", value=Decimal(110)), ("110",)),
    Listed(23, "zero", figure("little-giants-target", value=Decimal(0), availability="stated"), ("0",)),
    Listed(23, "gap", gap, ("8",)),
    Listed(23, "paragraph", in_passage("innovation-high-tech-241", paragraph=2)),
    Listed(23, "phrase", in_passage("innovation-high-tech-241", phrase="高新技术企业421家")),
]
FIRST_OF_LINES = [*{one.line: one for one in reversed(LIST)}.values()]
# The quick set tries one of each third line.
QUICK = [listed for listed in FIRST_OF_LINES if listed.line % 3 == 1]
each_listed = pytest.mark.parametrize(
    "listed",
    [
        pytest.param(
            listed,
            id=f"{listed.line}-{listed.name}",
            marks=[] if listed in QUICK else [pytest.mark.slow],
        )
        for listed in LIST
    ],
)


@pytest.fixture
def edition(shipped: models.Edition) -> models.Edition:
    """The shipped plan with its article attached."""
    attach(shipped.sources.get(), text=ARTICLE.read_text(encoding="utf-8"))
    return shipped


def findings_of_planted(edition: models.Edition, listed: Listed) -> tuple[Planted, list[Finding]]:
    before = findings(edition)
    planted = listed.plant(edition)
    edition.refresh_from_db()
    return planted, [one for one in new_findings(before, edition) if is_about(one, planted)]


def said(finding: Finding, told: tuple[str, ...]) -> bool:
    with override("zh-hans"):
        return all(words in finding.message for words in told)


@needs_article
def test_list_of_planted_mistakes_is_whole():
    assert (
        {listed.line for listed in LIST} == set(range(1, 24)) == {one.line for one in MISTAKES.values()} - {0}
    )


@needs_article
@each_listed
def test_mistake_of_the_list_is_found_with_both_values(edition, listed):
    planted, found = findings_of_planted(edition, listed)
    assert found, planted.what
    assert any(said(finding, listed.told) for finding in found), [finding.message for finding in found]


# The doors by which facts come in.


def told_by_check_plan(edition: models.Edition) -> str:
    """What the command prints, whether it fails or not."""
    out = io.StringIO()
    try:
        call_command("check_plan", edition.plan.park.slug, str(edition.plan.year), stdout=out)
    except CommandError as failure:
        out.write(str(failure))
    return out.getvalue()


def told_by_admin(edition: models.Edition, finding: Finding, admin_client: Any) -> str:
    """The page of the row that the finding is about, or of the edition where it is about no row of it."""
    kinds = {model._meta.model_name for model in models.EDITION_ROWS}
    row = next((row for row in finding.rows if row.kind in kinds), None)
    kind, pk = (row.kind, row.pk) if row else ("edition", edition.pk)
    response = admin_client.get(reverse(f"admin:initiatives_{kind}_change", args=[pk]))
    return unescape(response.content.decode())


def place(finding: Finding) -> tuple[str, list[tuple[str, str]]]:
    """Its rule and the keys of its rows, which are the same in a draft and in every language."""
    return finding.code, sorted((row.kind, row.key) for row in finding.rows)


def words(finding: Finding) -> str:
    """What check_plan prints of a finding."""
    if finding.code in TOLD_WITH_PASSAGES:
        return f"{finding.params['mark']} “{finding.params['phrase']}”: "
    return finding.message


def found_by_workbook(content: bytes) -> list[Finding]:
    """What a workbook's dry run tells."""
    result = import_workbook(io.BytesIO(content), dry_run=True)
    assert not result.problems
    return [placed.finding for placed in result.findings]


def found_at_doors(
    edition: models.Edition, finding: Finding, admin_client: Any, workbook: bytes
) -> dict[str, bool]:
    """At which doors a finding is told: check_plan, the admin, and the dry run of a workbook."""
    with override(None):
        # The command names rows in English, and passages in a report of its own.
        messages = [words(one) for one in findings(edition) if place(one) == place(finding)]
        printed = told_by_check_plan(edition)
    with override("zh-hans"):
        return {
            "check_plan": any(message in printed for message in messages),
            "admin": finding.message in told_by_admin(edition, finding, admin_client),
            "workbook": place(finding) in map(place, found_by_workbook(workbook)),
        }


# What one door tells of a mistake does not hang on its kind: one of each line is tried there.
@needs_article
@pytest.mark.slow
@pytest.mark.parametrize("listed", FIRST_OF_LINES, ids=lambda listed: f"{listed.line}-{listed.name}")
def test_mistake_of_the_list_is_told_at_every_door(edition, admin_client, listed):
    _planted, found = findings_of_planted(edition, listed)
    assert found
    doors = found_at_doors(edition, found[0], admin_client, write_workbook(edition))
    assert all(doors.values()), doors


# Nothing is said of what is sound.

KNOWN = {("contradiction", "iva-growth-18 iva-growth-24"), ("improbable-growth", "tax-growth")}


# A list of thresholds and a saying that is said to be the article's: only editors are told.
COPIED = {("copied-words", "company-model output-thresholds")}


def accusations(edition: models.Edition) -> set[tuple[str, str]]:
    return {(one.code, " ".join(sorted(row.key for row in one.rows))) for one in grave(findings(edition))}


@needs_article
def test_shipped_plan_is_accused_of_nothing_but_what_its_source_says_oddly(edition):
    assert accusations(edition) == KNOWN | COPIED
    assert all(finding.remark for finding in grave(findings(edition)) if finding.for_readers)


def test_shipped_plan_without_its_article_is_accused_of_nothing_more(shipped):
    assert accusations(shipped) == KNOWN


def today_of(plan: GeneratedPlan) -> date:
    return date(plan.year, 3, 1)


def is_honest(plan: GeneratedPlan, finding: Finding) -> bool:
    """Whether a plan may be as the finding says: without goals, no project serves one."""
    return finding.code == "project-without-goal" and not plan.has_goals


def false_alarms(seed: int, *, attached: bool) -> list[str]:
    plan = generate(seed)
    with undone():
        edition = save(plan, attached=attached)
        found = [one for one in grave(findings(edition, today_of(plan))) if not is_honest(plan, one)]
        return [f"seed {seed}: {one.code}: {one.message}" for one in found]


def in_words(lines: list[str], number: int = 60) -> str:
    return "\n".join([f"{len(lines)}:", *lines[:number]])


@pytest.mark.sampled
@pytest.mark.parametrize(
    "attached",
    [pytest.param(True, id="with-text"), pytest.param(False, id="without-text", marks=pytest.mark.slow)],
)
def test_sound_plans_are_accused_of_nothing(attached):
    # Of 200 plans every second one has its text.
    seeds = range(1 - attached, sampled(200), 2)
    alarms = [alarm for seed in seeds for alarm in false_alarms(seed, attached=attached)]
    assert not alarms, in_words(alarms)


@pytest.mark.sampled
def test_every_passage_of_a_generated_plan_stands_at_its_place():
    from initiatives.source_text import locate_passages

    for seed in range(sampled(50)):
        with undone():
            for source in save(generate(seed)).sources.all():
                report = locate_passages(source)
                assert report
                assert report.descriptions == [], seed
                assert all(part.paragraphs == count for part, count in report.paragraphs), seed


# Planted at random.

# How many kinds are planted in each plan, in turn, so that each comes to the same number of plans.
KINDS_A_PLAN = 12


@cache
def kinds_for(seed: int) -> list[str]:
    names = list(MISTAKES)
    return [names[(seed * KINDS_A_PLAN + at) % len(names)] for at in range(KINDS_A_PLAN)]


def plant_in(seed: int) -> Iterator[tuple[Planted, bool]]:
    """Each planted mistake of a plan, one at a time, and whether it was found."""
    plan = generate(seed)
    with undone():
        edition = save(plan)
        before = findings(edition, today_of(plan))
        for name in kinds_for(seed):
            with undone():
                planted = MISTAKES[name](edition, Random(f"{seed} {name}"))
                if planted:
                    fresh = models.Edition.objects.select_related("plan__park").get(pk=edition.pk)
                    found = new_findings(before, fresh, today_of(plan))
                    yield planted, any(is_about(finding, planted) for finding in found)


@pytest.mark.slow
def test_mistakes_planted_at_random_are_found():
    planted_of, found_of, missed = Counter[str](), Counter[str](), []
    for seed in range(1000, 1000 + sampled(40)):
        for planted, is_found in plant_in(seed):
            planted_of[planted.name] += 1
            found_of[planted.name] += is_found
            if not is_found:
                missed.append(f"seed {seed}: {planted.name}: {planted.what}")
    share = found_of.total() / planted_of.total()
    weak = {
        name: f"{found_of[name]}/{count}"
        for name, count in planted_of.items()
        if found_of[name] < MUST_BE_FOUND * count
    }
    report = (
        f"{share:.1%} of {planted_of.total()} found; too few of {weak}; missed: {in_words(sorted(missed))}"
    )
    print(report)
    assert share >= MUST_BE_FOUND, report
    assert not weak, report
