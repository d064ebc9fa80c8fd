"""Share cards: what stands on each kind, and how it is drawn, wide for most networks, square for WeChat.

A card is plain values in one language, already in words; nothing here asks the database.
"""

from initiatives.pictures.cards.base import Card, Shape
from initiatives.pictures.cards.digest import code_digest
from initiatives.pictures.cards.figures import Reading
from initiatives.pictures.cards.goal import GoalCard
from initiatives.pictures.cards.metric import MetricCard
from initiatives.pictures.cards.plan import Group, PlanCard
from initiatives.pictures.cards.project import ProjectCard
from initiatives.pictures.cards.quote import QuoteCard

__all__ = [
    "Card",
    "GoalCard",
    "Group",
    "MetricCard",
    "PlanCard",
    "ProjectCard",
    "QuoteCard",
    "Reading",
    "Shape",
    "code_digest",
]
