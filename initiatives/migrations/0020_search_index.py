from django.db import migrations, models


def drop_triggers(apps, schema_editor):
    """Without the table that they write to, no other table could be written. They are made after migrating."""
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'parkplan_search%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
            cursor.execute("DROP TABLE IF EXISTS initiatives_searchtokens")
        else:
            cursor.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'parkplan_search%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP FUNCTION {name}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0019_freshness_stamps"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.PositiveSmallIntegerField()),
                ("object_id", models.BigIntegerField()),
                ("edition_id", models.BigIntegerField()),
                ("park_id", models.BigIntegerField()),
                ("metric_id", models.BigIntegerField(null=True)),
                ("shared", models.BooleanField()),
                ("names", models.TextField()),
                ("texts", models.TextField()),
                ("spoken", models.TextField()),
                ("numbers", models.TextField()),
                ("facets", models.TextField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["edition_id"], name="searchentry_edition"),
                    models.Index(fields=["park_id", "shared"], name="searchentry_park"),
                    models.Index(fields=["metric_id"], name="searchentry_metric"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchBacklog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit", models.CharField(max_length=10)),
                ("object_id", models.BigIntegerField()),
                ("generation", models.BigIntegerField(default=0)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "object_id"), name="searchbacklog_unit"),
                ],
            },
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_triggers),
    ]
