"""Passages know their exact place: offsets in the attached text, from which section and phrase follow."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from initiatives.article.blocks import parse_text
from initiatives.article.decoding import decode
from initiatives.article.locating import locate, offsets_of
from initiatives.article.places import place_at
from initiatives.article.whitespace import squeeze
from initiatives.models import Passage, Source
from initiatives.source_text import attach, detach, place_all_passages, place_passages
from initiatives.values.vocabulary import PassagePlace
from initiatives.workbook.importer import import_workbook
from initiatives.workbook.writer import write_workbook
from tests.admin_pages import address, errors, form_data
from tests.factories import make_edition, make_passage
from tests.sample_source_text import PARTS, PHRASES, TEXT, make_garden
from tests.workbook_editing import cell, edited

SPACE = " \n\r\t\u3000\u200b\ufeff\u00a0\u2060"


def offsets(text: str) -> dict[str, tuple[int, int] | None]:
    parsed_text = parse_text(text, PARTS, PHRASES)
    return {one.phrase.key: offsets_of(parsed_text, one) for one in locate(parsed_text, PHRASES)}


def offsets_stored(source: Source) -> dict[str, tuple[int | None, int | None]]:
    return {row.key: (row.start, row.end) for row in source.passages.all()}


# In a text alone


@given(st.data())
def test_offsets_survive_white_space_and_broken_lines(data):
    cuts = data.draw(st.lists(st.integers(0, len(TEXT)), max_size=40, unique=True).map(sorted))
    pieces = [TEXT[start:end] for start, end in zip([0, *cuts], [*cuts, None], strict=True)]
    spaces = data.draw(
        st.lists(st.text(SPACE, min_size=1, max_size=3), min_size=len(cuts), max_size=len(cuts))
    )
    copy = "".join(piece + space for piece, space in zip(pieces, [*spaces, ""], strict=True))

    assert offsets(copy) == offsets(TEXT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_offsets_are_the_same_in_every_encoding(encoding):
    assert offsets(decode(TEXT.replace("\n", "\r\n").encode(encoding))) == offsets(TEXT)


def test_section_paragraph_and_phrase_follow_from_offsets():
    parsed_text = parse_text(TEXT, PARTS, PHRASES)
    followed = {}
    for key, found in offsets(TEXT).items():
        place = found and place_at(parsed_text, *found)
        followed[key] = place and (
            place.section and place.section.key,
            place.place,
            place.paragraph,
            squeeze(place.words),
        )
    assert followed == {
        one.key: (one.section, one.place, one.paragraph, squeeze(one.words)) for one in PHRASES
    }


def test_words_at_offsets_have_the_spaces_of_the_text():
    parsed_text = parse_text("去年 GDP growth\n came to 5%。", PARTS[1:2], [])
    assert place_at(parsed_text, 2, 15).words == "GDP growth came"
    assert place_at(parsed_text, 2, 99) is None
    assert place_at(parsed_text, 5, 5) is None


def test_words_of_a_paragraph_that_a_caption_interrupts_are_without_the_caption():
    text = "今年二月就翻地，\n菜园一角\n比往年早十天。"
    parsed_text = parse_text(text, PARTS, PHRASES)
    earlier = next(one for one in PHRASES if one.key == "earlier")
    found = offsets_of(parsed_text, locate(parsed_text, [earlier])[0])
    assert (found, place_at(parsed_text, *found).words) == ((2, 18), "二月就翻地，比往年早十天")


# In the database


@pytest.fixture
def source(db) -> Source:
    return make_garden(make_edition(state="draft"), text=TEXT)


def test_attached_text_gives_offsets_and_detached_text_takes_them(source):
    squeezed = squeeze(TEXT)
    for passage in source.passages.all():
        assert squeezed[passage.start : passage.end] == squeeze(passage.phrase)

    detach(source)
    assert set(offsets_stored(source).values()) == {(None, None)}


def test_passage_that_another_text_lacks_has_no_offsets(source):
    attach(source, text=TEXT.replace("南瓜2个", "南瓜3个"))
    assert {key for key, found in offsets_stored(source).items() if found == (None, None)} == {"pumpkins"}


def test_known_offsets_are_kept_where_they_hold_the_phrase(source):
    """Of two occurrences in one paragraph the passage means the one it has, not the first."""
    text = TEXT.replace("今年二月就翻地", "种子、种子。今年二月就翻地")
    attach(source, text=text)
    section = source.sections.get(key="spring")
    second = squeeze(text).rindex("种子")
    passage = make_passage(source, section=section, phrase="种子", paragraph=1, start=second, end=second + 2)
    place_passages(source)
    passage.refresh_from_db()
    assert (passage.start, passage.end) == (second, second + 2)

    attach(source, text="序言在前。\n" + text)
    passage.refresh_from_db()
    assert squeeze("序言在前。\n" + text)[passage.start : passage.end] == "种子"


def test_offsets_take_no_more_queries_for_more_passages(source):
    def queries() -> int:
        source.passages.update(start=None, end=None)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            place_passages(source)
        return len(captured)

    few = queries()
    for _number in range(40):
        make_passage(source, section=source.sections.get(key="spring"), phrase="二月就翻地")
    assert queries() == few


def test_offsets_are_no_change_in_histories(source):
    passage = source.passages.get(key="li")
    passage.phrase_en = "The soil does not wait"
    passage.save()
    records = Passage.history.count()
    detach(source)
    passage.refresh_from_db()
    passage.save()
    assert Passage.history.count() == records


def test_passages_loaded_or_upgraded_without_offsets_are_placed_at_the_start(source):
    before = offsets_stored(source)
    source.passages.update(start=None, end=None)
    place_all_passages()
    assert offsets_stored(source) == before


@pytest.mark.slow
def test_workbook_that_changes_a_passage_places_it_anew(source):
    edition = source.editions.get()

    def edit(book):
        cell(book["Passages"], "pumpkins", "Key phrase").value = "每户分到南瓜"

    content = edited(write_workbook(edition, "en"), edit)
    import_workbook(io.BytesIO(content))
    passage = source.passages.get(key="pumpkins")
    assert squeeze(TEXT)[passage.start : passage.end] == "每户分到南瓜"


# In the admin


def add(client, source: Source, **fields):
    data = {"source": source.pk, "key": "new", "order": 0, "place": "paragraph", **fields}
    return client.post(address(Passage, "add", language="en"), data)


def test_place_follows_from_a_phrase_that_the_text_has_once(admin_client, source):
    assert add(admin_client, source, phrase="剩下的送给").status_code == 302
    passage = source.passages.get(key="new")
    assert (passage.section.key, passage.place, passage.paragraph) == ("autumn", PassagePlace.PARAGRAPH, 1)
    assert squeeze(TEXT)[passage.start : passage.end] == "剩下的送给"


def test_place_of_a_heading_follows_too(admin_client, source):
    assert add(admin_client, source, phrase="惜寸土").status_code == 302
    passage = source.passages.get(key="new")
    assert (passage.section.key, passage.place, passage.paragraph) == ("spring", PassagePlace.HEADING, None)


def test_ambiguous_phrase_is_told_with_its_places(admin_client, source):
    assert errors(add(admin_client, source, phrase="今年"))["section"] == [
        "The phrase stands at 导语 ¶1; §1 ¶1. Say which of these it is."
    ]
    section = source.sections.get(key="spring")
    assert add(admin_client, source, phrase="今年", section=section.pk).status_code == 302
    assert source.passages.get(key="new").paragraph == 1


def test_phrase_that_is_nowhere_in_the_text_is_told_at_its_field(admin_client, source):
    section = source.sections.get(key="autumn")
    response = add(admin_client, source, phrase="每户分到南瓜5个", section=section.pk, paragraph=1)
    assert errors(response) == {
        "phrase": ["§2 ¶1 “每户分到南瓜5个”: not found. Nearest: “每户分到南瓜2个” at §2 ¶1."]
    }


def test_old_phrase_that_the_text_lacks_does_not_hinder_other_corrections(admin_client, source):
    source.passages.filter(key="li").update(phrase="地不等谁")
    page = address(Passage, "change", source.passages.get(key="li").pk, language="en")
    data = {**form_data(admin_client.get(page)), "phrase_en": "The soil waits for nobody"}
    assert admin_client.post(page, data).status_code == 302


def test_phrase_at_another_place_is_saved_with_a_warning(admin_client, source):
    section = source.sections.get(key="autumn")
    page = address(Passage, "add", language="en")
    data = {"source": source.pk, "section": section.pk, "paragraph": 1, "place": "paragraph"}
    response = admin_client.post(page, {**data, "key": "new", "order": 0, "phrase": "园丁们说"}, follow=True)
    warnings = [str(message) for message in response.context["messages"] if message.level_tag == "warning"]
    assert warnings == ["§2 ¶1 “园丁们说”: found at 导语 ¶1 instead."]


def test_without_a_text_section_and_paragraph_are_asked_for(admin_client, source):
    detach(source)
    with override("en"):
        response = add(admin_client, source, phrase="剩下的送给")
        assert errors(response)["section"] == ["This field is required."]
    section = source.sections.get(key="autumn")
    response = add(admin_client, source, phrase="哪里都没有", section=section.pk, paragraph=1)
    assert response.status_code == 302
