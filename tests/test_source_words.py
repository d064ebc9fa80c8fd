"""Texts in the source's own words: marked for readers until rewritten, and warned of before publishing."""

import random
import time

import pytest
from django.urls import reverse

from initiatives.article.verbatim_text import PhrasePlace, SourceRuns, is_source_words
from initiatives.drafting.draft_import import PlanDraft, SourceDetails
from initiatives.drafting.site_catalogue import site_catalogue
from initiatives.editions import lifecycle
from initiatives.models import EDITION_ROWS, Edition, Statement
from initiatives.quality import findings
from initiatives.reading.proposals import Confidence, StatementFields, propose
from initiatives.reading.source_lines import document_of_text
from initiatives.source_text import attach
from tests.factories import (
    make_edition,
    make_goal,
    make_measure,
    make_passage,
    make_photo,
    make_project,
    make_quote,
    make_source,
    make_statement,
)
from tests.public_pages import count_queries

SENTENCE = "清溪高新区依托湖滨区位优势，先后引进一批新材料和智能装备龙头企业落户建设。"
OWN_WORDS = "高新区借湖滨之便，招来不少龙头企业。"
MARK = 'class="source-words"'


# Whether a text is words of the source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SENTENCE, True),
        (SENTENCE.rstrip("。"), True),
        (f" {SENTENCE[:12]}\n{SENTENCE[12:]}", True),
        (SENTENCE[:30], True),
        # A term or a name is nobody's words.
        (SENTENCE[:20], False),
        # Rewritten, if only by a word.
        (SENTENCE.replace("龙头", "骨干"), False),
        (OWN_WORDS, False),
    ],
)
def test_text_within_a_phrase_is_words_of_the_source(text, expected):
    assert is_source_words(text, [PhrasePlace(1, "别处的话"), PhrasePlace(1, SENTENCE)]) is expected


SERVICE = "园区把服务企业放在首位，一户一策解决用工和用地难题，"
LONG = f"{SENTENCE}{SERVICE * 3}全年办结企业诉求九成以上，满意率继续提升。"


def ends_of(text: str, *, placed: bool = True, source: int = 1) -> list[PhrasePlace]:
    """The two phrases that a long text is kept by."""
    first, last = text[:24], text[-24:]
    places = ((7, 31), (7 + len(text) - 24, 7 + len(text))) if placed else ((None, None), (None, None))
    return [PhrasePlace(1, first, *places[0]), PhrasePlace(source, last, *places[1])]


@pytest.mark.parametrize("placed", [True, False])
def test_long_text_is_known_by_its_beginning_and_its_end(placed):
    assert is_source_words(LONG, ends_of(LONG, placed=placed))
    assert is_source_words(LONG.rstrip("。"), ends_of(LONG, placed=placed))
    assert not is_source_words(LONG, ends_of(LONG, placed=placed)[:1])
    assert not is_source_words(LONG, ends_of(LONG, placed=placed, source=2))
    assert not is_source_words(f"总之，{LONG}", ends_of(LONG, placed=placed))


def test_long_text_rewritten_in_its_middle_is_known_by_the_places_of_its_ends():
    rewritten = LONG.replace("园区把服务企业放在首位，", "", 1)
    assert not is_source_words(rewritten, ends_of(LONG))
    # Where the source's text is not attached nobody can tell.
    assert is_source_words(rewritten, ends_of(LONG, placed=False))


# Runs that are copied


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        (SENTENCE, SENTENCE.rstrip("。")),
        (f"文章说，{SENTENCE[5:35]}，很是热闹", SENTENCE[5:35]),
        # 25 characters are allowed, 26 are not.
        (f"文章说{SENTENCE[5:30]}等等", ""),
        (f"文章说{SENTENCE[5:31]}等等", SENTENCE[5:31]),
        (f"文章说：“{SENTENCE}”", ""),
        (f"文章说：「{SENTENCE}」，", ""),
        (f'文章说："{SENTENCE}"', ""),
        (OWN_WORDS, ""),
        ("", ""),
    ],
)
def test_run_of_more_than_25_characters_outside_quotation_marks_is_copied(text, copied):
    assert SourceRuns(["前一段。", SENTENCE]).longest_in(text) == copied


def test_term_that_the_source_has_in_quotation_marks_does_not_part_a_run():
    source = "园区坚持把“小巨人”企业培育作为头号工程来抓，一年来成效明显好于往年。"
    assert SourceRuns([source]).longest_in(source) == source.rstrip("。")


def test_paragraphs_are_not_read_across():
    assert SourceRuns([SENTENCE[:20], SENTENCE[20:]]).longest_in(SENTENCE) == ""


def test_large_plan_and_long_text_are_compared_at_once():
    rng = random.Random(16)
    text = "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(100_000))
    rows = [text[start : start + 60] for start in range(0, 100_000, 50)]
    begun = time.process_time()
    runs = SourceRuns([text])
    assert all(runs.longest_in(row) for row in rows)
    assert len(rows) == 2000
    assert time.process_time() - begun < 1


# The mark


def evident(row, *phrases: str):
    source = row.edition.sources.first() or make_source(row.edition)
    row.passages.set([make_passage(source, phrase=phrase) for phrase in phrases])
    return row


@pytest.fixture
def edition(db) -> Edition:
    return make_edition()


def pages_of(project, goal) -> list[str]:
    edition = project.edition
    return [
        edition.url("project", project.key),
        edition.url("goals"),
        edition.url("goal", goal.key),
        edition.url("full-brief"),
    ]


def test_statement_is_marked_until_it_is_rewritten(client, edition):
    project = make_project(edition)
    row = evident(make_statement(edition, project=project, content=SENTENCE, content_en=""), SENTENCE)
    url = edition.url("project", project.key)
    assert MARK in client.get(url).content.decode()
    row.content = OWN_WORDS
    row.save()
    assert MARK not in client.get(url).content.decode()


def test_texts_of_measures_goals_and_projects_are_marked_wherever_they_stand(client, edition):
    project, goal = make_project(edition, summary=SENTENCE), make_goal(edition, statement=SENTENCE)
    measure = make_measure(project, title=SENTENCE, detail=SENTENCE)
    for row in (project, goal, measure):
        evident(row, SENTENCE)
    marks = [client.get(url).content.decode().count(MARK) for url in pages_of(project, goal)]
    assert marks == [3, 1, 1, 4]


def test_slides_mark_statements(client, edition):
    project = make_project(edition)
    evident(make_statement(edition, project=project, kind="shortfall", content=SENTENCE), SENTENCE)
    page = client.get(edition.url("slide", 1)).content.decode()
    assert SENTENCE in page
    assert MARK in page


def test_what_is_verbatim_by_nature_is_not_marked(client, edition):
    project = make_project(edition)
    rows = (
        evident(make_quote(edition, project=project, content=SENTENCE), SENTENCE),
        evident(make_photo(edition, project=project, caption=SENTENCE), SENTENCE),
    )
    assert [row.fields_in_source_words for row in rows] == [[], []]
    assert MARK not in client.get(edition.url("project", project.key)).content.decode()


def test_translation_is_the_editors_own(client, edition):
    project = make_project(edition)
    make = {"project": project, "content": SENTENCE, "content_en": "The park attracted leading firms."}
    evident(make_statement(edition, **make), SENTENCE)
    url = edition.url("project", project.key)
    assert MARK in client.get(url).content.decode()
    assert MARK not in client.get(f"/en{url}").content.decode()


def test_programs_read_which_texts_are_the_source_s_own(client, edition):
    row = evident(make_measure(make_project(edition), title="建设厂房", detail=SENTENCE), SENTENCE)
    plan = f"{edition.plan.park.slug}/{edition.plan.year}"
    record = client.get(f"/api/v1/measures/{plan}/{row.key}").json()["data"]
    assert record["source_words"] == ["detail"]


def test_marks_cost_no_query_a_row(client, edition):
    project = make_project(edition)

    def queries() -> int:
        return count_queries(client, edition.url("project", project.key))

    evident(make_statement(edition, project=project, content=SENTENCE), SENTENCE)
    evident(make_measure(project, title=SENTENCE), SENTENCE)
    one = queries()
    for _ in range(10):
        evident(make_statement(edition, project=project, content=SENTENCE), SENTENCE)
        evident(make_measure(project, title=SENTENCE), SENTENCE)
    assert queries() == one


def test_nothing_of_the_shipped_plan_is_marked(shipped):
    """Its statements are its editors' own words."""
    rows = [
        row
        for model in EDITION_ROWS
        for row in model._default_manager.filter(edition=shipped).prefetch_related("passages")
    ]
    assert [(row.key, row.fields_in_source_words) for row in rows if row.fields_in_source_words] == []


@pytest.mark.parametrize("sentence", [SENTENCE, LONG])
@pytest.mark.django_db
def test_statement_that_is_drafted_from_a_text_is_marked(sentence):
    document = document_of_text(f"清溪高新区2024年工作要点\n\n{sentence}\n")
    block = next(one for one in document.blocks if one.text == sentence)
    proposal = propose(block, (0, len(sentence)), Confidence.CERTAIN, "test", StatementFields("context"))
    details = SourceDetails(park="qingxi", year=2024, park_name="清溪高新区")
    outcome = PlanDraft(document, [proposal], [], details, site_catalogue()).bring_in()
    assert [str(one) for one in outcome.problems] == []
    row = Statement.objects.get(edition=outcome.draft)
    assert row.content == sentence
    assert row.fields_in_source_words == ["content"]
    row.content = sentence.replace("龙头", "一些骨干")
    assert row.fields_in_source_words == []


# The warning


def copied(edition: Edition) -> list:
    return [finding for finding in findings(edition) if finding.code == "copied-words"]


def test_copied_text_is_a_warning_to_editors(edition):
    row = evident(make_statement(edition, content=SENTENCE), SENTENCE)
    (finding,) = copied(edition)
    assert (finding.severity, finding.for_readers) == ("warning", False)
    assert (finding.rows[0].key, finding.field) == (row.key, "content")
    assert SENTENCE.rstrip("。") in finding.message


def test_attached_text_tells_more_than_key_phrases(edition):
    row = evident(make_statement(edition, content=f"据报道，{SENTENCE}"), SENTENCE[:12])
    assert copied(edition) == []
    attach(row.passages.get().source, text=f"{SENTENCE}\n")
    assert len(copied(edition)) == 1


def test_quotations_names_and_short_titles_are_not_warned_of(edition):
    project = make_project(edition)
    evident(make_quote(edition, content=SENTENCE), SENTENCE)
    evident(make_photo(edition, caption=SENTENCE), SENTENCE)
    evident(make_measure(project, title=SENTENCE[:20]), SENTENCE)
    evident(make_statement(edition, content=f"文章写道：“{SENTENCE}”"), SENTENCE)
    assert copied(edition) == []


def test_park_may_accept_it_for_a_text_of_its_own(edition):
    row = evident(make_statement(edition, content=SENTENCE), SENTENCE)
    source = row.passages.get().source
    source.own_text = True
    source.save()
    assert copied(edition) == []
    attach(source, text=f"{SENTENCE}\n")
    assert copied(edition) == []
    # Readers are still told whose words they are.
    assert row.fields_in_source_words == ["content"]


def test_many_copied_texts_are_one_warning_and_each_row_has_its_own(edition):
    rows = [evident(make_statement(edition, content=SENTENCE), SENTENCE) for _ in range(3)]
    (finding,) = copied(edition)
    assert [row.key for row in finding.rows] == [row.key for row in rows]
    assert finding.of_row("statement", rows[1].pk).rows[0].key == rows[1].key


def test_publish_page_shows_the_warning_and_publishes(admin_client):
    draft = make_edition(state="draft")
    evident(make_statement(draft, content=SENTENCE, content_en=""), SENTENCE)
    page = admin_client.get(reverse("admin:initiatives_plan_publish", args=[draft.plan.pk]))
    assert SENTENCE.rstrip("。") in page.content.decode()
    assert lifecycle.publish(draft, user=None, note="首次发布").state == "published"
