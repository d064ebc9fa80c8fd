"""The slides of a plan: what they show, where they lead, and that they hold any plan."""

import re

import pytest
from django.utils import translation

from initiatives.pages.screen import (
    Screen,
    display_width,
    parse_turn_seconds,
    select_key_figures,
    slides_of,
    split_into_slides,
)
from tests.factories import (
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_project,
    make_remark,
    make_rich_edition,
)
from tests.public_pages import LANGUAGES, count_queries

pytestmark = pytest.mark.django_db


def addresses(edition) -> list[str]:
    count = len(slides_of(edition))
    return [edition.url("screen"), *(edition.url("slide", number) for number in range(1, count))]


def page_of(client, path) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page, re.DOTALL)
    assert match, pattern
    return match[1]


def value_of(page: str) -> str:
    return found(r'<p class="value">(.*?)</p>', page).strip()


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.slow
def test_number_of_queries_does_not_grow_with_the_rows(client, prefix, many_rows):
    small, large = make_rich_edition(1), make_rich_edition(many_rows)
    kinds = {slide.kind: place for place, slide in enumerate(slides_of(large))}
    few = dict(zip([slide.kind for slide in slides_of(small)], addresses(small), strict=True))
    for kind, place in kinds.items():
        many = addresses(large)[place]
        assert count_queries(client, prefix + few[kind]) == count_queries(client, prefix + many), kind


@pytest.mark.parametrize(("language", "prefix"), LANGUAGES.items())
def test_every_slide_of_the_shipped_plan_has_one_heading(client, shipped, language, prefix):
    pages = [page_of(client, prefix + path) for path in addresses(shipped)]
    assert len(pages) == 13
    for page in pages:
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert page.count("<h1") == 1
        assert len(ids) == len(set(ids))
        assert f'<html lang="{language}">' in page


def test_slides_lead_to_each_other_from_the_cover_to_the_closing(client, shipped):
    path, seen = shipped.url("screen"), []
    while path:
        seen.append(path)
        page = page_of(client, path)
        back = re.search(r'<a rel="prev"[^>]*? href="([^"]+)"', page)
        assert [back.group(1)] == seen[-2:-1] if back else len(seen) == 1
        onward = re.search(r'<a rel="next"[^>]*? href="([^"]+)"', page)
        path = onward.group(1) if onward else None
    assert seen == addresses(shipped)


def test_escape_leads_to_the_page_that_says_the_same(client, shipped):
    project = shipped.projects.get(number=5)
    pages = [
        page_of(client, path)
        for path in (shipped.url("screen"), *(shipped.url("slide", n) for n in (1, 6, 10, 12)))
    ]
    homes = [found(r'href="([^"]+)" aria-keyshortcuts="Escape"', page) for page in pages]
    assert homes == [
        shipped.url("plan"),
        shipped.url("goals"),
        project.get_absolute_url(),
        shipped.url("metrics"),
        shipped.url("sources"),
    ]


def test_slide_there_is_none_of(client, shipped):
    numbers = ["0", "13", "9999", "10000", "01", "٣", "３", "-1", "1.0", "x"]
    answers = {number: client.get(f"{shipped.url('screen')}{number}/").status_code for number in numbers}
    assert answers == dict.fromkeys(numbers, 404)


@pytest.mark.parametrize("state", ["draft", "submitted", "superseded", "withdrawn"])
def test_slides_of_a_plan_that_is_not_published_do_not_exist(client, state):
    edition = make_rich_edition(1, state=state)
    for path in addresses(edition):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(("text", "seconds"), [("5", 5), ("30", 30), ("3600", 3600)])
def test_every_turns_the_page_by_itself(client, text, seconds):
    edition = make_edition()
    first, last = edition.url("screen"), edition.url("slide", 1)
    page = page_of(client, f"{first}?every={text}")
    assert f'<meta http-equiv="refresh" content="{seconds}; url={last}?every={seconds}">' in page
    assert f'href="{last}?every={seconds}"' in page
    assert "htmx.min" not in page
    assert "htmx-2.min" not in page
    page = page_of(client, f"{last}?every={text}")
    assert f'content="{seconds}; url={first}?every={seconds}"' in page
    assert f'<a href="{last}">' in page


@pytest.mark.parametrize(
    "text", ["", "0", "4", "3601", "030", "30s", "-30", "3.5", "1e3", "٣٠", "99999999", "\n30"]
)
def test_every_of_no_sense_is_ignored(client, text):
    edition = make_edition()
    page = client.get(edition.url("screen"), {"every": text}).content.decode()
    assert page == page_of(client, edition.url("screen"))
    assert 'http-equiv="refresh"' not in page


def test_stay_counts_plain_digits_alone():
    assert [parse_turn_seconds(text) for text in ("5", "4", "３０", " 30", "30 ", "3600", "3601")] == [
        5,
        None,
        None,
        None,
        None,
        3600,
        None,
    ]


def test_figure_on_a_slide_shows_what_it_is(client, shipped):
    page = page_of(client, shipped.url("slide", 3))
    figure = page.split('<article class="figure')[1]
    assert 'class="number">24%<' in figure
    for words in ("预计", "2023年", "§2 ¶2", "⚠ 矛盾"):
        assert words in figure
    key_figures = page_of(client, f"/en{shipped.url('slide', 10)}")
    assert key_figures.count("⚠ Contradiction") == 2


def test_missing_number_is_said_and_never_zero(client):
    edition = make_edition()
    make_figure(edition, project=make_project(edition), kind="target", availability="not-stated", value=None)
    value = value_of(page_of(client, f"/en{edition.url('slide', 1)}"))
    assert value == '<span class="missing">Not stated</span>'


def test_project_without_figures_shows_its_measures(client):
    edition = make_edition()
    project = make_project(edition)
    for number in range(6):
        make_measure(project, title_en=f"Step {number}", order=number)
    page = page_of(client, f"/en{edition.url('slide', 1)}")
    assert '<span class="number">6</span>' in value_of(page)
    assert re.findall(r"Step \d", page) == ["Step 0", "Step 1", "Step 2", "Step 3"]
    assert "and 2 more" in page


def test_project_without_anything_says_so(client):
    edition = make_edition(read_whole_on="2024-01-05")
    make_project(edition)
    page = page_of(client, f"/en{edition.url('slide', 1)}")
    assert "The source names neither figures nor measures for this project." in page


def test_empty_plan_has_a_cover_and_a_closing(client):
    edition = make_edition(slogan="", meeting="", meeting_date=None, meeting_date_basis="")
    assert [slide.kind for slide in slides_of(edition)] == ["cover", "closing"]
    for path in addresses(edition):
        page_of(client, path)


@pytest.mark.slow
def test_large_plan_lists_no_contents_but_has_all_its_slides(client):
    edition = make_edition(title="很长的标题" * 30, title_en="")
    make_goal(edition, title="很长的目标" * 20)
    for number in range(1, 41):
        make_project(
            edition, number=number, title="很长的工程名称" * 20, theme="", drive="", summary="长" * 900
        )
    for number in range(13):
        make_figure(edition, featured=True, order=number)
    pages = [page_of(client, path) for path in addresses(edition)]
    assert len(pages) == 1 + 1 + 40 + 3 + 1
    assert 'class="contents"' not in pages[1]
    assert '<h1 class="small">' in pages[2]
    assert [page.count("<article") for page in pages[42:45]] == [5, 4, 4]


def test_telling_figures_are_stated_and_featured_first():
    edition = make_edition()
    project = make_project(edition)
    rows = [
        make_figure(edition, project=project, availability="not-stated", value=None, kind="target"),
        *(make_figure(edition, project=project, featured=number == 3) for number in range(4)),
    ]
    figures = list(edition.figures.with_facts())
    assert select_key_figures(figures) == [rows[4], rows[1], rows[2]]
    assert select_key_figures(figures[:1]) == rows[:1]


def test_contradiction_is_shown_whole_or_not_at_all():
    edition = make_edition()
    rows = [make_figure(edition) for _ in range(4)]
    make_remark(edition, kind="contradiction").figures.set([rows[2], rows[3]])
    make_remark(edition, kind="unclear").figures.set([rows[0], rows[3]])
    figures = list(edition.figures.with_facts())
    assert select_key_figures(figures) == rows[:2]
    assert select_key_figures(figures[2:]) == rows[2:]


def test_figures_are_dealt_evenly_and_contradictions_stay_on_one_slide():
    edition = make_edition()
    rows = [make_figure(edition) for _ in range(8)]
    make_remark(edition, kind="contradiction").figures.set([rows[0], rows[7]])
    slides = split_into_slides(edition.figures.with_facts())
    assert slides == [[rows[0], rows[7], rows[1], rows[2]], rows[3:7]]
    assert split_into_slides([]) == []


def test_columns_count_characters_double():
    assert display_width("计划 plan") == 9


def test_screen_wraps_to_the_cover_only_by_itself():
    edition = make_edition()
    last = Screen.build(edition, 1)
    assert (last.next_url, last.refresh) == (None, None)
    with translation.override("en"):
        assert (
            Screen.build(edition, 1, 30).refresh
            == f"30; url=/en{edition.url('screen').removeprefix('/en')}?every=30"
        )


def test_text_with_markup_is_shown_as_text(client):
    edition = make_edition(title="<script>alert(1)</script>", title_en="", slogan="<b>bold</b>")
    make_project(edition, title="<i>project</i>", theme="", drive="", summary="<u>summary</u>")
    for path in addresses(edition):
        page = page_of(client, path)
        for markup in ("<script>alert", "<b>bold", "<i>project", "<u>summary"):
            assert markup not in page
