from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0016_readings"),
    ]

    operations = [
        migrations.AddField(
            model_name=name,
            name="accessed_on",
            field=models.DateField(blank=True, null=True, verbose_name="date of access"),
        )
        for name in ("historicalsource", "source")
    ]
