"""The pages of a plan, each listed once for readers and previews: its route, its view and its URL name."""

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter

from initiatives.downloads import plan_files
from initiatives.downloads.table_writers import FORMATS
from initiatives.downloads.tables import TABLES
from initiatives.kinds.registry import KIND_BY_NAME
from initiatives.pages.brief import Brief
from initiatives.pages.changes import ChangeDetail
from initiatives.pages.embeds import Embed
from initiatives.pages.full_brief import FullBrief
from initiatives.pages.goals import GoalDetail, GoalList
from initiatives.pages.metrics import MetricDetail
from initiatives.pages.organisations import OrganisationDetail, OrganisationList
from initiatives.pages.overview import Overview
from initiatives.pages.progress_board import ProgressBoard
from initiatives.pages.projects import ProjectDetail, ProjectList
from initiatives.pages.quality import QualityPage
from initiatives.pages.quotes import QuoteList
from initiatives.pages.source_reading import SourceReading
from initiatives.pages.sources import SourceDetail, SourceList
from initiatives.views import downloads, images, pages, share_cards
from initiatives.views.heavy_answers import heavy
from initiatives.views.pages import embed, page_view
from initiatives.views.serving import PlanView


class YearConverter(IntConverter):
    regex = "[0-9]{4}"


class NumberConverter(IntConverter):
    """From 1, without leading zeros: a slide (the cover has an address of its own), an edition."""

    regex = "[1-9][0-9]{0,3}"


class DigestConverter(StringConverter):
    """A picture's contents as a hash."""

    regex = "[0-9a-f]{32}"


class PictureFormatConverter(StringConverter):
    regex = "webp|avif"


class TableConverter(StringConverter):
    regex = "|".join(TABLES)


class CollectionConverter(StringConverter):
    regex = "|".join(KIND_BY_NAME)


class FormatConverter(StringConverter):
    regex = "|".join(FORMATS)


register_converter(YearConverter, "year")
register_converter(DigestConverter, "digest")
register_converter(PictureFormatConverter, "picture_format")
register_converter(NumberConverter, "number")
register_converter(TableConverter, "table")
register_converter(FormatConverter, "format")
register_converter(CollectionConverter, "collection")

PLAN_PAGES: list[tuple[str, PlanView, str]] = [
    ("", page_view(Overview, "overview"), "plan"),
    ("figures/<slug:key>/embed/", embed(Embed.of_figure, "embed_figure"), "figure-embed"),
    ("goals/", page_view(GoalList, "goal_list"), "goals"),
    ("goals/<slug:key>/", page_view(GoalDetail, "goal_detail"), "goal"),
    ("projects/", page_view(ProjectList, "project_list"), "projects"),
    ("projects/<slug:key>/", page_view(ProjectDetail, "project_detail"), "project"),
    ("projects/<slug:key>/embed/", embed(Embed.of_project, "embed_project"), "project-embed"),
    ("metrics/", pages.metrics, "metrics"),
    ("metrics/<slug:code>/", page_view(MetricDetail, "metric_detail"), "metric"),
    ("metrics/<slug:code>/embed/", embed(Embed.of_metric, "embed_metric"), "metric-embed"),
    ("evidence/<slug:kind>/<slug:key>/", pages.evidence, "evidence"),
    ("quotes/", page_view(QuoteList, "quote_list"), "quotes"),
    ("organisations/", page_view(OrganisationList, "organisation_list"), "organisations"),
    ("organisations/<slug:slug>/", page_view(OrganisationDetail, "organisation_detail"), "organisation"),
    ("tasks/", pages.tasks, "tasks"),
    ("progress/", page_view(ProgressBoard, "progress_board"), "progress"),
    ("sources/", page_view(SourceList, "source_list"), "sources"),
    ("sources/<slug:slug>/", page_view(SourceDetail, "source_detail"), "source"),
    ("sources/<slug:slug>/reading/", page_view(SourceReading, "reading"), "reading"),
    ("quality/", page_view(QualityPage, "quality"), "quality"),
    ("changes/", pages.changes, "changes"),
    ("changes/<number:number>/", page_view(ChangeDetail, "change_detail"), "change"),
    ("<table:table>.<format:format>", downloads.table, "table"),
    ("goals/<slug:key>/figures.<format:format>", downloads.goal_figures, "goal-figures"),
    ("projects/<slug:key>/figures.<format:format>", downloads.project_figures, "project-figures"),
    ("projects/<slug:key>/measures.<format:format>", downloads.project_measures, "project-measures"),
    ("metrics/<slug:code>/figures.<format:format>", downloads.metric_figures, "metric-figures"),
    ("sources/<slug:slug>/passages.<format:format>", downloads.source_passages, "source-passages"),
    ("changes/<number:number>/changes.<format:format>", downloads.edition_changes, "edition-changes"),
    ("plan.json", downloads.whole_plan(plan_files.plan_json), "plan-json"),
    ("plan.yaml", downloads.whole_plan(plan_files.plan_yaml), "plan-yaml"),
    ("plan.xlsx", downloads.whole_plan(plan_files.plan_xlsx), "workbook"),
    ("brief.docx", downloads.whole_plan(plan_files.brief_docx), "brief-docx"),
    ("brief-full.docx", downloads.whole_plan(plan_files.full_brief_docx), "full-brief-docx"),
    ("progress.docx", downloads.whole_plan(plan_files.progress_docx), "progress-docx"),
    ("screen/", pages.screen, "screen"),
    ("screen/<number:number>/", pages.screen, "slide"),
    ("brief/", heavy(page_view(Brief, "brief")), "brief"),
    ("brief/full/", heavy(page_view(FullBrief, "full_brief")), "full-brief"),
    ("photos/<slug:key>/<digest:digest>-<number:width>.<picture_format:suffix>", images.photo, "photo"),
    *share_cards.ROUTES,
]
