"""Forms of the desk ask for no key, read days and periods in words, and lead back to the plan."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from initiatives.models import (
    Contribution,
    Figure,
    Goal,
    Measure,
    Metric,
    Organisation,
    Park,
    Project,
    Source,
    Statement,
)
from tests.admin_pages import address, errors, form_data, make_park_edition, make_rows

pytestmark = pytest.mark.django_db


def add(client: Client, model, *, query: dict[str, int] | None = None, **values: object):
    page = address(model, "add", language="en")
    sent = form_data(client.get(page, query or {}))
    return client.post(page, {**sent, **values})


def plan_page(plan, kind: str) -> str:
    with override("en"):
        return f"{reverse('admin:initiatives_plan_change', args=[plan.pk])}#{kind}"


def test_rows_of_every_kind_are_saved_without_a_key(admin_client, subtests):
    edition = make_park_edition()
    rows = make_rows(edition)
    park, project = edition.plan.park, rows[Project]
    other = Goal.objects.create(edition=edition, key="other", title="另一目标")
    own = {"edition": edition.pk}
    cases = {
        Park: ({"name": "滨海开发区", "city": "宁波", "level": "provincial"}, "bin-hai-kai-fa-qu"),
        Organisation: ({"park": park.pk, "name": "经发局", "kind": "park-body"}, "jing-fa-ju"),
        Source: ({"park": park.pk, "title": "工作要点"}, "gong-zuo-yao-dian"),
        Metric: ({"name": "税收", "nature": "money", "direction": "up"}, "shui-shou"),
        Goal: ({**own, "title": "招商"}, "zhao-shang"),
        Project: ({**own, "title": "服务企业", "number": 7}, "fu-wu-qi-ye"),
        Measure: ({**own, "title": "走访企业", "project": project.pk}, "zou-fang-qi-ye"),
        Statement: ({**own, "kind": "context", "content": "背景如此"}, None),
        Contribution: ({**own, "goal": other.pk, "project": project.pk, "basis": "stated"}, None),
        Figure: (
            {**own, "metric": rows[Metric].pk, "kind": "target", "period": "2024年", "value": "30余亿元"},
            None,
        ),
    }
    for model, (values, key) in cases.items():
        with subtests.test(model=model.__name__):
            before = {row.pk for row in model.objects.all()}
            response = add(admin_client, model, **values)
            assert response.status_code == 302, errors(response)
            (row,) = [row for row in model.objects.all() if row.pk not in before]
            made = next(getattr(row, name) for name in ("key", "slug", "code") if hasattr(row, name))
            assert made == key if key else made


def test_two_rows_of_one_name_get_two_keys(admin_client):
    edition = make_park_edition()
    Goal.objects.create(edition=edition, key="zhao-shang", title="招商")
    for number in (1, 2):
        add(admin_client, Project, edition=edition.pk, title="招商", number=number)
    assert [one.key for one in Project.objects.order_by("number")] == ["zhao-shang-2", "zhao-shang-3"]


def test_a_stored_key_is_kept_where_its_field_is_emptied(admin_client):
    goal = make_rows(make_park_edition())[Goal]
    page = address(Goal, "change", goal.pk, language="en")
    assert admin_client.post(page, form_data(admin_client.get(page)) | {"key": ""}).status_code == 302
    goal.refresh_from_db()
    assert goal.key == "goal-1"


@pytest.mark.parametrize(
    ("words", "period", "kept"),
    [
        ("2024年", "2024", ""),
        ("2024年3月", "2024-03", ""),
        ("到2025年底", "2025", ""),
        ("上半年", "2024-H1", "上半年"),
        ("2024-Q3", "2024-Q3", ""),
    ],
)
def test_periods_are_read_in_words(admin_client, words, period, kept):
    edition = make_park_edition()
    project = Project.objects.create(edition=edition, key="p", number=1, title="工程")
    add(admin_client, Measure, edition=edition.pk, project=project.pk, title="举措", due=words)
    assert [(one.due, one.timing_stated) for one in Measure.objects.all()] == [(period, kept)]


def test_days_are_read_in_words(admin_client):
    park = Park.objects.create(slug="park", name="园区")
    add(admin_client, Source, park=park.pk, title="要点", published_on="2024年3月1日")
    assert str(Source.objects.get().published_on) == "2024-03-01"
    told = errors(add(admin_client, Source, park=park.pk, title="通知", published_on="三月初"))
    assert told["published_on"] == ["“三月初”不是带年份的日期。请写成 2024-03-01 或 2024年3月1日。"]


def test_saving_leads_back_to_the_plan(admin_client):
    edition = make_park_edition()
    response = add(admin_client, Goal, edition=edition.pk, title="稳增长")
    assert response.url == plan_page(edition.plan, "goal")
    source = Source.objects.create(park=edition.plan.park, slug="s", title="要点")
    edition.sources.add(source)
    page = address(Source, "change", source.pk, language="en")
    response = admin_client.post(page, form_data(admin_client.get(page)))
    assert response.url == plan_page(edition.plan, "source")


def test_saving_leads_back_to_the_list_that_was_filtered(admin_client):
    edition = make_park_edition()
    goal = Goal.objects.create(edition=edition, key="g", title="稳增长")
    change = address(Goal, "change", goal.pk, language="en")
    page = f"{change}?_changelist_filters=edition__id__exact%3D{edition.pk}"
    response = admin_client.post(page, form_data(admin_client.get(page)))
    assert response.url == f"{address(Goal, 'changelist', language='en')}?edition__id__exact={edition.pk}"
