"""What each role permits, and that nothing of another park is seen or changed."""

from itertools import product
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from initiatives.desk.roles import GROUPS, may, sync_staff_status
from initiatives.desk.workflow import STEPS
from initiatives.models import (
    EDITION_ROWS,
    Assignment,
    Edition,
    Figure,
    Goal,
    Measure,
    Membership,
    Metric,
    Organisation,
    Park,
    Passage,
    Plan,
    Project,
    ReaderCorrection,
    Remark,
    Section,
    Source,
    Update,
)
from initiatives.urls import PLAN_PAGES
from initiatives.values.vocabulary import Role
from tests.admin_pages import address, errors, form_data, make_park_edition, make_rows
from tests.factories import without_history

# Whatever belongs to a park.
OF_PARKS = (
    *(Park, Plan, Edition, Organisation, Source, Section, Passage, Update, Assignment, ReaderCorrection),
    *EDITION_ROWS,
)
CHANGEABLE = (Organisation, Source, Section, Passage, ReaderCorrection, *EDITION_ROWS)
pytestmark = pytest.mark.django_db


def member(django_user_model: Any, role: str, *parks: Park | None) -> Any:
    user = django_user_model.objects.create(username=f"{role}-{django_user_model.objects.count()}")
    for park in parks:
        Membership.objects.create(user=user, park=park, role=role)
    sync_staff_status(user)
    return user


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def own() -> dict[Any, Any]:
    with without_history():
        return make_rows(make_park_edition(park="own"))


@pytest.fixture
def others() -> dict[Any, Any]:
    with without_history():
        rows = make_rows(make_park_edition(park="others"), 7)
        for model, row in rows.items():
            for name in ("name", "title", "content", "phrase", "caption", "label"):
                if hasattr(row, name):
                    setattr(row, name, f"别家{model.__name__}")
            row.save()
    return rows


@pytest.fixture
def editor(django_user_model, own) -> Client:
    return signed_in(member(django_user_model, "editor", own[Park]))


@pytest.fixture
def publisher(django_user_model, own) -> Client:
    return signed_in(member(django_user_model, "publisher", own[Park]))


def test_roles_are_groups_with_permissions():
    permitted = {
        role: set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))
        for role, name in GROUPS.items()
    }

    assert permitted[Role.VIEWER] < permitted[Role.EDITOR] < permitted[Role.PUBLISHER]
    assert {name.split("_")[0] for name in permitted[Role.VIEWER]} == {"view"}
    assert "publish_edition" not in permitted[Role.EDITOR]
    assert {"publish_edition", "withdraw_edition"} < permitted[Role.PUBLISHER]
    assert not {name for name in permitted[Role.PUBLISHER] if "membership" in name or "user" in name}


OTHER_ROLES = [pytest.param(role, marks=pytest.mark.slow) for role in (Role.VIEWER, Role.PUBLISHER)]


@pytest.mark.parametrize("role", [Role.EDITOR, *OTHER_ROLES])
@pytest.mark.slow
def test_role_permits_in_its_park_what_it_says(subtests, django_user_model, own, role):
    client = signed_in(member(django_user_model, role, own[Park]))
    Assignment.objects.update(draft=True)

    for model in OF_PARKS:
        # What readers see at once, only those may change who may publish.
        if model in (Update, Assignment):
            continue
        with subtests.test(model=model.__name__):
            may_save = role != Role.VIEWER and (model is not Park or role == Role.PUBLISHER)
            page = client.get(address(model, "change", own[model].pk))
            sent = client.post(address(model, "change", own[model].pk), {})
            assert client.get(address(model, "changelist")).status_code == 200
            assert page.status_code == 200
            assert (b'name="_save"' in page.content) == may_save
            assert sent.status_code == (200 if may_save else 403)


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.slow
def test_membership_without_a_park_is_for_all_parks(django_user_model, own, others, role):
    client = signed_in(member(django_user_model, role, None))

    for rows in (own, others):
        assert client.get(address(Goal, "change", rows[Goal].pk)).status_code == 200


def test_staff_without_membership_sees_nothing(django_user_model, own):
    client = signed_in(django_user_model.objects.create(username="guest", is_staff=True))

    front = client.get(reverse("admin:index"))

    assert front.status_code == 200
    assert "园区</a>" not in front.text and str(own[Plan]) not in front.text
    for model in admin.site._registry:
        pages = [reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")]
        if model in own:
            pages += [address(model, "change", own[model].pk)]
        assert {client.get(page).status_code for page in pages} <= {302, 403}, model


def test_group_without_membership_gives_nothing(django_user_model, own):
    user = django_user_model.objects.create(username="guest", is_staff=True)
    user.groups.add(Group.objects.get(name=GROUPS[Role.PUBLISHER]))

    assert not may(user, "view_goal")
    assert signed_in(user).get(address(Goal, "changelist")).status_code == 403


def test_inactive_member_may_nothing(django_user_model, own):
    user = member(django_user_model, "editor", own[Park])
    user.is_active = False

    assert not may(user, "view_goal", own[Goal])


@pytest.mark.slow
def test_lists_show_own_rows_only(subtests, editor, own, others):
    for model in OF_PARKS:
        with subtests.test(model=model.__name__):
            response = editor.get(address(model, "changelist"), {"q": ""})
            assert list(response.context["cl"].queryset) == [own[model]]
            assert "别家" not in response.text
            found = editor.get(address(model, "changelist"), {"q": "别家"})
            assert list(found.context["cl"].queryset) == []


@pytest.mark.slow
def test_list_filtered_by_anothers_row_stays_empty(subtests, editor, own, others):
    filters = {
        "edition__id__exact": others[Edition].pk,
        "project__id__exact": others[Project].pk,
        "plan__id__exact": others[Plan].pk,
        "park__id__exact": others[Park].pk,
        "source__id__exact": others[Source].pk,
    }
    for model, (name, pk) in product(OF_PARKS, filters.items()):
        with subtests.test(model=model.__name__, filter=name):
            response = editor.get(address(model, "changelist"), {name: pk}, follow=True)
            assert "别家" not in response.text


@pytest.mark.slow
@pytest.mark.parametrize("page", ("change", "delete", "history"))
def test_pages_of_anothers_rows_are_as_if_there_were_none(subtests, editor, own, others, page):
    for model in OF_PARKS:
        with subtests.test(model=model.__name__):
            row, none = others[model], model.objects.order_by("pk").last().pk + 1000
            answers = [editor.get(address(model, page, pk)) for pk in (row.pk, none)]
            answers += [editor.post(address(model, page, pk), {"post": "yes"}) for pk in (row.pk, none)]
            assert "别家" not in "".join(answer.text for answer in answers)
            assert {answer.status_code for answer in answers} <= {302, 403, 404}
            assert answers[0].status_code == answers[1].status_code
            assert model.objects.filter(pk=row.pk).exists()


def test_bulk_deletion_does_not_reach_anothers_rows(subtests, editor, own, others):
    for model in OF_PARKS:
        with subtests.test(model=model.__name__):
            chosen = {"action": "delete_selected", "_selected_action": others[model].pk, "post": "yes"}
            editor.post(address(model, "changelist"), chosen)
            assert model.objects.filter(pk=others[model].pk).exists()


def test_form_offers_and_accepts_own_rows_only(subtests, editor, own, others):
    for model in CHANGEABLE:
        form = editor.get(address(model, "add")).context["adminform"].form
        for name, field in form.fields.items():
            queryset = getattr(field, "queryset", None)
            if queryset is not None and queryset.model in others and queryset.model is not Metric:
                with subtests.test(model=model.__name__, field=name):
                    assert others[queryset.model] not in queryset


@pytest.mark.slow
def test_row_is_not_added_to_anothers_edition(subtests, editor, own, others):
    sent = {"edition": others[Edition].pk, "key": "stolen", "order": 0, "title": "目标"}
    for model in EDITION_ROWS:
        if model is Remark:
            continue
        with subtests.test(model=model.__name__):
            count = model.objects.count()
            response = editor.post(f"{address(model, 'add')}?edition={others[Edition].pk}", sent)
            assert "edition" in errors(response)
            assert "别家" not in response.text
            assert model.objects.count() == count


def test_row_is_not_added_to_anothers_park(subtests, editor, own, others):
    for model in (Plan, Organisation, Source):
        with subtests.test(model=model.__name__):
            response = editor.post(
                address(model, "add"), {"park": others[Park].pk, "year": 2031, "slug": "x"}
            )
            assert "park" in errors(response)


def test_viewer_elsewhere_edits_at_home_only(django_user_model, own, others):
    user = member(django_user_model, "editor", own[Park])
    Membership.objects.create(user=user, park=others[Park], role="viewer")
    client = signed_in(user)
    goal = {"key": "new", "order": 0, "title": "目标"}

    assert client.get(address(Goal, "change", others[Goal].pk)).status_code == 200
    assert client.post(address(Goal, "change", others[Goal].pk), goal).status_code == 403
    assert client.post(address(Goal, "delete", others[Goal].pk), {"post": "yes"}).status_code == 403
    assert "edition" in errors(client.post(address(Goal, "add"), {**goal, "edition": others[Edition].pk}))
    assert client.get(address(Plan, "revise", others[Plan].pk)).status_code == 403
    assert client.post(address(Goal, "add"), {**goal, "edition": own[Edition].pk}).status_code == 302


def test_own_row_does_not_point_at_anothers(editor, own, others):
    page = address(Measure, "change", own[Measure].pk)

    sent = {**form_data(editor.get(page)), "project": others[Project].pk}
    sent |= {"passages": [others[Passage].pk], "responsible": others[Organisation].pk}
    response = editor.post(page, sent)

    assert set(errors(response)) == {"project", "passages", "responsible"}
    assert "别家" not in response.text


@pytest.mark.slow
def test_type_ahead_proposes_own_rows_only(subtests, editor, own, others):
    for model in (*OF_PARKS, Membership):
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
            wanted = field.related_model
            if wanted not in OF_PARKS:
                continue
            with subtests.test(model=model.__name__, field=field.name):
                asked = {"app_label": "initiatives", "model_name": model._meta.model_name}
                asked |= {"field_name": field.name, "term": ""}
                response = editor.get(reverse("admin:autocomplete"), asked)
                of_other = editor.get(reverse("admin:autocomplete"), {**asked, "edition": others[Edition].pk})
                assert [one["id"] for one in response.json()["results"]] == [str(own[wanted].pk)]
                assert str(others[wanted].pk) not in {one["id"] for one in of_other.json()["results"]}


@pytest.mark.slow
def test_previews_of_anothers_editions_are_as_if_there_were_none(subtests, editor, own, others):
    values = {"key": "project-7", "code": "m", "kind": "figure", "slug": "s", "number": 1}
    values |= {"digest": "0" * 32, "width": 480, "suffix": "webp", "table": "metrics", "format": "csv"}
    values |= {"other": 2023, "period": "2024-Q1"}
    for route, _view, name in PLAN_PAGES:
        kwargs = {part: value for part, value in values.items() if f":{part}>" in route}
        for pk in (others[Edition].pk, others[Edition].pk + 1000):
            with subtests.test(page=name, edition=pk):
                answer = editor.get(reverse(f"preview:{name}", kwargs={"edition": pk, **kwargs}))
                assert answer.status_code == 404


def test_preview_of_an_own_edition_is_shown(editor, own):
    assert editor.get(reverse("preview:plan", args=[own[Edition].pk])).status_code == 200


def test_steps_of_anothers_plan_are_as_if_there_were_none(subtests, publisher, own, others):
    before = list(Edition.objects.order_by("pk").values_list("pk", "state"))

    for step in STEPS:
        with subtests.test(step=step):
            page, own_page = (address(Plan, step, rows[Plan].pk) for rows in (others, own))
            for pk in (others[Edition].pk, own[Edition].pk):
                assert publisher.get(page, {"edition": pk}).status_code == 404
                assert publisher.post(page, {"edition": pk, "note": "x"}).status_code == 404
            sent = {"edition": others[Edition].pk, "note": "x"}
            assert publisher.post(own_page, sent).status_code == 404
            assert list(Edition.objects.order_by("pk").values_list("pk", "state")) == before


@pytest.mark.parametrize("role", Role.values)
def test_steps_need_the_role(subtests, django_user_model, own, role):
    client = signed_in(member(django_user_model, role, own[Park]))
    order = list(Role.values)

    for step in STEPS:
        with subtests.test(step=step):
            of_editors = ("begin", "revise", "submit", "next-year")
            needed = "editor" if step in of_editors else "publisher"
            response = client.get(address(Plan, step, own[Plan].pk))
            assert (response.status_code == 403) == (order.index(role) < order.index(needed))


@pytest.mark.parametrize("model", (Goal, Figure, Source))
def test_what_became_of_anothers_deleted_row_is_not_told(editor, own, others, admin_client, model):
    pk, name = others[model].pk, str(others[model])
    admin_client.post(address(model, "delete", pk), {"post": "yes"})
    typed = {"passages": [others[Passage].pk], "park": others[Park].pk, "metric": others[Metric].pk}

    answers = [
        editor.get(address(model, "history", pk)),
        editor.get(address(model, "change", pk)),
        editor.post(address(model, "change", pk), typed),
    ]

    assert not model.objects.filter(pk=pk).exists()
    assert name not in "".join(answer.text for answer in answers)
    assert "别家" not in "".join(answer.text for answer in answers)


@pytest.mark.slow
def test_anothers_row_smuggled_into_an_own_form_is_not_named(editor, own, others):
    page = address(Project, "change", own[Project].pk)

    sent = {**form_data(editor.get(page)), "measures-0-id": others[Measure].pk}
    response = editor.post(page, sent)

    assert response.status_code == 200
    assert "别家" not in response.text


def test_pages_about_changes_of_anothers_edition_are_not_shown(editor, own, others):
    number = Goal.history.order_by("-history_id").values_list("history_id", flat=True).first() or 1

    answers = [
        editor.get(address(Edition, "changes", others[Edition].pk)),
        editor.get(address(Goal, "put_back", others[Goal].pk, number)),
        editor.get(address(Goal, "as_published", others[Goal].pk)),
        editor.post(address(Goal, "put_back", others[Goal].pk, number)),
    ]

    assert {answer.status_code for answer in answers} <= {403, 404}


def test_changes_of_anothers_plan_are_not_shown(editor, own, others):
    assert editor.get(address(Plan, "changes", others[Plan].pk)).status_code == 404
    assert editor.get(address(Plan, "changes", own[Plan].pk)).status_code == 200


def test_source_text_of_another_park_is_not_shown_or_attached(editor, own, others):
    page = address(Source, "text", others[Source].pk)

    assert editor.get(page).status_code == 404
    assert editor.post(page, {"pasted": "x"}).status_code == 404
    assert editor.get(address(Source, "text", own[Source].pk)).status_code == 200


@pytest.mark.slow
def test_front_page_shows_own_plans_and_their_changes(editor, own, others, admin_client):
    sent = form_data(admin_client.get(address(Goal, "change", others[Goal].pk)))
    admin_client.post(address(Goal, "change", others[Goal].pk), {**sent, "title": "别家新目标"})

    body = editor.get(reverse("admin:index")).text

    assert "园区 2024" in body
    assert "别家" not in body
    assert "别家新目标" in admin_client.get(reverse("admin:index")).text


def test_address_that_leads_from_any_row_to_its_page_is_gone(editor, own):
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get_for_model(Goal)

    assert editor.get(f"/admin/r/{kind.pk}/{own[Goal].pk}/").status_code == 404


def test_metrics_are_added_by_editors_and_changed_by_publishers(editor, publisher, own, others):
    page = address(Metric, "change", others[Metric].pk)

    assert editor.get(address(Metric, "add")).status_code == 200
    assert editor.post(page, {}).status_code == 403
    sent = {**form_data(publisher.get(page)), "name": "新名"}
    assert publisher.post(page, sent).status_code == 302


@pytest.mark.parametrize("model", (Organisation, Source, Section, Passage))
@pytest.mark.slow
def test_what_readers_see_is_changed_by_publishers_only(editor, publisher, own, model):
    page = address(model, "change", own[model].pk)
    own[Goal].passages.add(own[Passage])
    Assignment.objects.update(draft=True)
    assert b'name="_save"' in editor.get(page).content
    Edition.objects.filter(pk=own[Edition].pk).update(state="published")

    assert editor.post(page, {}).status_code == 403
    assert publisher.post(page, form_data(publisher.get(page))).status_code == 302


@pytest.mark.parametrize("path", ("auth_user", "auth_group", "initiatives_membership"))
def test_people_and_roles_are_for_administrators(publisher, own, path):
    assert publisher.get(reverse(f"admin:{path}_changelist")).status_code == 403
    assert publisher.get(reverse(f"admin:{path}_add")).status_code == 403


def test_membership_lets_into_the_admin_and_out_again(admin_client, django_user_model, own):
    user = django_user_model.objects.create(username="new")

    def is_staff() -> bool:
        return django_user_model.objects.get(pk=user.pk).is_staff

    sent = {"user": user.pk, "park": own[Park].pk, "role": "editor"}
    admin_client.post(address(Membership, "add"), sent)
    assert is_staff()
    membership = Membership.objects.get(user=user)
    admin_client.post(address(Membership, "delete", membership.pk), {"post": "yes"})
    assert not is_staff()
    membership = Membership.objects.create(user=user, park=None, role="editor")
    sync_staff_status(user)
    chosen = {"action": "delete_selected", "_selected_action": membership.pk, "post": "yes"}
    admin_client.post(address(Membership, "changelist"), chosen)
    assert not is_staff()


def test_change_of_role_holds_from_the_next_request(django_user_model, own):
    user = member(django_user_model, "viewer", own[Park])
    client = signed_in(user)
    page = address(Goal, "change", own[Goal].pk)
    assert b'name="_save"' not in client.get(page).content

    user.memberships.update(role="editor")

    assert b'name="_save"' in client.get(page).content
