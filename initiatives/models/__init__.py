"""The models: fields, constraints, URLs and small properties; no HTML, no files, no HTTP."""

from initiatives.models.assignments import Assignment
from initiatives.models.evidence import (
    Contribution,
    Passage,
    Quote,
    Remark,
    Section,
    Source,
    SourceText,
    Statement,
)
from initiatives.models.freshness_stamps import FreshnessStamp
from initiatives.models.metrics import Figure, Metric
from initiatives.models.park import Membership, Organisation, Park
from initiatives.models.photos import Photo
from initiatives.models.plan import Edition, EditionRow, Goal, GoalGroup, Measure, Plan, Project
from initiatives.models.progress import Update
from initiatives.models.quality_rules import QualityRule
from initiatives.models.reader_corrections import ReaderCorrection
from initiatives.models.readings import ProposalState, Reading, ReadingDecision, ReadingProposal
from initiatives.models.releases import Release
from initiatives.models.search_index import SearchBacklog, SearchEntry
from initiatives.models.snapshots import Snapshot

# The concrete models of EditionRow. A model comes after those that its foreign keys refer to.
EDITION_ROWS = (
    GoalGroup,
    Goal,
    Project,
    Contribution,
    Statement,
    Measure,
    Figure,
    Quote,
    Photo,
    Remark,
)
EditionRow.concrete_models = EDITION_ROWS

__all__ = [
    "EDITION_ROWS",
    "Assignment",
    "Contribution",
    "Edition",
    "EditionRow",
    "Figure",
    "FreshnessStamp",
    "Goal",
    "GoalGroup",
    "Measure",
    "Membership",
    "Metric",
    "Organisation",
    "Park",
    "Passage",
    "Photo",
    "Plan",
    "Project",
    "ProposalState",
    "QualityRule",
    "Quote",
    "ReaderCorrection",
    "Reading",
    "ReadingDecision",
    "ReadingProposal",
    "Release",
    "Remark",
    "SearchBacklog",
    "SearchEntry",
    "Section",
    "Snapshot",
    "Source",
    "SourceText",
    "Statement",
    "Update",
]
