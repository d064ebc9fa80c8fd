"""Add the metrics of the shipped catalogue that a site does not have; its own stay as they are."""

from django.db import migrations

from initiatives.reading.metric_catalogue import shipped_rows
from initiatives.values.row_keys import folded_name

FIELDS = ("code", "name", "name_en", "nature", "base_unit", "base_unit_en", "direction")


def add_missing_metrics(apps, schema_editor):
    """Neither a metric of a known code nor one of a known name is added, lest one name mean two metrics."""
    model = apps.get_model("initiatives", "Metric")
    known = list(model.objects.using(schema_editor.connection.alias).values_list("code", "name"))
    codes = {code for code, _name in known}
    names = {folded_name(name) for _code, name in known}
    model.objects.using(schema_editor.connection.alias).bulk_create(
        model(**{name: row[name] for name in FIELDS if row.get(name)})
        for row in shipped_rows()
        if row["code"] not in codes and folded_name(row["name"]) not in names
    )


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0014_passages_not_looked_up"),
    ]

    operations = [
        migrations.RunPython(add_missing_metrics, migrations.RunPython.noop),
    ]
