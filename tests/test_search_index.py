"""The index of the search: in step with every write, whatever makes it, and with nothing else."""

from io import StringIO

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from initiatives.editions.lifecycle import publish, revise, withdraw
from initiatives.freshness.stamps import site_stamp
from initiatives.models import (
    Assignment,
    Metric,
    Organisation,
    SearchBacklog,
    SearchEntry,
    Statement,
    Update,
)
from initiatives.search import Hit, Query, index_upkeep, search
from initiatives.search.index_upkeep import before_commit, bring_up_to_date, install
from tests.factories import (
    make_assignment,
    make_contribution,
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_metric,
    make_organisation,
    make_passage,
    make_project,
    make_release,
    make_remark,
    make_source,
    make_statement,
)

pytestmark = pytest.mark.django_db


def found(text: str, **filters) -> list[str]:
    return [hit.name for hit in hits_of(text, **filters)]


def hits_of(text: str, **filters) -> list[Hit]:
    return [hit for hits in search(Query.parse(text, **filters)) for hit in hits.hits]


def entries() -> set[str]:
    """The texts in the index itself."""
    texts = SearchEntry.objects.values_list("names", "texts")
    return {line for names, others in texts for line in f"{names}\n{others}".split("\n")}


@pytest.fixture
def edition():
    edition = make_edition()
    bring_up_to_date()
    return edition


def commit() -> None:
    """What happens before a transaction is committed; that of a test never is."""
    before_commit(connection)


# Every door


def save(edition) -> None:
    make_statement(edition, content="低空经济")


def bulk_create(edition) -> None:
    Statement.objects.bulk_create([Statement(edition=edition, key="s", kind="context", content="低空经济")])


def bulk_update(edition) -> None:
    statement = make_statement(edition)
    statement.content = "低空经济"
    Statement.objects.bulk_update([statement], ["content"])


def update(edition) -> None:
    make_statement(edition)
    Statement.objects.filter(edition=edition).update(content="低空经济")


def raw(edition) -> None:
    make_statement(edition)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE initiatives_statement SET content = '低空经济'")


def from_a_file(edition) -> None:
    statement = make_statement(edition)
    statement.content = "低空经济"
    for row in serializers.deserialize("json", serializers.serialize("json", [statement])):
        row.save()


@pytest.mark.parametrize("write", [save, bulk_create, bulk_update, update, raw, from_a_file])
def test_whatever_writes_a_row_it_is_found_at_once_and_in_the_index_once_committed(edition, write):
    write(edition)
    assert found("低空") == ["低空经济"]
    commit()
    assert "低空经济" in entries()
    assert not SearchBacklog.objects.exclude(unit="version").exists()
    assert found("低空") == ["低空经济"]


@pytest.mark.parametrize(
    "delete",
    [
        lambda: Statement.objects.get().delete(),
        lambda: Statement.objects.all().delete(),
        lambda: Statement.objects.all()._raw_delete("default"),
    ],
)
def test_what_is_deleted_is_found_no_more(edition, delete):
    save(edition)
    commit()
    delete()
    assert found("低空") == []
    commit()
    assert "低空经济" not in entries()


def test_links_decide_what_is_found_of_a_park(edition):
    statement = make_statement(edition)
    organisation = make_organisation(edition.plan.park, name="比亚迪")
    passage = make_passage(make_source(edition), phrase="招大引强")
    commit()
    assert found("比亚迪") == found("招大引强") == []
    statement.organisations.add(organisation)
    statement.passages.add(passage)
    assert len(found("比亚迪")) == len(found("招大引强")) == 1
    commit()
    assert {"比亚迪", "招大引强"} <= entries()
    organisation.statements.clear()
    statement.passages.set([])
    commit()
    assert not {"比亚迪", "招大引强"} & entries()


def test_what_is_assigned_is_found_and_leads_to_the_tasks(edition):
    measure, park = make_measure(make_project(edition), key="bridge", title="建桥"), edition.plan.park
    row = make_assignment(measure, leader="王小明", draft=True)
    body = make_organisation(park, name="督查室", slug="inspection")
    commit()
    assert found("王小明") == found("督查室") == []
    row.joint.add(body)
    Assignment.objects.update(draft=False)
    for _time in ("before the commit", "after"):
        hits = [*hits_of("王小明"), *hits_of("督查室")]
        assert [hit.name for hit in hits] == ["建桥", "督查室"]
        addresses = [f"{edition.url('tasks')}#bridge", edition.url("organisation", "inspection")]
        assert [hit.url for hit in hits] == addresses
        commit()
    assert {"王小明", "督查室"} <= entries()
    row.joint.clear()
    Assignment.objects.update(leader="李大力")
    assert found("王小明") == found("督查室") == []
    assert found("李大力", park=park.pk, kind="assignments") == ["建桥"]


def test_shared_rows_are_found_by_their_new_names(edition):
    metric, park = make_metric(name="税收"), edition.plan.park
    figure = make_figure(edition, metric=metric)
    make_statement(edition).organisations.add(make_organisation(park, name="旧名"))
    commit()
    Metric.objects.update(name="规模以上工业企业数")
    Organisation.objects.update(name="新名")
    assert len(found("规上工业")) == len(found("新名")) == 1
    commit()
    assert SearchEntry.objects.get(metric_id=metric.pk, object_id=figure.pk).names.startswith("规模以上")
    assert found("税收") == found("旧名") == []
    assert len(found("规上工业")) == len(found("新名")) == 1


# Drafts


def test_drafts_are_in_no_index(edition):
    for state in ("draft", "superseded", "withdrawn"):
        save(make_edition(state=state, title="低空计划"))
    assert not SearchBacklog.objects.exclude(unit__in=("version", "park")).exists()
    commit()
    assert not any("低空" in text for text in entries())
    assert found("低空") == []


def test_publishing_and_withdrawing_change_what_is_found(edition):
    draft = make_edition(state="draft", plan=edition.plan, number=2, title="低空计划")
    make_goal(draft, title="低空目标", title_en="")
    commit()
    publish(draft, user=None, note="新一版")
    assert found("低空计划") and found("低空目标") == ["低空目标"]
    commit()
    assert {"低空计划", "低空目标"} <= entries()
    draft.refresh_from_db()
    withdraw(draft)
    assert found("低空") == []
    commit()
    assert not any("低空" in text for text in entries())


# Failures


def test_write_that_fails_leaves_row_and_index_as_they_were(edition):
    statement = make_statement(edition, content="低空经济")
    commit()
    before = list(SearchEntry.objects.order_by("pk").values())
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.filter(pk=statement.pk).update(content="海洋经济")
        commit()
        assert found("海洋") == ["海洋经济"]
        Statement.objects.filter(pk=statement.pk).update(kind="")
    assert list(SearchEntry.objects.order_by("pk").values()) == before
    assert (found("低空"), found("海洋")) == (["低空经济"], [])


def test_error_of_the_index_stops_no_write_and_no_search(edition, monkeypatch):
    def fail(*_arguments):
        raise RuntimeError("out of order")

    save(edition)
    with monkeypatch.context() as patched:
        patched.setattr(index_upkeep, "_take_up_editions", fail)
        commit()
    assert found("低空") == ["低空经济"]
    commit()
    assert "低空经济" in entries()


@pytest.mark.django_db(transaction=True)
def test_index_is_brought_up_to_date_by_the_commit_itself():
    edition = make_edition()
    with transaction.atomic():
        save(edition)
        assert "低空经济" not in entries()
    assert "低空经济" in entries()


def test_row_that_cannot_be_searched_hides_no_other(edition, monkeypatch):
    save(edition)
    make_statement(make_edition(), content="海洋经济")
    whole = index_upkeep._take_up_editions

    def fail_once(pks):
        if edition.pk in pks:
            raise RuntimeError("out of order")
        return whole(pks)

    monkeypatch.setattr(index_upkeep, "_take_up_editions", fail_once)
    commit()
    assert "海洋经济" in entries() and "低空经济" not in entries()


def test_draft_and_what_it_brings_notes_nothing(edition):
    commit()
    draft = revise(edition.plan)
    make_statement(draft, content="草稿里的话")
    make_organisation(edition.plan.park)
    make_passage(make_source(draft))
    assert not index_upkeep.backlog().exists()


def test_save_that_changes_nothing_notes_nothing(edition):
    make_statement(edition, content="说过的话")
    commit()
    for row in edition.statements.all():
        row.save()
    assert not index_upkeep.backlog().exists()


def test_taking_up_moves_the_stamp_of_the_site(edition):
    save(edition)
    before = site_stamp()
    bring_up_to_date()
    assert site_stamp() != before


def test_missing_triggers_are_put_back_and_the_index_is_built_anew(edition):
    save(edition)
    commit()
    index_upkeep.put_aside()
    make_statement(edition, content="海洋经济")
    assert not index_upkeep.backlog().exists()
    install()
    bring_up_to_date()
    assert "海洋经济" in entries()
    install()
    assert not index_upkeep.backlog().exists()


# Building it


def test_rebuilding_gives_the_same_index_and_can_be_broken_off(edition):
    for number in range(3):
        make_statement(make_edition(), content=f"低空经济{number}")
    bring_up_to_date()
    before = list(SearchEntry.objects.order_by("pk").values())
    index_upkeep.begin_rebuilding()
    next(index_upkeep.take_up_backlog(batch=1))
    said = StringIO()
    call_command("rebuild_search", stdout=said)
    assert list(SearchEntry.objects.order_by("pk").values()) == before
    assert "complete" in said.getvalue()
    assert len(found("低空")) == 3


def test_index_of_another_version_is_built_anew(edition, client):
    save(edition)
    commit()
    assert client.get("/readyz").json()["search"] == "ok"
    SearchBacklog.objects.filter(unit="version").update(object_id=0)
    assert client.get("/readyz").json()["search"] == "to be rebuilt"
    install()
    assert SearchEntry.objects.count() == 0
    assert found("低空") == ["低空经济"]
    bring_up_to_date()
    assert "低空经济" in entries()
    assert client.get("/readyz").json()["search"] == "ok"


# What is found


def test_everything_that_is_said_is_found(edition):
    edition.release_note = "更正了投资额"
    edition.save()
    project = make_project(edition, title="园区招商", theme="", drive="")
    make_contribution(make_goal(edition), project, reason="因为招商带来产业")
    make_release(edition)
    measure = make_measure(project)
    about = {"plan": edition.plan, "subject": "measure", "subject_key": measure.key}
    Update.objects.create(**about, key="u", date="2024-05-01", content="已签约三家")
    for waiting in (True, False):
        assert len(found("因为招商")) == len(found("更正了投资")) == len(found("签约")) == 1
        assert found(edition.plan.park.name)[0] == edition.plan.park.name
        if waiting:
            bring_up_to_date()


def test_filters_leave_what_they_name(edition):
    other = make_edition(year=2022)
    for one in (edition, other):
        make_statement(one, content="低空经济")
        make_figure(one, wording="低空企业10家", value=10)
    doubted = make_figure(edition, wording="低空企业12家", value=12)
    make_remark(edition, kind="contradiction").figures.add(doubted)
    for waiting in (True, False):
        assert len(found("低空")) == 5
        assert len(found("低空", park=edition.plan.park_id)) == 3
        assert len(found("低空", year=2022)) == 2
        assert len(found("低空", kind="statements")) == 2
        (hits,) = search(Query.parse("低空", in_question=True))
        assert [hit.row for hit in hits.hits] == [doubted]
        if waiting:
            bring_up_to_date()


def test_names_come_first_and_then_the_latest_year():
    old, new = make_edition(year=2020), make_edition(year=2024)
    for edition in (old, new):
        project = make_project(edition)
        make_measure(project, title=f"其他{edition.plan.year}", detail="低空经济")
        make_measure(project, title=f"低空{edition.plan.year}")
    for waiting in (True, False):
        assert found("低空") == ["低空2024", "低空2020", "其他2024", "其他2020"]
        if waiting:
            bring_up_to_date()


def test_pages_by_key_are_the_whole():
    edition = make_edition()
    project = make_project(edition)
    for number in range(7):
        make_measure(project, title=f"低空{number}", detail="经济")
        make_measure(project, title=f"其他{number}", detail="低空")
    whole = found("低空")
    assert len(whole) == 14
    for waiting in (True, False):
        pages, after = [], ""
        while hits := search(Query.parse("低空", most=4, kind="measures", after=after)):
            pages += [hit.name for hit in hits[0].hits]
            after = hits[0].hits[-1].key
        assert pages == whole
        if waiting:
            bring_up_to_date()


def test_counts_are_capped():
    edition = make_edition()
    for _number in range(9):
        make_statement(edition, content="低空")
    bring_up_to_date()
    (hits,) = search(Query.parse("低空", most=2, counted=5))
    assert (len(hits.hits), hits.count, hits.counted_all, hits.more) == (2, 5, False, True)
    (hits,) = search(Query.parse("低空", most=2, counted=20))
    assert (hits.count, hits.counted_all, hits.more) == (9, True, True)


# Page, suggestions, programs


def test_suggestions_are_the_first_of_what_the_page_and_programs_find(edition, client):
    project = make_project(edition)
    for number in range(5):
        make_measure(project, title=f"低空{number}")
        make_statement(edition, content=f"低空经济{number}")
    bring_up_to_date()
    page = client.get("/search/", {"q": "低空"}).content.decode()
    part = client.get("/search/suggestions/", {"q": "低空"})
    assert part.headers["X-Robots-Tag"] == "noindex"
    assert "<html" not in part.content.decode()
    shown = [f"<mark>低空</mark>{number}</a>" for number in range(5)]
    assert all(one in page for one in shown)
    assert [one in part.content.decode() for one in shown] == [True] * 3 + [False] * 2
    kinds = client.get("/api/v1/search", {"q": "低空"}).json()["data"]
    assert [(kind["kind"], kind["count"], kind["more"]) for kind in kinds] == [
        ("measures", 5, False),
        ("statements", 5, False),
    ]


def test_programs_filter_and_go_on_by_key(client):
    edition = make_edition()
    for number in range(60):
        make_statement(edition, content=f"低空经济{number}")
    make_statement(make_edition(year=2020), content="低空经济")
    bring_up_to_date()
    asked = {"q": "低空", "year": "2024", "park": edition.plan.park.slug}
    (first,) = client.get("/api/v1/search", asked).json()["data"]
    assert (len(first["hits"]), first["count"], first["counted_all"]) == (50, 60, True)
    (second,) = client.get(first["next"]).json()["data"]
    assert len(second["hits"]) == 10
    assert second["next"] is None
    assert not {hit["id"] for hit in first["hits"]} & {hit["id"] for hit in second["hits"]}
    for name, text in (("year", "x"), ("kind", "x"), ("state", "x"), ("after", "x"), ("park", "?")):
        assert client.get("/api/v1/search", {"q": "低空", name: text}).status_code == 400
    assert client.get("/api/v1/search", {"q": "低空", "park": "nowhere"}).json()["data"] == []


def test_whose_a_hit_is_stands_beside_it_where_there_are_several_plans(client):
    edition = make_edition()
    make_statement(edition, content="低空经济")
    assert 'class="whose"' not in client.get("/search/", {"q": "低空"}).content.decode()
    other = make_edition(year=2020)
    make_statement(other, content="低空经济")
    page = client.get("/search/", {"q": "低空"}).content.decode()
    assert f'<small class="whose">{edition.plan.park.name} · 2024</small>' in page
    assert f"?q=%E4%BD%8E%E7%A9%BA&amp;park={other.plan.park.slug}" in page
    filtered = client.get("/search/", {"q": "低空", "park": other.plan.park.slug}).content.decode()
    assert filtered.count('class="whose"') == 1
