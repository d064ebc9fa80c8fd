"""What readers take away: the same facts as the pages, right in every program, nothing unpublished."""

import csv
import io
import json
import random
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.cache import cache, caches
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from initiatives import models
from initiatives.downloads.tables import TABLES
from initiatives.editions.lifecycle import revise, withdraw
from initiatives.files import file_cache
from initiatives.files.memory_cache import MemoryCache
from initiatives.files.spreadsheets import cell_text, exact_number
from initiatives.workbook import writer
from tests.factories import (
    SECRET,
    make_contribution,
    make_edition,
    make_figure,
    make_goal,
    make_metric,
    make_passage,
    make_photo,
    make_project,
    make_quote,
    make_release,
    make_remark,
    make_rich_edition,
    make_source,
)
from tests.public_pages import count_queries
from tests.required_tools import require_tool
from tests.settings import ON_SERVERS

pytestmark = pytest.mark.django_db

FORMATS = ("csv", "xlsx", "json")


def paths(edition) -> list[str]:
    """The address of every file a plan has."""
    parts = [
        *(("table", name) for name in TABLES),
        ("goal-figures", edition.goals.first().key),
        ("project-figures", edition.projects.first().key),
        ("project-measures", edition.projects.first().key),
        ("metric-figures", edition.figures.first().metric.code),
        ("source-passages", edition.sources.first().slug),
        ("edition-changes", edition.number),
    ]
    files = [edition.url(name, part, ending) for name, part in parts for ending in FORMATS]
    return [*files, edition.url("plan-json"), edition.url("plan-yaml"), edition.url("workbook")]


def some_paths(edition) -> list[str]:
    """One table in every format, all others in one, and the files of the whole plan."""
    table = f"/{next(iter(TABLES))}."
    return [path for path in paths(edition) if path.endswith(".csv") or table in path or "/plan." in path]


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def fetched(client, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code == 200, path
    return body(response)


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def cells(content: bytes) -> list[list]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].values]


@pytest.fixture
def edition():
    return make_rich_edition(2)


@pytest.fixture
def telling():
    """A plan with one figure that says all a figure can say."""
    edition = make_edition()
    source = make_source(edition, title_en="The report")
    figure = make_figure(
        edition,
        key="output",
        metric=make_metric(code="output", name="产值", name_en="Output", nature="money"),
        value="30.50",
        unit="亿元",
        unit_en="yuan",
        comparator=">=",
        kind="target",
        period="2024-H1",
        period_stated="上半年",
        scope="高新技术企业",
        wording="产值不低于30.5亿元",
        wording_en="output of at least 3.05 billion yuan",
    )
    for number in (1, 2):
        passage = make_passage(source, paragraph=number, phrase=f"短语{number}")
        passage.section.label = f"§{number}"
        passage.section.save()
        figure.passages.add(passage)
    remark = make_remark(edition, content="口径不清", kind="unclear")
    remark.figures.add(figure)
    return edition


def test_csv_says_all_of_a_figure_under_english_headings(client, telling):
    (line,) = lines(fetched(client, f"/en{telling.url('table', 'metrics', 'csv')}"))
    wanted = {
        "Key": "output",
        "Metric": "Output",
        "Kind": "Target",
        "Period": "2024-H1",
        "Period as stated": "上半年",
        "Availability": "Stated",
        "Comparator": "at least",
        "Value": "30.5",
        "Unit": "亿元",
        "In words": "≥ 3.05 billion yuan",
        "In the base unit": "3050000000",
        "Base unit": "yuan",
        "Wording as stated": "产值不低于30.5亿元",
        "In question": "yes",
        "Source": "The report",
        "Paragraph": "§1 ¶1; §2 ¶2",
        "Key phrase": "短语1; 短语2",
        "Link": f"/en{telling.url('metric', 'output')}#output",
    }
    assert {heading: line[heading] for heading in wanted} == wanted


def test_csv_says_all_that_is_stated_of_a_number(client):
    edition = make_edition()
    metric = make_metric(code="growth", nature="growth")
    stated = {"value": 8, "upper_value": 10, "unit": "%", "change": True}
    make_figure(edition, metric=metric, **stated, period="2025", period_standing="by")
    (line,) = lines(fetched(client, f"/en{edition.url('table', 'metrics', 'csv')}"))
    wanted = {
        "Standing of the period": "by its end",
        "Period in words": "by 2025",
        "Value": "8",
        "Upper value": "10",
        "Approximate": "no",
        "Change": "yes",
        "Rank": "no",
        "Second number of a ratio": "",
        "In words": "'+8–10%",
        "Upper value in the base unit": "10",
    }
    assert {heading: line[heading] for heading in wanted} == wanted


def test_csv_is_made_for_excel(client, telling):
    content = fetched(client, telling.url("table", "metrics", "csv"))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") == 2


def test_missing_number_is_an_empty_cell_and_null_and_never_zero(client):
    edition = make_edition()
    make_figure(edition, kind="target", availability="not-stated", value=None, unit="家")
    (line,) = lines(fetched(client, f"/en{edition.url('table', 'metrics', 'csv')}"))
    assert (line["Value"], line["In the base unit"], line["In words"]) == ("", "", "")
    assert line["Availability"] == "Not stated"
    (row,) = json.loads(fetched(client, edition.url("table", "metrics", "json")))["rows"]
    assert (row["value"], row["value_exact"], row["availability"]) == (None, None, "not-stated")
    heading, values = cells(fetched(client, f"/en{edition.url('table', 'metrics', 'xlsx')}"))
    assert values[heading.index("Value")] is None


def test_excel_has_typed_numbers_and_dates(client, telling):
    photo = models.Photo.objects.create(
        edition=telling, key="photo", caption="图", date=date(2023, 5, 1), date_basis="stated"
    )
    heading, values = cells(fetched(client, f"/en{telling.url('table', 'metrics', 'xlsx')}"))
    assert values[heading.index("Value")] == 30.5
    assert values[heading.index("In the base unit")] == 3_050_000_000
    heading, values = cells(fetched(client, f"/en{telling.url('table', 'photos', 'xlsx')}"))
    assert values[heading.index("Date")].date() == photo.date


def test_number_too_long_for_excel_keeps_its_digits_as_text():
    assert exact_number(Decimal("1234567890123456.5")) == "1234567890123456.5"
    assert exact_number(Decimal("-123456789012.5000")) == Decimal("-123456789012.5")


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_text_never_becomes_a_formula(client, beginning):
    edition = make_edition()
    make_quote(edition, content=f"{beginning}1+1", speaker=f"{beginning}2")
    (line,) = lines(fetched(client, f"/en{edition.url('table', 'quotes', 'csv')}"))
    assert line["Words"] == f"'{beginning}1+1"
    content = fetched(client, f"/en{edition.url('table', 'quotes', 'xlsx')}")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n", "inlineStr"}


def test_negative_number_stays_a_number(client):
    edition = make_edition()
    make_figure(edition, value="-3.5", unit="%")
    (line,) = lines(fetched(client, f"/en{edition.url('table', 'metrics', 'csv')}"))
    assert Decimal(line["Value"]) == Decimal("-3.5")
    heading, values = cells(fetched(client, f"/en{edition.url('table', 'metrics', 'xlsx')}"))
    assert values[heading.index("Value")] == -3.5


def test_filters_of_the_page_are_those_of_its_files(client):
    edition = make_edition()
    project = make_project(edition)
    for value in (3, 1, 2):
        make_figure(edition, kind="target", value=value, project=project)
    make_figure(edition, kind="actual", value=4, project=project)
    make_figure(edition, kind="target", value=5)
    path = edition.url("table", "metrics", "csv")
    found = lines(fetched(client, f"/en{path}?kind=target&project={project.key}&sort=-value&utm_source=x"))
    assert [line["Value"] for line in found] == ["3", "2", "1"]
    page = client.get(f"{edition.url('metrics')}?kind=target&sort=-value").content.decode()
    assert f'href="{path}?kind=target&amp;sort=-value"' in page
    assert lines(fetched(client, f"{path}?kind=no-such-kind")) == []


def test_files_of_a_part_hold_that_part_only(client, edition):
    project, goal = edition.projects.first(), edition.goals.first()
    metric = edition.figures.first().metric
    for path, figures in (
        (edition.url("project-figures", project.key, "json"), edition.figures.filter(project=project)),
        (edition.url("goal-figures", goal.key, "json"), edition.figures.filter(goal=goal)),
        (edition.url("metric-figures", metric.code, "json"), edition.figures.filter(metric=metric)),
    ):
        rows = json.loads(fetched(client, path))["rows"]
        assert [row["key"] for row in rows] == [figure.key for figure in figures]
        assert 0 < len(rows) < edition.figures.count()


def table(client, edition, name: str) -> list[dict[str, str]]:
    """The lines of a table as CSV, in English."""
    return lines(fetched(client, f"/en{edition.url('table', name, 'csv')}"))


def test_basis_of_links_stands_beside_them(client):
    edition = make_edition()
    goal = make_goal(edition)
    for number, basis in enumerate(("inferred", "stated", "inferred"), 1):
        make_contribution(goal, make_project(edition, number=number), basis=basis)
    (line,) = table(client, edition, "goals")
    inferred, stated = "Editor's inference", "Stated in the source"
    assert line["Basis of each link"] == f"{inferred}; {stated}; {inferred}"
    assert [line["Basis of each link"] for line in table(client, edition, "projects")] == [
        inferred,
        stated,
        inferred,
    ]


def test_date_of_a_photo_has_its_basis_beside_it(client):
    edition = make_edition()
    make_photo(edition, date="2023-12-10", date_stated="12月10日", date_basis="inferred")
    (line,) = table(client, edition, "photos")
    assert line["Basis of the date"] == "Editor's inference"


def test_figure_with_an_inferred_part_says_so(client):
    edition = make_edition()
    make_figure(edition)
    make_remark(edition, kind="inference").figures.add(make_figure(edition))
    figures = table(client, edition, "metrics")
    assert [(line["In question"], line["Partly inferred"]) for line in figures] == [
        ("no", "no"),
        ("no", "yes"),
    ]


@pytest.mark.slow
def test_every_table_has_the_same_records_in_every_format(client, edition):
    for name, table in TABLES.items():
        found = table.records(edition)
        content = json.loads(fetched(client, edition.url("table", name, "json")))
        assert len(content["rows"]) == len(found)
        assert content["plan"]["id"] == f"plans/{edition.plan.park.slug}/2024"
        as_csv = list(
            csv.reader(
                io.StringIO(
                    fetched(client, edition.url("table", name, "csv")).decode("utf-8-sig"), newline=""
                )
            )
        )
        as_excel = cells(fetched(client, edition.url("table", name, "xlsx")))
        assert as_csv[0] == as_excel[0]
        assert [str(row[0] or "") for row in as_excel] == [row[0] for row in as_csv], name


def test_plan_as_json_has_everything_once(client, edition):
    plan = json.loads(fetched(client, edition.url("plan-json")))
    for name in ("goals", "projects", "measures", "figures", "statements", "quotes", "photos", "remarks"):
        assert len(plan[name]) == getattr(edition, name).count(), name
    assert {row["key"] for row in plan["contributions"]} == {row.key for row in edition.contributions.all()}
    assert len(plan["passages"]) == models.Passage.objects.filter(source__editions=edition).count()
    assert plan["findings"]


@pytest.mark.slow
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_number_of_queries_does_not_grow_with_the_rows(client, prefix):
    small, large = make_rich_edition(1), make_rich_edition(6)
    # Formats write the same records, which languages word differently.
    files = some_paths if prefix else paths

    for few, many in zip(files(small), files(large), strict=True):
        assert count_queries(client, prefix + few) == count_queries(client, prefix + many), many


@pytest.mark.parametrize(("format", "writer"), [("csv", "csv"), ("xlsx", "Workbook")])
def test_table_known_already_is_not_written_again(client, edition, settings, monkeypatch, format, writer):
    settings.PAGE_CACHE_MB, settings.SHARES_CACHE = 8, False
    path = f"{edition.url('plan')}metrics.{format}"
    etag = client.get(path).headers["ETag"]
    monkeypatch.setattr(f"initiatives.downloads.table_writers.{writer}", None)
    assert client.get(path, headers={"if-none-match": etag}).status_code == 304
    assert client.get(path).status_code == 200
    # Another process has nothing kept.
    with pytest.raises((AttributeError, TypeError)):
        Client().get(path).getvalue()


def test_half_a_character_is_in_no_cell():
    assert cell_text("前\ud800后") == "前 后"


@pytest.mark.slow
def test_head_has_the_headers_of_get_and_etag_spares_the_body(client, edition):
    for path in some_paths(edition):
        got, head = client.get(path), client.head(path)
        assert dict(head.headers) == dict(got.headers), path
        assert "attachment" in got.headers["Content-Disposition"]
        for encoding in ("", "gzip"):
            etag = client.get(path, headers={"accept-encoding": encoding}).headers["ETag"]
            again = client.get(path, headers={"accept-encoding": encoding, "if-none-match": etag})
            assert (again.status_code, body(again)) == (304, b""), path


@pytest.mark.slow
def test_files_are_the_same_bytes_each_time_for_everybody(client, edition, django_user_model):
    before = [fetched(client, path) for path in paths(edition)]
    cache.clear()
    client.force_login(django_user_model.objects.create_superuser("admin"))
    headers = {"accept-language": "en", "x-forwarded-host": "evil.example"}
    after = [body(client.get(path, {"utm_source": "x"}, headers=headers)) for path in paths(edition)]
    assert before == after


def test_files_take_nothing_but_get_and_head(client, edition):
    for path in paths(edition):
        response = client.post(path)
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.slow
def test_change_shows_in_every_file_with_the_next_request(client, edition):
    whole = [edition.url(name) for name in ("plan-json", "plan-yaml", "workbook")]
    before = {path: client.get(path).headers["ETag"] for path in whole}
    figure = edition.figures.first()
    models.Figure.objects.filter(pk=figure.pk).update(wording="改过的表述")  # leaves no other trace
    for path in whole:
        answer = client.get(path, headers={"if-none-match": before[path]})
        assert answer.status_code == 200, path
    figure.passages.clear()
    after = {path: client.get(path).headers["ETag"] for path in whole}
    assert not set(before.values()) & set(after.values())
    page = openpyxl.load_workbook(io.BytesIO(fetched(client, edition.url("workbook"))))["数据"]
    assert any("改过的表述" in map(str, row) for row in page.values)


@pytest.mark.slow
def test_workbook_is_written_once_for_one_content(client, edition, monkeypatch):
    cache.clear()
    written = []
    write = writer._write
    monkeypatch.setattr(
        writer, "_write", lambda *what, **options: written.append(1) or write(*what, **options)
    )
    first, second = (fetched(client, edition.url("workbook")) for _ in range(2))
    assert first == second
    assert len(written) == 1
    fetched(client, f"/en{edition.url('workbook')}")
    assert len(written) == 2


def one_plan(told: bytes) -> Any:
    """plan.json without links to plans that are not in the file."""
    content = json.loads(told)
    for row in (*content["goals"], *content["projects"]):
        row["predecessors"] = []
    return content


@pytest.mark.slow
def test_yaml_loads_into_an_empty_database_and_says_the_same(client, edition, tmp_path, django_user_model):
    editor = django_user_model.objects.create_user("some-editor")
    make_release(edition, started_at=timezone.now(), released_by=editor)
    make_goal(edition).predecessors.add(make_goal(make_edition(park=edition.plan.park, year=2023)))
    before = fetched(client, edition.url("plan-yaml"))
    told = fetched(client, edition.url("plan-json"))
    assert b"some-editor" not in before
    for park in models.Park.objects.all():
        models.Plan.objects.filter(park=park).delete()
        park.delete()
    models.Metric.objects.all().delete()
    file = tmp_path / "plan.yaml"
    file.write_bytes(before)
    call_command("loaddata", file, verbosity=0)
    assert fetched(client, edition.url("plan-yaml")) == before
    assert one_plan(fetched(client, edition.url("plan-json"))) == one_plan(told)


def test_draft_is_in_no_file(client, draft):
    published = models.Edition.objects.published().get(plan=draft.plan)
    models.Update.objects.create(
        plan=draft.plan, key="secret-1", subject="project", subject_key=published.projects.first().key,
        date="2024-01-01", content=SECRET, draft=True,
    )  # fmt: skip
    models.Update.objects.create(
        plan=draft.plan, key="secret-2", subject="project", subject_key="secret-project",
        date="2024-01-01", content=SECRET,
    )  # fmt: skip
    before = make_goal(make_edition(park=draft.plan.park, year=2023, state="draft"), key="secret-before")
    published.goals.first().predecessors.add(before)
    for path in paths(published):
        content = fetched(client, path)
        if path.endswith("xlsx"):
            book = openpyxl.load_workbook(io.BytesIO(content))
            content = "".join(str(row) for sheet in book for row in sheet.values).encode()
        assert SECRET not in content.decode(), path
        assert b"secret-" not in content, path
        assert f"/admin/preview/{draft.pk}".encode() not in content, path


@pytest.mark.slow
@pytest.mark.parametrize("state", ["draft", "submitted", "superseded", "withdrawn"])
def test_files_of_a_plan_that_is_not_published_do_not_exist(client, state):
    edition = make_rich_edition(1, state=state)
    missing = client.get("/no-such-park/2024/metrics.csv")
    for path in paths(edition):
        response = client.get(path)
        assert response.status_code == 404, path
        assert response.content.replace(path.encode(), b"") == missing.content.replace(
            b"/no-such-park/2024/metrics.csv", b""
        )


@pytest.mark.slow
def test_plan_withdrawn_takes_its_files_with_it(client, edition):
    every = paths(edition)
    assert {client.get(path).status_code for path in every} == {200}
    withdraw(edition)
    assert {client.get(path).status_code for path in every} == {404}


def test_files_of_unknown_things_do_not_exist(client, edition):
    for name in ("goal-figures", "project-figures", "project-measures", "metric-figures", "source-passages"):
        assert client.get(edition.url(name, "no-such-thing", "csv")).status_code == 404, name
    assert client.get(edition.url("edition-changes", 99, "csv")).status_code == 404
    for path in ("users.csv", "metrics.exe", "plan.csv", "metrics.csv/"):
        assert client.get(f"{edition.url('plan')}{path}").status_code == 404, path


@pytest.mark.slow
def test_preview_has_the_drafts_files_for_its_editors_only(viewer, client, draft):
    draft.previewed = True
    for path in paths(draft):
        response = viewer.get(path)
        assert response.status_code == 200, path
        assert "no-store" in response.headers["Cache-Control"]
    assert SECRET in fetched(viewer, draft.url("table", "projects", "csv")).decode()
    viewer.logout()
    assert viewer.get(draft.url("plan-yaml")).status_code == 302


def test_changes_between_editions_are_a_table(client):
    edition = make_rich_edition(1)
    later = revise(edition.plan)
    later.goals.update(title="新目标")
    models.Edition.objects.filter(pk=edition.pk).update(state="superseded")
    later.state = "published"
    later.save()
    found = lines(fetched(client, f"/en{later.url('edition-changes', later.number, 'csv')}"))
    assert [(line["Change"], line["Field"], line["After"]) for line in found] == [
        ("Changed", "title", "新目标")
    ]


@pytest.mark.slow
def test_every_page_with_data_links_to_its_files(client, edition):
    project, goal = edition.projects.first(), edition.goals.first()
    expected = {
        edition.url("plan"): [edition.url("workbook"), edition.url("plan-json"), edition.url("plan-yaml")],
        edition.url("goals"): [edition.url("table", "goals", "csv")],
        goal.get_absolute_url(): [edition.url("goal-figures", goal.key, "csv")],
        edition.url("projects"): [edition.url("table", "projects", "xlsx")],
        project.get_absolute_url(): [edition.url("project-measures", project.key, "json")],
        edition.url("metrics"): [edition.url("table", "metrics", "csv")],
        edition.url("quotes"): [edition.url("table", "quotes", "csv")],
        edition.url("organisations"): [edition.url("table", "organisations", "csv")],
        edition.url("sources"): [edition.url("table", "sources", "csv")],
        edition.url("quality"): [edition.url("table", "quality", "csv")],
        edition.url("changes"): [edition.url("table", "changes", "csv")],
    }
    for prefix in ("", "/en"):
        for page, files in expected.items():
            content = client.get(prefix + page).content.decode()
            for file in files:
                assert f'href="{prefix}{file}' in content, (page, file)


@pytest.mark.slow
def test_spreadsheet_program_shows_the_same_numbers_and_words(client, telling, tmp_path):
    """LibreOffice reads CSV and Excel alike: 30.5 is a number, Chinese is Chinese, text is no formula."""
    office = shutil.which("soffice")
    require_tool(office, "LibreOffice", "install it (Debian: apt install libreoffice-calc).")
    make_quote(telling, content="=1+1", speaker="张三")
    read = {}
    for ending, reading in (("csv", ["--infilter=CSV:44,34,UTF8"]), ("xlsx", [])):
        files = [tmp_path / f"{table}.{ending}" for table in ("metrics", "quotes")]
        for file in files:
            file.write_bytes(fetched(client, f"/en{telling.url('table', file.stem, ending)}"))
        shown = tmp_path / ending
        writing = ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"]
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [office, "--headless", profile, *reading, *writing, "--outdir", shown, *files]
        subprocess.run(list(map(str, command)), check=True, capture_output=True, timeout=120)
        for file in files:
            text = (shown / f"{file.stem}.csv").read_text(encoding="utf-8-sig")
            (read[ending, file.stem],) = csv.DictReader(io.StringIO(text))
    for ending in FORMATS[:2]:
        figure = read[ending, "metrics"]
        assert (float(figure["Value"]), figure["Unit"]) == (30.5, "亿元")
        assert figure["Wording as stated"] == "产值不低于30.5亿元"
    assert read["csv", "metrics"] == read["xlsx", "metrics"]
    assert read["xlsx", "quotes"]["Words"] == "=1+1"
    assert read["csv", "quotes"]["Words"] == "'=1+1"


# Names and notes


@pytest.mark.slow
def test_chinese_and_english_files_have_names_of_their_own(client, edition):
    for path in some_paths(edition):
        chinese, english = (
            client.get(f"{language}{path.removeprefix('/en')}").headers["Content-Disposition"]
            for language in ("", "/en")
        )
        assert (chinese == english) == path.endswith(".yaml"), path


def test_notes_follow_one_another_as_sentences(client):
    edition = make_edition()
    figure = make_figure(edition)
    for chinese, english in (
        ("口径不明。", "Unclear."),
        ("前后不一", "Contradictory"),
        ("见前文。", "See above."),
    ):
        make_remark(edition, content=chinese, content_en=english).figures.add(figure)
    for language, heading, expected in (
        ("", "编者说明", "口径不明。前后不一；见前文。"),
        ("/en", "Editors' notes", "Unclear. Contradictory; See above."),
    ):
        (row,) = lines(fetched(client, f"{language}{edition.url('table', 'metrics', 'csv')}"))
        assert row[heading] == expected


# The cache of generated files


def memory_cache(location: str, max_bytes: int) -> MemoryCache:
    return MemoryCache(location, {"OPTIONS": {"MAX_BYTES": max_bytes}})


@pytest.mark.skipif(ON_SERVERS, reason="the cache is in Redis")
def test_files_are_cached_in_memory_within_a_number_of_bytes():
    cache = caches["default"]
    assert isinstance(cache, MemoryCache)
    assert cache.max_bytes == 24 * 2**20


def test_memory_cache_evicts_the_least_recently_used_beyond_its_bytes():
    cache = memory_cache("evicting", 10_000)
    for number in range(9):
        cache.set(str(number), bytes(1_000))
        assert cache.store.bytes_held <= 10_000
    assert cache.get("0") == bytes(1_000)
    cache.set("large", bytes(3_000))
    assert [name for name in map(str, range(9)) if name in cache] == ["0", "4", "5", "6", "7", "8"]
    assert cache.store.bytes_held <= 10_000
    assert cache.store.bytes_held == sum(len(k) + len(v) for k, (v, _) in cache.store.entries.items())
    cache.set("large", b"")
    cache.delete("0")
    assert cache.store.bytes_held == sum(len(k) + len(v) for k, (v, _) in cache.store.entries.items())
    cache.clear()
    assert (cache.store.bytes_held, cache.get("4")) == (0, None)


def test_file_larger_than_the_memory_cache_is_answered_and_evicts_nothing(monkeypatch):
    cache = memory_cache("small", 1_000)
    monkeypatch.setattr(file_cache, "cache", cache)
    assert file_cache.cached_file("small", lambda: b"kept") == b"kept"
    written = []
    for _time in range(2):
        assert file_cache.cached_file("large", lambda: written.append(1) or bytes(1_001)) == bytes(1_001)
    assert len(written) == 2
    assert file_cache.cached_file("small", lambda: pytest.fail("It has been cached.")) == b"kept"


def test_memory_cache_forgets_what_has_expired(monkeypatch):
    cache = memory_cache("expiring", 1_000)
    assert cache.add("a", b"x", timeout=60)
    assert not cache.add("a", b"y")
    assert cache.touch("a", timeout=120)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 90)
    assert cache.get("a") == b"x"
    monkeypatch.setattr(time, "time", lambda: now + 150)
    assert (cache.get("a"), cache.touch("a"), cache.store.bytes_held) == (None, False, 0)
    assert cache.add("a", b"z")


def test_threads_share_one_memory_cache_and_its_limit():
    def use(seed: int) -> int:
        cache, choice, most = memory_cache("threads", 50_000), random.Random(seed), 0
        for _time in range(500):
            name = str(choice.randrange(100))
            if (found := cache.get(name)) is not None:
                assert found == name.encode() * 400
            cache.set(name, name.encode() * 400)
            if choice.random() < 0.1:
                cache.delete(name)
            most = max(most, cache.store.bytes_held)
        return most

    with ThreadPoolExecutor(8) as pool:
        assert max(pool.map(use, range(8))) <= 50_000
    store = memory_cache("threads", 50_000).store
    assert store.bytes_held == sum(len(key) + len(value) for key, (value, _) in store.entries.items())


@pytest.mark.parametrize("noun", ["重点:工程", "a/b", "'项目'", "[1]", "x" * 20, ":"])
def test_table_has_a_sheet_whatever_the_plan_calls_its_projects(client, noun):
    edition = make_edition(project_noun=noun, project_noun_en=noun)
    found = openpyxl.load_workbook(io.BytesIO(fetched(client, f"{edition.url('plan')}projects.xlsx")))
    assert len(found.sheetnames[0]) <= 31
