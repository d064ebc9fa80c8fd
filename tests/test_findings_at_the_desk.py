"""Findings where facts come in: at fields, in lists, before publishing, and by rules new to a site."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from initiatives.desk.way_back import plan_url
from initiatives.editions import lifecycle
from initiatives.models import Edition, Figure, Measure, QualityRule, Remark
from initiatives.quality import RULES
from initiatives.quality.answers import unanswered_errors
from initiatives.quality.introduction import record_rules
from tests.admin_pages import address, form_data
from tests.factories import (
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_metric,
    make_passage,
    make_project,
    make_quote,
    make_remark,
    make_rich_edition,
    make_source,
)
from tests.public_pages import count_queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(admin_client: Client) -> Client:
    return admin_client


@pytest.fixture
def draft() -> Edition:
    return make_edition(state="draft")


def make_evident_figure(edition: Edition, **fields: Any) -> Figure:
    """A figure about which nothing is found, unless by the fields that are given."""
    figure = make_figure(
        edition, **{"value": 241, "unit": "家", "wording": "达241家", "wording_en": "241 firms", **fields}
    )
    figure.passages.add(make_passage(make_source(edition), phrase=figure.wording))
    return figure


def change_page(row: Any) -> str:
    return address(type(row), "change", row.pk, language="en")


def save(client: Client, row: Any, button: str = "_save", **changes: object) -> Any:
    """Change a row in its form; the page that is shown after it."""
    sent = {**form_data(client.get(change_page(row))), **changes, button: "1"}
    return client.post(change_page(row), sent, follow=True)


def notes(response: Any, field: str) -> list[str]:
    return [finding.code for finding in response.context["adminform"].form.notes.get(field, [])]


# At the field


@pytest.mark.slow
def test_wrong_value_is_saved_and_told_at_its_field(editor, draft):
    figure = make_evident_figure(draft)
    shown = save(editor, figure, value="250")
    figure.refresh_from_db()
    assert figure.value == 250
    assert shown.redirect_chain == [(change_page(figure), 302)]
    assert "not-in-wording" in notes(shown, "value")
    (warned,) = [str(message) for message in shown.context["messages"] if message.level_tag == "warning"]
    assert "250" in warned and "达241家" in warned


def test_right_value_leads_back_to_the_plan(editor, draft):
    figure = make_evident_figure(draft)
    shown = save(editor, figure, value="241")
    with override("en"):
        assert shown.redirect_chain == [(plan_url(figure), 302)]


def test_form_for_another_row_is_shown_where_that_is_asked_for(editor, draft):
    figure = make_evident_figure(draft)
    shown = save(editor, figure, button="_addanother", value="250")
    assert shown.redirect_chain == [(address(Figure, "add", language="en"), 302)]
    assert "250" in " ".join(str(message) for message in shown.context["messages"])


def test_finding_is_told_at_the_field_to_those_who_cannot_see(editor, draft):
    figure = make_evident_figure(draft, value=250)
    page = editor.get(change_page(figure)).text
    assert 'aria-describedby="id_value_helptext id_value_notes"' in page
    assert '<ul class="field-notes" id="id_value_notes">' in page


def test_finding_on_a_row_of_another_rows_page_stands_in_its_line(editor, draft):
    project = make_project(draft)
    measure = make_measure(project)
    shown = editor.get(change_page(project))
    (formset,) = [one.formset for one in shown.context["inline_admin_formsets"] if one.opts.model is Measure]
    (form,) = [one for one in formset.forms if one.instance.pk == measure.pk]
    assert [finding.code for found in form.notes.values() for finding in found] == ["without-passage"]


@pytest.mark.parametrize("kind", ["project", "figure"])
@pytest.mark.slow
def test_queries_of_a_rows_page_do_not_grow_with_what_is_found(editor, kind):
    def asked(rows: int) -> int:
        edition = make_rich_edition(rows, state="draft")
        edition.figures.update(wording="没有数")
        row = getattr(edition, f"{kind}s").last()
        return count_queries(editor, change_page(row))

    asked(1)
    assert asked(1) == asked(5)


# In lists


def test_list_marks_rows_of_drafts_with_their_worst_finding(editor, draft):
    make_evident_figure(draft)
    wrong = make_evident_figure(draft, value=250)
    rows = editor.get(address(Figure, "changelist", language="en")).context["cl"].result_list
    (marked,) = [row for row in rows if row.found]
    assert marked == wrong
    assert "not-in-wording" in [finding.code for finding in marked.found]
    page = editor.get(address(Figure, "changelist", language="en")).text
    assert page.count('class="severity error"') == 1


# Many figures at once


def test_look_at_a_change_of_many_figures_tells_what_would_be_wrong(editor, draft):
    figure = make_evident_figure(draft, wording="2023年达241家", period_stated="2023年")
    chosen = {"action": "set_period_or_kind", "_selected_action": [figure.pk], "period": "2022"}
    page = editor.post(address(Figure, "changelist", language="en"), chosen)
    (change,) = page.context["changes"]
    assert "period-contradicts" in [finding.code for finding in change.findings]
    figure.refresh_from_db()
    assert figure.period == "2023"


# Before publishing


def test_error_keeps_a_draft_from_being_published_until_a_remark_explains_it(editor, draft):
    figure = make_evident_figure(draft, value=250)
    with pytest.raises(lifecycle.Refusal) as refused:
        lifecycle.publish(draft, user=None, note="首次发布")
    assert "250" in " ".join(refused.value.messages)
    page = editor.get(reverse("admin:initiatives_plan_publish", args=[draft.plan.pk]))
    entry = page.context["unanswered"][0]
    assert change_page(figure).removeprefix("/en") == entry.rows[0][1]

    form = editor.get(entry.explain)
    sent = {**form_data(form), "key": "odd", "content": "来源如此。", "content_en": "So the source."}
    editor.post(address(Remark, "add"), sent)
    assert list(Remark.objects.get().figures.all()) == [figure]
    assert lifecycle.publish(draft, user=None, note="首次发布").state == "published"


def test_post_to_the_publish_page_publishes_nothing_with_errors(editor, draft):
    make_evident_figure(draft, value=250)
    editor.post(
        reverse("admin:initiatives_plan_publish", args=[draft.plan.pk]),
        {"edition": draft.pk, "stamp": "", "note": "首次发布"},
    )
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_error_that_readers_see_already_does_not_keep_other_corrections_back():
    published = make_edition()
    make_evident_figure(published, value=250)
    revised = lifecycle.revise(published.plan)
    assert unanswered_errors(revised) == []
    revised.figures.update(value=260)
    assert "not-in-wording" in [finding.code for finding in unanswered_errors(revised)]


def test_remark_that_is_there_already_explains_no_new_error():
    published = make_edition()
    figure = make_evident_figure(published, value=250)
    make_remark(published, kind="unclear", content="来源如此。").figures.add(figure)
    revised = lifecycle.revise(published.plan)
    assert unanswered_errors(revised) == []
    revised.figures.update(value=260)
    assert "not-in-wording" in [finding.code for finding in unanswered_errors(revised)]
    revised.remarks.update(content="来源写的就是那样。", content_en="So the source has it.")
    assert unanswered_errors(revised) == []


def test_edition_that_was_published_once_can_be_gone_back_to():
    edition = make_edition(state="superseded")
    make_evident_figure(edition, value=250)
    assert lifecycle.go_back(edition, user=None).state == "published"


# Remarks on any row


def test_rows_that_a_remark_is_about_are_ticked_by_name(editor, draft):
    quote, project = make_quote(draft, content_en="Walk ahead"), make_project(draft)
    add = address(Remark, "add", language="en")
    form = editor.get(add, {"edition": draft.pk, "about": f"{quote.key} {project.key}"})
    assert form.context["adminform"].form["about"].value() == [quote.key, project.key]
    assert "Walk ahead" in form.text
    sent = {**form_data(form), "key": "odd", "kind": "caution", "content": "说明"}
    editor.post(add, sent)
    remark = Remark.objects.get()
    assert remark.about_keys == {quote.key, project.key}
    shown = editor.get(change_page(remark))
    assert shown.context["adminform"].form["about"].value() == remark.about.split()


def test_keys_keep_their_order_and_those_of_figures_are_kept(editor, draft):
    quote, figure, goal = make_quote(draft), make_figure(draft), make_goal(draft)
    remark = make_remark(draft, about=f"{quote.key} {figure.key} {goal.key}")
    save(editor, remark, content="改过")
    remark.refresh_from_db()
    assert (remark.about, remark.content) == (f"{quote.key} {figure.key} {goal.key}", "改过")


def test_remark_links_to_the_page_of_the_row_it_is_about(editor):
    edition = make_edition()
    quote = make_quote(edition)
    remark = make_remark(edition, about=quote.key)
    page = editor.get(change_page(remark))
    assert quote.get_absolute_url() in page.text


# Rules that come to a site with published plans


@pytest.fixture
def newcomer(db):
    """Published plans in use, and the rule on growth rates as one that came with an upgrade today."""
    QualityRule.objects.filter(code="improbable-growth").update(introduced_at=timezone.now())


def make_odd_growth(**fields: Any) -> Edition:
    edition = make_edition(**fields)
    metric = make_metric(nature="growth")
    wording = {"wording": "增长300%", "wording_en": "up 300%"}
    make_evident_figure(edition, metric=metric, value=300, unit="%", **wording)
    return edition


def public_codes(client: Client, edition: Edition) -> list[str]:
    place = {"park": edition.plan.park.slug, "year": str(edition.plan.year)}
    return [row["code"] for row in client.get("/api/v1/findings", place).json()["data"]]


def test_readers_see_what_a_new_rule_finds_after_thirty_days(client, newcomer):
    edition = make_odd_growth(released_at=timezone.now() - timedelta(days=300))
    assert public_codes(client, edition) == []
    assert "300" not in client.get(f"/en{edition.url('quality')}").text.partition("page:notices")[2][:2000]
    QualityRule.objects.update(introduced_at=timezone.now() - timedelta(days=30))
    assert public_codes(client, edition) == ["improbable-growth"]


def test_readers_see_it_from_the_next_release_on(client, newcomer):
    edition = make_odd_growth(released_at=timezone.now() + timedelta(minutes=1))
    assert public_codes(client, edition) == ["improbable-growth"]


def test_editors_are_told_on_the_front_page_first(editor, newcomer):
    edition = make_odd_growth(released_at=timezone.now() - timedelta(days=300))
    front = editor.get(reverse("admin:index"))
    (line,) = front.context["dashboard"].new_findings
    assert (line.edition, line.count) == (edition, 1)
    assert line.readers_see_from == timezone.localdate() + timedelta(days=30)
    assert f"/edition/{edition.pk}/change/#findings" in front.text
    page = editor.get(address(Edition, "change", edition.pk, language="en")).text
    assert "New: readers see it from the next release on" in page


def test_rules_of_a_new_site_are_no_news():
    assert not QualityRule.objects.exclude(introduced_at=None).exists()


@pytest.mark.parametrize(("in_use", "is_news"), [(True, True), (False, False)])
def test_rule_is_news_where_plans_are_published_already(monkeypatch, in_use, is_news):
    make_edition(state="published" if in_use else "draft")
    QualityRule.objects.all().delete()
    rules = {
        "contradiction": RULES["contradiction"],
        "brand-new": SimpleNamespace(introduced=date(2026, 11, 26)),
    }
    monkeypatch.setattr("initiatives.quality.introduction.RULES", rules)
    record_rules("default")
    assert {row.code: row.introduced_at is not None for row in QualityRule.objects.all()} == {
        "contradiction": False,
        "brand-new": is_news,
    }


def test_each_rule_is_recorded_by_the_migration():
    call_command("migrate", verbosity=0)
    assert set(QualityRule.objects.values_list("code", flat=True)) == {*RULES}
