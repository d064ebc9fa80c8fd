"""Permissions on the pages of users and groups, in the language of the page and without useless ones."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils.translation import override

from initiatives.desk.permission_names import permission_name

pytestmark = pytest.mark.django_db
OF_HISTORIES = {"content_type__app_label": "initiatives", "content_type__model__startswith": "historical"}


def offered(client, page, field, *args, language="zh-hans") -> list[str]:
    with override(language):
        form = client.get(reverse(f"admin:auth_{page}", args=args)).context["adminform"].form
        return [str(label) for _value, label in form.fields[field].choices]


def named(codename: str) -> str:
    return permission_name(Permission.objects.select_related("content_type").get(codename=codename))


@pytest.mark.parametrize(
    ("codename", "name"),
    [
        ("change_measure", "举措：修改"),
        ("publish_edition", "版本：发布"),
        ("view_user", "用户：查看"),
        ("delete_logentry", "日志记录：删除"),
    ],
)
def test_permission_is_named_by_what_may_be_done_with_what(codename, name):
    assert name in named(codename)


def test_every_permission_that_a_group_is_offered_has_a_chinese_name(admin_client):
    names = offered(admin_client, "group_add", "permissions")

    assert len(names) > 80
    assert [name for name in names if "Can " in name or name.rsplit("：", 1)[-1].isascii()] == []


def test_group_is_offered_english_names_on_english_pages(admin_client):
    names = offered(admin_client, "group_add", "permissions", language="en")

    assert "Work plans | Measure: change" in names
    assert [name for name in names if not name.isascii() and "’" not in name] == []


def test_tables_of_histories_are_not_offered_but_what_was_given_stays(admin_client):
    given = Permission.objects.filter(**OF_HISTORIES).first()
    group = Group.objects.create(name="旧")
    group.permissions.add(given)

    page = reverse("admin:auth_group_change", args=[group.pk])
    choices = admin_client.get(page).context["adminform"].form.fields["permissions"].queryset
    admin_client.post(page, {"name": "新", "permissions": [given.pk]})

    assert list(choices.filter(**OF_HISTORIES)) == [given]
    group.refresh_from_db()
    assert (group.name, list(group.permissions.all())) == ("新", [given])
