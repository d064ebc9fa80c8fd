"""From an article to a draft at the desk: read, decided about step by step, and brought in."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from initiatives.desk.roles import sync_staff_status
from initiatives.drafting.selected_words import sentences
from initiatives.drafting.stored_readings import document_of
from initiatives.models import Edition, Membership, Reading, ReadingProposal, Source
from scripts.read_score import SHIPPED_ARTICLE
from tests.factories import make_park
from tests.test_reading_into_draft import TEXT

pytestmark = pytest.mark.django_db


@pytest.fixture
def park():
    return make_park(slug="qingxi", name="清溪高新区")


def signed_in(park, name: str, role: str = "editor") -> Client:
    user = get_user_model().objects.create_user(name, password="secret")
    Membership.objects.create(user=user, park=park, role=role)
    sync_staff_status(user)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(park) -> Client:
    return signed_in(park, "editor")


def address(name: str = "reading", *args) -> str:
    with override("en"):
        return reverse(f"admin:{name}", args=args)


def put_in(client: Client, park, text: str = TEXT, **fields) -> Reading:
    answer = client.post(address("readings"), {"pasted": text, "park": park.pk, **fields})
    assert answer.status_code == 302, answer.context["form"].errors
    return Reading.objects.get()


@pytest.fixture
def reading(editor, park) -> Reading:
    reading = put_in(editor, park)
    editor.post(address("reading", reading.pk), {"step": "keep"})
    reading.refresh_from_db()
    return reading


def proposal(reading: Reading, words: str, kind: str = "figure") -> ReadingProposal:
    return reading.proposals.get(kind=kind, words__contains=words)


def send(client: Client, reading: Reading, step: str, row: ReadingProposal | None = None, **sent):
    number = {"number": row.number} if row else {}
    prefix = f"p{row.number}-" if row else ""
    typed = {f"{prefix}{name}": value for name, value in sent.pop("typed", {}).items()}
    return client.post(address("reading", reading.pk), {"step": step, **number, **typed, **sent})


FIGURE = {
    **{"kind": "actual", "metric": "高新技术企业数", "scope": "", "value": "120", "unit": "家"},
    **{"comparator": "=", "period": "2023", "project": "2"},
}


TAX = {**FIGURE, "kind": "", "metric": "全口径税收增速", "value": "154", "unit": "%", "project": ""}


def test_first_page_shows_what_was_read_and_keeps_nothing(editor, park):
    reading = put_in(editor, park)
    page = editor.get(address("reading", reading.pk)).content.decode()
    assert "清溪高新区2024年工作要点" in page
    assert (reading.year, reading.kept) == (2024, False)
    editor.post(address("reading", reading.pk), {"step": "forget"})
    assert not Reading.objects.exists()


def test_what_nobody_keeps_is_forgotten_after_an_hour(editor, park):
    put_in(editor, park)
    Reading.objects.update(begun_at=timezone.now() - timedelta(minutes=61))
    editor.get(address("readings"))
    assert not Reading.objects.exists()


def test_text_without_a_year_asks_for_it(editor, park):
    answer = editor.post(address("readings"), {"pasted": "园区将优化服务。", "park": park.pk})
    assert "year" in answer.context["form"].errors


def test_one_confirmation_brings_all_that_is_certain_to_the_draft(editor, park):
    reading = put_in(editor, park)
    editor.post(address("reading", reading.pk), {"step": "keep-certain"})
    editor.post(address("reading_summary", reading.pk), {"step": "draft"})
    edition = Edition.objects.get()
    assert (edition.state, edition.goals.count(), edition.projects.count()) == ("draft", 3, 3)
    assert edition.figures.count() == 3


def test_confirming_goes_on_to_the_next(editor, reading):
    row = proposal(reading, "120家")
    answer = send(editor, reading, "confirm", row)
    row.refresh_from_db()
    assert row.state == "confirmed"
    assert f"at={row.number}" not in answer["Location"]


def test_number_that_the_source_does_not_have_is_refused_at_once(editor, reading):
    row = proposal(reading, "120家")
    answer = send(editor, reading, "confirm", row, fields="1", typed={**FIGURE, "value": "210"})
    assert answer.status_code == 200
    assert "120" in str(answer.context["page"].typed.errors["value"])
    row.refresh_from_db()
    assert row.state == "open"


def test_mended_fact_keeps_what_was_proposed(editor, reading):
    row = proposal(reading, "120家")
    send(editor, reading, "confirm", row, fields="1", typed={**FIGURE, "scope": "累计"})
    row.refresh_from_db()
    assert (row.state, row.fields["scope"], row.proposed["scope"], row.mended) == (
        "confirmed",
        "累计",
        "",
        True,
    )


def test_rejected_fact_stays_out_of_the_draft(editor, reading):
    for row in reading.proposals.filter(kind="figure"):
        send(editor, reading, "reject" if "120" in row.words else "confirm", row)
    editor.post(address("reading_summary", reading.pk), {"step": "draft"})
    assert {int(one.value) for one in Edition.objects.get().figures.all()} == {21, 8}


def test_undo_takes_back_a_persons_own_last_act(editor, reading, park):
    other = signed_in(park, "other")
    mine, theirs = proposal(reading, "120家"), proposal(reading, "签约项目21个")
    send(editor, reading, "confirm", mine)
    send(other, reading, "confirm", theirs)
    send(editor, reading, "undo")
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, theirs.state) == ("open", "confirmed")


def test_choosing_a_reading_confirms_it(editor, park):
    put_in(editor, park, TEXT + "预计全年规模以上工业增加值增长24%，全年完成全口径税收增长154%。\n")
    reading = Reading.objects.get()
    editor.post(address("reading", reading.pk), {"step": "keep"})
    row = reading.proposals.get(kind="figure", words__contains="154")
    page = editor.get(f"{address('reading', reading.pk)}?at={row.number}").context["page"]
    assert [value for value, _name in page.choices] == ["actual", "expected"]
    send(editor, reading, "", row, choose="expected", fields="1", typed=TAX)
    row.refresh_from_db()
    assert (row.state, row.fields["kind"], row.fields["readings"]) == ("confirmed", "expected", [])


def test_two_people_see_each_others_decisions(editor, reading, park):
    other = signed_in(park, "other")
    send(other, reading, "confirm", proposal(reading, "120家"))
    page = editor.get(f"{address('reading', reading.pk)}?show=figure").content.decode()
    assert re.search(r"Confirmed · other|已确认 · other", page)


def test_selected_words_become_a_fact_with_a_form_that_is_filled(editor, reading):
    text = reading.text
    words = "园区签约项目21个"
    send(editor, reading, "select", kind="figure", words=words, start=text.index(words))
    row = reading.proposals.get(rule="by-person")
    assert (row.fields["value"], row.fields["metric"]) == ("21", "investment-projects-signed")
    assert text[row.start : row.end] == words


def test_words_that_the_text_lacks_are_refused(editor, reading):
    send(editor, reading, "select", kind="figure", words="园区签约项目22个")
    assert not reading.proposals.filter(rule="by-person").exists()


@pytest.mark.slow
def test_metric_that_nobody_has_is_made_with_the_draft(editor, reading):
    row = proposal(reading, "120家")
    send(editor, reading, "confirm", row, fields="1", typed={**FIGURE, "metric": "本区特色企业数"})
    editor.post(address("reading_summary", reading.pk), {"step": "draft"})
    (figure,) = Edition.objects.get().figures.all()
    assert (figure.metric.name, figure.metric.nature) == ("本区特色企业数", "count")


def test_summary_tells_what_is_confirmed_and_makes_no_row(editor, reading):
    row = proposal(reading, "120家")
    send(editor, reading, "confirm", row)
    row.refresh_from_db()
    ReadingProposal.objects.filter(pk=row.pk).update(fields=row.fields | {"metric": "", "metric_name": ""})
    summary = editor.get(address("reading_summary", reading.pk))
    assert [line.row for line in summary.context["lacking"]] == [row]


def test_summary_tells_what_the_source_contradicts(editor, park):
    put_in(editor, park, TEXT + "截至2023年底，园区有高新技术企业130家。\n")
    reading = Reading.objects.get()
    editor.post(address("reading", reading.pk), {"step": "keep"})
    doubts = editor.get(address("reading_summary", reading.pk)).context["doubts"]
    assert {line.row.fields["value"] for line in doubts} == {"120", "130"}


def test_rules_are_asked_before_anything_is_written(editor, reading):
    send(editor, reading, "confirm", proposal(reading, "120家"))
    answer = editor.post(address("reading_summary", reading.pk), {"step": "check"})
    assert not answer.context["outcome"].problems
    assert answer.context["outcome"].findings
    assert not Edition.objects.exists()


def test_nothing_that_is_confirmed_makes_no_plan(editor, reading):
    answer = editor.post(address("reading_summary", reading.pk), {"step": "draft"})
    assert answer["Location"] == address("reading", reading.pk)
    assert not Edition.objects.exists()


def test_source_keeps_its_citation_and_when_it_was_looked_at(editor, park):
    cited = {"series": "开门红", "authors": "张三", "publisher": "清溪日报", "published_on": "2024年1月5日"}
    reading = put_in(editor, park, url="https://example.org/plan", **cited)
    editor.post(address("reading", reading.pk), {"step": "keep-certain"})
    editor.post(address("reading_summary", reading.pk), {"step": "draft"})
    source = Source.objects.get()
    assert (source.series, source.authors, source.publisher, source.url) == (
        *("开门红", "张三", "清溪日报", "https://example.org/plan"),
    )
    assert (source.published_on, source.accessed_on) == (date(2024, 1, 5), timezone.localdate())


@pytest.mark.slow
def test_bringing_in_twice_enters_nothing_twice(editor, reading):
    send(editor, reading, "confirm", proposal(reading, "120家"))
    editor.post(address("reading_summary", reading.pk), {"step": "draft"})
    send(editor, reading, "confirm", proposal(reading, "签约项目21个"))
    editor.post(address("reading_summary", reading.pk), {"step": "draft"})
    assert Edition.objects.get().figures.count() == 2


@pytest.mark.slow
def test_source_of_a_plan_is_read_once_more_to_add_what_was_missed(editor, reading):
    send(editor, reading, "confirm", proposal(reading, "120家"))
    editor.post(address("reading_summary", reading.pk), {"step": "draft"})
    source = Source.objects.get()
    editor.post(address("readings"), {"source": source.pk})
    again = Reading.objects.exclude(pk=reading.pk).get()
    editor.post(address("reading", again.pk), {"step": "keep-certain"})
    editor.post(address("reading_summary", again.pk), {"step": "draft"})
    assert Source.objects.get() == source
    assert Edition.objects.get().figures.count() == 3


def test_shipped_article_takes_one_confirmation_and_few_decisions(editor, park):
    if not SHIPPED_ARTICLE.is_file():
        pytest.skip("The shipped article is not here.")
    reading = put_in(editor, park, SHIPPED_ARTICLE.read_text(encoding="utf-8"))
    editor.post(address("reading", reading.pk), {"step": "keep-certain"})
    structure = reading.proposals.filter(kind__in=("slogan", "goal-group", "goal", "project"))
    assert not structure.exclude(state="confirmed").exists()
    left = reading.proposals.filter(state="open").count()
    print(f"one confirmation, then {left} decisions by one key each")
    assert left <= 150


def test_scan_without_text_is_refused_in_words(editor, park):
    scan = SimpleUploadedFile("scan.pdf", b"%PDF-1.4\n%%EOF")
    answer = editor.post(address("readings"), {"file": scan, "park": park.pk, "year": 2024})
    assert answer.context["form"].non_field_errors()
    assert not Reading.objects.exists()


def test_document_that_is_too_large_is_refused_before_it_is_read(editor, park, monkeypatch):
    monkeypatch.setattr("initiatives.desk.reading_forms.MAX_DOCUMENT_BYTES", 10)
    large = SimpleUploadedFile("large.txt", TEXT.encode())
    answer = editor.post(address("readings"), {"file": large, "park": park.pk})
    assert answer.context["form"].non_field_errors()


def test_words_of_a_hostile_text_are_shown_as_text(editor, park):
    put_in(editor, park, TEXT + "<script>alert(1)</script>园区签约项目22个。\n")
    reading = Reading.objects.get()
    editor.post(address("reading", reading.pk), {"step": "keep"})
    assert "<script>alert" not in editor.get(address("reading", reading.pk)).content.decode()


def test_desk_shows_every_character_of_the_text(editor, reading):
    page = editor.get(address("reading", reading.pk)).content.decode()
    shown = "".join(re.findall(r'<span[^>]* data-at="\d+">([^<]*)</span>', page))
    assert "".join(shown.split()) == "".join(TEXT.split())


HALF_WIDTH = str.maketrans("，：；（）", ",:;()")


def test_desk_shows_a_text_of_half_width_in_its_own_characters(editor, park):
    text = TEXT.translate(HALF_WIDTH)
    reading = put_in(editor, park, text)
    editor.post(address("reading", reading.pk), {"step": "keep"})
    page = unescape(editor.get(address("reading", reading.pk)).content.decode())
    shown = "".join(re.findall(r'<span[^>]* data-at="\d+">([^<]*)</span>', page))
    assert "".join(shown.split()) == "".join(text.split())


@pytest.mark.parametrize("translated", [str, lambda words: words.translate(HALF_WIDTH)])
def test_words_are_found_in_either_width(editor, park, translated):
    """A Chinese keyboard has ，where a page may have a comma."""
    reading = put_in(editor, park, TEXT.translate(HALF_WIDTH))
    editor.post(address("reading", reading.pk), {"step": "keep"})
    words = "，".join(TEXT.split("，")[1:3])
    send(editor, reading, "select", kind="statement", words=translated(words))
    row = reading.proposals.get(rule="by-person")
    assert "".join(reading.text[row.start : row.end].split()) == "".join(words.translate(HALF_WIDTH).split())


def test_sentences_of_a_text_of_half_width_are_its_own(editor, park):
    reading = put_in(editor, park, TEXT.translate(HALF_WIDTH))
    found = list(sentences(document_of(reading), list(reading.proposals.all())))
    assert any("," in one.words for one in found)
    assert not any("，" in one.words for one in found)


def test_people_of_other_parks_see_no_reading(reading):
    stranger = signed_in(make_park(), "stranger")
    assert stranger.get(address("reading", reading.pk)).status_code == 403
    assert reading.title not in stranger.get(address("readings")).content.decode()


def test_viewers_may_not_read_articles_into_plans(park, reading):
    viewer = signed_in(park, "viewer", role="viewer")
    assert viewer.get(address("readings")).status_code == 403


WITHOUT_PROJECTS = (
    "清溪高新区2024年工作要点\n\n园区将坚持稳中求进。\n\n"
    "优化服务\n\n园区将推行项目帮办代办，开展企业走访活动。\n"
)


def test_measure_without_a_project_makes_one_of_its_chapter(editor, park):
    reading = put_in(editor, park, WITHOUT_PROJECTS)
    editor.post(address("reading", reading.pk), {"step": "keep"})
    assert not reading.proposals.filter(kind="project").exists()
    row = reading.proposals.filter(kind="measure", start__gt=30).first()
    answer = send(editor, reading, "confirm", row)
    page = answer.content.decode()
    assert "A measure belongs to a project. Choose one, or make the chapter it stands in one." in page
    typed = {"title": row.fields["title"], "project": "-1", "due": "", "cadence": ""}
    send(editor, reading, "confirm", row, fields="1", typed=typed)
    row.refresh_from_db()
    project = reading.proposals.get(kind="project")
    assert (project.state, project.fields["title"], project.words) == ("confirmed", "优化服务", "优化服务")
    assert (row.state, row.fields["project"]) == ("confirmed", project.fields["number"])


def test_measure_without_chapter_says_how_a_project_comes_about(editor, park):
    reading = put_in(editor, park, "园区将推行项目帮办代办，2024年开展企业走访活动。\n")
    editor.post(address("reading", reading.pk), {"step": "keep"})
    row = reading.proposals.filter(kind="measure").first()
    page = send(editor, reading, "confirm", row).content.decode()
    assert "Select the words that name one, say that they are a project" in page


def test_sentences_of_tables_count(editor, park):
    text = "清溪高新区2024年任务\n序号\t工作任务\t牵头部门\n1\t推行项目帮办代办，优化企业服务。\t招商局\n"
    reading = put_in(editor, park, text)
    words = [one.words for one in sentences(document_of(reading), list(reading.proposals.all()))]
    assert words == ["推行项目帮办代办，优化企业服务。"]
