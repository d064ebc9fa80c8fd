"""Copy the rows of an edition with one INSERT … SELECT a table, however many rows there are."""

from typing import Any, cast

from django.db import connection, models, transaction

from initiatives.models import EDITION_ROWS, Edition, EditionRow, Goal, Plan, Project
from initiatives.models.row_history import recorded
from initiatives.values.vocabulary import EditionState

# Fields of an edition about its release, not its content. They are neither copied nor compared.
RELEASE_FIELDS = frozenset(
    {
        *("id", "plan", "number", "state", "release_note", "release_note_en"),
        *("closed_period", "checksum"),
    }
)


@transaction.atomic
def copy_edition(edition: Edition) -> Edition:
    """Create a draft of the same plan with the same content, in a fixed number of queries."""
    draft = new_draft(edition, edition.plan)
    for model in EDITION_ROWS:
        copy_rows(model, edition, draft)
    for model in EDITION_ROWS:
        for many in model._meta.local_many_to_many:
            copy_links(many, edition, draft)
    return draft


def new_draft(edition: Edition, plan: Plan, **changes: Any) -> Edition:
    """Create a draft of a plan with the fields, sources and passages of an edition, but without its rows."""
    content = {
        column.name: getattr(edition, column.attname)
        for column in edition._meta.concrete_fields
        if column.name not in RELEASE_FIELDS
    }
    highest = plan.editions.aggregate(highest=models.Max("number"))["highest"] or 0
    values = {**content, **changes, "plan": plan, "number": highest + 1, "state": EditionState.DRAFT}
    if not values["meeting_date"]:
        values["meeting_date_stated"] = ""
    with recorded():
        draft = Edition.objects.create(**values)
        draft.sources.set(edition.sources.all())
        draft.passages.set(edition.passages.all())
    return draft


# The statements find the copy of a row that another row refers to by its key, which both have.


def _quoted(identifier: str | None) -> str:
    quoted: str = connection.ops.quote_name(cast(str, identifier))
    return quoted


def copy_rows(
    model: type[EditionRow],
    source: Edition,
    target: Edition,
    *,
    without: tuple[str, ...] = (),
    where: models.Q | None = None,
) -> None:
    """Copy the rows of one model that match `where`, with NULL in the foreign keys named in `without`."""
    chosen = model.objects.filter(edition=source)
    chosen = chosen.filter(where) if where else chosen
    here = _quoted(model._meta.db_table)
    columns, values, parameters = [], [], []
    for column in model._meta.concrete_fields:
        if column.primary_key:
            continue
        columns.append(_quoted(column.column))
        if column.name == "edition":
            values.append("%s")
            parameters.append(target.pk)
        elif column.name in without:
            values.append("NULL")
        elif _is_edition_row(related := cast(Any, column.related_model)):
            table = _quoted(related._meta.db_table)
            values.append(
                f"(SELECT fresh.id FROM {table} fresh JOIN {table} stale ON fresh.key = stale.key "
                f"WHERE stale.id = {here}.{_quoted(column.column)} AND fresh.edition_id = %s)"
            )
            parameters.append(target.pk)
        else:
            values.append(f"{here}.{_quoted(column.column)}")
    wanted, wanted_parameters = chosen.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {here} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {here} "
            f"WHERE {here}.id IN ({wanted}) ORDER BY {here}.id",
            [*parameters, *wanted_parameters],
        )


def copy_links(many: Any, source: Edition, target: Edition) -> None:
    """Copy the links of a many-to-many field. A link to a copied row becomes one to its copy."""
    through = _quoted(many.remote_field.through._meta.db_table)
    table = _quoted(many.model._meta.db_table)
    near, far = _quoted(many.m2m_column_name()), _quoted(many.m2m_reverse_name())
    target_column, join = f"link.{far}", ""
    parameters: list[int] = []
    if _is_edition_row(many.related_model) and many.related_model is not many.model:
        there = _quoted(many.related_model._meta.db_table)
        target_column = "there.id"
        join = (
            f"JOIN {there} there_before ON there_before.id = link.{far} "
            f"JOIN {there} there ON there.key = there_before.key AND there.edition_id = %s"
        )
        parameters = [target.pk]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {through} ({near}, {far}) SELECT here.id, {target_column} FROM {through} link "
            f"JOIN {table} before ON before.id = link.{near} AND before.edition_id = %s "
            f"JOIN {table} here ON here.key = before.key AND here.edition_id = %s {join} ORDER BY link.id",
            [source.pk, target.pk, *parameters],
        )


def link_predecessors(model: type[Goal] | type[Project], source: Edition, target: Edition) -> None:
    """Make the rows of `source` the predecessors of the rows of `target` with the same keys."""
    through = model.predecessors.through
    table = _quoted(model._meta.db_table)
    near = _quoted(model.predecessors.field.m2m_column_name())
    far = _quoted(model.predecessors.field.m2m_reverse_name())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_quoted(through._meta.db_table)} ({near}, {far}) SELECT here.id, before.id "
            f"FROM {table} before JOIN {table} here ON here.key = before.key AND here.edition_id = %s "
            f"WHERE before.edition_id = %s",
            [target.pk, source.pk],
        )


def _is_edition_row(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, EditionRow)
