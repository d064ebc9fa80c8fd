"""What a project's slide chooses to show: whole reasons or none, as many figures as fit, and silences."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from initiatives.pages.doubt_slides import doubt_slides
from initiatives.pages.project_slide import ProjectSlide
from tests.factories import (
    make_edition,
    make_figure,
    make_measure,
    make_metric,
    make_project,
    make_remark,
)

pytestmark = pytest.mark.django_db

SCREEN_STYLES = Path(__file__).parents[1] / "static" / "css" / "screen.css"
LONG = "同一句话为同一指标给出两个增速，文章没有解释，两个数都照录。" * 12


def project_in_doubt(reason: str, figures: int = 2):
    """A project with measures, and figures that contradict each other for that reason."""
    project = make_project(make_edition(read_whole_on="2024-01-05"))
    make_measure(project)
    remark = make_remark(project.edition, kind="contradiction", content=reason, content_en="")
    for number in range(figures):
        # Names of one length, whatever other tests made: what has room depends on it.
        metric = make_metric(name="指标甲")
        remark.figures.add(make_figure(project.edition, project=project, value=number, metric=metric))
    return project


def slide_of(client, project) -> str:
    response = client.get(project.edition.url("slide", 1))
    assert response.status_code == 200
    return response.content.decode()


def test_reason_of_usual_length_is_told_whole(client):
    project = project_in_doubt(LONG[:60])
    assert f'<p class="why">{LONG[:60]}</p>' in slide_of(client, project)


def test_reason_without_room_is_left_out_and_the_doubt_still_marked(client):
    page = slide_of(client, project_in_doubt(LONG))
    assert 'class="why"' not in page
    assert "⚠ 矛盾" in page


def test_styles_cut_no_reason():
    rules = re.findall(r"([^{}]*)\{([^{}]*)\}", SCREEN_STYLES.read_text(encoding="utf-8"))
    cut = [selector for selector, rule in rules if "-webkit-line-clamp" in rule and ".why" in selector]
    assert cut == []


def test_more_figures_are_worth_more_than_their_reasons():
    project = project_in_doubt(LONG[:200])
    for number in range(2):
        metric = make_metric(name="指标乙")
        figure = make_figure(project.edition, project=project, order=number + 9, value=7, metric=metric)
        make_remark(project.edition, kind="unclear", content=LONG[:90]).figures.add(figure)
    slide = ProjectSlide.build(project.edition, project)
    assert (len(slide.cards), slide.further_figures) == (3, 0)


def test_what_the_source_does_not_say_stands_below_measures_that_take_the_whole_width(client):
    project = make_project(make_edition(read_whole_on="2024-01-05"))
    for number in range(15):
        make_measure(project, title_en="Keep renewing the “leaders linked to sites” mechanisms", order=number)
    with translation.override("en"):
        slide = ProjectSlide.build(project.edition, project)
    assert (slide.is_whole, slide.further_measures) == (True, 0)
    page = client.get(f"/en{project.edition.url('slide', 1)}").content.decode()
    assert "The source gives no figure for this project" in page


def test_reason_longer_than_a_slide_is_counted_and_never_cut(client):
    edition = make_edition()
    make_remark(edition, content=LONG * 3)
    short = make_remark(edition, content="短说明")
    (slide,) = doubt_slides(edition)
    assert [doubt.remark for column in slide.columns for doubt in column] == [short]
    assert slide.further == 1
    assert "另有1" in client.get(edition.url("slide", 1)).content.decode()


def test_doubts_with_no_reason_that_fits_still_have_a_slide():
    edition = make_edition()
    make_remark(edition, content=LONG * 3)
    assert [(slide.columns, slide.further) for slide in doubt_slides(edition)] == [([], 1)]
