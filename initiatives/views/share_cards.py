"""Share cards as PNG, drawn on the first request and cached by their content and the drawing code."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from initiatives.freshness.shared_while_exporting import shared_of
from initiatives.metadata import share_cards
from initiatives.models import Edition
from initiatives.views.heavy_answers import heavy
from initiatives.views.serving import PlanView

BuildCard = Callable[..., share_cards.Card]
# The route of the page that a card is for, the function that builds the card, and the page's URL name.
CARD_PAGES: tuple[tuple[str, BuildCard, str], ...] = (
    ("", share_cards.plan_card, "plan"),
    ("goals/<slug:key>/", share_cards.goal_card, "goal"),
    ("projects/<slug:key>/", share_cards.project_card, "project"),
    ("metrics/<slug:code>/", share_cards.metric_card, "metric"),
    ("quotes/<slug:key>/", share_cards.quote_card, "quote"),
)


def card_view(build: BuildCard, shape: share_cards.Shape) -> PlanView:
    @heavy
    def view(request: HttpRequest, edition: Edition, **keys: str) -> HttpResponse:
        name = (build.__name__, *keys.values())
        card = shared_of(edition, name, lambda: build(edition, **keys))
        return HttpResponse(share_cards.card_png(card, shape), content_type="image/png")

    return view


ROUTES = [
    (f"{route}{shape}.png", card_view(build, shape), f"{name}-{shape}")
    for route, build, name in CARD_PAGES
    for shape in share_cards.Shape
]
