"""A text that is replaced by a corrected version: what still stands is kept, what does not is listed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from initiatives.article.aligned_texts import AlignedTexts
from initiatives.models import Edition, Passage, ReadingProposal, Source, SourceText
from initiatives.source_text import attach
from tests.test_reading_desk import FIGURE, address, editor, park, proposal, reading, send, signed_in
from tests.test_reading_into_draft import TEXT

pytestmark = pytest.mark.django_db
__all__ = ["editor", "park", "reading"]


def words_at(texts: AlignedTexts, words: str, nth: int = 0) -> tuple[int, str] | None:
    """Where the words of the old text stand in the new one."""
    start = -1
    for _time in range(nth + 1):
        start = texts.old.index(words, start + 1)
    place = texts.place_of(start, start + len(words))
    return (place[0], texts.new[slice(*place)]) if place else None


def correct(client, reading, text: str, **sent):
    answer = client.post(address("reading_corrected", reading.pk), {"pasted": text, **sent})
    reading.refresh_from_db()
    return answer


def fresh(row: ReadingProposal) -> ReadingProposal:
    return ReadingProposal.objects.get(pk=row.pk)


# Where words stand in a corrected text


def test_words_are_found_behind_words_that_were_put_in():
    texts = AlignedTexts(
        "园区签约项目21个。高新技术企业120家。", "据统计，园区共签约项目21个。高新技术企业120家。"
    )
    assert words_at(texts, "签约项目21个") == (7, "签约项目21个")
    assert words_at(texts, "高新技术企业120家") is not None


def test_words_that_are_there_twice_are_those_at_the_same_place():
    texts = AlignedTexts("上半年增长8%。下半年增长8%。", "今年上半年增长8%。今年下半年增长8%。")
    first, second = words_at(texts, "增长8%"), words_at(texts, "增长8%", 1)
    assert (first, second) == ((5, "增长8%"), (15, "增长8%"))


def test_words_of_another_place_do_not_stand_for_those_that_were_corrected():
    texts = AlignedTexts("上半年增长8%。下半年增长8%。", "上半年增长9%。下半年增长8%。")
    assert words_at(texts, "增长8%") is None
    assert words_at(texts, "增长8%", 1) == (11, "增长8%")


def test_paragraph_that_was_moved_is_found_by_its_words():
    old = "第一，园区将推进招商引资工作。第二，园区将建设公共服务平台。第三，园区将培育企业。"
    new = "第二，园区将建设公共服务平台。第三，园区将培育企业。第一，园区将推进招商引资工作。"
    texts = AlignedTexts(old, new)
    assert words_at(texts, "推进招商引资工作")[1] == "推进招商引资工作"
    assert words_at(texts, "建设公共服务平台")[1] == "建设公共服务平台"


def test_nearest_words_are_those_in_their_place():
    texts = AlignedTexts("去年，园区签约项目21个。", "去年，园区签约项目22个。")
    start = texts.old.index("签约项目21个")
    place = texts.nearest(start, start + len("签约项目21个"))
    assert texts.new[slice(*place)] == "签约项目22个"


def test_words_that_went_altogether_have_none_that_are_near():
    texts = AlignedTexts("园区签约项目21个。高新技术企业120家。", "天气晴朗。高新技术企业120家。")
    assert texts.nearest(0, len("园区签约项目21个")) is None


# At the desk


def test_decisions_stay_where_their_words_still_stand(editor, reading):
    confirmed, rejected = proposal(reading, "120家"), proposal(reading, "8%")
    send(editor, reading, "confirm", confirmed, fields="1", typed={**FIGURE, "scope": "累计"})
    send(editor, reading, "reject", rejected)
    correct(editor, reading, TEXT.replace("2023年，园区签约", "据统计，2023年，园区共签约"))
    confirmed, rejected = fresh(confirmed), fresh(rejected)
    assert (confirmed.state, confirmed.fields["scope"]) == ("confirmed", "累计")
    assert confirmed.decided_by.username == "editor"
    assert reading.text[confirmed.start : confirmed.end] == confirmed.words
    assert rejected.state == "rejected"
    figures = reading.proposals.filter(kind="figure")
    assert figures.count() == 3, "what was decided is not proposed again"
    block = reading.blocks[confirmed.block]
    assert any(start <= confirmed.start < end for start, end in block["pieces"])


def test_what_nobody_decided_about_is_read_anew(editor, reading):
    correct(editor, reading, TEXT.replace("21个", "23个"))
    values = [row.fields["value"] for row in reading.proposals.filter(kind="figure")]
    assert sorted(values) == ["120", "23", "8"]
    assert not reading.proposals.filter(words__contains="21个").exists()


def test_confirmed_fact_that_no_longer_stands_is_listed_with_the_words_that_stand_there_now(editor, reading):
    row = proposal(reading, "签约项目21个")
    send(editor, reading, "confirm", row)
    answer = correct(editor, reading, TEXT.replace("21个", "23个"))
    assert "show=gone" in answer["Location"]
    page = editor.get(answer["Location"])
    (line,) = page.context["page"].gone
    assert line.row.pk == row.pk
    assert "签约项目23个" in line.nearest
    content = page.content.decode()
    assert f"<del>{row.words}</del>" in content
    assert 'value="anew"' in content
    summary = editor.get(address("reading_summary", reading.pk)).content.decode()
    assert f"<del>{row.words}</del>" in summary


def test_fact_that_no_longer_stands_does_not_come_into_the_draft(editor, reading):
    send(editor, reading, "confirm", proposal(reading, "签约项目21个"))
    send(editor, reading, "confirm", proposal(reading, "120家"))
    correct(editor, reading, TEXT.replace("21个", "23个"))
    editor.post(address("reading_summary", reading.pk), {"step": "draft"})
    assert [int(one.value) for one in Edition.objects.get().figures.all()] == [120]


def test_one_click_rejects_what_no_longer_stands(editor, reading):
    row = proposal(reading, "签约项目21个")
    send(editor, reading, "confirm", row)
    correct(editor, reading, TEXT.replace("21个", "23个"))
    send(editor, reading, "reject", row)
    assert editor.get(address("reading", reading.pk)).context["page"].gone == []


def test_one_click_goes_to_what_is_proposed_at_the_words_that_stand_there_now(editor, reading):
    row = proposal(reading, "签约项目21个")
    send(editor, reading, "confirm", row)
    correct(editor, reading, TEXT.replace("21个", "23个"))
    answer = send(editor, reading, "anew", row)
    new = reading.proposals.get(kind="figure", fields__value="23")
    assert f"at={new.number}#" in answer["Location"]
    assert (fresh(row).state, new.state) == ("rejected", "open")


def test_selected_words_that_changed_are_selected_anew_with_what_was_said_of_them(editor, reading):
    words = "园区有高新技术企业120家"
    send(editor, reading, "select", kind="measure", words=words)
    row = reading.proposals.get(rule="by-person")
    said = {"title": words, "project": "2", "due": "", "cadence": "monthly"}
    send(editor, reading, "confirm", row, fields="1", typed=said)
    correct(editor, reading, TEXT.replace("120家", "121家"))
    send(editor, reading, "anew", row)
    new = reading.proposals.get(rule="by-person", state="open")
    assert new.words == new.fields["title"] == "园区有高新技术企业121家"
    assert (new.fields["cadence"], new.fields["project"]) == ("monthly", 2)


def test_what_was_mended_stays_mended_in_what_is_proposed_there_now(editor, reading):
    row = proposal(reading, "120家")
    send(editor, reading, "confirm", row, fields="1", typed={**FIGURE, "scope": "累计"})
    correct(editor, reading, TEXT.replace("120家", "121家"))
    send(editor, reading, "anew", row)
    new = proposal(reading, "121家")
    assert (new.state, new.fields["scope"], new.fields["value"]) == ("open", "累计", "121")


def test_what_stands_no_longer_cannot_be_confirmed(editor, reading):
    row = proposal(reading, "签约项目21个")
    send(editor, reading, "confirm", row)
    correct(editor, reading, TEXT.replace("21个", "23个"))
    assert send(editor, reading, "confirm", row).status_code == 404


def test_undo_still_takes_back_a_decision_from_before_the_correction(editor, reading):
    row = reading.proposals.filter(kind="project").first()
    send(editor, reading, "confirm", row)
    correct(editor, reading, "市政府文件\n\n" + TEXT)
    send(editor, reading, "undo")
    assert fresh(row).state == "open"
    blocks = fresh(row).fields["blocks"]
    assert all(
        "招商" in reading.blocks[number]["text"] or "21个" in reading.blocks[number]["text"]
        for number in blocks
    )


def test_fact_whose_words_come_back_stands_again(editor, reading):
    row = proposal(reading, "签约项目21个")
    send(editor, reading, "confirm", row)
    correct(editor, reading, TEXT.replace("21个", "23个"))
    correct(editor, reading, TEXT)
    row = fresh(row)
    assert (row.state, row.stands, reading.text[row.start : row.end]) == ("confirmed", True, row.words)


def test_project_that_was_put_in_takes_no_number_of_another(editor, reading):
    for row in reading.proposals.filter(kind="project"):
        send(editor, reading, "confirm", row)
    text = TEXT.replace("“三大行动”", "“四大行动”").replace(
        "是指招商提质行动、创新强链行动", "是指招商提质行动、绿色升级行动、创新强链行动"
    )
    correct(editor, reading, text)
    numbers = dict(reading.proposals.filter(kind="project").values_list("fields__title", "fields__number"))
    assert numbers["创新强链行动"] == 2
    assert len(set(numbers.values())) == len(numbers) == 4
    figure = proposal(reading, "120家")
    assert figure.fields["project"] == 2


def test_same_text_a_scan_and_an_empty_form_are_refused_in_words(editor, reading):
    before = list(reading.proposals.values_list("pk", flat=True))
    scan = SimpleUploadedFile("scan.pdf", b"%PDF-1.4\n%%EOF")
    for sent in ({"pasted": TEXT}, {"pasted": ""}, {"pasted": "", "file": scan}):
        answer = editor.post(address("reading_corrected", reading.pk), sent)
        assert answer.context["form"].non_field_errors()
    assert list(reading.proposals.values_list("pk", flat=True)) == before


def test_page_that_was_open_during_the_correction_confirms_nothing_else(editor, reading, park):
    row, version = proposal(reading, "签约项目21个"), reading.sha256[:12]
    correct(signed_in(park, "other"), reading, TEXT.replace("21个", "23个"))
    send(editor, reading, "confirm", row, fields="1", typed={**FIGURE, "value": "21"})
    send(editor, reading, "select", kind="statement", words="园区", start="3", version=version)
    assert not reading.proposals.filter(state="confirmed").exists()
    assert not reading.proposals.filter(rule="by-person").exists()


# Where the reading was brought in


@pytest.fixture
def brought_in(editor, reading):
    send(editor, reading, "confirm", proposal(reading, "签约项目21个"))
    editor.post(address("reading_summary", reading.pk), {"step": "draft"})
    reading.refresh_from_db()
    return reading


@pytest.mark.slow
def test_source_gets_the_corrected_text_and_its_passages_their_new_places(editor, brought_in):
    answer = correct(editor, brought_in, "特稿\n\n" + TEXT.replace("园区签约", "园区共签约"))
    source = Source.objects.get()
    assert source.full_text.sha256 == brought_in.sha256
    passage = Edition.objects.get().figures.get().passages.get()
    assert passage.start is None, "its phrase has other words now"
    page = editor.get(answer["Location"]).content.decode()
    assert source.title in page


@pytest.mark.slow
def test_draft_goes_on_with_the_same_source(editor, brought_in):
    correct(editor, brought_in, TEXT.replace("120家", "121家"))
    send(editor, brought_in, "confirm", proposal(brought_in, "121家"))
    editor.post(address("reading_summary", brought_in.pk), {"step": "draft"})
    assert Source.objects.count() == SourceText.objects.count() == 1
    assert {int(one.value) for one in Edition.objects.get().figures.all()} == {21, 121}


@pytest.mark.slow
def test_summary_says_so_where_the_source_got_another_text_by_itself(editor, brought_in):
    attach(Source.objects.get(), text=TEXT.replace("120家", "121家"))
    page = editor.get(address("reading_summary", brought_in.pk))
    assert page.context["page"].is_adrift
    assert "errornote" in page.content.decode()
    correct(editor, brought_in, TEXT.replace("120家", "121家"))
    assert not editor.get(address("reading_summary", brought_in.pk)).context["page"].is_adrift


@pytest.mark.slow
def test_text_of_a_published_plan_is_corrected_by_those_who_publish(editor, brought_in, park):
    Edition.objects.update(state="published")
    assert correct(editor, brought_in, TEXT + "又一段。").status_code == 403
    page = editor.get(address("reading_corrected", brought_in.pk)).content.decode()
    assert "textarea" not in page
    assert Passage.objects.filter(start=None).count() == 0
    publisher = signed_in(park, "publisher", role="publisher")
    assert correct(publisher, brought_in, TEXT + "又一段。").status_code == 302
