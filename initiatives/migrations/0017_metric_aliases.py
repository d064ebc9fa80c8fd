"""Aliases of metrics, filled from the shipped catalogue; and which sources are a park's own texts."""

from django.db import migrations, models

from initiatives.reading.metric_catalogue import shipped_rows
from initiatives.values.row_keys import folded_alias, folded_name


def fill_aliases(apps, schema_editor):
    """Give shipped metrics, by code or name, their aliases; not those that another one alike goes by."""
    metrics = apps.get_model("initiatives", "Metric").objects.using(schema_editor.connection.alias)
    by_code = {row["code"]: row for row in shipped_rows()}
    by_name = {folded_name(row["name"]): row for row in shipped_rows()}
    stored = list(metrics.order_by("code"))
    taken = {
        (metric.nature, metric.base_unit, folded_alias(name)): metric.code
        for metric in reversed(stored)
        for name in (*metric.aliases.splitlines(), metric.name)
    }
    for metric in stored:
        row = by_code.get(metric.code) or by_name.get(folded_name(metric.name)) or {}
        if metric.aliases or not row.get("aliases"):
            continue
        free = [
            alias
            for alias in row["aliases"]
            if taken.setdefault((metric.nature, metric.base_unit, folded_alias(alias)), metric.code)
            == metric.code
        ]
        metrics.filter(pk=metric.pk).update(aliases="\n".join(free))


class Migration(migrations.Migration):

    dependencies = [
        ('initiatives', '0016_readings'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalmetric',
            name='aliases',
            field=models.TextField(blank=True, help_text='Other names that texts use for it, one a line. * is the place of the number (新增*高新技术企业), # that of a threshold (产值过#的企业), … of a few words.', verbose_name='aliases'),
        ),
        migrations.AddField(
            model_name='historicalsource',
            name='own_text',
            field=models.BooleanField(default=False, help_text='Its words may be used as they are; nothing is said of rows that copy them.', verbose_name="text of the park’s own"),
        ),
        migrations.AddField(
            model_name='metric',
            name='aliases',
            field=models.TextField(blank=True, help_text='Other names that texts use for it, one a line. * is the place of the number (新增*高新技术企业), # that of a threshold (产值过#的企业), … of a few words.', verbose_name='aliases'),
        ),
        migrations.AddField(
            model_name='source',
            name='own_text',
            field=models.BooleanField(default=False, help_text='Its words may be used as they are; nothing is said of rows that copy them.', verbose_name="text of the park’s own"),
        ),
        migrations.RunPython(fill_aliases, migrations.RunPython.noop),
    ]
