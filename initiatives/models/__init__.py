"""What a plan is made of. Fields, constraints and addresses; no HTML, no files, no HTTP."""

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
from initiatives.models.metrics import Figure, Metric
from initiatives.models.park import Membership, Organisation, Park
from initiatives.models.photos import Photo
from initiatives.models.plan import Edition, EditionRow, Goal, GoalGroup, Measure, Plan, Project
from initiatives.models.progress import Update

# The kinds of rows an edition holds, in an order in which what is referred to comes first.
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

__all__ = [
    "EDITION_ROWS",
    "Contribution",
    "Edition",
    "EditionRow",
    "Figure",
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
    "Quote",
    "Remark",
    "Section",
    "Source",
    "SourceText",
    "Statement",
    "Update",
]
