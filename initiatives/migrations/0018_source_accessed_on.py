from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0017_metric_aliases"),
    ]

    operations = [
        migrations.AddField(
            model_name=name,
            name="accessed_on",
            field=models.DateField(blank=True, null=True, verbose_name="date of access"),
        )
        for name in ("historicalsource", "source")
    ]
