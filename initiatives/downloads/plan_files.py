"""The files that readers download of a plan: tables in three formats, the whole plan, and Word documents."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from initiatives.downloads.fixture import cached_published_fixture
from initiatives.downloads.table_writers import FORMATS, plan_as_json
from initiatives.downloads.tables import Table, whole_plan
from initiatives.files.content_types import DOCX, JSON, XLSX, YAML
from initiatives.files.file_cache import content_digest
from initiatives.freshness.shared_while_exporting import shared_of
from initiatives.kinds.columns import Record, TableColumn
from initiatives.kinds.plan import PLANS
from initiatives.models import Edition
from initiatives.models.park import invented_words
from initiatives.models.site_urls import page_language
from initiatives.word_documents.full_plan import write_full_plan
from initiatives.word_documents.plan_summary import write_plan_summary
from initiatives.word_documents.progress_report import write_progress_report
from initiatives.workbook.writer import cached_workbook

# Stands in every line of a table of an invented park.
MARK_COLUMN = TableColumn(_("Note"), "", lambda record, path: invented_words())


@dataclass(frozen=True)
class PlanFile:
    """A file of a plan. `digest` identifies its content; an iterator writes it while it is sent."""

    name: str
    content_type: str
    digest: str
    content: bytes | Iterator[bytes]


def table_file(
    edition: Edition, table: Table, file_format: str, name: str, records: list[Record]
) -> PlanFile:
    """Records as a table in one of `FORMATS`; the name without its suffix."""
    content_type, write = FORMATS[file_format]
    # The other formats are the table alone.
    about = _about(edition) if file_format == "json" else {}
    if edition.plan.park.invented:
        table = replace(table, columns=(*table.columns, MARK_COLUMN))
    digest = content_digest(file_format, table.headings, records, about)
    return PlanFile(
        _name_in_language(name, file_format), content_type, digest, iter(write(table, records, about))
    )


def plan_json(edition: Edition) -> PlanFile:
    about, records = _about(edition), whole_plan(edition)
    digest = content_digest("plan", about, records)
    return PlanFile(_name_in_language("plan", "json"), JSON, digest, iter(plan_as_json(about, records)))


def plan_yaml(edition: Edition) -> PlanFile:
    """The plan as a fixture, for another installation; the same in both languages."""
    digest, content = cached_published_fixture(edition)
    return PlanFile("plan.yaml", YAML, digest, content)


def plan_xlsx(edition: Edition) -> PlanFile:
    """The plan as an Excel workbook, in the current language."""
    digest, content = cached_workbook(edition, get_language() or "", for_readers=not edition.previewed)
    return PlanFile(_name_in_language("plan", "xlsx"), XLSX, digest, content)


def brief_docx(edition: Edition) -> PlanFile:
    """The plan on one page as a Word document, in the current language."""
    return _word_file(edition, "brief", write_plan_summary)


def full_brief_docx(edition: Edition) -> PlanFile:
    """The whole plan as a Word document, in the current language."""
    return _word_file(edition, "brief-full", write_full_plan)


def progress_docx(edition: Edition) -> PlanFile:
    """What became of the plan until today as a Word document, in the current language.

    Edition.DoesNotExist for the plan as it was on an earlier day: responsibilities are as today.
    """
    if edition.as_of:
        raise Edition.DoesNotExist
    return _word_file(edition, "progress", write_progress_report)


def _word_file(edition: Edition, name: str, write: Callable[[Edition], bytes]) -> PlanFile:
    """A document with the digest of its bytes, which follow from what it says."""
    content = write(edition)
    return PlanFile(_name_in_language(name, "docx"), DOCX, content_digest(content), content)


def _name_in_language(name: str, suffix: str) -> str:
    """`metrics.csv` in Chinese, `metrics-en.csv` in English, so that both can lie in one folder."""
    return f"{name}-en.{suffix}" if page_language() == "en" else f"{name}.{suffix}"


def _about(edition: Edition) -> Record:
    """What every file says of itself."""
    mark = {"note": invented_words()} if edition.plan.park.invented else {}
    plan = shared_of(edition, "record of the plan", lambda: PLANS.record(edition, edition))
    return {**mark, "plan": plan, "language": page_language()}
