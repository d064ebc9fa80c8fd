"""The slides of a plan: what they show, where they lead, and that they hold any plan."""

import re

import pytest
from django.utils import translation

from initiatives.pages.doubt_slides import doubt_slides
from initiatives.pages.project_slide import ProjectSlide
from initiatives.pages.screen import (
    Screen,
    parse_turn_seconds,
    select_key_figures,
    slides_of,
    split_into_slides,
)
from initiatives.pages.slide_space import count_lines, em_width, fit_columns
from tests.factories import (
    make_contribution,
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_passage,
    make_project,
    make_quote,
    make_remark,
    make_rich_edition,
    make_source,
    make_statement,
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
    # Of each kind the first slide: all rows of a rich plan are those of its first project.
    kinds = {slide.kind: place for place, slide in reversed([*enumerate(slides_of(large))])}
    few = dict(zip([slide.kind for slide in slides_of(small)], addresses(small), strict=True))
    for kind, place in kinds.items():
        many = addresses(large)[place]
        assert count_queries(client, prefix + few[kind]) == count_queries(client, prefix + many), kind


@pytest.mark.slow
@pytest.mark.parametrize(("language", "prefix"), LANGUAGES.items())
def test_every_slide_of_the_shipped_plan_has_one_heading(client, shipped, language, prefix):
    pages = [page_of(client, prefix + path) for path in addresses(shipped)]
    assert len(pages) == 15
    for page in pages:
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert page.count("<h1") == 1
        assert len(ids) == len(set(ids))
        assert f'<html lang="{language}">' in page


@pytest.mark.slow
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


@pytest.mark.slow
def test_escape_leads_to_the_page_that_says_the_same(client, shipped):
    project = shipped.projects.get(number=5)
    pages = [
        page_of(client, path)
        for path in (shipped.url("screen"), *(shipped.url("slide", n) for n in (1, 6, 10, 12, 13, 14)))
    ]
    homes = [found(r'href="([^"]+)" aria-keyshortcuts="Escape"', page) for page in pages]
    assert homes == [
        shipped.url("plan"),
        shipped.url("goals"),
        project.get_absolute_url(),
        shipped.url("metrics"),
        shipped.url("quality"),
        shipped.url("quality"),
        shipped.url("sources"),
    ]


def test_slide_there_is_none_of(client, shipped):
    numbers = ["0", "15", "9999", "10000", "01", "٣", "３", "-1", "1.0", "x"]
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


def project_page(client, project, language="/en") -> str:
    """The slide of the edition's only project, which has no goals before it."""
    return page_of(client, f"{language}{project.edition.url('slide', 1)}")


def test_figure_on_a_slide_shows_what_it_is(client, shipped):
    page = page_of(client, shipped.url("slide", 3))
    pair = page.split('<article class="card k-expected clash')[1].split("</article>")[0]
    assert [value for value in ("24%", "18%") if f'class="number">{value}<' in pair] == ["24%", "18%"]
    for words in ("预计", "⚠ 矛盾", "同一句话为同一指标给出两个增速"):
        assert words in pair
    key_figures = page_of(client, f"/en{shipped.url('slide', 10)}")
    assert key_figures.count("⚠ Contradiction") == 2


@pytest.mark.slow
def test_place_names_the_project_and_not_the_slide(client, shipped):
    place = found(r'class="place">(.*?)</p>', page_of(client, shipped.url("slide", 3)))
    assert "</span>工程 <b>02</b> / 08</span>" in place
    places = [found(r'class="place">(.*?)</p>', page_of(client, path)) for path in addresses(shipped)]
    assert not any("12" in re.sub(r"<span class=\"unseen\">.*?</span>", "", place) for place in places)


def test_place_gives_no_total_where_numbers_have_gaps(client):
    edition = make_edition()
    make_project(edition, number=1)
    make_project(edition, number=7)
    assert "<b>07</b></span>" in page_of(client, edition.url("slide", 2))


def test_place_has_the_plans_own_noun(client):
    edition = make_edition(project_noun="行动", project_noun_en="campaign")
    make_project(edition, number=1)
    assert "行动 <b>01</b>" in page_of(client, edition.url("slide", 1))
    assert "Campaign <b>01</b>" in page_of(client, f"/en{edition.url('slide', 1)}")


def test_measures_stand_under_the_paragraph_they_come_from(client):
    project = make_project(make_edition())
    source = make_source(project.edition)
    first = make_passage(source, paragraph=2)
    second = make_passage(source, paragraph=3, section=first.section)
    for number, passage in enumerate((first, first, second)):
        make_measure(project, title_en=f"Step {number}", order=number).passages.add(passage)
    page = project_page(client, project)
    assert re.findall(r"¶\d|Step \d", page.split("board")[1]) == ["¶2", "Step 0", "Step 1", "¶3", "Step 2"]
    assert f'<span class="cite">{first.section.label}</span>' in page


def test_measure_says_when_and_how_often(client):
    project = make_project(make_edition())
    make_measure(project, due="2024-Q3", cadence="monthly")
    assert re.findall(r'tag-time">([^<]+)<', project_page(client, project)) == [
        "Quarter 3 of 2024",
        "Every month",
    ]


@pytest.mark.parametrize(("read_whole_on", "words"), [(None, "Entered"), ("2024-01-05", "Stated")])
def test_measures_are_counted_by_what_they_state(client, read_whole_on, words):
    project = make_project(make_edition(read_whole_on=read_whole_on))
    make_measure(project, due="2024")
    make_measure(project)
    strip = found(r'<div class="stated">(.*?)</div>', project_page(client, project))
    assert f"<h2>{words}</h2>" in strip
    assert re.findall(r"<span>([^<]+)</span> .*?<b>(\d)</b> / 2", strip) == [
        ("By when", "1"),
        ("Who", "0"),
        ("How often", "0"),
        ("How much", "0"),
    ]
    # What was not entered is no gap in the plan, and is not drawn as one.
    assert ('class="zero"' in strip) == bool(read_whole_on)


def test_goals_are_marked_where_the_link_was_inferred(client):
    edition = make_edition()
    project, stated, inferred = make_project(edition), make_goal(edition), make_goal(edition)
    make_contribution(stated, project, basis="stated")
    make_contribution(inferred, project)
    page = page_of(client, f"/en{edition.url('slide', 2)}")
    serves = found(r'<div class="serves">(.*?)</div>', page)
    assert serves.count("inference") == 1
    assert serves.index(stated.title_en) < serves.index(inferred.title_en) < serves.index("inference")


def test_missing_number_is_said_and_never_zero(client):
    project = make_project(make_edition())
    make_figure(project.edition, project=project, kind="target", availability="not-stated", value=None)
    target = found(r'<div class="target">(.*?)</div>', project_page(client, project))
    assert '<span class="missing">Not stated</span>' in target
    assert "0" not in re.sub(r"Metric \d+", "", target)


@pytest.mark.parametrize("read_whole_on", [None, "2024-01-05"])
def test_only_a_source_read_whole_is_said_to_be_silent(client, read_whole_on):
    project = make_project(make_edition(read_whole_on=read_whole_on))
    make_measure(project)
    page = project_page(client, project)
    assert ("The source gives no figure for this project" in page) == bool(read_whole_on)
    assert ("The source quotes nobody on this project." in page) == bool(read_whole_on)
    assert 'class="missing"' not in page


def test_project_without_anything_says_so(client):
    project = make_project(make_edition(read_whole_on="2024-01-05"))
    assert "The source names no measure for this project." in project_page(client, project)


@pytest.mark.slow
def test_many_measures_are_set_smaller_and_then_counted(client):
    project = make_project(make_edition())
    for number in range(400):
        make_measure(project, title="很长的举措名称" * 12, title_en="", order=number)
    slide = ProjectSlide.build(project.edition, project)
    shown = sum(len(group.measures) for column in slide.columns for group in column)
    assert (slide.size.name, shown + slide.further_measures) == ("small", 400)
    assert f"and {slide.further_measures} more measures" in project_page(client, project)


def test_quote_is_shown_whole_or_not_at_all():
    project = make_project(make_edition())
    make_quote(project.edition, project=project, content="长" * 900, featured=True)
    short = make_quote(project.edition, project=project, content="短", order=2)
    assert ProjectSlide.build(project.edition, project).quote == short


def test_shortfall_stands_on_the_slide(client):
    project = make_project(make_edition())
    make_statement(project.edition, project=project, kind="shortfall", content_en="Too little land.")
    make_measure(project)
    assert "Too little land." in project_page(client, project)


def test_doubts_are_shown_with_their_reason(client):
    edition = make_edition()
    figures = [make_figure(edition, value=value) for value in (24, 18)]
    contradiction = make_remark(edition, kind="contradiction", content_en="Two growth rates.", order=9)
    contradiction.figures.set(figures)
    for kind in ("unclear", "correction", "caution", "inference"):
        make_remark(edition, kind=kind, content_en=f"It is {kind}.")
    page = page_of(client, f"/en{edition.url('slide', 1)}")
    assert re.findall(r'"why">([^<]+)<', page) == ["Two growth rates.", "It is correction.", "It is unclear."]
    assert all(f'class="number">{value}<' in page for value in (24, 18))


def test_doubts_take_three_slides_at_most():
    edition = make_edition()
    for number in range(60):
        make_remark(edition, content="为什么存疑，要说很多话。" * 9, order=number)
    slides = doubt_slides(edition)
    shown = sum(len(column) for slide in slides for column in slide.columns)
    assert (len(slides), shown + slides[-1].further) == (3, 60)


@pytest.mark.parametrize(
    ("read_whole_on", "title"),
    [
        (None, "What has been entered of this plan"),
        ("2024-01-05", "What this plan states and what it leaves open"),
    ],
)
def test_what_is_open_is_the_plans_only_if_it_was_read_whole(client, read_whole_on, title):
    project = make_project(make_edition(read_whole_on=read_whole_on))
    make_measure(project)
    page = page_of(client, f"/en{project.edition.url('slide', 2)}")
    assert f"<h1>{title}</h1>" in page
    assert ("A next plan could state…" in page) == bool(read_whole_on)
    assert ("Not entered so far" in page) != bool(read_whole_on)


@pytest.mark.slow
def test_every_mark_on_a_slide_is_explained_on_the_last(client, shipped):
    *pages, last = [page_of(client, path) for path in addresses(shipped)]
    marks = re.compile(r"\btag-[a-z]+|\bk-[a-z]+|\bmissing|\bcite\b|\bzero\b")
    legend = last.split('<dl class="legend">')[1]
    assert set(marks.findall("".join(pages))) <= set(marks.findall(legend))


def test_code_to_scan_leads_to_the_full_page(client, shipped, public_site):
    assert page_of(client, shipped.url("slide", 3)).count('<svg role="img"') == 1
    screen = Screen.build(shipped, 3)
    assert screen.public_url == f"{public_site}{shipped.projects.get(number=2).get_absolute_url()}"


def test_no_code_to_scan_without_an_address_of_the_site(client, shipped):
    assert '<svg role="img"' not in page_of(client, shipped.url("slide", 3))


def test_goals_without_groups_have_no_heading(client):
    edition = make_edition()
    make_goal(edition)
    assert "Other goals" not in page_of(client, f"/en{edition.url('slide', 1)}")


def test_goals_too_many_to_show_are_counted(client):
    edition = make_edition()
    for number in range(60):
        make_goal(edition, title="很长的目标" * 20, title_en="", order=number)
    assert re.search(r"and \d+ more goals", page_of(client, f"/en{edition.url('slide', 1)}"))


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
    assert len(pages) == 1 + 1 + 40 + 3 + 1 + 1
    assert 'class="contents' not in pages[1]
    assert '<h1 class="least">' in pages[2]
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


def test_latin_letters_take_about_half_of_an_em():
    assert em_width("计划") == 2
    assert em_width("计划 plan") == pytest.approx(2 + 5 * 0.53)


def test_lines_are_counted_with_what_stands_behind_the_text():
    assert count_lines("十个字十个字十个字十", 1, 12) == 1
    assert count_lines("十个字十个字十个字十", 1, 12, beside=3) == 2
    assert count_lines("字" * 100, 1, 10, 3) == 3


def test_columns_keep_the_order_and_are_about_even():
    starts = [place in (0, 3) for place in range(6)]
    fitted = fit_columns("abcdef", [2.0] * 6, starts, 20, 1)
    assert (fitted.columns, fitted.further) == ([["a", "b", "c"], ["d", "e", "f"]], 0)


def test_columns_leave_out_what_does_not_fit():
    fitted = fit_columns("abcdef", [2.0] * 6, [True] * 6, 4, 0)
    assert (fitted.columns, fitted.further) == ([["a", "b"], ["c", "d"]], 2)
    assert fit_columns("a", [9.0], [True], 4, 0).further == 1
    assert fit_columns("", [], [], 4, 0).further == 0


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
