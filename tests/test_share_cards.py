"""Share cards: of what, for whom, what stands on them, and that all of it can be drawn."""

import io
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
import zxingcpp
from django.core.cache import cache
from django.core.management import call_command
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from fontTools.ttLib import TTFont
from PIL import Image

from initiatives.metadata import share_cards
from initiatives.models import Edition, Metric
from initiatives.pictures import canvas, typesetting
from initiatives.pictures import cards as drawing
from initiatives.pictures.font_coverage import CHARACTERS, NUMERALS, PROPORTIONAL, uncovered
from tests.factories import (
    make_edition,
    make_figure,
    make_goal,
    make_group,
    make_metric,
    make_project,
    make_quote,
    make_remark,
    make_rich_edition,
)
from tests.public_pages import count_queries, plan_pages

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parent.parent
SIZES = {"card": (1200, 630), "card-square": (500, 500)}
LANGUAGES = ("zh-hans", "en")
# In no font of the project: a character of the Unicode block for Egyptian.
STRANGE = "𓀀"
# The mark of an omission, as fonts hold it for either script.
SHORTENED = f"…|{PROPORTIONAL['…']}"


def card_addresses(edition: Edition) -> list[str]:
    """The address of both cards of one thing of every kind."""
    things = [
        ("plan", ()),
        *(("goal", (row.key,)) for row in edition.goals.all()[:1]),
        *(("project", (row.key,)) for row in edition.projects.all()[:1]),
        *(("metric", (row.metric.code,)) for row in edition.figures.all()[:1]),
        *(("quote", (row.key,)) for row in edition.quotes.all()[:1]),
    ]
    return [edition.url(f"{name}-{shape}", *key) for name, key in things for shape in SIZES]


def every_card(edition: Edition) -> Iterator[drawing.Card]:
    yield share_cards.plan_card(edition)
    yield from (share_cards.goal_card(edition, row.key) for row in edition.goals.all())
    yield from (share_cards.project_card(edition, row.key) for row in edition.projects.all())
    yield from (share_cards.metric_card(edition, row.code) for row in Metric.objects.in_edition(edition))
    yield from (share_cards.quote_card(edition, row.key) for row in edition.quotes.all())


@pytest.fixture
def glyphs(monkeypatch) -> list[tuple[str, str, float, float]]:
    """What is drawn from here on: font, character, and from where to where across the sheet."""
    found: list[tuple[str, str, float, float]] = []
    plain = canvas.Canvas.text

    def words(self, x, baseline, text, face, size, colour):
        for glyph, offset in face.glyph_positions(text):
            left = x + offset * size
            found.append((face.name, glyph, left, left + face.width(glyph) * size))
        return plain(self, x, baseline, text, face, size, colour)

    monkeypatch.setattr(canvas.Canvas, "text", words)
    return found


# The pictures themselves


@pytest.mark.slow
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_card_is_a_small_png_of_the_size_it_says(client, prefix):
    for address in card_addresses(make_rich_edition(2)):
        answer = client.get(prefix + address)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png"), address
        image = Image.open(io.BytesIO(answer.content))
        assert (image.mode, image.size) == ("P", SIZES[address.rsplit("/", 1)[1].removesuffix(".png")])
        assert len(answer.content) < 100_000


def test_card_is_drawn_once_for_all_who_ask_for_it(client, monkeypatch):
    address = make_rich_edition(1).url("plan-card")
    first = client.get(address).content
    monkeypatch.setattr(drawing.PlanCard, "draw", lambda *_: pytest.fail("It has been drawn before."))
    assert client.get(address).content == first
    cache.clear()
    with pytest.raises(pytest.fail.Exception):
        type(client)().get(address)


@pytest.mark.slow
def test_same_card_has_the_same_bytes_whenever_it_is_drawn(client):
    edition = make_rich_edition(2)
    before = [client.get(address).content for address in card_addresses(edition)]
    cache.clear()
    assert [client.get(address).content for address in card_addresses(edition)] == before
    assert not any(word in b"".join(before) for word in (b"tIME", b"tEXt", b"eXIf"))


def test_card_drawn_once_comes_out_of_the_cache(client, monkeypatch):
    address = make_edition().url("plan-card")
    first = client.get(address).content
    monkeypatch.setattr(drawing.Card, "draw", lambda *_: pytest.fail("drawn again"))
    assert client.get(address).content == first


def test_change_shows_on_the_next_request(client):
    edition = make_edition()
    before = client.get(edition.url("plan-card"))
    Edition.objects.filter(pk=edition.pk).update(title="另一个标题")
    after = client.get(edition.url("plan-card"), headers={"if-none-match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.content != before.content


def test_card_unchanged_is_answered_without_a_body(client):
    address = make_edition().url("plan-card")
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304


@pytest.mark.slow
def test_number_of_queries_does_not_grow_with_the_rows(client, monkeypatch):
    monkeypatch.setattr(drawing.Card, "draw", lambda *_: b"a picture")
    counts = []
    for rows in (1, 12):
        addresses = card_addresses(make_rich_edition(rows))
        counts.append([])
        for address in addresses:
            counts[-1].append(count_queries(client, address))
    assert counts[0] == counts[1]


# For whom


@pytest.mark.parametrize("state", ["draft", "submitted", "superseded", "withdrawn"])
def test_card_of_a_plan_that_is_not_published_does_not_exist(client, state):
    for address in card_addresses(make_rich_edition(1, state=state)):
        assert client.get(address).status_code == 404, address


def test_card_of_a_draft_row_of_a_published_plan_does_not_exist(client):
    published = make_rich_edition(1)
    draft = make_edition(plan=published.plan, number=2, state="draft")
    secret = [
        published.url("goal-card", make_goal(draft).key),
        published.url("project-card", make_project(draft).key),
        published.url("metric-card", make_figure(draft).metric.code),
        published.url("quote-card", make_quote(draft).key),
    ]
    assert [client.get(address).status_code for address in secret] == [404] * 4


def test_editors_see_the_cards_of_a_draft(admin_client):
    draft = make_rich_edition(1, state="draft")
    draft.previewed = True
    for address in card_addresses(draft):
        answer = admin_client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"].startswith("no-store")


# What stands on them


def test_figure_that_is_not_stated_is_said_in_words_and_never_zero():
    edition = make_edition()
    figure = make_figure(edition, kind="target", availability="not-stated", value=None, wording="一批企业")
    with translation.override("en"):
        (reading,) = share_cards.metric_card(edition, figure.metric.code).figures
    assert (reading.value, reading.missing, reading.kind_name) == ("", "Not stated", "Target")
    assert reading.wording == "As stated: “一批企业”"


def test_figure_stands_as_stated():
    edition = make_edition()
    figure = make_figure(edition, value="30", unit="亿元", unit_en="yuan", comparator=">=", kind="expected")
    readings = []
    for language in LANGUAGES:
        with translation.override(language):
            readings += share_cards.metric_card(edition, figure.metric.code).figures
    assert [(one.value, one.unit, one.kind) for one in readings] == [
        ("≥ 30", "亿元", "expected"),
        ("≥ 3", "billion yuan", "expected"),
    ]


def test_two_numbers_for_one_thing_stand_side_by_side_and_are_called_a_contradiction():
    edition = make_edition()
    metric = make_metric()
    for value in (24, 18):
        make_figure(edition, metric=metric, value=value)
    with translation.override("en"):
        readings = share_cards.metric_card(edition, metric.code).figures
    assert [(one.value, one.doubt, one.contradicts) for one in readings] == [
        ("24", "Contradiction", True),
        ("18", "Contradiction", True),
    ]


def test_figure_a_remark_finds_unclear_says_so_without_alarm():
    edition = make_edition()
    figure = make_figure(edition)
    make_remark(edition, kind="unclear").figures.add(figure)
    with translation.override("en"):
        (reading,) = share_cards.metric_card(edition, figure.metric.code).figures
    assert (reading.doubt, reading.contradicts) == ("Unclear", False)


def test_goal_says_that_its_projects_were_linked_by_editors():
    edition = make_rich_edition(2)
    with translation.override("en"):
        card = share_cards.goal_card(edition, edition.goals.first().key)
    assert card.basis == "inferred by the editors"
    assert card.served == tuple((project.numeral, True) for project in edition.projects.all())


def test_only_a_verbatim_quotation_stands_in_quotation_marks(glyphs):
    edition = make_edition()
    marks = []
    for manner in ("verbatim", "reported"):
        quote = make_quote(edition, manner=manner, content="我们的话")
        glyphs.clear()
        share_cards.quote_card(edition, quote.key).draw(drawing.Shape.WIDE)
        marks.append([glyph for _, glyph, _, _ in glyphs if glyph in "“" + PROPORTIONAL["“"]])
    assert (len(marks[0]), marks[1]) == (1, [])


def test_translated_quotation_is_called_a_translation():
    quote = make_quote(make_edition())
    with translation.override("en"):
        assert share_cards.quote_card(quote.edition, quote.key).manner == "Translation"


def test_kinds_of_figure_differ_in_form():
    looks = set()
    for kind in ("actual", "expected", "target"):
        paper = canvas.Canvas(80, 40)
        paper.swatch(canvas.Box(10, 10, 60, 30), kind)
        looks.add(paper.image.tobytes())
    assert len(looks) == 3


# Fonts


def test_fonts_hold_every_character_the_code_counts_on():
    for face, characters in (
        (typesetting.SANS, CHARACTERS),
        (typesetting.SERIF, CHARACTERS),
        (typesetting.NUMERALS, NUMERALS),
    ):
        held = set(map(chr, TTFont(typesetting.FOLDER / face.name).getBestCmap()))
        assert characters - held == frozenset(), face.name
        assert face is typesetting.NUMERALS or held.issuperset(PROPORTIONAL.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.slow
def test_everything_drawn_for_the_shipped_plan_is_in_its_font_on_the_card_and_complete(
    shipped, glyphs, language
):
    held = {
        face.name: set(map(chr, TTFont(typesetting.FOLDER / face.name).getBestCmap()))
        for face in (typesetting.SANS, typesetting.SERIF, typesetting.NUMERALS)
    }
    with translation.override(language):
        for card, shape in product(every_card(shipped), drawing.Shape):
            glyphs.clear()
            card.draw(shape)
            assert len(glyphs) > 10, card
            assert not [glyph for font, glyph, _, _ in glyphs if glyph not in held[font]], card
            assert all(left > -1 and right < shape.size[0] - 20 for _, _, left, right in glyphs), card
            drawn = "".join(glyph for _, glyph, _, _ in glyphs)
            assert shape is drawing.Shape.SQUARE or not re.search(SHORTENED, drawn), card


@pytest.mark.parametrize("shape", drawing.Shape)
def test_very_long_texts_stay_on_the_card(glyphs, shape):
    edition = make_edition(title="全面推动" * 50, summary="总结" * 200)
    edition.plan.park.name = "园区" * 100
    group = make_group(edition, label="一个确保" * 10)
    goal = make_goal(edition, group=group, title="增强" * 100, statement="含义" * 300)
    project = make_project(edition, number=1999, title="工程" * 100, theme="", drive="", summary="总结" * 200)
    figure = make_figure(
        edition,
        metric=make_metric(name="指标" * 20),
        scope="口径" * 50,
        value="1234567890123",
        unit="亿元" * 5,
        project=project,
    )
    quote = make_quote(edition, content="我们要说的话，" * 40, speaker="姓名" * 20, speaker_title="职务" * 60)
    for card in (
        share_cards.plan_card(edition),
        share_cards.goal_card(edition, goal.key),
        share_cards.project_card(edition, project.key),
        share_cards.metric_card(edition, figure.metric.code),
        share_cards.quote_card(edition, quote.key),
    ):
        glyphs.clear()
        card.draw(shape)
        assert all(right <= shape.size[0] - 20 for _, _, _, right in glyphs), card


def test_text_the_fonts_lack_gives_way_to_the_other_language():
    edition = make_edition(title=f"标题{STRANGE}")
    with translation.override("zh-hans"):
        assert share_cards.plan_card(edition).title == "Title of the plan"


def test_text_no_language_can_show_is_left_out(glyphs):
    edition = make_edition(title=STRANGE, title_en=STRANGE, summary=STRANGE, summary_en=STRANGE)
    edition.plan.park.name = edition.plan.park.name_en = STRANGE
    quote = make_quote(edition, content=STRANGE, content_en="", speaker=STRANGE, speaker_en="")
    with translation.override("en"):
        assert share_cards.plan_card(edition).title == "Work plan 2024"
        assert share_cards.quote_card(edition, quote.key).text == "Work plan 2024"
        for card in every_card(edition):
            card.draw(drawing.Shape.WIDE)
    assert STRANGE not in {glyph for _, glyph, _, _ in glyphs}


def test_check_plan_names_a_text_that_no_card_can_show(capsys):
    edition = make_edition(title=f"标题{STRANGE}")
    call_command("check_plan", edition.plan.park.slug, str(edition.plan.year))
    expected = f"share card: the fonts have no “{STRANGE}”; it does without “标题{STRANGE}”."
    assert expected in capsys.readouterr().out.splitlines()


def test_shipped_plan_has_nothing_that_cannot_be_drawn(shipped):
    assert list(share_cards.undrawable(shipped)) == []


def test_names_of_places_and_people_beyond_the_old_standard_can_be_drawn():
    assert uncovered("雨溇、二〇二四年、堃、喆、昇、镕、玥") == ""


def test_colours_are_those_of_the_pages():
    css = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    light = css.split("@media")[0]
    for name, colour in canvas.COLOURS.items():
        assert re.search(rf"--{name}: {colour};", light), name


# Where pages name them


def head(page: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:property|itemprop|name)="([^"]+)" content="([^"]*)"', page)
    return dict(found)


@pytest.mark.slow
def test_public_page_names_the_card_of_what_it_is_about(client, settings):
    settings.SITE_URL = "https://plan.example"
    edition = make_rich_edition(1)
    project = edition.projects.get()
    metric = edition.figures.first().metric
    goal = edition.goals.get()
    for page, card in (
        (edition.url("plan"), "plan-card"),
        (edition.url("quotes"), "plan-card"),
        (goal.get_absolute_url(), "goal-card"),
        (project.get_absolute_url(), "project-card"),
        (edition.url("metric", metric.code), "metric-card"),
    ):
        named = head(client.get(f"/en{page}", headers={"x-forwarded-host": "evil.example"}).content.decode())
        key = {"goal-card": [goal.key], "project-card": [project.key], "metric-card": [metric.code]}
        path = edition.url(card, *key.get(card, []))
        assert named["og:image"] == f"https://plan.example/en{path}"
        assert named["image"] == named["og:image"].replace("card.png", "card-square.png")
        assert (named["og:image:width"], named["og:image:height"]) == ("1200", "630")
        assert client.get(f"/en{path}").status_code == 200
    assert head(client.get(f"/en{project.get_absolute_url()}").content.decode())["og:image:alt"] == (
        f"{project.title_en} · {edition.plan.park.name_en} 2024"
    )


def test_page_names_no_card_while_the_site_has_no_public_address(client):
    named = head(client.get(make_edition().url("plan")).content.decode())
    assert not [name for name in named if "image" in name]


def test_preview_names_no_card_and_no_permanent_link(admin_client, settings):
    settings.SITE_URL = "https://plan.example"
    draft = make_edition(state="draft")
    draft.previewed = True
    page = admin_client.get(draft.url("plan")).content.decode()
    assert "og:image" not in page
    assert 'id="page:qr"' not in page
    assert draft.url("plan-card") in page


def test_page_offers_its_share_pictures(client):
    edition = make_rich_edition(1)
    page = client.get(edition.url("plan")).content.decode()
    assert f'href="{edition.url("plan-card")}"' in page
    assert f'href="{edition.url("plan-card-square")}"' in page
    quotes = client.get(edition.url("quotes")).content.decode()
    assert f'href="{edition.url("quote-card", edition.quotes.get().key)}"' in quotes


@pytest.mark.parametrize(
    "address", ["https://plan.example", pytest.param("", marks=pytest.mark.slow)], ids=["public", "local"]
)
def test_share_button_stands_beside_every_title(client, settings, address):
    settings.SITE_URL = address
    edition = make_rich_edition(1)
    park = edition.plan.park.get_absolute_url()
    for path in (*plan_pages(edition), park, "/about/", "/search/", "/api/"):
        page = client.get(path).content.decode()
        (title,) = re.findall(r'<(?:div|header) class="[^"]*titled">.*?<h1.*?</details>', page, re.DOTALL)
        assert title.count("<details") == page.count('<details class="share"') == 1, path
        # A picture is fetched when the panel opens, its link copied by a script.
        assert (
            re.findall(r'<img[^>]*loading="lazy"', title) or f"{edition.plan.get_absolute_url()}" not in path
        ), path
        link = f'<a href="{address}{path}" data-share-link>{address}{path}</a>'
        assert link in title, path
        assert ('href="#page:qr"' in title) == ('id="page:qr"' in page) == bool(address), path
        assert page.index("</details>") < page.index("</main>"), path


def test_page_says_its_way_back_once_on_paper(client, settings):
    settings.SITE_URL = "https://plan.example"
    page = client.get(make_edition().url("goals")).content.decode()
    assert page.count('class="print-link"') == page.count('class="qr"') == 1
    assert page.index('class="print-link"') > page.index("</main>")


def test_saved_card_is_named_after_what_it_shows(client):
    edition = make_rich_edition(1)
    project = edition.projects.get()
    page = client.get(project.get_absolute_url()).content.decode()
    name = f"{edition.plan.park.slug}-2024-{project.key}"
    assert f'href="{edition.url("project-card", project.key)}" download="{name}.png"' in page
    assert f'download="{name}-square.png"' in page


def test_page_of_no_plan_has_no_card(client):
    page = client.get("/about/").content.decode()
    assert "card" not in head(page)
    assert "<img" not in page


# The QR code


def decoded(svg):
    """What a reader of codes makes of the drawing: its dark runs painted, and read by another library."""
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    image = Image.new("L", (side, side), 255)
    (path,) = re.findall(
        r'<path[^>]*stroke="#000"[^>]* d="([^"]+)"|<path[^>]* d="([^"]+)"[^>]*stroke="#000"', svg
    )
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmhv])([^Mmhv]*)", "".join(path)):
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "h":
            for column in range(int(values[0])):
                image.putpixel((int(x) + column, int(y)), 0)
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
    (found,) = zxingcpp.read_barcodes(image.resize((side * 8, side * 8), Image.Resampling.NEAREST))
    return found.text


def qr_of(page):
    return re.search(r'<div class="qr">(.*?)</div>', page, re.DOTALL)[1]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_code_leads_to_the_permanent_link_whatever_the_host_says(client, settings, prefix):
    settings.SITE_URL = "https://plan.example"
    settings.ALLOWED_HOSTS = ["*"]
    path = prefix + make_project(make_edition()).get_absolute_url()
    page = client.get(path, {"utm_source": "x"}, headers={"host": "evil.example"}).content.decode()
    assert decoded(qr_of(page)) == f"https://plan.example{path}"
    assert "evil" not in page


def test_code_is_a_picture_with_a_name_and_without_style(client, settings):
    settings.SITE_URL = "https://plan.example"
    code = qr_of(client.get("/en/about/").content.decode())
    assert code.startswith('<svg role="img" id="page:qr" aria-label="QR code of this page\'s permanent link"')
    assert "style" not in code
    assert "https://plan.example/en/about/" in client.get("/en/about/").content.decode()


def test_page_has_no_code_while_the_site_has_no_public_address(client):
    assert 'class="qr"' not in client.get(make_edition().url("plan")).content.decode()


def test_title_of_a_code_is_escaped():
    request = RequestFactory().get("/")
    words = Template("{% load sharing %}{% qr_code link title %}")
    drawn = words.render(Context({"request": request, "link": "https://a.example/", "title": '<b>"x"'}))
    assert "<b>" not in drawn


def test_field_that_no_card_is_known_to_draw_is_refused():
    with pytest.raises(ValueError, match=r"Goal\.key is drawn: add it to DRAWN_FIELDS"):
        share_cards.drawable_text(make_goal(make_edition()), "key")
