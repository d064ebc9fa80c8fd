from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0021_many_plans"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="reading",
            options={
                "default_permissions": (),
                "ordering": ("-begun_at", "-pk"),
                "verbose_name": "reading",
                "verbose_name_plural": "readings",
            },
        ),
        migrations.AlterModelOptions(
            name="section",
            options={
                "ordering": ("source", "order", "key"),
                "verbose_name": "section",
                "verbose_name_plural": "sections",
            },
        ),
    ]
