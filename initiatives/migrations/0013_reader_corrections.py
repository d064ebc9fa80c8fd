"""Readers' corrections, with what the roles may do with them."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


ROLES = {
    '查看': {'view_readercorrection'},
    '编辑': {f'{action}_readercorrection' for action in ('view', 'add', 'change', 'delete')},
    '发布': {f'{action}_readercorrection' for action in ('view', 'add', 'change', 'delete')},
}


def add_to_roles(apps, schema_editor):
    # Permissions are made once all migrations have run, and are needed here before.
    config = apps.get_app_config('initiatives')
    config.models_module = True
    create_permissions(config, verbosity=0, apps=apps)
    config.models_module = None
    Permission = apps.get_model('auth', 'Permission')
    # A group that an administrator has renamed or deleted stays so.
    for group in apps.get_model('auth', 'Group').objects.filter(name__in=ROLES):
        group.permissions.add(
            *Permission.objects.filter(
                content_type__app_label='initiatives', codename__in=ROLES[group.name]
            )
        )


class Migration(migrations.Migration):

    dependencies = [
        ('initiatives', '0012_english_basis'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalReaderCorrection',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('row_key', models.SlugField(help_text='The row that the reader means.', max_length=60, verbose_name='row it is about')),
                ('content', models.TextField(help_text='In your own words and without personal details: readers may come to see it.', verbose_name='what is wrong')),
                ('content_en', models.TextField(blank=True, verbose_name='what is wrong (English)')),
                ('reported_on', models.DateField(verbose_name='reported on')),
                ('reported_by', models.CharField(blank=True, help_text='Name and how to reach them. Only for the desk, unless you tick the box below.', max_length=200, verbose_name='reported by')),
                ('name_public', models.BooleanField(default=False, help_text='Only with their consent. What stands in the field above is then public as it is.', verbose_name='show who reported it')),
                ('state', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('declined', 'Declined')], default='open', max_length=20, verbose_name='state')),
                ('settled_on', models.DateField(blank=True, null=True, verbose_name='settled on')),
                ('reason', models.TextField(blank=True, help_text='Why it was declined, or what was changed. Readers may see it.', verbose_name='reason')),
                ('reason_en', models.TextField(blank=True, verbose_name='reason (English)')),
                ('public', models.BooleanField(default=False, help_text='On the page of the plan’s changes, without the name of who reported it.', verbose_name='show it to readers')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='initiatives.plan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'historical reader’s correction',
                'verbose_name_plural': 'historical readers’ corrections',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ReaderCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_key', models.SlugField(help_text='The row that the reader means.', max_length=60, verbose_name='row it is about')),
                ('content', models.TextField(help_text='In your own words and without personal details: readers may come to see it.', verbose_name='what is wrong')),
                ('content_en', models.TextField(blank=True, verbose_name='what is wrong (English)')),
                ('reported_on', models.DateField(verbose_name='reported on')),
                ('reported_by', models.CharField(blank=True, help_text='Name and how to reach them. Only for the desk, unless you tick the box below.', max_length=200, verbose_name='reported by')),
                ('name_public', models.BooleanField(default=False, help_text='Only with their consent. What stands in the field above is then public as it is.', verbose_name='show who reported it')),
                ('state', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('declined', 'Declined')], default='open', max_length=20, verbose_name='state')),
                ('settled_on', models.DateField(blank=True, null=True, verbose_name='settled on')),
                ('reason', models.TextField(blank=True, help_text='Why it was declined, or what was changed. Readers may see it.', verbose_name='reason')),
                ('reason_en', models.TextField(blank=True, verbose_name='reason (English)')),
                ('public', models.BooleanField(default=False, help_text='On the page of the plan’s changes, without the name of who reported it.', verbose_name='show it to readers')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reader_corrections', to='initiatives.plan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'reader’s correction',
                'verbose_name_plural': 'readers’ corrections',
                'ordering': ('plan', '-reported_on', '-pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'accepted', 'declined'])), name='reader_correction_state_in_vocabulary'), models.CheckConstraint(condition=models.Q(models.Q(('settled_on__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('settled_on__isnull', False)), _connector='OR'), name='reader_correction_settled_on_a_day'), models.CheckConstraint(condition=models.Q(('reason', ''), ('state', 'declined'), _negated=True), name='reader_correction_declined_for_a_reason')],
            },
        ),
        migrations.RunPython(add_to_roles, migrations.RunPython.noop),
    ]
