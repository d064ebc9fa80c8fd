"""Line breaking of Chinese and Latin text: forbidden starts and ends, numbers, pauses, balanced titles."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.pictures.line_breaking import (
    ELLIPSIS,
    NEVER_FIRST,
    NEVER_LAST,
    BreakableText,
    cut_to_width,
    is_wide,
    shorten,
    split_at_breaks,
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
    return BreakableText(text, measure).lines(width, **options)


def without_space(text: str) -> str:
    return "".join(text.split())


@given(TEXTS, WIDTHS, st.booleans())
def test_lines_hold_the_text_and_nothing_else(text, width, balanced):
    assert without_space("".join(lines(text, width, balanced=balanced))) == without_space(text)


@given(TEXTS, WIDTHS, st.booleans())
def test_line_neither_begins_nor_ends_with_what_may_not(text, width, balanced):
    found = lines(text, width, balanced=balanced)
    if any(measure(piece) > width for piece in split_at_breaks(text.strip())):
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
    short = shorten(found, most, width, measure)
    assert len(short) == min(most, len(found))
    assert (short[-1][-1:] == ELLIPSIS) == (len(found) > most)
    assert all(measure(line) <= width + 0.5 for line in short)


def test_mark_stays_with_the_text_it_opens_or_closes():
    opening = {mark: split_at_breaks(f"甲{mark}乙") for mark in NEVER_LAST}
    closing = {mark: split_at_breaks(f"甲{mark}乙") for mark in NEVER_FIRST}
    assert opening == {mark: ["甲", f"{mark}乙"] for mark in NEVER_LAST}
    assert closing == {mark: [f"甲{mark}", "乙"] for mark in NEVER_FIRST}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("约（ 30亿元 ）的", ["约", "（ 30亿元 ）", "的"]),
        ("甲 “乙 丙” 丁", ["甲 ", "“乙 ", "丙” ", "丁"]),
    ],
)
def test_space_inside_a_pair_of_marks_is_no_place_to_break(text, expected):
    assert split_at_breaks(text) == expected


def test_no_line_of_any_width_ends_with_an_opening_mark_or_begins_with_a_closing_one():
    text = "新增投资（30亿元）、产值（亿元）和“八大工程”（省级以上），推动《规划》落实。"
    for width in range(8, 20):
        for balanced in (True, False):
            found = lines(text, width, balanced=balanced)
            assert not [line for line in found[:-1] if line[-1] in "（“《"], found
            assert not [line for line in found[1:] if line[0] in "）”》、，。"], found


def test_numbers_are_pieces_with_their_sign_and_unit():
    numbers = [
        *("30亿元", "100万亿元", "30亿", "2024年", "241家", "1,240家", "1,234,567", "3.5‰", "20℃", "12:30"),
        *("≥ 8.5%", "> 90%", "≈30家", "8.5 %", "+ 3.5%", "− 3.5%", "3 billion yuan", "30 个"),
    ]
    wrong = {number: split_at_breaks(f"达{number}的") for number in numbers}
    assert wrong == {number: ["达", number, "的"] for number in numbers}


def test_word_with_digits_is_no_number_with_a_unit():
    assert split_at_breaks("的30days的R2") == ["的", "30days", "的", "R2"]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        # A pause is marked by punctuation or by a space.
        ("招商引资，要素保障全面推进", 12, ["招商引资，", "要素保障全面推进"]),
        ("招商引资 要素保障全面推进", 3, ["招商", "引资", "要素保", "障全面", "推进"]),
        # What is quoted stays together, also where more follows it.
        ("全面落实“八大工程”要求", 10, ["全面落实", "“八大工程”要求"]),
        ("实施“一号工程”加快建设", 9, ["实施“一号工程”", "加快建设"]),
        # A term stays together.
        ("招商引资，要素保障全面推进", 7, ["招商引资，要素", "保障全面推进"]),
        # The empty half of a closing mark takes no part in the width that lines are balanced by.
        ("招商引资，要素保障全面推进", 10, ["招商引资，要素", "保障全面推进"]),
    ],
)
def test_title_breaks_at_pauses_and_not_within_quotes_and_terms(text, width, expected):
    assert lines(text, width, balanced=True) == expected


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("全年目标：稳中向好", 6, ["全年目标：稳", "中向好"]),
        ("招商引资，要素保障全面推进", 5, ["招商引资，", "要素保障", "全面推进"]),
        ("全面落实“八大工程”要求", 11, ["全面落实“八大工程”", "要求"]),
        ("我们要把工程做好吧。", 8, ["我们要把工程做", "好吧。"]),
    ],
)
def test_running_text_fills_its_lines_but_keeps_terms_and_leaves_no_character_alone(text, width, expected):
    assert lines(text, width) == expected


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


def test_space_at_the_end_of_a_part_that_is_cut_off_takes_no_width():
    assert cut_to_width("abcdefghabcdefgh ", 4, measure) == ["abcdefgh", "abcdefgh "]


def test_shortening_never_cuts_a_number():
    found = lines("今年新增投资1,234,567亿元和更多的项目", 9)
    assert shorten([*found[:1], "x"], 1, 9, measure) == ["今年新增投资…"]


def test_last_line_is_not_one_character_alone():
    found = lines("做实八大工程推动高质量发展的", 13)
    assert len(found[-1]) > 1


def test_shortened_text_ends_with_neither_an_opening_nor_a_closing_mark():
    assert shorten(["甲乙丙，", "丁"], 1, 8, measure) == ["甲乙丙…"]
    assert shorten(["甲乙（", "丁"], 1, 8, measure) == ["甲乙…"]
