"""What readers take away: each table as CSV, Excel or JSON, and the whole plan as one file."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override

from initiatives.downloads.fixture import cached_published_fixture
from initiatives.downloads.table_writers import FORMATS, plan_as_json
from initiatives.downloads.tables import (
    CHANGE_TABLE,
    PASSAGE_TABLE,
    TABLES,
    Table,
    whole_plan,
)
from initiatives.files.content_types import JSON, XLSX, YAML
from initiatives.files.file_cache import content_digest
from initiatives.kinds.columns import Record
from initiatives.kinds.plan import PLANS
from initiatives.models import Edition, Metric
from initiatives.pages.filters import Filters
from initiatives.site_urls import page_language
from initiatives.workbook.writer import cached_workbook

FIGURE_TABLE, MEASURE_TABLE = TABLES["metrics"], TABLES["measures"]


def table(request: HttpRequest, edition: Edition, table: str, format: str) -> HttpResponseBase:
    """A table of the whole plan; that of figures as the filters of its page have it."""
    filters = Filters.from_query(request.GET)
    return _table(edition, TABLES[table], format, table, TABLES[table].records(edition, filters))


def project_figures(request: HttpRequest, edition: Edition, key: str, format: str) -> HttpResponseBase:
    project = edition.projects.get(key=key)
    found = FIGURE_TABLE.records(edition, project=project)
    return _table(edition, FIGURE_TABLE, format, f"{key}-figures", found)


def project_measures(request: HttpRequest, edition: Edition, key: str, format: str) -> HttpResponseBase:
    project = edition.projects.get(key=key)
    found = MEASURE_TABLE.records(edition, project=project)
    return _table(edition, MEASURE_TABLE, format, f"{key}-measures", found)


def goal_figures(request: HttpRequest, edition: Edition, key: str, format: str) -> HttpResponseBase:
    goal = edition.goals.get(key=key)
    return _table(edition, FIGURE_TABLE, format, f"{key}-figures", FIGURE_TABLE.records(edition, goal=goal))


def metric_figures(request: HttpRequest, edition: Edition, code: str, format: str) -> HttpResponseBase:
    metric = Metric.objects.in_edition(edition).get(code=code)
    return _table(edition, FIGURE_TABLE, format, code, FIGURE_TABLE.records(edition, metric=metric))


def source_passages(request: HttpRequest, edition: Edition, slug: str, format: str) -> HttpResponseBase:
    return _table(edition, PASSAGE_TABLE, format, slug, PASSAGE_TABLE.records(edition, slug=slug))


def edition_changes(request: HttpRequest, edition: Edition, number: int, format: str) -> HttpResponseBase:
    found = CHANGE_TABLE.records(edition, number=number)
    return _table(edition, CHANGE_TABLE, format, f"changes-{number}", found)


def plan_json(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    about, kinds = _about(edition), whole_plan(edition)
    content = plan_as_json(about, kinds)
    answer = StreamingHttpResponse(_speaking(content), content_type=JSON)
    return _file(answer, edition, "plan.json", content_digest("plan", about, kinds))


def plan_yaml(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    """The plan as a fixture, for another installation."""
    name, content = cached_published_fixture(edition)
    return _file(HttpResponse(content, content_type=YAML), edition, "plan.yaml", name)


def workbook(request: HttpRequest, edition: Edition) -> HttpResponseBase:
    """The plan as an Excel workbook, in the language of the address."""
    name, content = cached_workbook(edition, get_language() or "", for_readers=not edition.previewed)
    return _file(HttpResponse(content, content_type=XLSX), edition, "plan.xlsx", name)


def xlsx(content: bytes, name: str) -> HttpResponse:
    """A workbook to be saved under a name, in whatever script that is."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def _table(
    edition: Edition, table: Table, format: str, name: str, found: Iterable[Record]
) -> HttpResponseBase:
    content_type, write = FORMATS[format]
    found, about = list(found), _about(edition)
    answer = StreamingHttpResponse(_speaking(write(table, found, about)), content_type=content_type)
    # A digest of what goes into the file identifies it, so an ETag costs no writing.
    said = content_digest(format, table.headings, found, about)
    return _file(answer, edition, f"{name}.{format}", said)


def _speaking(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces made in the language of this moment, although they are asked for after it."""
    language, waiting = get_language() or "", iter(pieces)

    def next_one() -> bytes | None:
        with override(language):
            return next(waiting, None)

    return iter(next_one, None)


def _about(edition: Edition) -> Record:
    """What every file says of itself."""
    return {"plan": PLANS.record(edition, edition), "language": page_language()}


def _file(answer: HttpResponseBase, edition: Edition, name: str, said: str) -> HttpResponseBase:
    """The answer as a file of that name, with a digest of its content as ETag."""
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="{edition.plan.park.slug}-{edition.plan.year}-{name}"'
    )
    answer.headers["ETag"] = f'"{said}"'
    return answer
