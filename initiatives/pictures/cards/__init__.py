"""Share cards: the images shown with links to the site, wide for most networks, square for WeChat.

A card holds finished texts in one language; nothing here queries the database.
"""

from initiatives.pictures.cards.card import Card, Shape
from initiatives.pictures.cards.card_figures import CardFigure
from initiatives.pictures.cards.drawing_digest import code_digest
from initiatives.pictures.cards.goal_card import GoalCard
from initiatives.pictures.cards.metric_card import MetricCard
from initiatives.pictures.cards.plan_card import Group, PlanCard
from initiatives.pictures.cards.project_card import ProjectCard
from initiatives.pictures.cards.quote_card import QuoteCard

__all__ = [
    "Card",
    "CardFigure",
    "GoalCard",
    "Group",
    "MetricCard",
    "PlanCard",
    "ProjectCard",
    "QuoteCard",
    "Shape",
    "code_digest",
]
