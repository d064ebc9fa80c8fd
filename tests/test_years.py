"""Plans of one park over the years: links, what became of goals and projects, a metric over time."""

import pytest

from initiatives.editions.lifecycle import publish, revise, start_next_year, withdraw
from initiatives.models import Goal, Project
from initiatives.models.lineage import Lineage
from initiatives.values.likeness import most_alike
from initiatives.values.vocabulary import Basis, EditionState
from tests.factories import (
    SECRET,
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_metric,
    make_park,
    make_passage,
    make_project,
    make_rich_edition,
    make_source,
)
from tests.public_pages import count_queries, plan_pages
from tests.settings import ON_SERVERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def years():
    """The plans of one park for 2023 and 2024, both published and read whole."""
    park = make_park(slug="two-years")
    return [make_edition(park=park, year=year, read_whole_on="2024-01-01") for year in (2023, 2024)]


def relations(model, before, after):
    """What became of the rows: the relation, the titles before, the title after, the basis."""
    lines = Lineage(model, [after.plan.park_id]).between(before, after)
    return {
        (
            str(line.relation),
            "+".join(row.title for row in line.before),
            line.after.title if line.after else "",
            str(line.basis),
        )
        for line in lines
    }


# What follows from what


def test_same_title_is_taken_for_the_same_and_marked_as_inference(years):
    before, after = years
    make_goal(before, key="a", title="确保经济稳中有进")
    make_goal(after, key="b", title="确保经济 稳中有进")
    assert relations(Goal, before, after) == {("kept", "确保经济稳中有进", "确保经济 稳中有进", "inferred")}


def test_same_key_counts_only_with_a_title_alike(years):
    before, after = years
    for key, titles in {
        "p1": ("科技创新行动", "科技创新提升行动"),
        "p2": ("党建引领", "营商环境优化"),
    }.items():
        make_goal(before, key=key, title=titles[0])
        make_goal(after, key=key, title=titles[1])
    assert relations(Goal, before, after) == {
        ("renamed", "科技创新行动", "科技创新提升行动", "inferred"),
        ("new", "", "营商环境优化", "inferred"),
        ("dropped", "党建引领", "", "inferred"),
    }


def test_editors_links_say_what_was_merged_and_split_and_whether_the_park_says_so(years):
    before, after = years
    old = {title: make_project(before, title=title, theme="", drive="") for title in "甲乙丙"}
    merged = make_project(after, title="甲乙合一", theme="", drive="", predecessors_basis=Basis.STATED)
    merged.predecessors.add(old["甲"], old["乙"])
    for title in ("丙一", "丙二"):
        make_project(after, title=title, theme="", drive="").predecessors.add(old["丙"])
    make_project(after, title="丁", theme="", drive="", predecessors_basis=Basis.STATED)
    assert relations(Project, before, after) == {
        ("merged", "甲+乙", "甲乙合一", "stated"),
        ("split", "丙", "丙一", "inferred"),
        ("split", "丙", "丙二", "inferred"),
        ("new", "", "丁", "stated"),
    }


def test_what_an_editor_calls_new_is_not_found_again_by_its_title(years):
    before, after = years
    make_goal(before, title="同名")
    make_goal(after, title="同名", predecessors_basis=Basis.INFERRED)
    assert {line[0] for line in relations(Goal, before, after)} == {"new", "dropped"}


def test_link_is_followed_to_whatever_edition_of_the_earlier_plan_is_published(years):
    before, after = years
    row = make_goal(before, key="old", title="旧")
    make_goal(after, title="新").predecessors.add(row)
    revised = publish(revise(before.plan), user=None, note="x")
    assert relations(Goal, revised, after) == {("renamed", "旧", "新", "inferred")}


def test_rows_are_followed_through_the_years_in_between(years):
    before, after = years
    last = make_edition(park=before.plan.park, year=2025)
    first = make_goal(before, title="一")
    middle = make_goal(after, title="二", predecessors_basis=Basis.STATED)
    middle.predecessors.add(first)
    make_goal(last, title="三").predecessors.add(middle)
    assert relations(Goal, before, last) == {("renamed", "一", "三", "inferred")}


def test_one_title_alike_is_proposed_and_never_one_of_two():
    titles = [("a", "科技创新行动"), ("b", "营商环境优化行动")]
    assert most_alike("科技创新提升行动", titles) == "a"
    assert most_alike("乡村振兴", titles) is None
    assert most_alike("科技创新", [("a", "科技创新一"), ("b", "科技创新二")]) is None


# Links between years


def test_every_page_links_the_same_page_of_the_years_beside_it(client, years):
    before, after = years
    make_goal(before, key="x", title="同名目标")
    make_goal(after, key="y", title="同名目标")
    metric = make_metric()
    for edition in years:
        make_figure(edition, metric=metric)
    for name, args in (("goals", ()), ("projects", ()), ("metric", (metric.code,)), ("changes", ())):
        assert f'href="{before.url(name, *args)}"' in client.get(after.url(name, *args)).content.decode()
        assert f'href="{after.url(name, *args)}"' in client.get(before.url(name, *args)).content.decode()
    assert f'href="{before.url("goal", "x")}"' in client.get(after.url("goal", "y")).content.decode()


def test_front_page_is_linked_where_the_other_plan_has_no_such_page(client, years):
    before, after = years
    make_goal(after, key="y", title="只有今年")
    page = client.get(f"/en{after.url('goal', 'y')}").content.decode()
    assert f'href="/en{before.get_absolute_url()}">← Plan 2023 <small>its front page' in page


def test_a_single_plan_has_no_years(client):
    edition = make_edition()
    assert 'class="wrap years"' not in client.get(edition.get_absolute_url()).content.decode()


def test_goal_says_what_it_was_and_what_it_is_new_or_dropped(client, years):
    before, after = years
    make_goal(before, key="gone", title="旧目标")
    make_goal(after, key="new", title="新设")
    assert "Dropped" in client.get(f"/en{before.url('goal', 'gone')}").content.decode()
    assert ">New<" in client.get(f"/en{after.url('goal', 'new')}").content.decode()


def test_nothing_is_called_new_or_dropped_where_a_source_was_not_read_whole(client, years):
    before, after = years
    type(before).objects.filter(pk=before.pk).update(read_whole_on=None)
    make_goal(before, key="gone", title="旧目标")
    make_goal(after, key="new", title="新设")
    for path in (before.url("goal", "gone"), after.url("goal", "new"), after.url("year-comparison", 2023)):
        page = client.get(f"/en{path}").content.decode()
        assert ">New<" not in page and ">Dropped<" not in page
        assert "No counterpart entered" in page


# Two years side by side


def test_comparison_says_what_was_kept_changed_dropped_and_new(client, years):
    before, after = years
    old, new = (
        make_project(edition, key=f"p-{edition.plan.year}", title="工程", theme="", drive="")
        for edition in years
    )
    make_measure(old, title="走访企业", cadence="monthly")
    make_measure(new, title="走访企业", cadence="yearly")
    make_measure(old, title="不再做的", title_en="No longer done")
    metric = make_metric(name_en="High-tech companies")
    make_figure(before, metric=metric, kind="target", period="2023", value=100)
    make_figure(after, metric=metric, kind="target", period="2024", value=120)
    page = client.get(f"/en{after.url('year-comparison', 2023)}").content.decode()
    assert "<del>Every month</del>" in page and "<ins>Every year</ins>" in page
    assert "Dropped" in page and "No longer done" in page
    row = page[page.index("High-tech companies") :]
    assert row.index(">100<") < row.index(">120<")


def test_comparison_with_an_unpublished_year_does_not_exist(client, years):
    _before, after = years
    draft = start_next_year(after)
    assert client.get(after.url("year-comparison", draft.plan.year)).status_code == 404
    assert client.get(after.url("year-comparison", 1999)).status_code == 404
    assert client.get(after.url("year-comparison", after.plan.year)).status_code == 404


# A metric over the years


def test_target_of_last_year_stands_beside_the_result_in_this_years_plan(client, years):
    before, after = years
    metric = make_metric(name_en="Output")
    source = make_source(before)
    make_figure(before, metric=metric, kind="target", period="2023", value=100).passages.add(
        make_passage(source)
    )
    make_figure(after, metric=metric, kind="actual", period="2023", value=97)
    make_figure(after, metric=metric, kind="target", period="2024", value=110)
    page = client.get(f"/en/{before.plan.park.slug}/metrics/{metric.code}/").content.decode()
    line = page[page.index("Target and result") :]
    line = line[line.index(">2023<") : line.index("</tr>", line.index(">2023<"))]
    assert line.index(">100<") < line.index(">97<")
    assert f"{before.url('source', source.slug)}#" in line
    assert page.count('class="bar-row"') == 3
    assert "drawn as the latest" not in page


def test_chart_chooses_neither_of_two_numbers_that_contradict_each_other(client, years):
    before, after = years
    metric = make_metric(name_en="Output")
    for period in ("2020", "2021", "2022"):
        make_figure(before, metric=metric, kind="actual", period=period, value=90)
    for value in (91, 92):
        make_figure(after, metric=metric, kind="actual", period="2022", value=value)
    page = client.get(f"/en/{before.plan.park.slug}/metrics/{metric.code}/").content.decode()
    assert page.count('class="bar-row"') == 2 and "drawn as the latest" in page


def test_metric_page_exists_only_for_published_figures(client, years):
    metric = make_metric()
    draft = start_next_year(years[1])
    make_figure(draft, metric=metric)
    path = f"/{years[0].plan.park.slug}/metrics/{metric.code}/"
    assert client.get(path).status_code == 404
    make_figure(years[0], metric=metric)
    assert client.get(path).status_code == 200
    assert client.get(f"/nowhere/metrics/{metric.code}/").status_code == 404


# Drafts, stamps, queries


def test_drafts_of_other_years_are_seen_nowhere(client, years, public_site):
    _before, after = years
    draft = start_next_year(after)
    make_goal(draft, title=SECRET)
    withdrawn = make_edition(park=after.plan.park, year=2022, state=EditionState.WITHDRAWN)
    secret = make_goal(withdrawn, title=SECRET)
    goal = make_goal(after, title="目标")
    goal.predecessors.add(secret)
    slug = after.plan.park.slug
    for path in (
        *plan_pages(after),
        after.url("goal", goal.key),
        after.url("year-comparison", 2023),
        f"/{slug}/years.atom",
    ):
        page = client.get(path)
        assert page.status_code == 200, path
        assert SECRET not in page.content.decode() and f"/{slug}/2025/" not in page.content.decode(), path


def test_change_of_an_edition_does_not_tell_the_title_of_a_predecessor_that_is_a_draft(client, years):
    before, after = years
    secret = make_goal(revise(before.plan), title=SECRET)
    make_goal(after, key="g", title="目标")
    draft = revise(after.plan)
    draft.goals.get(key="g").predecessors.add(secret)
    published = publish(draft, user=None, note="x")
    page = client.get(f"/en{published.url('change', published.number)}").content.decode()
    assert SECRET not in page
    assert "2023 · a row that is not published" in page


def test_title_of_a_predecessor_is_told_no_more_once_its_plan_was_withdrawn(client, years):
    before, after = years
    old = make_goal(before, title=SECRET, title_en=SECRET)
    make_goal(after, key="g", title="目标")
    draft = revise(after.plan)
    draft.goals.get(key="g").predecessors.add(old)
    published = publish(draft, user=None, note="x")
    address = f"/en{published.url('change', published.number)}"
    assert SECRET in client.get(address).text
    second = revise(before.plan)
    publish(second, user=None, note="x")
    withdraw(second)
    page = client.get(address).text
    assert SECRET not in page and "2023 · a row that is not published" in page


# On PostgreSQL a transaction moves a stamp once, and each write is one of its own.
@pytest.mark.django_db(transaction=ON_SERVERS)
def test_page_of_one_year_is_made_anew_when_another_year_changes(client, years, settings):
    settings.PAGE_CACHE_MB = 8
    before, after = years
    fresh = type(client)()
    goal = make_goal(before, key="g", title="同名")
    make_goal(after, key="g", title="同名")
    path = after.url("goal", "g")
    assert before.url("goal", "g") in fresh.get(path).content.decode()
    goal.title = "完全不同的说法"
    goal.save()
    assert "同名" not in fresh.get(before.url("goal", "g")).content.decode()
    assert f'href="{before.url("goal", "g")}"' not in fresh.get(path).content.decode()
    withdraw(before)
    assert "/2023/" not in fresh.get(path).content.decode()


def test_number_of_queries_does_not_grow_with_years(client, public_site):
    few, many = make_park(), make_park()
    metric = make_metric()
    last = {}
    for park, count in ((few, 2), (many, 6)):
        for year in range(2025 - count, 2025):
            edition = make_rich_edition(2, park=park, year=year)
            make_figure(edition, metric=metric)
            make_goal(edition, key="g", title="同名")
            last[park] = edition
    one, other = last[few], last[many]
    for name, args in (
        ("plan", ()),
        ("goal", ("g",)),
        ("project", (one.projects.first().key,)),
        ("metric", (metric.code,)),
        ("year-comparison", (2023,)),
    ):
        args_other = (other.projects.first().key,) if name == "project" else args
        assert count_queries(client, one.url(name, *args)) == count_queries(
            client, other.url(name, *args_other)
        ), name
    for path in (f"metrics/{metric.code}/", "years.atom"):
        assert count_queries(client, f"/{few.slug}/{path}") == count_queries(
            client, f"/{many.slug}/{path}"
        ), path


def test_feed_tells_the_differences_of_plans_that_follow_each_other(client, public_site):
    park = make_park()
    first, second = (
        make_edition(park=park, year=year, read_whole_on="2024-01-01", released_at=f"{year}-01-05T00:00Z")
        for year in (2023, 2024)
    )
    make_goal(first, title="旧", title_en="Old one")
    make_goal(second, title="新", title_en="New one")
    feed = client.get(f"/en/{park.slug}/years.atom").content.decode()
    assert "New: New one" in feed and "Dropped: Old one" in feed
    assert f"/en{second.url('year-comparison', 2023)}" in feed


def test_next_years_draft_names_its_predecessors_as_undecided(years):
    _before, after = years
    make_goal(after, key="g", title="目标")
    draft = start_next_year(after)
    goal = draft.goals.get(key="g")
    assert goal.predecessors.get().edition == after
    assert goal.predecessors_basis == ""


def test_programs_read_predecessors_with_relation_and_basis(client, years):
    before, after = years
    old = make_goal(before, key="old", title="旧")
    make_goal(after, key="new", title="新", predecessors_basis=Basis.STATED).predecessors.add(old)
    slug = after.plan.park.slug
    record = client.get(f"/api/v1/goals/{slug}/2024/new").json()["data"]
    (told,) = record["predecessors"]
    assert (told["id"], told["relation"], told["basis"]) == (f"goals/{slug}/2023/old", "renamed", "stated")
    assert record["predecessors_basis"] == "stated"
    table = client.get(f"/{slug}/2024/goals.csv").content.decode("utf-8-sig")
    assert "旧" in table


def test_number_of_queries_of_the_list_of_goals_does_not_grow_with_parks(client):
    counts = []
    for _ in range(2):
        park = make_park()
        for year in (2023, 2024):
            make_goal(make_edition(park=park, year=year), title="同名")
        counts.append(count_queries(client, "/api/v1/goals"))
    assert counts[0] == counts[1]
