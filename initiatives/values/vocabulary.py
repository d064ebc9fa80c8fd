"""The choices of the models' fields, with translated labels."""

from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.values.project_noun import PROJECT_LABEL


class EditionState(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Editions that may still be edited. A plan has at most one of them.
OPEN_STATES = (EditionState.DRAFT, EditionState.SUBMITTED)
# Published editions, now or earlier. Withdrawn ones are shown nowhere, not even in comparisons.
SEEN_STATES = (EditionState.PUBLISHED, EditionState.SUPERSEDED)


class Role(TextChoices):
    VIEWER = "viewer", _("Viewer")
    EDITOR = "editor", _("Editor")
    PUBLISHER = "publisher", _("Publisher")


class Basis(TextChoices):
    """Whether the source states it, or an editor inferred it."""

    STATED = "stated", _("Stated in the source")
    INFERRED = "inferred", _("Editor's inference")


class StatementKind(TextChoices):
    POSITIONING = "positioning", _("Positioning")
    STARTING_POINT = "starting-point", _("Starting point")
    ACHIEVEMENT = "achievement", _("Achievement")
    SHORTFALL = "shortfall", _("Shortfall")
    CONTEXT = "context", _("Context")


class Cadence(TextChoices):
    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every quarter")
    HALF_YEARLY = "half-yearly", _("Every half-year")
    YEARLY = "yearly", _("Every year")


class OrganisationKind(TextChoices):
    PARK_BODY = "park-body", _("Body of the park")
    PLATFORM_COMPANY = "platform-company", _("Platform company of the park")
    COMPANY = "company", _("Company")
    RESEARCH = "research", _("Research centre")
    GOVERNMENT = "government", _("Government")
    PARTY = "party", _("Party organisation")
    PARK = "park", _("Industrial park")


class MetricNature(TextChoices):
    """The type of number. Charts never show different natures on one scale."""

    COUNT = "count", _("Count")
    MONEY = "money", _("Amount of money")
    GROWTH = "growth", _("Growth rate")
    SHARE = "share", _("Share")
    AREA = "area", _("Area")
    PER_AREA = "per-area", _("Amount per area")
    RANK = "rank", _("Rank")
    RATIO = "ratio", _("Ratio")


class Direction(TextChoices):
    """Whether a rising or a falling metric is good for the plan."""

    UP = "up", _("More is better")
    DOWN = "down", _("Less is better")
    NEUTRAL = "neutral", _("Neither")


class FigureKind(TextChoices):
    ACTUAL = "actual", _("Actual")
    EXPECTED = "expected", pgettext_lazy("kind of figure", "Expected")
    TARGET = "target", _("Target")


class Comparator(TextChoices):
    EQUAL = "=", _("equal to")
    MORE = ">", _("more than")
    AT_LEAST = ">=", _("at least")
    LESS = "<", _("less than")
    AT_MOST = "<=", _("at most")
    ABOUT = "~", _("about")


class PeriodStanding(TextChoices):
    """How a figure stands to its period."""

    WITHIN = "within", pgettext_lazy("standing of a period", "in the period")
    BY = "by", pgettext_lazy("standing of a period", "by its end")
    AS_OF = "as-of", pgettext_lazy("standing of a period", "as of its end")
    SINCE = "since", pgettext_lazy("standing of a period", "since its beginning")


class Availability(TextChoices):
    """Whether a figure has a value, and if not, why."""

    STATED = "stated", _("Stated")
    NOT_STATED = "not-stated", _("Not stated")
    NOT_APPLICABLE = "not-applicable", _("Not applicable")


class Manner(TextChoices):
    VERBATIM = "verbatim", _("Verbatim")
    REPORTED = "reported", _("Reported speech, retold")


class RemarkKind(TextChoices):
    CONTRADICTION = "contradiction", _("Contradiction")
    UNCLEAR = "unclear", _("Unclear")
    INFERENCE = "inference", _("Inference")
    CORRECTION = "correction", _("Correction")
    CAUTION = "caution", _("Caution")


# Remarks that call a figure into question. A caution says how to read it, and leaves it sound.
DOUBTS = frozenset({RemarkKind.CONTRADICTION, RemarkKind.UNCLEAR})


class PassagePlace(TextChoices):
    """The part of a section that a passage is in. Only paragraphs are numbered."""

    PARAGRAPH = "paragraph", _("Paragraph")
    HEADING = "heading", _("Heading")
    CAPTION = "caption", _("Picture caption")
    # Its words are known, and nobody has looked up where they stand.
    SOMEWHERE = "somewhere", _("Not looked up")


class UpdateSubject(TextChoices):
    PROJECT = "project", capfirst(PROJECT_LABEL)
    MEASURE = "measure", _("Measure")
    FIGURE = "figure", _("Target")


class AssignmentSubject(TextChoices):
    """What may be assigned to a body: a measure, or a figure of kind target."""

    MEASURE = "measure", _("Measure")
    FIGURE = "figure", _("Target")


class Focus(TextChoices):
    """The part of a picture that is kept when it is cropped, in rows from the top."""

    TOP_LEFT = "top-left", _("Top left")
    TOP = "top", _("Top")
    TOP_RIGHT = "top-right", _("Top right")
    LEFT = "left", _("Left")
    CENTRE = "centre", _("Centre")
    RIGHT = "right", _("Right")
    BOTTOM_LEFT = "bottom-left", _("Bottom left")
    BOTTOM = "bottom", _("Bottom")
    BOTTOM_RIGHT = "bottom-right", _("Bottom right")


class UpdateStatus(TextChoices):
    NOT_STARTED = "not-started", _("Not started")
    UNDER_WAY = "under-way", _("Under way")
    DELAYED = "delayed", _("Delayed")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


class ProgressState(TextChoices):
    """What became of a task, what needs looking at first. Derived from reports, never typed."""

    LATE = "late", pgettext_lazy("state of a task", "Late")
    AT_RISK = "at-risk", pgettext_lazy("state of a task", "At risk")
    NO_NEWS = "no-news", pgettext_lazy("state of a task", "No news")
    ON_TIME = "on-time", pgettext_lazy("state of a task", "On time")
    NOTHING_REPORTED = "nothing-reported", pgettext_lazy("state of a task", "Nothing reported yet")
    DONE_LATE = "done-late", pgettext_lazy("state of a task", "Done late")
    DONE = "done", pgettext_lazy("state of a task", "Done")


class ReportingRhythm(TextChoices):
    """How often a park asks for reports on its tasks."""

    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every quarter")


class CorrectionState(TextChoices):
    """What came of a reader's correction."""

    OPEN = "open", pgettext_lazy("reader’s correction", "Open")
    ACCEPTED = "accepted", pgettext_lazy("reader’s correction", "Accepted")
    DECLINED = "declined", pgettext_lazy("reader’s correction", "Declined")


class Severity(TextChoices):
    """The severity of a finding of the quality rules, most severe first."""

    ERROR = "error", _("Error")
    WARNING = "warning", _("Warning")
    NOTE = "note", pgettext_lazy("severity", "Note")


# First path segments that no park may have as its slug: used by the site, or reserved for later.
RESERVED_SLUGS = frozenset(
    {
        *("about", "accessibility", "admin", "api", "compare", "embed", "en", "feeds", "healthz", "media"),
        *("metrics", "organisations", "parks", "photos", "preview", "robots", "search", "sitemap", "static"),
        "zh",
    }
)
