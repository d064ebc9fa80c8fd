"""A plan that has rows at the reading desk: they stand at their places, and their evidence is moved."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.drafting.stored_readings import fields_as_json, propose_words
from initiatives.models import Edition, Figure, Measure, Passage, Reading, Source, Statement
from initiatives.models.row_history import last_record
from initiatives.reading.proposals import StatementFields
from tests.test_reading_desk import FIGURE, address, editor, park, proposal, reading, send, signed_in
from tests.test_reading_into_draft import TEXT

pytestmark = pytest.mark.django_db
__all__ = ["editor", "park", "reading"]
# Signed-in user, their rights, the reading, the catalogue, what the draft has and its passages, by model.
MOST_QUERIES = 60


@pytest.fixture
def drafted(editor, reading) -> Reading:
    """A draft with the structure of the text and one of its figures, and a second reading of its source."""
    for row in reading.proposals.filter(kind__in=("project", "goal-group", "goal", "slogan")):
        send(editor, reading, "confirm", row)
    send(editor, reading, "confirm", proposal(reading, "120家"), fields="1", typed=FIGURE)
    editor.post(address("reading_summary", reading.pk), {"step": "draft"})
    editor.post(address("readings"), {"source": Source.objects.get().pk})
    again = Reading.objects.exclude(pk=reading.pk).get()
    editor.post(address("reading", again.pk), {"step": "keep"})
    again.refresh_from_db()
    return again


@pytest.fixture
def figure(drafted) -> Figure:
    return Figure.objects.get()


def page_of(client, reading, **query):
    address_of = address("reading", reading.pk)
    return client.get(address_of, query)


def move(client, reading, row, words: str, **sent):
    """Say that words are the evidence of a row, as its form does."""
    ref = f"{row._meta.model_name}.{row.key}"
    line = page_of(client, reading, row=ref).context["page"].current_row
    form = {"evidence": "1", "words": words, "made_from": line.made_from, **sent}
    return client.post(f"{address('reading', reading.pk)}?row={ref}", form)


def phrases(row) -> list[str]:
    return sorted(passage.phrase for passage in row.passages.all())


# What the draft has already


def test_what_the_draft_says_already_needs_no_decision(editor, drafted):
    page = page_of(editor, drafted).context["page"]
    line = page.lines[proposal(drafted, "120家").pk]
    assert line.in_draft
    assert not line.is_open
    assert all(page.lines[row.pk].in_draft for row in drafted.proposals.filter(kind="project"))
    counted = [line for line in page.lines.values() if not line.in_draft]
    assert page.proposals_progress.whole == page.proposals_progress.left == len(counted)


def test_confirming_all_that_is_certain_leaves_out_what_the_draft_has(editor, drafted):
    Reading.objects.filter(pk=drafted.pk).update(kept=False)
    editor.post(address("reading", drafted.pk), {"step": "keep-certain"})
    assert proposal(drafted, "120家").state == "open"
    editor.post(address("reading_summary", drafted.pk), {"step": "draft"})
    edition = Edition.objects.get()
    assert (edition.figures.count(), edition.projects.count()) == (3, 3)
    target = edition.figures.get(value=8)
    assert target.project.title == "服务暖企行动", "a new figure belongs to the project of the draft"


def test_fact_in_an_editors_words_is_told_at_its_place_and_still_decided_about(editor, drafted):
    words = "截至2023年底，园区有高新技术企业120家"
    passage = Passage.objects.filter(phrase__contains="120家").first()
    row = propose_words(
        drafted,
        TEXT.index(words),
        TEXT.index(words) + len(words),
        "statement",
        fields_as_json(StatementFields("achievement")),
    )
    statement = Statement.objects.create(
        edition=Edition.objects.get(), key="firms", kind="achievement", content="企业很多"
    )
    statement.passages.add(passage)
    line = page_of(editor, drafted).context["page"].lines[row.pk]
    assert line.is_open
    assert [one.title for one in line.near] == ["企业很多"]


def test_sentence_that_a_row_is_drawn_from_is_used(editor, drafted):
    page = page_of(editor, drafted).context["page"]
    used = [one.words for one in page.sentences if one.state == "used"]
    assert any("120家" in words for words in used)


def test_project_that_only_the_draft_has_is_offered(editor, drafted):
    edition = Edition.objects.get()
    edition.projects.create(key="green", number=4, order=4, title="绿色行动")
    row = proposal(drafted, "签约项目21个")
    form = page_of(editor, drafted, at=row.number).context["page"].current_form
    assert (4, "绿色行动") in form.fields["project"].choices
    send(
        editor,
        drafted,
        "confirm",
        row,
        fields="1",
        typed={**FIGURE, "metric": "签约项目数", "value": "21", "unit": "个", "project": "4"},
    )
    editor.post(address("reading_summary", drafted.pk), {"step": "draft"})
    assert edition.figures.get(value=21).project.key == "green"


# The rows at their places


def test_rows_are_marked_in_the_text_and_listed_with_their_forms(editor, drafted, figure):
    answer = page_of(editor, drafted, show="draft")
    page, content = answer.context["page"], answer.content.decode()
    listed = {line.drawn.ref for _section, _lines, rows in page.listed for line in rows}
    assert f"figure.{figure.key}" in listed
    assert {"project", "goal"} <= {ref.partition(".")[0] for ref in listed}
    assert address("initiatives_figure_change", figure.pk) in content
    (place,) = page.drawn.drawn.by_ref[f"figure.{figure.key}"].places
    assert "120家" in drafted.text[slice(*place)]


def test_row_without_a_mark_of_its_own_shares_that_of_its_proposal(editor, drafted):
    """A place is marked once for a proposal and the row that says the same."""
    content = page_of(editor, drafted).content.decode()
    known = proposal(drafted, "120家")
    assert content.count(f'href="?at={known.number}#p{known.number}">') == 1
    assert not re.search(r'class="tag[^"]*" href="\?row=figure', content)


def test_row_typed_by_hand_whose_phrase_is_not_in_the_text_is_listed_apart(editor, drafted, figure):
    Passage.objects.filter(figures=figure).update(phrase="高新企业一百二十家", start=None, end=None)
    page = page_of(editor, drafted, show="draft").context["page"]
    assert [line.drawn.ref for line in page.elsewhere if line.drawn.model is Figure] == [
        f"figure.{figure.key}"
    ]


def test_page_without_a_plan_shows_no_rows(editor, reading):
    answer = page_of(editor, reading)
    assert answer.context["page"].drawn is None
    assert "show=draft" not in answer.content.decode()


# Evidence is moved


def test_selected_words_become_the_evidence_in_place_of_a_passage(editor, drafted, figure):
    (before,) = figure.passages.all()
    move(editor, drafted, figure, "有高新技术企业120家", instead=before.pk)
    (passage,) = figure.passages.all()
    assert (passage.phrase, passage.section, passage.paragraph) == (
        "有高新技术企业120家",
        before.section,
        before.paragraph,
    )
    assert (passage.start, passage.end) != (None, None)
    before.refresh_from_db()
    assert before.phrase != passage.phrase, "no passage is altered"


def test_words_are_added_beside_the_passages(editor, drafted, figure):
    (before,) = figure.passages.all()
    move(editor, drafted, figure, "园区签约项目21个", instead="add")
    assert phrases(figure) == sorted([before.phrase, "园区签约项目21个"])


def test_passage_that_stands_there_already_is_found_and_not_made_again(editor, drafted, figure):
    project = Edition.objects.get().projects.first()
    there = project.passages.first()
    count = Passage.objects.count()
    text, place = (
        drafted.text,
        slice(
            *page_of(editor, drafted)
            .context["page"]
            .drawn.drawn.by_ref[f"project.{project.key}"]
            .passages[0]
            .place
        ),
    )
    start = place.start
    move(editor, drafted, figure, text[place], instead="add", start=start)
    assert there in figure.passages.all() or Passage.objects.count() == count


def test_history_names_the_user_and_the_reason(editor, drafted, figure):
    move(editor, drafted, figure, "有高新技术企业120家", instead=figure.passages.get().pk)
    record = last_record(Figure, figure.pk)
    assert record.history_user.username == "editor"
    assert record.history_change_reason


def test_other_rows_of_the_draft_follow_where_that_is_said(editor, drafted, figure):
    shared = figure.passages.get()
    edition = Edition.objects.get()
    other, third = (
        Statement.objects.create(edition=edition, key=key, kind="achievement", content=key) for key in "ab"
    )
    for row in (other, third):
        row.passages.add(shared)
    move(editor, drafted, figure, "有高新技术企业120家", instead=shared.pk)
    assert phrases(other) == [shared.phrase]
    move(editor, drafted, other, "有高新技术企业120家", instead=shared.pk, others="1")
    assert phrases(other) == phrases(third) == ["有高新技术企业120家"]


def test_nothing_is_moved_before_somebody_says_which_passage(editor, drafted, figure):
    before = phrases(figure)
    answer = move(editor, drafted, figure, "园区签约项目21个")
    assert phrases(figure) == before
    assert "messages" in editor.cookies or answer.status_code == 302


def test_words_that_the_text_lacks_or_has_twice_move_nothing(editor, drafted, figure):
    before = phrases(figure)
    for words in ("高新技术企业121家", "行动", ""):
        move(editor, drafted, figure, words, instead="add")
    assert phrases(figure) == before


def test_change_by_somebody_else_meanwhile_is_not_overwritten(editor, drafted, figure, park):
    made_from = page_of(editor, drafted, row=f"figure.{figure.key}").context["page"].current_row.made_from
    other = signed_in(park, "other")
    move(other, drafted, figure, "园区签约项目21个", instead="add")
    after = phrases(figure)
    move(
        editor,
        drafted,
        figure,
        "有高新技术企业120家",
        instead=figure.passages.first().pk,
        made_from=made_from,
    )
    assert phrases(figure) == after


def test_viewers_move_no_evidence(drafted, figure, park):
    viewer = signed_in(park, "viewer", role="viewer")
    answer = viewer.post(
        f"{address('reading', drafted.pk)}?row=figure.{figure.key}", {"evidence": "1", "words": "园区"}
    )
    assert answer.status_code == 403


# A plan that readers see


@pytest.fixture
def published(drafted, figure) -> Edition:
    Edition.objects.update(state="published")
    return Edition.objects.get()


def test_published_edition_is_shown_and_changed_only_in_a_draft(editor, drafted, published, figure):
    before = phrases(figure)
    answer = page_of(editor, drafted, row=f"figure.{figure.key}")
    assert 'value="open-draft"' in answer.content.decode()
    assert move(editor, drafted, figure, "有高新技术企业120家", instead="add").status_code == 403
    assert phrases(figure) == before

    send(editor, drafted, "open-draft")
    draft = Edition.objects.get(state="draft")
    copy = draft.figures.get(key=figure.key)
    move(editor, drafted, copy, "有高新技术企业120家", instead=copy.passages.get().pk)
    assert phrases(copy) == ["有高新技术企业120家"]
    assert phrases(figure) == before
    assert phrases(published.figures.get()) == before


def test_edition_that_is_submitted_says_that_it_cannot_be_changed(editor, drafted, figure):
    Edition.objects.update(state="submitted")
    content = page_of(editor, drafted, row=f"figure.{figure.key}").content.decode()
    assert 'name="evidence"' not in content
    assert 'value="open-draft"' not in content


def test_missed_fact_is_added_to_a_draft_of_the_published_plan(editor, drafted, published):
    words = "园区签约项目21个"
    send(editor, drafted, "select", kind="figure", words=words)
    row = drafted.proposals.get(rule="by-person")
    typed = {**FIGURE, "metric": "签约项目数", "value": "21", "unit": "个", "project": "1"}
    send(editor, drafted, "confirm", row, fields="1", typed=typed)
    editor.post(address("reading_summary", drafted.pk), {"step": "draft"})
    draft = Edition.objects.get(state="draft")
    assert draft.figures.get(value=21).project.title == "招商提质行动"
    assert published.figures.count() == 1


# Size


def test_page_takes_the_same_queries_however_much_there_is(editor, drafted, figure):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert page_of(editor, drafted, row=f"figure.{figure.key}").status_code == 200
        return len(found)

    few = queries()
    edition, passage = Edition.objects.get(), figure.passages.get()
    project = edition.projects.first()
    measures = Measure.objects.bulk_create(
        Measure(edition=edition, key=f"m{number}", order=number, title=f"举措{number}", project=project)
        for number in range(300)
    )
    Measure.passages.through.objects.bulk_create(
        Measure.passages.through(measure=one, passage=passage) for one in measures
    )
    row = proposal(drafted, "签约项目21个")
    type(row).objects.bulk_create(
        type(row)(
            **{
                name: getattr(row, name)
                for name in (
                    "reading",
                    "kind",
                    "start",
                    "end",
                    "words",
                    "confidence",
                    "rule",
                    "block",
                    "fields",
                    "proposed",
                )
            },
            number=1000 + number,
        )
        for number in range(400)
    )
    many = queries()
    assert many <= few
    assert many <= MOST_QUERIES
