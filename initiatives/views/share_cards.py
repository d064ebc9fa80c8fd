"""Share cards: drawn on the first request, then cached by what they show and by the code that draws them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from initiatives.files.file_cache import THIRTY_DAYS, cached_file, content_digest
from initiatives.metadata import share_cards
from initiatives.models import Edition
from initiatives.pictures import cards as drawing
from initiatives.views.serving import PlanView

Build = Callable[..., drawing.Card]
# Below which page a card stands, what it says, and the name of that page's address.
OF_PAGES: tuple[tuple[str, Build, str], ...] = (
    ("", share_cards.plan_card, "plan"),
    ("goals/<slug:key>/", share_cards.goal_card, "goal"),
    ("projects/<slug:key>/", share_cards.project_card, "project"),
    ("metrics/<slug:code>/", share_cards.metric_card, "metric"),
    ("quotes/<slug:key>/", share_cards.quote_card, "quote"),
)


def drawn(card: drawing.Card, shape: drawing.Shape) -> bytes:
    """The picture, out of the cache if this very card has been drawn before."""
    return cached_file(
        content_digest("card", drawing.code_digest(), shape, card), lambda: card.draw(shape), THIRTY_DAYS
    )


def view_of(build: Build, shape: drawing.Shape) -> PlanView:
    def view(request: HttpRequest, edition: Edition, **key: str) -> HttpResponse:
        return HttpResponse(drawn(build(edition, **key), shape), content_type="image/png")

    return view


ROUTES = [
    (f"{route}{shape}.png", view_of(build, shape), f"{name}-{shape}")
    for route, build, name in OF_PAGES
    for shape in drawing.Shape
]
