"""The brief on paper: one page for a plan of usual size, two for a large one, whatever the language."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page

from initiatives.models import Edition, Figure
from tests.factories import (
    make_contribution,
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_project,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

LANGUAGES = {"zh": "", "en": "/en"}
SHEET = re.compile(r'<link rel="stylesheet" href="[^"]*?(css/[a-z-]+)[^"]*"( media="print")?>')


def with_styles(page: str) -> str:
    """A page with its style sheets in it, and without scripts, so that no server is needed."""

    def style(link: re.Match[str]) -> str:
        sheet = Path(str(finders.find(f"{link[1]}.css"))).read_text(encoding="utf-8")
        return f"<style{link[2] or ''}>{sheet}</style>"

    return re.sub(r"<script.*?</script>", "", SHEET.sub(style, page), flags=re.DOTALL)


def pages_of(page: Page, edition: Edition, language: str) -> int:
    """How many pages of paper the brief takes."""
    answer = Client().get(LANGUAGES[language] + edition.url("brief"))
    page.set_content(with_styles(answer.content.decode()))
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_plan_fits_on_one_page(page: Page, shipped, settings, language):
    settings.SITE_URL = "http://plan.example.gov.cn"
    assert pages_of(page, shipped, language) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_plan_without_figures_fits_on_one_page(page: Page, shipped, language):
    Figure.objects.all().delete()
    assert pages_of(page, shipped, language) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", ["短标题", "很长的标题" * 24], ids=["short", "120 characters"])
def test_large_plan_fits_on_two_pages(page: Page, language, title):
    edition = make_edition()
    goals = [make_goal(edition, title=f"{title}{number}", title_en="") for number in range(20)]
    for number in range(40):
        project = make_project(edition, number=number + 1, title=title, title_en="", theme="", drive="")
        for _ in range(10):
            make_measure(project)
        make_figure(edition, project=project, featured=True)
        make_contribution(goals[number % 20], project)
    assert pages_of(page, edition, language) <= 2


def test_borders_at_the_edge_of_the_text_are_printed(page: Page, shipped):
    """A sheet is clipped where its text ends, and lines that lie there are not drawn."""
    page.set_content(with_styles(Client().get(shipped.url("plan")).content.decode()))
    page.emulate_media(media="print")
    ends = "(name) => document.querySelector(name).getBoundingClientRect().right"
    assert page.evaluate(ends, ".cells") <= page.evaluate("innerWidth") - 1
