"""Random writes to a site through every door: the ORM, SQL, fixtures, the admin, workbooks, releases."""

import json
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO, StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from initiatives.editions.lifecycle import go_back, publish, revise, withdraw
from initiatives.models import (
    EDITION_ROWS,
    Edition,
    Metric,
    Organisation,
    Park,
    Passage,
    Project,
    Section,
    Source,
)
from initiatives.values.vocabulary import EditionState
from initiatives.workbook.writer import write_workbook
from tests.admin_pages import form_data
from tests.factories import (
    make_figure,
    make_goal,
    make_measure,
    make_organisation,
    make_passage,
    make_project,
    make_quote,
    make_statement,
    numbers,
)

# Texts of any words, of which every kind of row that readers see has some.
FREE_TEXTS = ("title", "name", "content", "caption", "wording", "phrase", "label", "reason")
SHARED = (Park, Source, Section, Passage, Organisation, Metric)


def free_text(model: Any) -> str | None:
    if model is Project:
        # Its title consists of two other texts.
        return "title_en"
    names = {field.name for field in model._meta.concrete_fields}
    return next((name for name in FREE_TEXTS if name in names), None)


class RandomWrites:
    """Writes to the plan of a published edition, chosen by a random number generator."""

    def __init__(self, random: Random, edition: Edition, editor: Client) -> None:
        self.random, self.plan, self.editor = random, edition.plan, editor
        self.doors: tuple[Callable[[], None], ...] = (
            *(self.save, self.update, self.bulk_update, self.sql, self.delete, self.create),
            *(self.links, self.links_from_the_other_end, self.clear_links),
            *(self.fixture, self.admin_form, self.workbook, self.release, self.withdrawal),
        )

    @property
    def edition(self) -> Edition:
        return Edition.objects.filter(plan=self.plan).published().get()

    def write(self) -> str:
        """One write through a door; returns its name."""
        door = self.random.choice(self.doors)
        door()
        return door.__name__

    def rows(self) -> list[Any]:
        """All rows of one model, of the edition or of what plans share."""
        found: list[Any] = []
        while not found:
            model: Any = self.random.choice([Edition, *EDITION_ROWS, *SHARED])
            if model in SHARED or model is Edition:
                rows = model._base_manager.all()
                found = list(rows.filter(plan=self.plan)) if model is Edition else list(rows)
            else:
                found = list(model.objects.filter(edition=self.edition))
        return found

    def row_with_text(self) -> tuple[Any, str, str]:
        while True:
            row = self.random.choice(self.rows())
            if name := free_text(type(row)):
                return row, name, f"改{next(numbers)}"

    def save(self) -> None:
        row, name, text = self.row_with_text()
        setattr(row, name, text)
        row.save()

    def update(self) -> None:
        row, name, text = self.row_with_text()
        type(row)._base_manager.filter(pk=row.pk).update(**{name: text})

    def bulk_update(self) -> None:
        row, name, text = self.row_with_text()
        setattr(row, name, text)
        type(row)._base_manager.bulk_update([row], [name])

    def sql(self) -> None:
        row, name, text = self.row_with_text()
        with connection.cursor() as cursor:
            table, column = row._meta.db_table, row._meta.get_field(name).column
            cursor.execute(f'UPDATE {table} SET "{column}" = %s WHERE id = %s', [text, row.pk])

    def delete(self) -> None:
        model: Any = self.random.choice(EDITION_ROWS)
        if row := model.objects.filter(edition=self.edition).first():
            row.delete()

    def create(self) -> None:
        edition = self.edition
        project = edition.projects.first() or make_project(edition)
        makers: list[Callable[[], Any]] = [
            lambda: make_figure(edition, project=project, featured=True),
            lambda: make_goal(edition),
            lambda: make_measure(project),
            lambda: make_quote(edition, project=project),
            lambda: make_statement(edition, project=project),
            # On no page yet, but on that of what is untranslated.
            lambda: [make_passage(source) for source in edition.sources.all()[:1]],
            lambda: make_organisation(self.plan.park),
        ]
        self.random.choice(makers)()

    def _linked(self) -> tuple[Any, Any, list[Any]]:
        """A row, the manager of one of its links, and rows that can be at the other end."""
        while True:
            row = self.random.choice(self.rows())
            many = [field for field in row._meta.local_many_to_many if field.name != "predecessors"]
            if many:
                field = self.random.choice(many)
                others = list(field.related_model._base_manager.all())
                if "edition" in {other.name for other in field.related_model._meta.fields}:
                    others = [other for other in others if other.edition_id == row.edition_id]
                if others:
                    return row, field, others

    def links(self) -> None:
        row, field, others = self._linked()
        getattr(row, field.name).add(self.random.choice(others))

    def links_from_the_other_end(self) -> None:
        row, field, others = self._linked()
        other = self.random.choice(others)
        getattr(other, field.remote_field.get_accessor_name()).set([row])

    def clear_links(self) -> None:
        row, field, _others = self._linked()
        getattr(row, field.name).clear()

    def fixture(self) -> None:
        row, name, text = self.row_with_text()
        fields = {
            field.name: text if field.name == name else field.value_to_string(row)
            for field in row._meta.concrete_fields
            if not field.primary_key and field.value_from_object(row) is not None
        }
        fields |= {
            many.name: [other.pk for other in getattr(row, many.name).all()]
            for many in row._meta.local_many_to_many
        }
        entry = {"model": row._meta.label_lower, "pk": row.pk, "fields": fields}
        with TemporaryDirectory() as folder:
            path = Path(folder, "row.json")
            path.write_text(json.dumps([entry]), encoding="utf-8")
            call_command("loaddata", path, verbosity=0)

    def admin_form(self) -> None:
        organisation = self.random.choice(list(Organisation.objects.filter(park=self.plan.park)))
        address = f"/admin/initiatives/organisation/{organisation.pk}/change/"
        shown = form_data(self.editor.get(address))
        response = self.editor.post(address, {**shown, "name": f"改{next(numbers)}"})
        assert response.status_code == 302, response.content.decode()

    def workbook(self) -> None:
        """A workbook changes the draft, which readers do not see, and an organisation, which they do."""
        organisation = self.random.choice(list(Organisation.objects.filter(park=self.plan.park)))
        book = load_workbook(BytesIO(write_workbook(self.edition)))
        for page in book:
            for cell in (cell for line in page.iter_rows() for cell in line):
                if cell.value == organisation.name:
                    cell.value = f"改{next(numbers)}"
        with TemporaryDirectory() as folder, suppress(CommandError):
            book.save(path := Path(folder, "plan.xlsx"))
            call_command("import_plan", path, stdout=StringIO(), stderr=StringIO())

    def release(self) -> None:
        draft = revise(self.plan)
        draft.title = f"改{next(numbers)}"
        draft.save()
        try:
            publish(draft, user=None, note="改了标题")
        except ValidationError:
            # What random writes leave may not be fit for it. A database knows other ways.
            self.edition.releases.create(started_at=timezone.now())
            Edition.objects.filter(pk=self.edition.pk).update(state=EditionState.SUPERSEDED)
            Edition.objects.filter(pk=draft.pk).update(state=EditionState.PUBLISHED)

    def withdrawal(self) -> None:
        edition = self.edition
        withdraw(edition)
        go_back(edition, user=None, note="回来")
