"""Assignments and the value that a report says was reached, with what the roles may do."""

import django.db.models.deletion
import initiatives.models.assignments
import initiatives.models.translations
import simple_history.models
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


ROLES = {
    '查看': {'view_assignment'},
    '编辑': {f'{action}_assignment' for action in ('view', 'add', 'change', 'delete')},
    '发布': {f'{action}_assignment' for action in ('view', 'add', 'change', 'delete')},
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
        ('initiatives', '0022_orders_without_ties'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('english_basis', models.TextField(blank=True, editable=False, validators=[initiatives.models.translations.validate_basis], verbose_name='earlier Chinese that the English is of')),
                ('subject', models.CharField(choices=[('measure', 'Measure'), ('figure', 'Target')], default='measure', max_length=20, verbose_name='subject')),
                ('subject_key', models.SlugField(max_length=60, verbose_name='key of the subject')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='serial number')),
                ('leader', models.CharField(blank=True, max_length=100, verbose_name='responsible leader')),
                ('leader_en', models.CharField(blank=True, max_length=150, verbose_name='responsible leader (English)')),
                ('contact', models.CharField(blank=True, max_length=200, verbose_name='contact office')),
                ('contact_en', models.CharField(blank=True, max_length=300, verbose_name='contact office (English)')),
                ('due', models.DateField(blank=True, help_text='Left empty, the end of what the plan itself says holds, if it says a time.', null=True, verbose_name='due day')),
                ('milestones', models.TextField(blank=True, help_text='One a line: a day or a period, then what is reached. 2024-06-30 立项', validators=[initiatives.models.assignments.validate_milestones], verbose_name='milestones')),
                ('milestones_en', models.TextField(blank=True, validators=[initiatives.models.assignments.validate_milestones], verbose_name='milestones (English)')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('note_en', models.TextField(blank=True, verbose_name='note (English)')),
                ('draft', models.BooleanField(default=False, help_text='Not shown to readers yet.', verbose_name='draft')),
            ],
            options={
                'verbose_name': 'assignment',
                'verbose_name_plural': 'assignments',
                'ordering': ('plan', 'order', 'subject_key'),
            },
        ),
        migrations.CreateModel(
            name='HistoricalAssignment',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('english_basis', models.TextField(blank=True, editable=False, validators=[initiatives.models.translations.validate_basis], verbose_name='earlier Chinese that the English is of')),
                ('subject', models.CharField(choices=[('measure', 'Measure'), ('figure', 'Target')], default='measure', max_length=20, verbose_name='subject')),
                ('subject_key', models.SlugField(max_length=60, verbose_name='key of the subject')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='serial number')),
                ('leader', models.CharField(blank=True, max_length=100, verbose_name='responsible leader')),
                ('leader_en', models.CharField(blank=True, max_length=150, verbose_name='responsible leader (English)')),
                ('contact', models.CharField(blank=True, max_length=200, verbose_name='contact office')),
                ('contact_en', models.CharField(blank=True, max_length=300, verbose_name='contact office (English)')),
                ('due', models.DateField(blank=True, help_text='Left empty, the end of what the plan itself says holds, if it says a time.', null=True, verbose_name='due day')),
                ('milestones', models.TextField(blank=True, help_text='One a line: a day or a period, then what is reached. 2024-06-30 立项', validators=[initiatives.models.assignments.validate_milestones], verbose_name='milestones')),
                ('milestones_en', models.TextField(blank=True, validators=[initiatives.models.assignments.validate_milestones], verbose_name='milestones (English)')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('note_en', models.TextField(blank=True, verbose_name='note (English)')),
                ('draft', models.BooleanField(default=False, help_text='Not shown to readers yet.', verbose_name='draft')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical assignment',
                'verbose_name_plural': 'historical assignments',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalAssignment_joint',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name': 'HistoricalAssignment_joint',
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RemoveConstraint(
            model_name='update',
            name='update_subject_in_vocabulary',
        ),
        migrations.AddField(
            model_name='historicalupdate',
            name='value',
            field=models.DecimalField(blank=True, decimal_places=4, help_text='Only of a target: what has been reached, in the unit of the target.', max_digits=20, null=True, verbose_name='value reached'),
        ),
        migrations.AddField(
            model_name='update',
            name='value',
            field=models.DecimalField(blank=True, decimal_places=4, help_text='Only of a target: what has been reached, in the unit of the target.', max_digits=20, null=True, verbose_name='value reached'),
        ),
        migrations.AlterField(
            model_name='historicalupdate',
            name='subject',
            field=models.CharField(choices=[('project', 'Project'), ('measure', 'Measure'), ('figure', 'Target')], max_length=20, verbose_name='subject'),
        ),
        migrations.AlterField(
            model_name='update',
            name='subject',
            field=models.CharField(choices=[('project', 'Project'), ('measure', 'Measure'), ('figure', 'Target')], max_length=20, verbose_name='subject'),
        ),
        migrations.AddConstraint(
            model_name='update',
            constraint=models.CheckConstraint(condition=models.Q(('subject__in', ['project', 'measure', 'figure'])), name='update_subject_in_vocabulary'),
        ),
        migrations.AddConstraint(
            model_name='update',
            constraint=models.CheckConstraint(condition=models.Q(('value__isnull', True), ('subject', 'figure'), _connector='OR'), name='update_value_of_a_target', violation_error_message='Only a report on a target has a value reached.'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='joint',
            field=models.ManyToManyField(blank=True, related_name='joins', to='initiatives.organisation', verbose_name='joint bodies'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='lead',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='leads', to='initiatives.organisation', verbose_name='lead body'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='initiatives.plan', verbose_name='plan'),
        ),
        migrations.AddField(
            model_name='historicalassignment',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalassignment',
            name='lead',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='initiatives.organisation', verbose_name='lead body'),
        ),
        migrations.AddField(
            model_name='historicalassignment',
            name='plan',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='initiatives.plan', verbose_name='plan'),
        ),
        migrations.AddField(
            model_name='historicalassignment_joint',
            name='assignment',
            field=models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='initiatives.assignment'),
        ),
        migrations.AddField(
            model_name='historicalassignment_joint',
            name='history',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='initiatives.historicalassignment'),
        ),
        migrations.AddField(
            model_name='historicalassignment_joint',
            name='organisation',
            field=models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='initiatives.organisation'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(fields=('plan', 'subject_key'), name='assignment_subject_unique_in_plan', violation_error_message='This measure or target is assigned already. Change that assignment.'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('subject__in', ['measure', 'figure'])), name='assignment_subject_in_vocabulary'),
        ),
        migrations.RunPython(add_to_roles, migrations.RunPython.noop),
    ]
