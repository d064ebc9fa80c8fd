"""Several rows typed or pasted as a table at the desk: read, checked and brought in like a workbook."""

import re
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from initiatives.desk.roles import sync_staff_status
from initiatives.desk.typed_passages import TypedPassages
from initiatives.models import (
    Edition,
    Figure,
    Measure,
    Membership,
    Metric,
    Park,
    Passage,
    Plan,
    Project,
    Section,
    Source,
    SourceText,
)
from initiatives.source_text import attach

pytestmark = pytest.mark.django_db

TEXT = """滨海开发区2025年工作要点
一、招商引资
全年新签约项目30个以上，其中亿元以上项目12个。
上半年建成智能制造产业园一期。
二、企业服务
每月走访企业，全年走访企业不少于500家次。
规模以上工业增加值增长8%以上。
"""


@pytest.fixture
def draft() -> Edition:
    park = Park.objects.create(slug="binhai", name="滨海开发区")
    edition = Edition.objects.create(plan=Plan.objects.create(park=park, year=2025), title="工作要点")
    source = Source.objects.create(park=park, slug="points", title="工作要点")
    edition.sources.add(source)
    for number, title in enumerate(("一、招商引资", "二、企业服务"), 1):
        Section.objects.create(source=source, key=f"s{number}", order=number, title=title, label=f"§{number}")
    attach(source, text=TEXT)
    for number, title in enumerate(("招商引资行动", "企业服务行动"), 1):
        Project.objects.create(edition=edition, key=f"p{number}", number=number, title=title)
    return edition


@pytest.fixture
def editor(draft: Edition) -> Client:
    """Somebody who edits the plans of the park and publishes none."""
    user = get_user_model().objects.create_user("editor", password="secret")
    Membership.objects.create(user=user, park=draft.plan.park, role="editor")
    sync_staff_status(user)
    client = Client()
    client.force_login(user)
    return client


def address(draft: Edition, kind: str) -> str:
    with override("en"):
        return reverse("admin:initiatives_plan_table", args=[draft.plan_id, kind])


def lines(*rows: dict[str, str]) -> dict[str, str]:
    return {f"{number}-{name}": text for number, row in enumerate(rows) for name, text in row.items()}


def send(client: Client, draft: Edition, kind: str, step: str, data: dict[str, object]):
    return client.post(address(draft, kind), {**data, "step": step})


def bring_in(client: Client, draft: Edition, kind: str, *rows: dict[str, str], **others: object) -> None:
    """Check the rows, and confirm what was shown."""
    data = {**lines(*rows), **others}
    checked = send(client, draft, kind, "check", data)
    work = checked.context["work"]
    assert not work.has_problems, problems(checked)
    confirmed = send(client, draft, kind, "confirm", {**data, "digest": work.digest, "state": work.state})
    assert confirmed.status_code == 302, problems(confirmed)
    assert confirmed.url.endswith(f"#{kind}")


def problems(response) -> list[str]:
    work = response.context["work"]
    told = [*work.problems]
    for number, row in enumerate(work.table.rows):
        told += [f"{number}: {words}" for words in row.problems]
        told += [f"{number} {name}: {words}" for name, cell in row.cells.items() for words in cell.problems]
    return told


def test_measures_are_typed_with_projects_by_name_or_number_and_no_keys(editor, draft):
    bring_in(
        editor,
        draft,
        "measure",
        {"project": "1", "title": "建成产业园一期", "due": "上半年", "passages": "建成智能制造产业园一期"},
        {"project": "〃", "title": "新签约项目", "due": "2025年"},
        {"project": "企业服务行动", "title": "每月走访企业"},
        {"project": "企业服务行动"},
    )
    rows = Measure.objects.filter(edition=draft).order_by("order")
    assert [(row.project.number, row.title, row.due) for row in rows] == [
        (1, "建成产业园一期", "2025-H1"),
        (1, "新签约项目", "2025"),
        (2, "每月走访企业", ""),
    ]
    assert rows[0].timing_stated == "上半年"
    assert rows[0].key == "jian-cheng-chan-ye-yuan-yi-qi"


@pytest.mark.slow
def test_passages_are_made_from_the_words_of_the_source(editor, draft):
    bring_in(
        editor,
        draft,
        "measure",
        {"project": "1", "title": "建成产业园", "passages": "建成智能制造产业园一期"},
        {"project": "2", "title": "每月走访企业"},
    )
    assert [
        (one.section.label, one.paragraph, one.phrase, one.start is not None)
        for one in Passage.objects.order_by("order")
    ] == [("§1", 2, "建成智能制造产业园一期", True), ("§2", 1, "每月走访企业", True)]
    assert [str(one.passages.get()) for one in Measure.objects.all()] == [
        "§1 ¶2 建成智能制造产业园一期",
        "§2 ¶1 每月走访企业",
    ]


def test_all_that_is_wrong_is_told_at_its_cell_and_nothing_is_written(editor, draft):
    response = send(
        editor,
        draft,
        "measure",
        "check",
        lines(
            {"project": "9", "title": "甲", "due": "某天", "passages": "文中没有的话"},
            {"project": ""},
            {"project": "1", "due": "2025"},
            {"project": "1", "title": "乙", "passages": "全年"},
        ),
    )
    told = problems(response)
    assert [words.split(":")[0] for words in told] == [
        "0 project",
        "0 due",
        "0 passages",
        "2 title",
        "3 passages",
    ]
    assert "not in the source" in told[2]
    assert "stands at §1 ¶1; §2 ¶1. Write more words" in told[4]
    assert not Measure.objects.exists()
    assert not Passage.objects.exists()


@pytest.mark.slow
def test_new_metrics_are_proposed_with_what_the_units_say(editor, draft):
    Metric.objects.create(code="visits", name="走访企业家次", nature="count", base_unit="家次")
    rows = (
        {"metric": "新签约项目数", "value": "30个以上", "period": "2025", "kind": "目标值"},
        {"metric": "规模以上工业增加值增速", "value": "8%以上", "period": "全年", "kind": "target"},
        {"metric": "走访企业家次", "value": "不少于500家次", "period": "2025年", "kind": "Target"},
    )
    checked = send(editor, draft, "figure", "check", lines(*rows))
    work = checked.context["work"]
    assert [(one.name, one.nature, one.base_unit) for one in work.new_metrics] == [
        ("新签约项目数", "count", "个"),
        ("规模以上工业增加值增速", "growth", "%"),
    ]
    names = [one.name for one in work.new_metrics]
    bring_in(
        editor,
        draft,
        "figure",
        *rows,
        **{"metric-name": names, "metric-nature": ["count", "growth"], "metric-unit": ["个", "%"]},
    )
    assert [
        (one.metric.name, str(one.value), one.unit, one.comparator, one.period, one.kind)
        for one in Figure.objects.select_related("metric").order_by("order")
    ] == [
        ("新签约项目数", "30.0000", "个", ">=", "2025", "target"),
        ("规模以上工业增加值增速", "8.0000", "%", ">=", "2025", "target"),
        ("走访企业家次", "500.0000", "家次", ">=", "2025", "target"),
    ]
    assert Metric.objects.count() == 3


@pytest.mark.slow
def test_rows_that_are_there_already_stay_as_they_are(editor, draft):
    first = Project.objects.get(key="p1")
    bring_in(editor, draft, "project", {"title": "绿色转型行动"}, {"title": "人才行动", "number": "7"})
    assert [(one.number, one.title) for one in Project.objects.order_by("number")] == [
        (1, "招商引资行动"),
        (2, "企业服务行动"),
        (3, "绿色转型行动"),
        (7, "人才行动"),
    ]
    first.refresh_from_db()
    assert first.key == "p1"
    again = send(editor, draft, "project", "check", lines({"title": "招商引资行动"}))
    assert re.match("0 title: The plan has", problems(again)[0])


def test_lines_copied_from_a_spreadsheet_with_and_without_headings(editor, draft):
    pasted = "举措\t工程\n走访\t1\n\t\n签约\t2\n".replace("举措", "Title").replace("工程", "Project")
    response = send(editor, draft, "measure", "paste", {"pasted": pasted})
    rows = [row.texts for row in response.context["table"].filled]
    assert rows == [{"title": "走访", "project": "1"}, {"title": "签约", "project": "2"}]
    response = send(editor, draft, "measure", "paste", {"pasted": '1\t"走访\n企业"\n'})
    assert [row.texts for row in response.context["table"].filled] == [
        {"project": "1", "title": "走访\n企业"}
    ]


@pytest.mark.slow
def test_only_what_was_checked_is_brought_in(editor, draft):
    data = lines({"project": "1", "title": "甲"})
    work = send(editor, draft, "measure", "check", data).context["work"]
    seen = {"digest": work.digest, "state": work.state}
    other = send(editor, draft, "measure", "confirm", {**lines({"project": "1", "title": "乙"}), **seen})
    assert other.status_code == 200
    Measure.objects.create(edition=draft, project=draft.projects.first(), key="m", title="丙")
    moved = send(editor, draft, "measure", "confirm", {**data, **seen})
    assert "changed meanwhile" in problems(moved)[0]
    assert [one.title for one in Measure.objects.all()] == ["丙"]


@pytest.mark.slow
def test_sections_get_their_labels_and_numbers_of_paragraphs(editor, draft):
    Section.objects.all().delete()
    bring_in(editor, draft, "section", {"title": "一、招商引资"}, {"title": "二、企业服务"})
    assert [(one.label, one.paragraph_count) for one in Section.objects.order_by("order")] == [
        ("§1", 2),
        ("§2", 2),
    ]


def test_who_may_only_look_adds_nothing(draft):
    user = get_user_model().objects.create_user("viewer", password="secret")
    Membership.objects.create(user=user, park=draft.plan.park, role="viewer")
    sync_staff_status(user)
    client = Client()
    client.force_login(user)
    assert client.get(address(draft, "measure")).status_code == 403


def test_without_a_draft_the_page_says_what_comes_first(editor, draft):
    Edition.objects.update(state="submitted")
    response = editor.get(address(draft, "measure"), follow=True)
    assert "Begin a draft first" in response.content.decode()


def test_more_rows_than_a_page_holds_are_refused_in_words(editor, draft):
    response = send(editor, draft, "measure", "paste", {"pasted": "1\t走访\n" * 500})
    assert "At most 120 rows at once" in response.content.decode()


def test_words_that_are_no_table_are_kept_out(editor, draft):
    sent = urlencode({"9" * 5000 + "-title": "甲", "x-title": "乙", "step": "check"})
    form = "application/x-www-form-urlencoded"
    response = editor.post(address(draft, "measure"), sent, content_type=form)
    assert problems(response) == ["No row is filled."]


@pytest.mark.parametrize("number", ["9" * 20, "9" * 5000])
def test_number_of_a_project_that_is_too_large_is_told_at_its_cell(editor, draft, number):
    rows = lines({"number": number, "title": "甲"}, {"title": "乙"})
    told = problems(send(editor, draft, "project", "check", rows))
    assert [words.partition(":")[0] for words in told] == ["0 number"]


@pytest.mark.parametrize("project", ["9" * 20, "9" * 5000])
def test_table_begins_with_no_project_where_the_link_names_none(editor, draft, project):
    assert editor.get(address(draft, "measure"), {"project": project}).status_code == 200


def test_text_longer_than_a_cell_is_told_and_not_cut(editor, draft):
    rows = lines(
        {"project": "1", "kind": "context", "content": "长" * 32_768},
        {"project": "1", "kind": "context", "content": "短", "passages": "长" * 32_768},
    )
    told = problems(send(editor, draft, "statement", "check", rows))
    reason = "This has 32768 characters; a cell holds 32767. Shorten it, or split it."
    assert told == [f"0 content: {reason}", f"1 passages: {reason}"]


def test_words_or_key_of_several_passages_are_told_with_their_places(editor, draft):
    source = draft.sources.get()
    other = Source.objects.create(park=draft.plan.park, slug="report", title="报告")
    draft.sources.add(other)
    first, second = source.sections.order_by("order")
    third = Section.objects.create(source=other, key="s1", order=1, title="一、总结", label="§1")
    for section, key in ((first, "year"), (second, "again"), (third, "year")):
        words = "报告的话" if section is third else "全年"
        Passage.objects.create(
            source=section.source, section=section, key=key, place="paragraph", paragraph=1, phrase=words
        )

    told = problems(
        send(
            editor,
            draft,
            "measure",
            "check",
            lines(
                {"project": "1", "title": "甲", "passages": "全年"},
                {"project": "1", "title": "乙", "passages": "year"},
                {"project": "1", "title": "丙", "passages": "points/year, again"},
                {"project": "1", "title": "丁", "passages": "§2 ¶1 全年"},
                {"project": "1", "title": "全年"},
            ),
        )
    )

    remedy = "Write one of these keys, or more words."
    assert told == [
        f"0 passages: “全年” names several passages: points/again (§2 ¶1); points/year (§1 ¶1). {remedy}",
        f"1 passages: “year” names several passages: points/year (§1 ¶1); report/year (§1 ¶1). {remedy}",
    ]


def test_text_that_several_passages_have_gets_none_of_them(draft):
    for number, section in enumerate(Section.objects.all()):
        Passage.objects.create(
            source=section.source, section=section, key=f"p{number}", place="heading", phrase="全年"
        )
    assert TypedPassages(draft).keys_where_found("全年") == []


@pytest.mark.slow
def test_place_is_written_before_the_words_where_no_text_is_attached(editor, draft):
    SourceText.objects.all().delete()
    told = problems(
        send(editor, draft, "measure", "check", lines({"project": "1", "title": "甲", "passages": "走访"}))
    )
    assert "§2 ¶3 words" in told[0]
    bring_in(editor, draft, "measure", {"project": "1", "title": "甲", "passages": "§2 ¶3 走访企业"})
    assert str(Measure.objects.get().passages.get()) == "§2 ¶3 走访企业"


@pytest.mark.slow
def test_what_only_publishers_may_add_is_refused_to_others(draft):
    group = Group.objects.get(name="编辑")
    group.permissions.remove(*group.permissions.filter(codename="add_metric"))
    user = get_user_model().objects.create_user("careful", password="secret")
    Membership.objects.create(user=user, park=draft.plan.park, role="editor")
    sync_staff_status(user)
    client = Client()
    client.force_login(user)
    row = {"metric": "新签约项目数", "value": "30个", "period": "2025", "kind": "target"}
    told = problems(send(client, draft, "figure", "check", lines(row)))
    assert told == [
        "All plans share these, and you may not add or change them: 新签约项目数. Ask a publisher."
    ]
