"""Lines of Chinese and Latin text: what never begins or ends one, what stays whole, what is lost: nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.pictures.line_breaking import (
    ELLIPSIS,
    NEVER_FIRST,
    NEVER_LAST,
    Paragraph,
    is_wide,
    pieces,
    shortened,
)
from tests.sampling import sampled

HAN = "做实八大工程推动高质量发展的企业和园区"
WORDS = st.sampled_from([*HAN, "，", "。", "、", "）", "”", "（", "“", " ", "30亿元", "8.5%", "plan", "R&D"])
TEXTS = st.lists(WORDS, min_size=1, max_size=60).map("".join).filter(str.strip)
WIDTHS = st.integers(min_value=8, max_value=30)


def measure(text: str) -> float:
    """As a terminal would: a Han character is one wide, a Latin one half."""
    return sum(1.0 if is_wide(character) else 0.5 for character in text)


def lines(text: str, width: float, **options: bool) -> list[str]:
    return Paragraph(text, measure).lines(width, **options)


def without_space(text: str) -> str:
    return "".join(text.split())


@given(TEXTS, WIDTHS, st.booleans())
def test_lines_hold_the_text_and_nothing_else(text, width, balanced):
    assert without_space("".join(lines(text, width, balanced=balanced))) == without_space(text)


@given(TEXTS, WIDTHS, st.booleans())
def test_line_neither_begins_nor_ends_with_what_may_not(text, width, balanced):
    found = lines(text, width, balanced=balanced)
    if any(measure(piece) > width for piece in pieces(text.strip())):
        return  # a run of marks longer than a line has to be cut somewhere
    assert not [line for line in found[1:] if line[0] in NEVER_FIRST]
    assert not [line for line in found[:-1] if line[-1] in NEVER_LAST]


@given(TEXTS, WIDTHS, st.booleans())
def test_no_line_is_wider_than_it_may_be_but_for_the_empty_half_of_a_mark(text, width, balanced):
    assert all(measure(line) <= width + 0.5 for line in lines(text, width, balanced=balanced))


@given(TEXTS, WIDTHS)
def test_balanced_lines_are_as_few_as_filled_ones(text, width):
    assert len(lines(text, width, balanced=True)) == len(lines(text, width))


@given(st.lists(st.from_regex("[A-Za-z]{1,9}", fullmatch=True), min_size=1, max_size=20), WIDTHS)
def test_latin_words_stay_whole(words, width):
    found = lines(" ".join(words), width)
    assert [word for line in found for word in line.split()] == words


@given(st.integers(0, 99_999), st.sampled_from(["亿元", "家", "%", "个", "年", "万人"]), TEXTS, WIDTHS)
def test_number_stays_with_its_unit(value, unit, text, width):
    number = f"{value:,}{unit}"
    found = lines(f"增{number}的{text}", width)
    assert any(number in line for line in found)


@given(TEXTS, WIDTHS, st.integers(1, 3))
@settings(max_examples=sampled(50))
def test_shortened_text_says_so_and_fits(text, width, most):
    found = lines(text, width)
    short = shortened(found, most, width, measure)
    assert len(short) == min(most, len(found))
    assert (short[-1][-1:] == ELLIPSIS) == (len(found) > most)
    assert all(measure(line) <= width + 0.5 for line in short)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("做实“八大工程” 推动高质量发展", 10, ["做实“八大工程”", "推动高质量发展"]),
        ("规模以上工业增加值增速", 8, ["规模以上工业", "增加值增速"]),
        ("产值过10亿元、20亿元、50亿元", 7, ["产值过10亿元、", "20亿元、50亿元"]),
        ("Delivering the eight projects", 8, ["Delivering the", "eight projects"]),
    ],
)
def test_title_breaks_where_a_reader_would_pause(text, width, expected):
    assert lines(text, width, balanced=True) == expected


def test_word_longer_than_the_line_is_cut_and_nothing_else_is():
    assert lines("ab Donaudampfschifffahrt cd", 5) == ["ab", "Donaudampf", "schifffahr", "t cd"]


def test_shortening_never_cuts_a_number():
    found = lines("今年新增投资1,234,567亿元和更多的项目", 9)
    assert shortened([*found[:1], "x"], 1, 9, measure) == ["今年新增投资…"]


def test_last_line_is_not_one_character_alone():
    found = lines("做实八大工程推动高质量发展的", 13)
    assert len(found[-1]) > 1
