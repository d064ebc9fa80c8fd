"""Copies of an edition, made inside the database: one statement a table, however many rows there are."""

from typing import Any, cast

from django.db import connection, models, transaction

from initiatives.models import EDITION_ROWS, Edition, EditionRow, Goal, Plan, Project
from initiatives.models.row_history import recorded
from initiatives.vocabulary import EditionState

# Fields of an edition that tell of its release and not of its content: they are neither copied nor compared.
RELEASE_FIELDS = frozenset(
    {
        *("id", "plan", "number", "state", "released_at", "released_by", "release_note", "release_note_en"),
        *("closed_period", "checksum"),
    }
)


@transaction.atomic
def copy_edition(edition: Edition) -> Edition:
    """A draft of the same plan that says the same, in a fixed number of queries."""
    draft = new_draft(edition, edition.plan)
    for model in EDITION_ROWS:
        copy_rows(model, edition, draft)
    for model in EDITION_ROWS:
        for many in model._meta.local_many_to_many:
            copy_links(many, edition, draft)
    return draft


def new_draft(edition: Edition, plan: Plan, **changes: Any) -> Edition:
    said = {
        column.name: getattr(edition, column.attname)
        for column in edition._meta.concrete_fields
        if column.name not in RELEASE_FIELDS
    }
    highest = plan.editions.aggregate(highest=models.Max("number"))["highest"] or 0
    values = {**said, **changes, "plan": plan, "number": highest + 1, "state": EditionState.DRAFT}
    if not values["meeting_date"]:
        values["meeting_date_stated"] = ""
    with recorded():
        draft = Edition.objects.create(**values)
        draft.sources.set(edition.sources.all())
        draft.passages.set(edition.passages.all())
    return draft


# References find their new row by its key, which a row and its copy share.


def _name(identifier: Any) -> str:
    return connection.ops.quote_name(identifier)


def copy_rows(
    model: type[EditionRow],
    source: Edition,
    target: Edition,
    *,
    without: tuple[str, ...] = (),
    where: models.Q | None = None,
) -> None:
    chosen = model._default_manager.filter(edition=source)
    chosen = chosen.filter(where) if where else chosen
    here = _name(model._meta.db_table)
    columns, values, parameters = [], [], []
    for column in model._meta.concrete_fields:
        if column.primary_key:
            continue
        columns.append(_name(column.column))
        if column.name == "edition":
            values.append("%s")
            parameters.append(target.pk)
        elif column.name in without:
            values.append("NULL")
        elif _is_row(related := cast(Any, column.related_model)):
            table = _name(related._meta.db_table)
            values.append(
                f"(SELECT fresh.id FROM {table} fresh JOIN {table} stale ON fresh.key = stale.key "
                f"WHERE stale.id = {here}.{_name(column.column)} AND fresh.edition_id = %s)"
            )
            parameters.append(target.pk)
        else:
            values.append(f"{here}.{_name(column.column)}")
    wanted, wanted_parameters = chosen.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {here} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {here} "
            f"WHERE {here}.id IN ({wanted}) ORDER BY {here}.id",
            [*parameters, *wanted_parameters],
        )


def copy_links(many: Any, source: Edition, target: Edition) -> None:
    """The rows of a many-to-many table; what they point at is found anew where it was copied too."""
    through = _name(many.remote_field.through._meta.db_table)
    table = _name(many.model._meta.db_table)
    near, far = _name(many.m2m_column_name()), _name(many.m2m_reverse_name())
    pointed, join, parameters = f"link.{far}", "", []
    if _is_row(many.related_model) and many.related_model is not many.model:
        there = _name(many.related_model._meta.db_table)
        pointed = "there.id"
        join = (
            f"JOIN {there} there_before ON there_before.id = link.{far} "
            f"JOIN {there} there ON there.key = there_before.key AND there.edition_id = %s"
        )
        parameters = [target.pk]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {through} ({near}, {far}) SELECT here.id, {pointed} FROM {through} link "
            f"JOIN {table} before ON before.id = link.{near} AND before.edition_id = %s "
            f"JOIN {table} here ON here.key = before.key AND here.edition_id = %s {join} ORDER BY link.id",
            [source.pk, target.pk, *parameters],
        )


def link_predecessors(model: type[Goal] | type[Project], source: Edition, target: Edition) -> None:
    through = model.predecessors.through
    table = _name(model._meta.db_table)
    near = _name(model.predecessors.field.m2m_column_name())
    far = _name(model.predecessors.field.m2m_reverse_name())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_name(through._meta.db_table)} ({near}, {far}) SELECT here.id, before.id "
            f"FROM {table} before JOIN {table} here ON here.key = before.key AND here.edition_id = %s "
            f"WHERE before.edition_id = %s",
            [target.pk, source.pk],
        )


def _is_row(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, EditionRow)
