"""The progress report as a Word document: late and at risk first, states in words, silence no fault."""

from datetime import date

import pytest
from docx.oxml.ns import qn

from initiatives.word_documents.progress_report import write_progress_report
from tests.factories import (
    SECRET,
    make_assignment,
    make_edition,
    make_figure,
    make_measure,
    make_metric,
    make_organisation,
    make_passage,
    make_project,
    make_report,
    make_rich_edition,
    make_source,
)
from tests.public_pages import LANGUAGES, count_queries
from tests.test_word_documents import LANGUAGE_CODES, fetched, opened, text_of, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _midsummer(monkeypatch):
    """Every document is of 30 June 2024."""
    for module in ("initiatives.pages.progress_board", "initiatives.tasks.assigned_tasks"):
        monkeypatch.setattr(f"{module}.site_day", lambda: date(2024, 6, 30))


@pytest.fixture
def project():
    return make_project(make_edition(year=2024), key="roads", number=1, title_en="Roads")


@pytest.fixture
def bureau(project):
    return make_organisation(project.edition.plan.park, name="经发局", name_en="Economic bureau")


def report(edition, language="en") -> str:
    return text_of(written(edition, write_progress_report, language))


def headings(edition) -> list[str]:
    document = opened(written(edition, write_progress_report))
    return [one.text.split("  ")[1] for one in document.paragraphs if one.style.name == "Heading 1"]


def files_in_api(client) -> dict[str, str | None]:
    (plan,) = client.get("/api/v1/plans").json()["data"]
    return plan["files"]


def tables(edition, language="en") -> list[list[list[str]]]:
    document = opened(written(edition, write_progress_report, language))
    return [
        [
            ["".join(node.text or "" for node in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]
            for row in table._tbl.iter(qn("w:tr"))
        ]
        for table in document.tables
    ]


def in_order(text: str, *words: str) -> bool:
    places = [text.find(each) for each in words]
    return -1 not in places and places == sorted(places)


def test_late_task_stands_first_with_all_that_is_known_of_it(project, bureau):
    done, late = make_measure(project, title_en="Plant trees"), make_measure(project, title_en="Build it")
    office = make_organisation(project.edition.plan.park, name_en="Works office")
    make_assignment(done, order=1, due="2024-05-31")
    make_assignment(
        late, order=2, lead=bureau, joint=[office], leader_en="Mr Wang", leader="王某", due="2024-06-28"
    )
    make_report(done, "2024-05-30", status="done")
    make_report(late, "2024-05-01", content_en="Not this one")
    make_report(late, "2024-06-01", status="under-way", content_en="Piles are driven")
    text = report(project.edition)
    assert "2 tasks: Late 1, Done 1." in text
    assert in_order(
        text,
        "Late and at risk",
        "(1) Build it",
        "Latest report: 1 June 2024: Piles are driven",
        "Plant trees",
    )
    (facts,) = [line for line in text.splitlines() if line.startswith("(1) Build it")]
    assert "Lead body: Economic bureau (Joint bodies: Works office); Responsible leader: Mr Wang" in facts
    assert "Due day: 28 June 2024; State: Late, behind but moving, 2 days late" in facts
    assert "Not this one" not in text
    whole = next(table for table in tables(project.edition) if table[0][0] == "No.")
    assert [row[1] for row in whole[1:]] == ["Build it", "Plant trees"]


def test_target_stands_with_value_reached_report_and_place_in_the_source(project, bureau):
    edition, source = project.edition, make_source(project.edition, title_en="The article")
    passage = make_passage(source, paragraph=3, phrase_en="a hundred firms")
    firms = make_figure(
        edition, metric=make_metric(nature="count", base_unit="家", direction="up", name_en="Firms"),
        project=project, kind="target", period="2024", value=100, unit="家",
    )  # fmt: skip
    firms.passages.add(passage)
    make_assignment(firms, lead=bureau, due="2024-12-31")
    make_report(firms, "2024-06-30", value=40)
    (row,) = next(table for table in tables(edition, "en") if table[0][0] == "Metric")[1:]
    assert row[0] == "Firms" and "100" in row[1] and "(2024)" in row[1]
    assert "40" in row[2] and "(40%, reported on 30 June 2024)" in row[2]
    assert row[3].startswith("9.7")
    assert row[4] == "At risk"
    assert row[5] == passage.mark.replace(" ", "\u00a0")
    assert in_order(report(edition), "Sources", "The article", "a hundred firms")


def test_nobody_having_reported_is_said_and_accuses_nobody(project):
    make_assignment(make_measure(project, title_en="Silent"), due="2024-06-01")
    make_assignment(make_measure(project, title_en="To come", due="2024-Q3"))
    text = report(project.edition)
    assert "By the rule no task is late or at risk." in text
    assert "No report on these is public. That says nothing of the work itself." in text
    assert "Silent (1 June 2024, The due day has passed)" in text
    assert "To come (30 September 2024 (as the plan says))" in text
    assert "1 task is past its due day." in text
    assert "Late," not in text


def test_every_state_is_a_word_and_none_a_colour(project):
    make_assignment(make_measure(project), due="2024-06-01")
    document = opened(written(project.edition, write_progress_report))
    assert not [*document.element.body.iter(qn("w:color"), qn("w:shd"), qn("w:highlight"))]
    assert "1 task: Nothing reported yet 1." in report(project.edition)


def test_reports_on_what_nobody_is_assigned_to_are_there(project):
    make_report(make_measure(project, title_en="Free"), "2024-06-01", content_en="It goes on")
    text = report(project.edition)
    assert in_order(text, "What was reported", "Nobody named", "Free: 1 June 2024: It goes on")
    assert "States" not in headings(project.edition)


def test_plan_of_which_nothing_was_entered_says_so_and_is_not_linked(client, project):
    edition = project.edition
    assert "No report and no assignment has been entered for this plan." in report(edition)
    assert headings(edition) == []
    assert "progress.docx" not in client.get(edition.url("progress")).content.decode()
    assert files_in_api(client)["progress_docx"] is None


def test_page_and_api_lead_to_the_document(client, project):
    make_assignment(make_measure(project))
    edition = project.edition
    address = edition.url("progress-docx")
    assert f'href="{address}"' in client.get(edition.url("progress")).content.decode()
    linked = files_in_api(client)["progress_docx"]
    assert linked.endswith(address)
    assert "what became of it" in text_of(fetched(client, f"/en{address}"))


def test_drafts_are_in_no_report(client, draft):
    published = type(draft).objects.published().get(plan=draft.plan)
    measure = make_measure(make_project(published), title_en="Open")
    make_assignment(measure)
    make_report(measure, "2024-06-01", content=SECRET, draft=True)
    assert SECRET not in text_of(fetched(client, published.url("progress-docx")))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGE_CODES.values(), ids=LANGUAGE_CODES)
def test_awkward_rows_are_written(language):
    project = make_project(make_edition(), title="\x01&<工程>" + "x" * 150, theme="", drive="")
    measure = make_measure(project, title="W" * 190, title_en="W" * 290)
    make_assignment(measure, leader="王\x0b某", milestones="", note="一\n二\x07")
    make_report(measure, "2024-06-01", content="一\n二\r\n三\x07", status="delayed", reason="雨\x0b")
    assert not set("\x01\x07\x0b") & set(report(project.edition, language))


@pytest.mark.slow
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_number_of_queries_does_not_grow_with_tasks_and_reports(client, prefix, many_rows):
    counts = []
    for rows in (1, many_rows):
        edition = make_rich_edition(rows)
        bodies = [make_organisation(edition.plan.park) for _ in range(rows)]
        for measure, body in zip(edition.measures.all(), bodies, strict=True):
            make_assignment(measure, lead=body, joint=bodies, due="2024-06-01")
            for day in ("2024-05-01", "2024-06-01"):
                make_report(measure, day).passages.set(measure.passages.all())
        for figure in edition.figures.filter(kind="target"):
            type(figure).objects.filter(pk=figure.pk).update(value=100, availability="stated")
            make_assignment(figure, lead=bodies[0])
            make_report(figure, "2024-06-01", value=5)
        counts.append(count_queries(client, prefix + edition.url("progress-docx")))
    assert counts[0] == counts[1]
