from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0018_source_accessed_on"),
    ]

    operations = [
        migrations.CreateModel(
            name="FreshnessStamp",
            fields=[
                ("scope", models.BigIntegerField(primary_key=True, serialize=False)),
                ("value", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "freshness stamp",
                "verbose_name_plural": "freshness stamps",
                "default_permissions": (),
            },
        ),
    ]
