"""The groups behind the roles, with what each of them permits."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

ROWS = (
    *('goalgroup', 'goal', 'project', 'contribution', 'statement', 'measure'),
    *('figure', 'quote', 'photo', 'remark'),
)
AROUND = ('organisation', 'source', 'section', 'passage')
SEEN = ('park', 'plan', 'edition', 'metric', 'update', *AROUND, *ROWS)

VIEWER = {f'view_{model}' for model in SEEN}
EDITOR = VIEWER | {
    *(f'{action}_{model}' for action in ('add', 'change', 'delete') for model in (*ROWS, *AROUND)),
    *('add_plan', 'change_plan', 'delete_plan', 'change_edition', 'delete_edition', 'revise_edition'),
    *('add_metric', 'add_update', 'change_update'),
}
PUBLISHER = EDITOR | {
    *('publish_edition', 'withdraw_edition'),
    *('change_park', 'change_metric', 'delete_metric'),
}
ROLES = {'查看': VIEWER, '编辑': EDITOR, '发布': PUBLISHER}


def make_roles(apps, schema_editor):
    # Permissions are made once all migrations have run, and are needed here before.
    config = apps.get_app_config('initiatives')
    config.models_module = True
    create_permissions(config, verbosity=0, apps=apps)
    config.models_module = None
    Permission = apps.get_model('auth', 'Permission')
    for name, codenames in ROLES.items():
        group, _ = apps.get_model('auth', 'Group').objects.get_or_create(name=name)
        group.permissions.add(
            *Permission.objects.filter(content_type__app_label='initiatives', codename__in=codenames)
        )


class Migration(migrations.Migration):

    dependencies = [
        ('initiatives', '0003_edition_permissions'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
