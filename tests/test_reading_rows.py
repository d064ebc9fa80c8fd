"""A plan that has rows at the reading desk: they stand at their places, and their evidence is moved."""

import re
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.desk.reading_page import ReadingPage
from initiatives.drafting.stored_readings import propose_words, stage
from initiatives.editions.lifecycle import revise
from initiatives.models import Edition, Figure, Measure, Passage, Reading, ReadingProposal, Section, Source
from initiatives.models.row_history import last_record
from initiatives.reading.source_lines import document_of_text
from initiatives.source_text import attach
from scripts.read_score import SHIPPED_ARTICLE
from tests.factories import (
    make_edition,
    make_figure,
    make_metric,
    make_passage,
    make_project,
    make_source,
    make_statement,
)
from tests.test_reading_desk import FIGURE, address, editor, park, proposal, send, signed_in
from tests.test_reading_into_draft import TEXT

pytestmark = pytest.mark.django_db
__all__ = ["editor", "park"]
# Signed-in user, their rights, the reading, the catalogue, what the draft has and its passages, by model.
MOST_QUERIES = 60


@pytest.fixture
def figure(park) -> Figure:
    """A figure of a draft that was typed by hand, with the text attached to its source."""
    edition = make_edition(park=park, state="draft", slogan="一个确保、两个优化")
    source = make_source(edition)
    make_passage(source, section=make_section(source, "lead", "导语", "导语"), phrase="一个确保、两个优化")
    for number, title in enumerate(("招商提质行动", "创新强链行动", "服务暖企行动"), 1):
        section = make_section(source, f"s{number}", title, f"§{number}")
        heading = make_passage(source, section=section, place="heading", paragraph=None, phrase=title)
        make_project(edition, number=number, title=title, theme="", drive="").passages.add(heading)
    passage = make_passage(source, section=source.sections.get(key="s2"), phrase="高新技术企业120家")
    attach(source, text=TEXT)
    metric = make_metric(code="high-tech-firms", name="高新技术企业数", nature="count", base_unit="家")
    figure = make_figure(edition, metric=metric, kind="actual", period="2023", value=120, unit="家")
    figure.passages.add(passage)
    return figure


def make_section(source, key: str, title: str, label: str) -> Section:
    return Section.objects.create(source=source, key=key, title=title, label=label, paragraph_count=1)


@pytest.fixture
def drafted(figure, park) -> Reading:
    """The source of a draft is read."""
    reading = stage(document_of_text(TEXT), park, 2024, user=None)
    Reading.objects.update(kept=True)
    reading.refresh_from_db()
    return reading


def page_of(client, reading, **query):
    address_of = address("reading", reading.pk)
    return client.get(address_of, query)


def move(client, reading, row, words: str, *, follow: bool = False, **sent):
    """Say that words are the evidence of a row, as its form does."""
    ref = f"{row._meta.model_name}.{row.key}"
    line = page_of(client, reading, row=ref).context["page"].current_row
    form = {"evidence": "1", "words": words, "made_from": line.made_from, **sent}
    return client.post(f"{address('reading', reading.pk)}?row={ref}", form, follow=follow)


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


@pytest.mark.slow
def test_confirming_all_that_is_certain_leaves_out_what_the_draft_has(editor, drafted):
    Reading.objects.update(kept=False)
    editor.post(address("reading", drafted.pk), {"step": "keep-certain"})
    assert proposal(drafted, "120家").state == "open"
    editor.post(address("reading_summary", drafted.pk), {"step": "draft"})
    edition = Edition.objects.get()
    assert (edition.figures.count(), edition.projects.count()) == (3, 3)
    target = edition.figures.get(value=8)
    assert target.project.title == "服务暖企行动", "a new figure belongs to the project of the draft"


def test_fact_in_an_editors_words_is_told_at_its_place_and_still_decided_about(editor, drafted, figure):
    start = TEXT.index("园区有高新技术企业120家")
    row = propose_words(drafted, start, start + 14, "statement", {"kind": "achievement", "project": 0})
    statement = make_statement(figure.edition, content="企业很多")
    statement.passages.add(figure.passages.get())
    line = page_of(editor, drafted).context["page"].lines[row.pk]
    assert line.is_open
    assert [str(one.row) for one in line.near] == [str(statement)]


def test_sentence_that_a_row_is_drawn_from_is_used(editor, drafted):
    page = page_of(editor, drafted).context["page"]
    assert any("120家" in one.words for one in page.sentences if one.state == "used")


@pytest.mark.slow
def test_project_that_only_the_draft_has_is_offered(editor, drafted, figure):
    green = make_project(figure.edition, number=4, title="绿色行动", theme="", drive="")
    row = proposal(drafted, "签约项目21个")
    form = page_of(editor, drafted, at=row.number).context["page"].current_form
    assert (4, str(green)) in form.fields["project"].choices
    typed = {**FIGURE, "metric": "签约项目数", "value": "21", "unit": "个", "project": "4"}
    send(editor, drafted, "confirm", row, fields="1", typed=typed)
    editor.post(address("reading_summary", drafted.pk), {"step": "draft"})
    assert figure.edition.figures.get(value=21).project == green


# The rows at their places


def test_rows_are_marked_in_the_text_and_listed_with_their_forms(editor, drafted, figure):
    answer = page_of(editor, drafted, show="draft")
    page, content = answer.context["page"], answer.content.decode()
    listed = [line.drawn.ref for _section, _lines, rows in page.listed for line in rows]
    assert f"figure.{figure.key}" in listed
    assert len(listed) == len(set(listed)) == 4
    assert address("initiatives_figure_change", figure.pk) in content
    (place,) = page.drawn.drawn.by_ref[f"figure.{figure.key}"].places
    assert drafted.text[slice(*place)] == "高新技术企业120家"


def test_place_is_marked_once_for_a_proposal_and_the_row_that_says_the_same(editor, drafted, figure):
    content = page_of(editor, drafted).content.decode()
    known = proposal(drafted, "120家")
    assert len(re.findall(rf'class="tag[^"]*" href="[?]at={known.number}#', content)) == 1
    assert not re.search(r'class="tag[^"]*" href="[?]row=figure', content)


def test_row_whose_proposal_was_rejected_keeps_its_mark(editor, drafted, figure):
    send(editor, drafted, "reject", proposal(drafted, "120家"))
    content = page_of(editor, drafted).content.decode()
    assert re.search(rf'class="tag[^"]*" href="[?]row=figure[.]{figure.key}', content)


def test_row_whose_phrase_is_not_in_the_text_is_listed_apart(editor, drafted, figure):
    figure.passages.update(phrase="高新企业一百二十家", start=None, end=None)
    page = page_of(editor, drafted, show="draft").context["page"]
    assert [line.drawn.row for line in page.elsewhere if line.drawn.model is Figure] == [figure]


def test_row_without_any_passage_is_listed_apart(editor, drafted, figure):
    statement = make_statement(figure.edition)
    page = page_of(editor, drafted, show="draft").context["page"]
    assert statement in [line.drawn.row for line in page.elsewhere]
    move(editor, drafted, statement, "园区签约项目21个", instead="add")
    assert phrases(statement) == ["园区签约项目21个"]


def test_text_that_no_plan_is_drawn_from_shows_no_rows(editor, park):
    reading = stage(document_of_text(TEXT), park, 2024, user=None)
    Reading.objects.update(kept=True)
    answer = page_of(editor, reading)
    assert answer.context["page"].drawn is None
    assert "show=draft" not in answer.content.decode()


# Evidence is moved


def test_selected_words_become_the_evidence_in_place_of_a_passage(editor, drafted, figure):
    (before,) = figure.passages.all()
    move(editor, drafted, figure, "有高新技术企业120家", instead=before.pk)
    (passage,) = figure.passages.all()
    place = (passage.phrase, passage.section, passage.paragraph)
    assert place == ("有高新技术企业120家", before.section, before.paragraph)
    assert passage.start is not None
    before.refresh_from_db()
    assert before.phrase == "高新技术企业120家", "no passage is altered"


def test_words_are_added_beside_the_passages(editor, drafted, figure):
    move(editor, drafted, figure, "园区签约项目21个", instead="add")
    assert phrases(figure) == ["园区签约项目21个", "高新技术企业120家"]


def test_passage_that_stands_there_is_found_and_not_made_again(editor, drafted, figure):
    heading = Passage.objects.get(place="heading", phrase="创新强链行动")
    move(editor, drafted, figure, heading.phrase, instead="add", start=TEXT.rindex(heading.phrase))
    assert heading in figure.passages.all()


def test_history_names_the_user_and_the_reason(editor, drafted, figure):
    move(editor, drafted, figure, "有高新技术企业120家", instead=figure.passages.get().pk)
    record = last_record(Figure, figure.pk)
    assert record.history_user.username == "editor"
    assert record.history_change_reason


@pytest.mark.slow
def test_other_rows_of_the_draft_follow_where_that_is_said(editor, drafted, figure):
    shared = figure.passages.get()
    other, third = make_statement(figure.edition), make_statement(figure.edition)
    for row in (other, third):
        row.passages.add(shared)
    move(editor, drafted, figure, "有高新技术企业120家", instead=shared.pk)
    assert phrases(other) == [shared.phrase]
    move(editor, drafted, other, "有高新技术企业120家", instead=shared.pk, others="1")
    assert phrases(other) == phrases(third) == ["有高新技术企业120家"]


def test_nothing_is_moved_before_somebody_says_which_passage(editor, drafted, figure):
    answer = move(editor, drafted, figure, "园区签约项目21个", follow=True)
    assert phrases(figure) == ["高新技术企业120家"]
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


@pytest.mark.slow
def test_words_that_the_text_lacks_or_has_twice_move_nothing(editor, drafted, figure):
    for words in ("高新技术企业121家", "行动", ""):
        move(editor, drafted, figure, words, instead="add")
    assert phrases(figure) == ["高新技术企业120家"]


def test_passage_that_nothing_is_drawn_from_any_more_is_told(editor, drafted, figure):
    before = figure.passages.get()
    answer = move(editor, drafted, figure, "有高新技术企业120家", instead=before.pk, follow=True)
    assert address("initiatives_passage_delete", before.pk) in answer.content.decode()


def test_change_by_somebody_else_meanwhile_is_not_overwritten(editor, drafted, figure, park):
    before = figure.passages.get()
    seen = page_of(editor, drafted, row=f"figure.{figure.key}").context["page"].current_row.made_from
    move(signed_in(park, "other"), drafted, figure, "园区签约项目21个", instead="add")
    move(editor, drafted, figure, "有高新技术企业120家", instead=before.pk, made_from=seen)
    assert phrases(figure) == ["园区签约项目21个", "高新技术企业120家"]


def test_viewers_move_no_evidence(drafted, figure, park):
    viewer = signed_in(park, "viewer", role="viewer")
    at = f"{address('reading', drafted.pk)}?row=figure.{figure.key}"
    assert viewer.post(at, {"evidence": "1", "words": "园区"}).status_code == 403


# A plan that readers see


@pytest.fixture
def published(drafted, figure) -> Edition:
    Edition.objects.update(state="published")
    return Edition.objects.get()


@pytest.mark.slow
def test_published_edition_is_shown_and_changed_only_in_a_draft(editor, drafted, published, figure):
    answer = page_of(editor, drafted, row=f"figure.{figure.key}")
    assert 'value="open-draft"' in answer.content.decode()
    assert 'name="evidence"' not in answer.content.decode()
    assert move(editor, drafted, figure, "有高新技术企业120家", instead="add").status_code == 403

    send(editor, drafted, "open-draft")
    copy = Edition.objects.get(state="draft").figures.get(key=figure.key)
    move(editor, drafted, copy, "有高新技术企业120家", instead=copy.passages.get().pk)
    assert phrases(copy) == ["有高新技术企业120家"]
    assert phrases(figure) == ["高新技术企业120家"]


def test_form_that_was_open_before_the_draft_changes_nothing(editor, drafted, published, figure):
    seen = page_of(editor, drafted, row=f"figure.{figure.key}").context["page"].current_row.made_from
    copy = revise(published.plan).figures.get(key=figure.key)
    move(editor, drafted, copy, "有高新技术企业120家", instead="add", made_from=seen)
    assert phrases(copy) == phrases(figure) == ["高新技术企业120家"]


def test_edition_that_is_submitted_says_that_it_cannot_be_changed(editor, drafted, figure):
    Edition.objects.update(state="submitted")
    content = page_of(editor, drafted, row=f"figure.{figure.key}").content.decode()
    assert 'name="evidence"' not in content
    assert 'value="open-draft"' not in content


@pytest.mark.slow
def test_missed_fact_is_added_to_a_draft_of_the_published_plan(editor, drafted, published):
    send(editor, drafted, "select", kind="figure", words="园区签约项目21个")
    row = drafted.proposals.get(rule="by-person")
    typed = {**FIGURE, "metric": "签约项目数", "value": "21", "unit": "个", "project": "1"}
    send(editor, drafted, "confirm", row, fields="1", typed=typed)
    editor.post(address("reading_summary", drafted.pk), {"step": "draft"})
    added = Edition.objects.get(state="draft").figures.get(value=21)
    assert added.project.title == "招商提质行动"
    assert published.figures.count() == 1


def test_shipped_plan_leaves_little_of_its_article_to_decide(shipped):
    path = SHIPPED_ARTICLE
    if not path.is_file():
        pytest.skip("The shipped article is not here.")
    source, text = Source.objects.get(), path.read_text(encoding="utf-8")
    attach(source, text=text)
    page = ReadingPage(stage(document_of_text(text), source.park, 2024, user=None), {})
    left = Counter(line.row.kind for line in page.lines.values() if line.is_open)
    assert not left.keys() & {"slogan", "goal-group", "goal", "project", "caption", "date"}
    assert left["figure"] <= 1
    assert page.drawn.elsewhere == []
    print(f"{page.proposals_progress.left} of {len(page.lines)} are not in the plan")


# Size


@pytest.mark.slow
@pytest.mark.parametrize("query", [{}, {"row": "figure.{}"}, {"show": "draft"}, {"show": "open"}])
def test_page_takes_the_same_queries_however_much_there_is(editor, drafted, figure, query):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            shown = {name: value.format(figure.key) for name, value in query.items()}
            assert page_of(editor, drafted, **shown).status_code == 200
        return len(found)

    # The first time content types are looked up.
    queries()
    few = queries()
    make_many(drafted, figure)
    assert queries() == few <= MOST_QUERIES


def make_many(drafted: Reading, figure: Figure) -> None:
    """300 rows and 400 proposals."""
    project, passage = figure.edition.projects.first(), figure.passages.get()
    measures = Measure.objects.bulk_create(
        Measure(
            edition=figure.edition, key=f"m{number}", order=number, title=f"举措{number}", project=project
        )
        for number in range(300)
    )
    through = Measure.passages.through
    through.objects.bulk_create(through(measure=one, passage=passage) for one in measures)
    (like,) = drafted.proposals.filter(kind="figure", words__contains="签约项目21个").values()
    ReadingProposal.objects.bulk_create(
        ReadingProposal(**like | {"id": None, "number": 1000 + number}) for number in range(400)
    )
