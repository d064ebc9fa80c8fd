"""What the rules propose: facts with their place in the text, their confidence and the rule behind them."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise

from initiatives.reading.document_blocks import DocumentBlock


class Confidence(StrEnum):
    """`CERTAIN`: the rule has no second reading. `UNSURE`: a person has to choose; nothing is preselected."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNSURE = "unsure"


class ProposalKind(StrEnum):
    SLOGAN = "slogan"
    GOAL_GROUP = "goal-group"
    GOAL = "goal"
    PROJECT = "project"
    FIGURE = "figure"
    QUOTE = "quote"
    MEASURE = "measure"
    STATEMENT = "statement"
    ORGANISATION = "organisation"
    PERSON = "person"
    CAPTION = "caption"
    DATE = "date"


@dataclass(frozen=True)
class SloganFields:
    """`declared`: how many parts each of its numbers promises: (("个确保", 1), ("个优化", 2))."""

    declared: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class GoalGroupFields:
    """A part of the slogan: `label` 两个优化, `verb` 优化, and how many goals it declares."""

    label: str
    verb: str
    declared_count: int
    number: int


@dataclass(frozen=True)
class GoalFields:
    title: str
    # The number of its group, from 1; 0 for goals outside groups.
    group: int
    number: int


@dataclass(frozen=True)
class ProjectFields:
    """`theme` and `drive` are the halves of a title: 产业升级, 提质工程. `blocks` are those about it."""

    title: str
    number: int
    theme: str
    drive: str
    noun: str
    declared: int = 0
    heading: int | None = None
    blocks: tuple[int, ...] = ()


@dataclass(frozen=True)
class FigureFields:
    """A figure as the models keep it: `metric` is a code of the catalogue, "" where none fits.

    `value` is None for a target without a number. `period` is a stored period, `period_stated` the words.
    `readings`: other kinds that the words allow. `group`: figures that share it stand for the same fact.
    """

    metric: str
    metric_name: str
    subject: str
    kind: str
    value: Decimal | None = None
    upper_value: Decimal | None = None
    unit: str = ""
    comparator: str = "="
    approximate: bool = False
    change: bool = False
    rank: bool = False
    ratio: Decimal | None = None
    scope: str = ""
    period: str = ""
    period_standing: str = "within"
    period_stated: str = ""
    period_inferred: bool = False
    wording: str = ""
    project: int = 0
    readings: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuoteFields:
    """`manner` is verbatim or reported; `speaker` is "" for officials who are not named."""

    content: str
    speaker: str
    speaker_title: str
    manner: str
    project: int = 0


@dataclass(frozen=True)
class MeasureFields:
    """`title` is a phrase of its words. `due` is a stored period, `cadence` monthly, quarterly …"""

    title: str
    project: int = 0
    due: str = ""
    cadence: str = ""
    timing_stated: str = ""
    due_inferred: bool = False
    responsible: str = ""


@dataclass(frozen=True)
class StatementFields:
    """`kind` is a value of `StatementKind`."""

    kind: str
    project: int = 0


@dataclass(frozen=True)
class OrganisationFields:
    name: str
    kind: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class PersonFields:
    name: str
    title: str


@dataclass(frozen=True)
class CaptionFields:
    caption: str
    credit: str = ""
    project: int = 0


@dataclass(frozen=True)
class DateFields:
    """A meeting or event on a day."""

    day: str
    inferred: bool
    event: str = ""


Fields = (
    SloganFields
    | GoalGroupFields
    | GoalFields
    | ProjectFields
    | FigureFields
    | QuoteFields
    | MeasureFields
    | StatementFields
    | OrganisationFields
    | PersonFields
    | CaptionFields
    | DateFields
)


@dataclass(frozen=True)
class Proposal:
    """A fact proposed: the slice `start:end` of the document's text, `words` there without line breaks.

    `evidence` are further slices that it rests on: the time, the word that makes it a target.
    """

    kind: ProposalKind
    start: int
    end: int
    words: str
    confidence: Confidence
    rule: str
    fields: Fields
    block: int
    evidence: tuple[tuple[int, int], ...] = field(default=())


KIND_OF_FIELDS: dict[type[Fields], ProposalKind] = {
    SloganFields: ProposalKind.SLOGAN,
    GoalGroupFields: ProposalKind.GOAL_GROUP,
    GoalFields: ProposalKind.GOAL,
    ProjectFields: ProposalKind.PROJECT,
    FigureFields: ProposalKind.FIGURE,
    QuoteFields: ProposalKind.QUOTE,
    MeasureFields: ProposalKind.MEASURE,
    StatementFields: ProposalKind.STATEMENT,
    OrganisationFields: ProposalKind.ORGANISATION,
    PersonFields: ProposalKind.PERSON,
    CaptionFields: ProposalKind.CAPTION,
    DateFields: ProposalKind.DATE,
}


def propose(
    block: DocumentBlock,
    span: tuple[int, int],
    confidence: Confidence,
    rule: str,
    fields: Fields,
    evidence: tuple[tuple[int, int], ...] = (),
) -> Proposal:
    """A proposal of the slice `span` of a block's text; `evidence` are slices of the block too."""
    start, end = block.place(*span)
    places = tuple(block.place(*each) for each in evidence)
    words = block.text[slice(*span)]
    return Proposal(
        KIND_OF_FIELDS[type(fields)], start, end, words, confidence, rule, fields, block.number, places
    )


@dataclass(frozen=True)
class ProposalRemark:
    """What is doubtful about proposals, given by index: a contradiction, a repetition, an odd number."""

    kind: str
    message: str | Promise
    about: tuple[int, ...]
