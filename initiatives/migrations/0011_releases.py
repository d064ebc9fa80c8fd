"""Releases become intervals, made from the times of release and from the histories of the editions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def make_releases(apps, schema_editor):
    """One release for each time of release that an edition or its history names.

    Its end is when the history shows the edition no longer published. A superseded edition without such a
    record was public until the next release of its plan, which superseded it. Nothing else is known.
    """
    Edition = apps.get_model('initiatives', 'Edition')
    Record = apps.get_model('initiatives', 'HistoricalEdition')
    Release = apps.get_model('initiatives', 'Release')
    users = set(apps.get_model(settings.AUTH_USER_MODEL).objects.values_list('pk', flat=True))
    records = {}
    for record in Record.objects.order_by('history_date', 'history_id'):
        records.setdefault(record.id, []).append(record)
    plans = {}
    for edition in Edition.objects.order_by('plan', 'number'):
        plans.setdefault(edition.plan_id, []).extend(
            Release(edition=edition, started_at=start, ended_at=end, released_by_id=user if user in users else None)
            for start, end, user in _intervals(edition, records.get(edition.pk, ()))
        )
    for releases in plans.values():
        releases.sort(key=lambda release: release.started_at)
        for place, release in enumerate(releases):
            later = releases[place + 1:]
            is_last = all(other.edition_id != release.edition_id for other in later)
            if release.ended_at is None and release.edition.state == 'superseded' and is_last and later:
                release.ended_at = later[0].started_at
        Release.objects.bulk_create(releases)


def _intervals(edition, records):
    """Start, end and user of each release: [start, None, user] where the end is not known."""
    found = {}
    last = None
    for row in (*records, edition):
        if row.released_at and row.released_at not in found:
            found[row.released_at] = [row.released_at, None, row.released_by_id]
            last = row.released_at if row.state == 'published' else None
        elif last and row.state != 'published':
            # What was found changed by other means was changed at another time.
            if row is not edition and row.history_change_reason != 'outside':
                found[last][1] = max(last, row.history_date)
            last = None
    return found.values()


def restore_times(apps, schema_editor):
    Release = apps.get_model('initiatives', 'Release')
    for release in Release.objects.exclude(started_at=None).order_by('started_at'):
        apps.get_model('initiatives', 'Edition').objects.filter(pk=release.edition_id).update(
            released_at=release.started_at, released_by=release.released_by_id
        )


class Migration(migrations.Migration):

    dependencies = [
        ('initiatives', '0010_reserved_accessibility'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='public from')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='public until')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('note_en', models.TextField(blank=True, verbose_name='note (English)')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='releases', to='initiatives.edition', verbose_name='edition')),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='releases', to=settings.AUTH_USER_MODEL, verbose_name='released by')),
            ],
            options={
                'verbose_name': 'release',
                'verbose_name_plural': 'releases',
                'ordering': (models.OrderBy(models.F('started_at'), nulls_first=True), 'pk'),
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('edition', 'started_at'), name='release_start_unique_in_edition'), models.CheckConstraint(condition=models.Q(('started_at__isnull', True), ('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='release_ends_after_its_start')],
            },
        ),
        migrations.RunPython(make_releases, restore_times),
        migrations.RemoveField(
            model_name='edition',
            name='released_at',
        ),
        migrations.RemoveField(
            model_name='edition',
            name='released_by',
        ),
        migrations.RemoveField(
            model_name='historicaledition',
            name='released_at',
        ),
        migrations.RemoveField(
            model_name='historicaledition',
            name='released_by',
        ),
    ]
