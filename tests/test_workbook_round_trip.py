"""Out as a workbook and in again changes nothing: the shipped plan, and plans of every shape."""

import io
import subprocess
from datetime import date
from shutil import which
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from initiatives.downloads.fixture import dump_plan
from initiatives.editions.comparison import compare, snapshot
from initiatives.editions.lifecycle import revise
from initiatives.models import Edition
from initiatives.values.vocabulary import (
    Cadence,
    Comparator,
    FigureKind,
    OrganisationKind,
    RemarkKind,
    StatementKind,
)
from initiatives.workbook.importer import import_workbook
from initiatives.workbook.parsed_workbook import ParsedWorkbook
from initiatives.workbook.parser import read_workbook
from initiatives.workbook.sheets import LANGUAGES
from initiatives.workbook.writer import write_workbook
from tests import factories as make
from tests.required_tools import require_tool
from tests.sampling import sampled
from tests.workbook_editing import edited

pytestmark = pytest.mark.django_db


def comes_back(edition: Edition, content: bytes) -> None:
    """Bring the workbook in, and see that it says what the edition says, no more and no less."""
    result = import_workbook(io.BytesIO(content))
    assert [problem.message for problem in result.problems] == []
    assert (result.changes, result.shared, result.outdated) == ([], [], False)
    assert compare(edition, revise(edition.plan)) == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_plan_comes_back_as_it_went(shipped, language):
    before = dump_plan(shipped.plan)
    comes_back(shipped, write_workbook(shipped, language))
    revise(shipped.plan).delete()
    assert dump_plan(shipped.plan) == before


@pytest.mark.slow
def test_workbook_saved_by_a_library_comes_back_as_it_went(shipped):
    comes_back(shipped, edited(write_workbook(shipped), lambda book: None))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_workbook_saved_by_libreoffice_comes_back_as_it_went(shipped, language, tmp_path):
    require_tool(which("soffice"), "LibreOffice", "install it (Debian: apt install libreoffice-calc).")
    (tmp_path / "plan.xlsx").write_bytes(write_workbook(shipped, language))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", "saved", "plan.xlsx"]
    subprocess.run(convert, cwd=tmp_path, check=True, capture_output=True)
    saved = (tmp_path / "saved" / "plan.xlsx").read_bytes()
    comes_back(shipped, saved)
    parsed = read_workbook(io.BytesIO(saved))
    assert isinstance(parsed, ParsedWorkbook)
    assert parsed.state == snapshot(shipped).fingerprint


def test_workbook_is_the_same_file_for_the_same_plan(shipped):
    assert write_workbook(shipped) == write_workbook(shipped)


# What a spreadsheet would like to make something else of, and what people write.
AWKWARD = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\tx",
    "#REF!",
    "2024-06",
    "007",
    "TRUE",
    "一\n二\r\n三",
    "—",
    "0",
    "1e5",
]
PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(str.strip)
WORDS = st.sampled_from(AWKWARD) | PLAIN
LINE = WORDS.map(lambda words: " ".join(words.split()) or "x")
PERIODS = st.sampled_from(["2023", "2024-H1", "2024-H2", "2024-Q3", "2024-06"])
DAYS = st.dates(date(1800, 1, 1), date(2149, 12, 31))
VALUES = st.decimals(-(10**15), 10**15, places=4) | st.integers(0, 10**12)
FEW = st.integers(0, 3)


def some(draw: Any, rows: list[Any]) -> list[Any]:
    return [row for row in rows if draw(st.booleans())]


def one(draw: Any, rows: list[Any]) -> Any:
    return draw(st.sampled_from([None, *rows]))


def make_plan_of_any_shape(draw: Any) -> Edition:
    """From none to a few of everything, with and without English, groups, evidence and numbers."""
    edition = make.make_edition(meeting_date=draw(DAYS), title=draw(LINE), title_en="", summary=draw(WORDS))
    park = edition.plan.park
    passages = [
        make.make_passage(make.make_source(edition, title=draw(LINE)), key=f"p{number}", phrase=draw(LINE))
        for number in range(draw(FEW))
    ]
    organisations = [
        make.make_organisation(park, name=draw(LINE), kind=draw(st.sampled_from(OrganisationKind.values)))
        for _ in range(draw(FEW))
    ]
    groups = [make.make_group(edition, label=draw(LINE)) for _ in range(draw(FEW))]
    goals = [make.make_goal(edition, title=draw(LINE), group=one(draw, groups)) for _ in range(draw(FEW))]
    projects = [
        make.make_project(
            edition, number=100 + number, title=draw(LINE), theme="", drive="", summary=draw(WORDS)
        )
        for number in range(draw(FEW))
    ]
    rows: list[Any] = [*groups, *goals, *projects]
    for project in projects:
        rows += [make_any_measure(draw, project, organisations) for _ in range(draw(FEW))]
        rows += [make.make_contribution(goal, project, reason=draw(WORDS)) for goal in some(draw, goals)]
    mentioning = [
        *(make_any_figure(draw, edition, goals, projects) for _ in range(draw(FEW))),
        *(make_any_statement(draw, edition, projects) for _ in range(draw(FEW))),
        *(make.make_photo(edition, caption=draw(LINE), alt=draw(LINE)) for _ in range(draw(FEW))),
    ]
    for row in mentioning:
        row.organisations.set(some(draw, organisations))
    remarks = [make_any_remark(draw, edition) for _ in range(draw(FEW))]
    for row in mentioning:
        if row._meta.model_name == "figure":
            row.remarks.set(some(draw, remarks))
    quotes = [make.make_quote(edition, content=draw(WORDS), goal=one(draw, goals)) for _ in range(draw(FEW))]
    for row in [edition, *rows, *mentioning, *remarks, *quotes]:
        row.passages.set(some(draw, passages))
    return edition


def make_any_measure(draw: Any, project: Any, organisations: list[Any]) -> Any:
    return make.make_measure(
        project,
        title=draw(LINE),
        title_en="",
        detail=draw(WORDS),
        due=draw(PERIODS | st.just("")),
        cadence=draw(st.sampled_from(["", *Cadence.values])),
        responsible=one(draw, organisations),
    )


def make_any_figure(draw: Any, edition: Edition, goals: list[Any], projects: list[Any]) -> Any:
    stated = draw(st.booleans())
    number = {"value": draw(VALUES), "comparator": draw(st.sampled_from(Comparator.values))}
    return make.make_figure(
        edition,
        kind=draw(st.sampled_from(FigureKind.values)),
        period=draw(PERIODS),
        scope=draw(LINE),
        wording=draw(WORDS),
        goal=one(draw, goals),
        project=one(draw, projects),
        **(number if stated else {"value": None, "availability": "not-stated"}),
    )


def make_any_statement(draw: Any, edition: Edition, projects: list[Any]) -> Any:
    kind = draw(st.sampled_from(StatementKind.values))
    return make.make_statement(edition, kind=kind, content=draw(WORDS), project=one(draw, projects))


def make_any_remark(draw: Any, edition: Edition) -> Any:
    return make.make_remark(edition, kind=draw(st.sampled_from(RemarkKind.values)), content=draw(WORDS))


# Sixty plans, in parts that can be tried at the same time; the quick set tries a few of them.
PARTS = [pytest.param(0, marks=pytest.mark.sampled), pytest.param(1, marks=pytest.mark.slow)]


@pytest.mark.slow
@pytest.mark.longest
@pytest.mark.parametrize("part", PARTS)
def test_plan_of_any_shape_comes_back_as_it_went(part):
    @seed(part)
    @settings(max_examples=sampled(30), database=None, suppress_health_check=[*HealthCheck])
    @given(data=st.data(), language=st.sampled_from(LANGUAGES))
    def every(data: Any, language: str) -> None:
        plan = make_plan_of_any_shape(data.draw)
        comes_back(plan, write_workbook(plan, language))

    every()
