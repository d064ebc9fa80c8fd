"""Folding of text for searching, and matches found in the text as it is written."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from initiatives.values.folded_text import LATIN_WORD, find_folded, fold


def test_width_and_case_are_folded():
    assert fold("（３０ＧＷ），Ａｂ") == "(30gw),ab"


def test_matches_are_slices_of_the_text_as_written():
    text = "先（ＡＩ）后…ｶﾞｽ"
    assert [text[start:end] for start, end in find_folded(text, ["(ai)", "."])] == ["（ＡＩ）", "…"]
    assert [text[start:end] for start, end in find_folded(text, ["ガス"])] == ["ｶﾞｽ"]


def test_longest_match_is_taken():
    assert find_folded("30亿元", ["30", "30亿元"]) == [(0, 4)]


def test_nothing_is_found_for_no_words():
    assert find_folded("低空", []) == find_folded("低空", [""]) == find_folded("", ["低空"]) == []


LETTERS = st.text(st.sampled_from("园区，（）…Ａa１½㈢℃ﾞｶ\u0301e\u3099か ㍿\n"), max_size=12)


@given(text=LETTERS, word=LETTERS.map(fold))
@example(text="½", word="1⁄2")
def test_slices_hold_the_word_and_are_in_order(text, word):
    places = find_folded(text, [word])
    for start, end in places:
        assert word in fold(text[start:end])
    assert places == sorted(places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))


@given(text=LETTERS, other=LETTERS)
def test_cluster_by_cluster_is_the_same_as_the_whole(text, other):
    """What is found in the whole folded text is found in the text as written too."""
    if text and fold(text) in fold(f"{other}{text}"):
        within_a_word = LATIN_WORD.match(fold(text)) and LATIN_WORD.search(fold(other)[-1:])
        assert find_folded(f"{other}{text}", [fold(text)]) or within_a_word
