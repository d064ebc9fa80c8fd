"""Share cards as PNG, drawn on the first request and cached by their content and the drawing code."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from initiatives.files.file_cache import THIRTY_DAYS, cached_file, content_digest
from initiatives.metadata import share_cards
from initiatives.models import Edition
from initiatives.pictures import cards as drawing
from initiatives.views.serving import PlanView

BuildCard = Callable[..., drawing.Card]
# The route of the page that a card is for, the function that builds the card, and the page's URL name.
CARD_PAGES: tuple[tuple[str, BuildCard, str], ...] = (
    ("", share_cards.plan_card, "plan"),
    ("goals/<slug:key>/", share_cards.goal_card, "goal"),
    ("projects/<slug:key>/", share_cards.project_card, "project"),
    ("metrics/<slug:code>/", share_cards.metric_card, "metric"),
    ("quotes/<slug:key>/", share_cards.quote_card, "quote"),
)


def card_png(card: drawing.Card, shape: drawing.Shape) -> bytes:
    return cached_file(
        content_digest("card", drawing.code_digest(), shape, card), lambda: card.draw(shape), THIRTY_DAYS
    )


def card_view(build: BuildCard, shape: drawing.Shape) -> PlanView:
    def view(request: HttpRequest, edition: Edition, **keys: str) -> HttpResponse:
        return HttpResponse(card_png(build(edition, **keys), shape), content_type="image/png")

    return view


ROUTES = [
    (f"{route}{shape}.png", card_view(build, shape), f"{name}-{shape}")
    for route, build, name in CARD_PAGES
    for shape in drawing.Shape
]
