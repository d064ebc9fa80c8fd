"""Lines and share cards of any title: long Latin words, URLs, emoji, no-break characters. All of them end."""

import time

import pytest
from django.db.models import Model
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.metadata import share_cards
from initiatives.models import Edition, Figure, Goal, Project, Quote
from initiatives.pictures import cards, typesetting
from initiatives.pictures.line_breaking import (
    BreakableText,
    cut_to_width,
    is_wide,
    shorten,
    signs,
    split_at_breaks,
)
from tests.factories import make_edition, make_figure, make_goal, make_project, make_quote
from tests.sampling import sampled

URL = "https://www.example.gov.cn/zwgk/2024/content_1234567890.html?from=timeline&isappinstalled=0#第二节"
HAN = st.text("做实八大工程推动高质量发展的企业和园区", min_size=1, max_size=40)
LATIN = st.text("ABCXYZabcxyzéß", min_size=1, max_size=300)
PATHS = st.text("abcz019/-_.?=&%#", max_size=250).map("https://plan.example/".__add__)
MARKS = st.text("，。、；：！？“”（）《》…—·,.;:!?()'\"-–%‰￥$#/", min_size=1, max_size=12)
NUMBERS = st.sampled_from(
    ["30亿元", "≥ 8.5%", "2023年12月21日", "1,234,567,890,123,456,789", "3 billion yuan"]
)
EMOJI = st.sampled_from(["🏭", "👩‍💻", "👨‍👩‍👧‍👦", "👍🏽", "🇨🇳", "❤️", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "e\u0301", "家\u0308"])
NO_BREAK = st.sampled_from(
    ["\u00a0", "\u202f", "\u2060", "\ufeff", "\u2011", "\u200b", "\u00ad", "\u3000", " "]
)
ANYTHING = st.one_of(HAN, LATIN, PATHS, MARKS, NUMBERS, EMOJI, NO_BREAK)
TITLES = st.lists(ANYTHING, min_size=1, max_size=12).map("".join).filter(str.strip)
WIDTHS = st.floats(min_value=0.3, max_value=30)
FACES = st.sampled_from([typesetting.SANS, typesetting.SERIF])


def measure(text: str) -> float:
    """As a terminal would: a Han character is one wide, a Latin one half."""
    return sum(1.0 if is_wide(character) else 0.5 for character in text)


def without_space(text: str) -> str:
    return "".join(text.split())


def drawn_width(face: typesetting.Face, line: str) -> float:
    """From the left edge to the right of the last glyph, in em."""
    *_, (last, offset) = face.glyph_positions(line)
    return offset + face.width(last)


@given(TITLES, WIDTHS, st.booleans())
@settings(max_examples=sampled(150), deadline=None)
def test_any_title_is_broken_into_lines_that_fit_and_hold_all_of_it(title, width, balanced):
    lines = BreakableText(title, measure).lines(width, balanced=balanced)
    assert without_space("".join(lines)) == without_space(title)
    # Beyond the width stands the empty half of a mark at most.
    assert [line for line in lines if measure(line) > width + 0.5 and len(signs(line)) > 1] == []


@given(TITLES, st.floats(min_value=2, max_value=30), st.booleans(), FACES)
@settings(max_examples=sampled(100), deadline=None)
def test_any_title_fits_as_it_is_drawn(title, width, balanced, face):
    lines = BreakableText(title, face.width).lines(width, balanced=balanced)
    assert without_space("".join(lines)) == without_space(title)
    assert [line for line in lines if drawn_width(face, line) > width + 0.501 and len(signs(line)) > 1] == []


@given(TITLES)
@settings(max_examples=sampled(100))
def test_pieces_and_signs_are_the_text(title):
    assert "".join(split_at_breaks(title)) == "".join(signs(title)) == title
    assert "".join(cut_to_width(title, 3, measure)) == title


@given(TITLES, st.integers(2, 12), st.integers(1, 3))
@settings(max_examples=sampled(100), deadline=None)
def test_shortened_title_fits_and_begins_as_the_whole(title, width, most):
    lines = BreakableText(title, measure).lines(width)
    short = shorten(lines, most, width, measure)
    assert len(short) == min(most, len(lines))
    assert without_space(title).startswith(without_space("".join(short)).removesuffix("…"))
    assert [line for line in short if measure(line) > width + 0.5 and len(signs(line)) > 1] == []


@pytest.mark.parametrize("sign", ["👨‍👩‍👧‍👦", "👍🏽", "🇨🇳", "❤️", "e\u0301", "家\u0308"])
def test_what_a_reader_takes_for_one_character_is_never_cut(sign):
    assert signs(f"甲{sign}{'x' * 5}")[1] == sign
    for width in range(1, 6):
        lines = BreakableText(f"甲{sign}x{sign}乙{sign * 3}", measure).lines(width)
        assert sum(line.count(sign) for line in lines) == 5


def test_flags_are_two_letters_each():
    assert signs("🇨🇳🇬🇧") == ["🇨🇳", "🇬🇧"]


@pytest.mark.parametrize("glue", ["\u00a0", "\u202f", "\u2060", "\u2011"])
def test_no_line_breaks_beside_a_no_break_character(glue):
    assert split_at_breaks(f"建设{glue}工程") == ["建", f"设{glue}工", "程"]


def test_day_of_the_year_is_one_piece():
    assert split_at_breaks("于2023年12月21日召开") == ["于", "2023年", "12月21日", "召", "开"]


def test_word_too_long_is_cut_and_shortened_with_what_fits():
    lines = BreakableText(URL, measure).lines(10)
    assert lines[0] == "https://www.example."
    assert shorten(lines, 1, 10, measure) == ["https://www.exampl…"]
    assert shorten(["R2345678", "9"], 1, 4, measure) == ["R…"]


@pytest.mark.parametrize("word", ["x", "做", "，", "（", "12月21日", "👍🏽", "e\u0301", "a\u00a0", "plan "])
def test_time_grows_with_the_length_and_no_faster(word):
    def seconds(count: int) -> float:
        text = word * count
        start = time.process_time()
        BreakableText(text, measure).lines(20, balanced=True)
        return time.process_time() - start

    short = min(seconds(300) for _ in range(3))
    assert seconds(3000) < 30 * max(short, 0.001)


# The cards


def as_kept(model: type[Model], **texts: str) -> dict[str, str]:
    """Texts cut to what the columns of a model hold."""
    return {
        name: text[: getattr(model._meta.get_field(name), "max_length", None)] for name, text in texts.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("shape", cards.Shape)
@pytest.mark.parametrize("title", [URL, "Donaudampfschifffahrt" * 14, f"做实{URL}工程", "W" * 300, "1" * 300])
def test_every_card_of_a_long_word_is_drawn(title, shape):
    edition = make_edition(**as_kept(Edition, title=title, summary=title))
    edition.plan.park.name = title
    goal = make_goal(edition, **as_kept(Goal, title=title, statement=title))
    project = make_project(edition, theme="", drive="", **as_kept(Project, title=title, summary=title))
    texts = as_kept(Figure, scope=title, unit="x" * 30, wording=title)
    figure = make_figure(edition, project=project, **texts)
    quote = make_quote(edition, **as_kept(Quote, content=title, speaker=title, speaker_title=title))
    for card in (
        share_cards.plan_card(edition),
        share_cards.goal_card(edition, goal.key),
        share_cards.project_card(edition, project.key),
        share_cards.metric_card(edition, figure.metric.code),
        share_cards.quote_card(edition, quote.key),
    ):
        assert card.draw(shape).startswith(b"\x89PNG"), card


@given(TITLES, st.sampled_from(cards.Shape))
@settings(max_examples=sampled(15), deadline=None)
def test_card_of_any_title_is_drawn(title, shape):
    words = {"park": title, "plan": title, "source": title}
    card = cards.QuoteCard(**words, text=title, speaker=title, office=title, manner=title, verbatim=True)
    assert card.draw(shape).startswith(b"\x89PNG")
