"""The views of downloads: each table as CSV, Excel or JSON, and the whole plan as one file."""

from collections.abc import Callable, Iterable, Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import get_language, override

from initiatives.downloads.plan_files import PlanFile, table_file
from initiatives.downloads.tables import CHANGE_TABLE, PASSAGE_TABLE, TABLES
from initiatives.files.content_types import JSON
from initiatives.models import Edition, Metric
from initiatives.pages.snapshots import SnapshotPage
from initiatives.values.project_noun import noun_in_force, using_noun
from initiatives.views.heavy_answers import heavy
from initiatives.views.public import reads_parameters
from initiatives.views.serving import PlanView

FIGURE_TABLE, MEASURE_TABLE = TABLES["metrics"], TABLES["measures"]


def _filters_of(table: str, **_keys: object) -> frozenset[str]:
    return frozenset(TABLES[table].filters.names())


@heavy
@reads_parameters(of=_filters_of)
def table(request: HttpRequest, edition: Edition, table: str, format: str) -> HttpResponseBase:
    """A table of the whole plan; those of figures and tasks as the filters of their page have it."""
    records = TABLES[table].records(edition, TABLES[table].filters.from_query(request.GET))
    return _file_response(edition, table_file(edition, TABLES[table], format, table, records))


@heavy
def project_figures(request: HttpRequest, edition: Edition, key: str, format: str) -> HttpResponseBase:
    records = FIGURE_TABLE.records(edition, project=edition.projects.get(key=key))
    return _file_response(edition, table_file(edition, FIGURE_TABLE, format, f"{key}-figures", records))


@heavy
def project_measures(request: HttpRequest, edition: Edition, key: str, format: str) -> HttpResponseBase:
    records = MEASURE_TABLE.records(edition, project=edition.projects.get(key=key))
    return _file_response(edition, table_file(edition, MEASURE_TABLE, format, f"{key}-measures", records))


@heavy
def goal_figures(request: HttpRequest, edition: Edition, key: str, format: str) -> HttpResponseBase:
    records = FIGURE_TABLE.records(edition, goal=edition.goals.get(key=key))
    return _file_response(edition, table_file(edition, FIGURE_TABLE, format, f"{key}-figures", records))


@heavy
def metric_figures(request: HttpRequest, edition: Edition, code: str, format: str) -> HttpResponseBase:
    records = FIGURE_TABLE.records(edition, metric=Metric.objects.in_edition(edition).get(code=code))
    return _file_response(edition, table_file(edition, FIGURE_TABLE, format, code, records))


@heavy
def source_passages(request: HttpRequest, edition: Edition, slug: str, format: str) -> HttpResponseBase:
    records = PASSAGE_TABLE.records(edition, slug=slug)
    return _file_response(edition, table_file(edition, PASSAGE_TABLE, format, slug, records))


@heavy
def edition_changes(request: HttpRequest, edition: Edition, number: int, format: str) -> HttpResponseBase:
    records = CHANGE_TABLE.records(edition, number=number)
    return _file_response(edition, table_file(edition, CHANGE_TABLE, format, f"changes-{number}", records))


def snapshot(request: HttpRequest, edition: Edition, period: str) -> HttpResponseBase:
    """The content of a closed period, byte for byte; nothing if its edition was withdrawn."""
    page = SnapshotPage.build(edition, period)
    if page.snapshot.is_withdrawn:
        raise Http404
    content = page.snapshot.content.encode()
    response = HttpResponse(content, content_type=JSON)
    response.headers["Content-Disposition"] = f'attachment; filename="{page.file_name}"'
    response.headers["ETag"] = f'"{page.snapshot.checksum}"'
    return response


def whole_plan(make: Callable[[Edition], PlanFile]) -> PlanView:
    """The view of a plan as one file."""

    @heavy
    def view(request: HttpRequest, edition: Edition) -> HttpResponseBase:
        return _file_response(edition, make(edition))

    return view


def _file_response(edition: Edition, file: PlanFile) -> HttpResponseBase:
    """The file as an attachment, its digest as ETag."""
    if isinstance(file.content, bytes):
        response: HttpResponseBase = HttpResponse(file.content, content_type=file.content_type)
    else:
        pieces = stream_in_words(file.content)
        response = StreamingHttpResponse(pieces, content_type=file.content_type)
    name = f"{edition.plan.park.slug}-{edition.plan.year}-{file.name}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["ETag"] = f'"{file.digest}"'
    return response


def stream_in_words(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces in the language and with the noun in force now, although they are asked for after the view."""
    language, noun, waiting = get_language() or "", noun_in_force(), iter(pieces)

    def next_piece() -> bytes | None:
        with override(language), using_noun(noun):
            return next(waiting, None)

    return iter(next_piece, None)
