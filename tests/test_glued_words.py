"""No words of a page run together when it is read as text."""

import pytest

from tests.glued_words import glued_words
from tests.public_pages import CHINESE_ALWAYS, LANGUAGES, plan_pages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "glued"),
    [
        ("<p><b>3</b><i>billion</i> yuan</p>", ["3|billion"]),
        ("<p>02<span>7 figures</span></p>", ["02|7 figures"]),
        ("<p><b>3</b> <i>billion</i></p><p>4</p><ul><li>5</li></ul>", []),
        ("<p><b>3</b><i>亿元</i></p>", []),
        ("<p>3<br>4<img src=x>5</p><svg><text>6</text><text>7</text></svg>8", []),
    ],
)
def test_glued_words_are_found(page, glued):
    assert glued_words(page) == glued


def pages(edition) -> list[str]:
    """A page of every kind."""
    return [
        *plan_pages(edition),
        edition.goals.last().get_absolute_url(),
        edition.projects.get(key="innovation").get_absolute_url(),
        edition.url("screen"),
        *(edition.url("slide", number) for number in (1, 2, 3, 12)),
        edition.url("project-embed", "innovation"),
        *(edition.url("figure-embed", figure.key) for figure in edition.figures.filter(unit="亿元")[:1]),
        *("/", "/about/", "/api/", "/search/?q=30", f"/{edition.plan.park.slug}/"),
    ]


@pytest.mark.parametrize("prefix", CHINESE_ALWAYS, ids=LANGUAGES)
def test_no_words_of_the_shipped_plan_run_together(client, shipped, prefix):
    found = {}
    for path in dict.fromkeys(pages(shipped)):
        response = client.get(prefix + path, follow=True)
        if response.status_code == 200 and (glued := glued_words(response.content.decode())):
            found[path] = glued
    assert found == {}
