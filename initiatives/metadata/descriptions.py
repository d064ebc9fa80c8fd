"""What a page holds, in its title and a sentence or two: for link previews and results of search engines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.metadata.preview_sentences import (
    MAX_LENGTH,
    clipped,
    count_of_figures,
    count_of_goals,
    count_of_measures,
    count_of_projects,
    figure_reading,
    listing,
    named,
    plan_name,
    texts,
    with_list,
)
from initiatives.models import Edition, Source
from initiatives.models.site_urls import page_language
from initiatives.pages.absence import how_many_inferred
from initiatives.pages.api import ApiPage
from initiatives.pages.brief import Brief
from initiatives.pages.changes import ChangeDetail, ChangeList
from initiatives.pages.embeds import Embed
from initiatives.pages.full_brief import FullBrief
from initiatives.pages.goals import GoalDetail, GoalList
from initiatives.pages.home import About, AccessibilityStatement, Home, ParkDetail
from initiatives.pages.metric_across_parks import MetricAcrossParks
from initiatives.pages.metric_index import MetricIndex
from initiatives.pages.metric_over_years import MetricOverYears
from initiatives.pages.metrics import MetricDetail, MetricList
from initiatives.pages.organisations import OrganisationDetail, OrganisationList
from initiatives.pages.overview import Overview
from initiatives.pages.plan_comparison import PlanComparison
from initiatives.pages.progress_board import ProgressBoard
from initiatives.pages.projects import ProjectDetail, ProjectList
from initiatives.pages.quality import QualityPage
from initiatives.pages.quotes import QuoteList
from initiatives.pages.screen import Screen
from initiatives.pages.search import SearchPage
from initiatives.pages.shared_organisation_names import SharedOrganisationNames
from initiatives.pages.snapshots import SnapshotPage
from initiatives.pages.source_reading import SourceReading
from initiatives.pages.sources import SourceDetail, SourceList
from initiatives.pages.task_list import TaskList
from initiatives.pages.year_comparison import YearComparison
from initiatives.values.periods import Period
from initiatives.values.project_noun import NEUTRAL
from initiatives.values.vocabulary import Manner, ProgressState


@dataclass(frozen=True)
class PageDescription:
    """The texts of a page. `section` is the route and name of the list that it belongs to, if it does."""

    title: str = ""
    description: str = ""
    section: tuple[str, str] | None = None
    # The name in the breadcrumbs, if that is not the title.
    crumb: str = ""
    # Whether it only lists what other pages have, as search results do; it then has no tags of its own.
    only_lists: bool = False


def describe(page: Any) -> PageDescription:
    """Return the texts of a page; empty for pages that are not listed here."""
    describe_page = DESCRIPTIONS.get(type(page))
    if not describe_page:
        return PageDescription()
    # The title, the description and the metadata of a page ask for them one after the other.
    kept: dict[str, PageDescription] = vars(page).setdefault("_descriptions", {})
    language = page_language()
    if language not in kept:
        kept[language] = describe_page(page)
    return kept[language]


def default_description(edition: Edition | None = None) -> str:
    """Return the description of pages that have none of their own, in the words of the plan."""
    words = edition.project_words if edition else NEUTRAL
    sentence = _(
        "A park's work plan for the year: every goal, %(noun)s, figure and quotation, "
        "and where it comes from."
    )
    return sentence % words.words


def _overview(page: Overview) -> str:
    edition = page.edition
    goals, projects = sum(len(part.goals) for part in page.map.groups), page.map.projects
    if not goals and not projects:
        return clipped(edition.text("summary")[0] or plan_name(edition))
    counts = (
        count_of_goals(goals) if goals else "",
        count_of_projects(edition, len(projects)) if projects else "",
    )
    counted = _(", ").join(filter(None, counts))
    return with_list(edition.text("summary")[0], counted, texts(projects, "title"))


def _goal_list(page: GoalList) -> str:
    if not any(part.goals for part in page.groups):
        return plan_name(page.edition)
    titles = [title for part in page.groups for title in texts(part.goals, "title")]
    return clipped(listing(count_of_goals(len(titles)), titles))


def _goal(page: GoalDetail) -> str:
    inferred = how_many_inferred(page.contributions)
    served = _("Served by %(projects)s") % {
        "projects": count_of_projects(page.edition, len(page.contributions))
    }
    if inferred:
        served = _("%(served)s (%(inferred)s)") % {"served": served, "inferred": inferred}
    titles = [link.project.text("title")[0] for link in page.contributions]
    return with_list(page.goal.text("statement")[0], served if titles else "", titles)


def _project_list(page: ProjectList) -> str:
    if not page.projects:
        return plan_name(page.edition)
    titles = texts(page.projects, "title")
    return clipped(listing(count_of_projects(page.edition, len(titles)), titles))


def _project(page: ProjectDetail) -> str:
    counted = count_of_measures(len(page.measures)) if page.measures else ""
    return with_list(page.project.text("summary")[0], counted, texts(page.measures, "title"))


def _metric_list(page: MetricList) -> str:
    if not page.figures:
        return plan_name(page.edition)
    tally = [count_of_figures(len(page.figures))]
    if doubtful := len(page.in_question):
        tally.append(ngettext("%(n)s in question", "%(n)s in question", doubtful) % {"n": doubtful})
    if silent := len(page.without_number):
        tally.append(ngettext("%(n)s without a number", "%(n)s without a number", silent) % {"n": silent})
    # Those the editors chose for the overview come first.
    ordered = sorted(page.figures, key=lambda figure: not figure.featured)
    readings = (
        _("%(name)s %(value)s")
        % {
            "name": named(figure.metric.text("name")[0], figure.text("scope")[0]),
            "value": figure_reading(figure),
        }
        for figure in ordered
    )
    return clipped(listing(_(", ").join(tally), readings))


def _metric(page: MetricDetail) -> str:
    name, plan = page.metric.text("name")[0], plan_name(page.edition)
    readings = (
        _(", ").join(filter(None, (figure.text("scope")[0], figure_reading(figure))))
        for figure in page.figures
    )
    return clipped(_(", ").join((listing(name, readings, MAX_LENGTH - len(plan) - 20), plan)))


def _quote_list(page: QuoteList) -> str:
    if not page.quotes:
        return plan_name(page.edition)
    n = len(page.quotes)
    verbatim = sum(quote.manner == Manner.VERBATIM for quote in page.quotes)
    words = {"n": n, "verbatim": verbatim}
    counted = ngettext("%(n)s quote, %(verbatim)s verbatim", "%(n)s quotes, %(verbatim)s verbatim", n) % words
    speakers = dict.fromkeys(
        quote.text("speaker")[0] or quote.text("speaker_title")[0] for quote in page.quotes
    )
    return clipped(listing(counted, speakers))


def _organisation_list(page: OrganisationList) -> str:
    if not page.entries:
        return plan_name(page.edition)
    n = len(page.entries)
    counted = ngettext("%(n)s organisation named", "%(n)s organisations named", n) % {"n": n}
    return clipped(listing(counted, (entry.organisation.text("name")[0] for entry in page.entries)))


def _tasks(title: str, states: Sequence[tuple[ProgressState, int]], edition: Edition) -> PageDescription:
    return PageDescription(title, clipped(f"{title} · {_states(states, edition)}"))


def _states(states: Sequence[tuple[ProgressState, int]], edition: Edition) -> str:
    """How many tasks there are, and how many in which state."""
    total = sum(n for _state, n in states)
    if not total:
        return plan_name(edition)
    counted = ngettext("%(n)s task", "%(n)s tasks", total) % {"n": total}
    return listing(counted, (_("%(label)s %(n)s") % {"label": state.label, "n": n} for state, n in states))


def _source_list(page: SourceList) -> str:
    if not page.sources and not page.other_sources:
        return plan_name(page.edition)
    sources = [*page.sources, *page.other_sources]
    counted = ngettext("Drawn from %(n)s source", "Drawn from %(n)s sources", len(sources))
    return clipped(listing(counted % {"n": len(sources)}, map(_source_line, sources)))


def _source_line(source: Source) -> str:
    """Title, publisher and date of a source."""
    published = source.published_on.isoformat() if source.published_on else ""
    return _(", ").join(filter(None, (source.text("title")[0], source.text("publisher")[0], published)))


def _source(page: SourceDetail) -> str:
    total, drawn = page.paragraph_total, len(page.paragraphs_with_facts)
    covered = ngettext(
        "Facts are drawn from %(drawn)s of %(all)s paragraphs.",
        "Facts are drawn from %(drawn)s of %(all)s paragraphs.",
        drawn,
    ) % {"drawn": drawn, "all": total}
    return clipped(_source_line(page.source), covered if drawn else _("Its passages and their facts."))


def _reading_page(page: SourceReading) -> str:
    return clipped(
        _source_line(page.source),
        _(
            "The source as it was published. What facts are drawn from is marked, "
            "and the facts stand beside it."
        ),
    )


def _quality_title(page: QualityPage) -> str:
    if page.edition.read_whole:
        return _("What this plan states and what it leaves open")
    return _("What has been entered of this plan")


def _quality(page: QualityPage) -> str:
    tally = [
        _("%(label)s %(n)s") % {"label": share.label, "n": f"{share.count}/{share.total}"}
        for share in page.tally
    ]
    if not tally:
        return clipped(
            _(
                "How many measures have a number, a time and somebody responsible; contradictions; "
                "and what the editors inferred."
            )
        )
    entered = "" if page.edition.read_whole else _("Counted from what has been entered so far.")
    return clipped(listing(count_of_measures(len(page.measures)), tally), entered)


def _change_list(page: ChangeList) -> str:
    n = len(page.editions)
    counted = ngettext("%(n)s edition so far", "%(n)s editions so far", n) % {"n": n}
    newest = page.editions[0].text("release_note")[0] if page.editions else ""
    return clipped(counted, newest and _("The newest: %(note)s") % {"note": newest})


def _change(page: ChangeDetail) -> str:
    n = len(page.changes)
    counted = ngettext("%(n)s change", "%(n)s changes", n) % {"n": n}
    changed = counted if page.before else _("The first edition. There is nothing to compare it with.")
    return clipped(page.shown.text("release_note")[0], changed)


def _metric_over_years(page: MetricOverYears) -> str:
    years = _(", ").join(str(edition.plan.year) for edition in page.editions)
    told = _("Targets and results in the work plans %(years)s") % {"years": years}
    readings = (
        _(", ").join(filter(None, (figure.text("scope")[0], figure_reading(figure))))
        for figure in page.figures
    )
    return clipped(listing(told, readings))


def _year_comparison(page: YearComparison) -> str:
    """How many goals and projects were kept, renamed and so on."""
    tallies = (
        _("%(what)s: %(which)s")
        % {
            "what": part.title,
            "which": _(", ").join(_("%(label)s %(n)s") % {"label": label, "n": n} for label, n in part.tally),
        }
        for part in page.parts
        if part.tally
    )
    return clipped(*tallies)


def _brief(page: Brief) -> str:
    return clipped(_("The plan on one page, to print or save as PDF."), page.edition.text("summary")[0])


def _embed(page: Embed) -> str:
    """What the page that it stands for says; of one figure, what it is."""
    if page.metric:
        return _metric(page.metric)
    if page.project:
        return _project(page.project)
    figure = page.figures[0]
    name = named(figure.metric.text("name")[0], figure.text("scope")[0])
    said = _("%(what)s: %(which)s") % {"what": name, "which": figure_reading(figure)}
    return clipped(_(", ").join((said, plan_name(page.edition))))


def _screen(page: Screen) -> str:
    """Of a project what it does; else what the whole is."""
    summary = page.project.text("summary")[0] if page.project else ""
    return clipped(summary, _("The plan for a meeting's big screen, slide by slide."))


def _plans(editions: Sequence[Edition], *, with_park: bool) -> str:
    n = len(editions)
    named = [
        plan_name(edition) if with_park else f"{edition.plan.year} {edition.text('title')[0]}"
        for edition in editions
    ]
    return clipped(listing(ngettext("%(n)s work plan", "%(n)s work plans", n) % {"n": n}, named))


def _metric_across_parks(page: MetricAcrossParks) -> str:
    name = page.metric.text("name")[0]
    said = _(
        "%(metric)s in the plans of several parks: "
        "only figures of one kind, period, scope and unit are compared."
    )
    return clipped(page.metric.text("definition")[0], said % {"metric": name})


def _comparison_title(page: PlanComparison) -> str:
    if not page.compared:
        return _("Compare two plans")
    first, second = (f"{edition.plan.park.text('name')[0]} {edition.plan.year}" for edition in page.compared)
    return _("%(first)s and %(second)s") % {"first": first, "second": second}


DESCRIPTIONS: dict[type, Callable[[Any], PageDescription]] = {
    Home: lambda page: PageDescription(
        _("Work plans of industrial parks"),
        _plans(page.editions, with_park=True)
        if not page.has_cards
        else _("Every goal, project, figure and quotation, and where it comes from."),
    ),
    ParkDetail: lambda page: PageDescription(
        page.park.text("name")[0], _plans(page.editions, with_park=False)
    ),
    MetricIndex: lambda page: PageDescription(
        _("Metrics of all parks"),
        _("What the plans of several parks count and measure, each with its figures."),
    ),
    MetricAcrossParks: lambda page: PageDescription(
        _("%(metric)s, all parks") % {"metric": page.metric.text("name")[0]}, _metric_across_parks(page)
    ),
    PlanComparison: lambda page: PageDescription(
        _comparison_title(page),
        _("Two plans side by side: like with like, and what has been entered for one of them only."),
        only_lists=True,
    ),
    SharedOrganisationNames: lambda page: PageDescription(
        page.filters.name or _("Organisations of several parks"),
        _(
            "Organisations that go by the same name in several parks. "
            "Whether they are one, the plans do not say."
        ),
        only_lists=True,
    ),
    AccessibilityStatement: lambda page: PageDescription(
        _("Accessibility"),
        _("What readers with disabilities can rely on here, what does not work yet, and whom to tell."),
    ),
    About: lambda page: PageDescription(
        _("About this site"),
        clipped(
            _(
                "A park says once a year what it will do, in a long article. This site takes the article "
                "apart, so that each goal, project, figure and quotation can be found, checked and quoted."
            )
        ),
    ),
    ApiPage: lambda page: PageDescription(
        _("Use the data"),
        _("Every table as CSV, Excel and JSON, and an interface for programs."),
        only_lists=True,
    ),
    SearchPage: lambda page: PageDescription(
        _("Search"),
        clipped(
            _(
                "Everything that the published plans say: goals, measures, figures, quotes, reports, "
                "organisations, parks. Pinyin, initials and numbers in any notation are understood."
            )
        ),
        only_lists=True,
    ),
    Overview: lambda page: PageDescription(
        page.edition.text("title")[0], _overview(page), crumb=_("Overview")
    ),
    GoalList: lambda page: PageDescription(_("Goals"), _goal_list(page)),
    GoalDetail: lambda page: PageDescription(page.goal.text("title")[0], _goal(page), ("goals", _("Goals"))),
    ProjectList: lambda page: PageDescription(capfirst(page.edition.nouns), _project_list(page)),
    ProjectDetail: lambda page: PageDescription(
        page.project.text("title")[0], _project(page), ("projects", capfirst(page.edition.nouns))
    ),
    MetricList: lambda page: PageDescription(_("Metrics"), _metric_list(page)),
    MetricDetail: lambda page: PageDescription(
        page.metric.text("name")[0], _metric(page), ("metrics", _("Metrics"))
    ),
    QuoteList: lambda page: PageDescription(_("Quotes"), _quote_list(page)),
    OrganisationList: lambda page: PageDescription(_("Organisations"), _organisation_list(page)),
    OrganisationDetail: lambda page: PageDescription(
        page.organisation.text("name")[0],
        clipped(_states(page.states, page.edition)),
        ("organisations", _("Organisations")),
    ),
    TaskList: lambda page: _tasks(_("Responsibilities"), page.states, page.edition),
    ProgressBoard: lambda page: _tasks(_("What became of it"), page.states, page.edition),
    SourceList: lambda page: PageDescription(_("Sources"), _source_list(page)),
    SourceDetail: lambda page: PageDescription(
        page.source.text("title")[0], _source(page), ("sources", _("Sources"))
    ),
    SourceReading: lambda page: PageDescription(
        f"{_('Full text')} · {page.source.text('title')[0]}",
        _reading_page(page),
        ("sources", _("Sources")),
        crumb=_("Full text"),
    ),
    QualityPage: lambda page: PageDescription(
        _quality_title(page), _quality(page), crumb=_("What it states")
    ),
    ChangeList: lambda page: PageDescription(_("Changes"), _change_list(page)),
    ChangeDetail: lambda page: PageDescription(
        _("Edition %(number)s") % {"number": page.shown.number}, _change(page), ("changes", _("Changes"))
    ),
    MetricOverYears: lambda page: PageDescription(
        f"{page.metric.text('name')[0]} · {page.park.text('name')[0]}", _metric_over_years(page)
    ),
    YearComparison: lambda page: PageDescription(
        _("%(before)s and %(after)s side by side")
        % {"before": page.before.plan.year, "after": page.after.plan.year},
        _year_comparison(page),
    ),
    SnapshotPage: lambda page: PageDescription(
        _("%(period)s, closed") % {"period": Period.parse(page.snapshot.period).in_words},
        _("What readers saw of this plan when the period was closed, kept for good."),
        ("changes", _("Changes")),
    ),
    # These say again what other pages say, and have no tags of their own.
    Embed: lambda page: PageDescription(page.title, _embed(page), only_lists=True),
    Screen: lambda page: PageDescription(page.slide.title, _screen(page), only_lists=True),
    Brief: lambda page: PageDescription(_("Brief"), _brief(page)),
    FullBrief: lambda page: PageDescription(
        _("Full brief"),
        clipped(_("The whole plan as a document, with its contents."), page.edition.text("summary")[0]),
        section=("brief", _("Brief")),
    ),
}
