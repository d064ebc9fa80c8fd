"""Create rows for tests: `make_<model>` fills in every field that the test does not name."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.test import override_settings

from initiatives import models
from initiatives.editions.lifecycle import revise
from initiatives.models.row_history import recorded
from initiatives.values.vocabulary import EditionState

numbers = count(1)
# Stands in every row of `make_secret_draft`, and may stand nowhere that is public.
SECRET = "只在草稿里"


def make_park(**fields: Any) -> models.Park:
    number = next(numbers)
    defaults = {"slug": f"park-{number}", "name": f"园区{number}", "name_en": f"Park {number}"}
    return models.Park.objects.create(**{**defaults, **fields})


def make_edition(**fields: Any) -> models.Edition:
    """A published edition of a plan of its own."""
    plan = fields.pop("plan", None) or models.Plan.objects.create(
        park=fields.pop("park", None) or make_park(), year=fields.pop("year", 2024)
    )
    defaults = {
        "state": EditionState.PUBLISHED,
        "title": "计划标题",
        "title_en": "Title of the plan",
        "slogan": "一个口号",
        "slogan_en": "One slogan",
        "meeting": "会议",
        "meeting_en": "Meeting",
        "meeting_date": date(2023, 12, 21),
        "meeting_date_basis": "inferred",
        "meeting_date_stated": "12月21日",
    }
    released_at = fields.pop("released_at", None)
    edition = models.Edition.objects.create(plan=plan, **{**defaults, **fields})
    if released_at:
        make_release(edition, started_at=released_at)
        edition.released_at = released_at
    return edition


def make_release(edition: models.Edition, **fields: Any) -> models.Release:
    return models.Release.objects.create(edition=edition, **fields)


def make_source(edition: models.Edition, **fields: Any) -> models.Source:
    number = next(numbers)
    defaults = {"slug": f"source-{number}", "title": f"来源{number}", "title_en": f"Source {number}"}
    source = models.Source.objects.create(park=edition.plan.park, **{**defaults, **fields})
    edition.sources.add(source)
    return source


def make_passage(source: models.Source, **fields: Any) -> models.Passage:
    number = next(numbers)
    section = fields.pop("section", None) or models.Section.objects.create(
        source=source, key=f"section-{number}", title=f"第{number}节", label=f"§{number}", paragraph_count=3
    )
    defaults = {"key": f"passage-{number}", "paragraph": 1, "phrase": f"短语{number}", "order": number}
    return models.Passage.objects.create(source=source, section=section, **{**defaults, **fields})


def make_group(edition: models.Edition, **fields: Any) -> models.GoalGroup:
    number = next(numbers)
    defaults = {
        "key": f"group-{number}",
        "verb": "确保",
        "label": "一个确保",
        "label_en": "One ensure",
        "declared_count": 1,
    }
    return models.GoalGroup.objects.create(edition=edition, **{**defaults, **fields})


def make_goal(edition: models.Edition, **fields: Any) -> models.Goal:
    number = next(numbers)
    defaults = {
        "key": f"goal-{number}",
        "title": f"目标{number}",
        "title_en": f"Goal {number}",
        "order": number,
    }
    return models.Goal.objects.create(edition=edition, **{**defaults, **fields})


def make_project(edition: models.Edition, **fields: Any) -> models.Project:
    number = next(numbers)
    defaults = {
        "key": f"project-{number}",
        "number": number,
        "title": f"第{number}聚力工程",
        "title_en": f"Project {number}",
        "theme": f"第{number}",
        "drive": "聚力工程",
    }
    return models.Project.objects.create(edition=edition, **{**defaults, **fields})


def make_measure(project: models.Project, **fields: Any) -> models.Measure:
    number = next(numbers)
    defaults = {"key": f"measure-{number}", "title": f"举措{number}", "title_en": f"Measure {number}"}
    return models.Measure.objects.create(edition=project.edition, project=project, **{**defaults, **fields})


def make_metric(**fields: Any) -> models.Metric:
    number = next(numbers)
    defaults = {
        "code": f"metric-{number}",
        "name": f"指标{number}",
        "name_en": f"Metric {number}",
        "nature": "count",
    }
    return models.Metric.objects.create(**{**defaults, **fields})


def make_figure(edition: models.Edition, **fields: Any) -> models.Figure:
    number = next(numbers)
    value = fields.pop("value", number)
    defaults: dict[str, Any] = {
        "key": f"figure-{number}",
        "metric": fields.pop("metric", None) or make_metric(),
        "kind": "actual",
        "period": "2023",
        "value": None if value is None else Decimal(value),
        **{name: Decimal(fields.pop(name)) for name in ("upper_value", "ratio") if name in fields},
        "unit": "家",
        "order": number,
    }
    return models.Figure.objects.create(edition=edition, **{**defaults, **fields})


def make_statement(edition: models.Edition, **fields: Any) -> models.Statement:
    number = next(numbers)
    defaults = {
        "key": f"statement-{number}",
        "kind": "context",
        "content": f"陈述{number}",
        "content_en": f"Statement {number}",
    }
    return models.Statement.objects.create(edition=edition, **{**defaults, **fields})


def make_quote(edition: models.Edition, **fields: Any) -> models.Quote:
    number = next(numbers)
    defaults = {
        "key": f"quote-{number}",
        "speaker": "张三",
        "speaker_en": "Zhang San",
        "speaker_title": "主任",
        "content": f"原话{number}",
        "content_en": f"Words {number}",
        "manner": "verbatim",
    }
    return models.Quote.objects.create(edition=edition, **{**defaults, **fields})


def make_contribution(goal: models.Goal, project: models.Project, **fields: Any) -> models.Contribution:
    defaults = {
        "key": f"{project.key}--{goal.key}",
        "basis": "inferred",
        "reason": "理由",
        "reason_en": "Reason",
    }
    return models.Contribution.objects.create(
        edition=goal.edition, goal=goal, project=project, **{**defaults, **fields}
    )


def make_organisation(park: models.Park, **fields: Any) -> models.Organisation:
    number = next(numbers)
    defaults = {
        "slug": f"organisation-{number}",
        "name": f"机构{number}",
        "name_en": f"Organisation {number}",
        "kind": "company",
    }
    return models.Organisation.objects.create(park=park, **{**defaults, **fields})


def make_photo(edition: models.Edition, **fields: Any) -> models.Photo:
    number = next(numbers)
    defaults = {"key": f"photo-{number}", "caption": f"图{number}", "caption_en": f"Picture {number}"}
    return models.Photo.objects.create(edition=edition, **{**defaults, **fields})


def make_remark(edition: models.Edition, **fields: Any) -> models.Remark:
    number = next(numbers)
    defaults = {
        "key": f"remark-{number}",
        "kind": "unclear",
        "content": f"说明{number}",
        "content_en": f"Note {number}",
    }
    return models.Remark.objects.create(edition=edition, **{**defaults, **fields})


def make_rich_edition(rows: int, **fields: Any) -> models.Edition:
    """An edition with `rows` of everything, all linked with each other, so that any loop shows.

    The rows have no history, like those of a loaded fixture: to record each link takes most of the time.
    """
    with without_history():
        return _make_rich_edition(rows, **fields)


@contextmanager
def without_history() -> Iterator[None]:
    """Rows made in this block have none, like those of a loaded fixture."""
    with recorded(), override_settings(SIMPLE_HISTORY_ENABLED=False):
        yield


def _make_rich_edition(rows: int, **fields: Any) -> models.Edition:
    edition = make_edition(**fields)
    source = make_source(edition)
    metric = make_metric()
    group = make_group(edition)
    organisations = [make_organisation(edition.plan.park) for _ in range(rows)]
    first_project = make_project(edition)
    first_goal = make_goal(edition, group=group)
    for number in range(rows):
        project = first_project if number == 0 else make_project(edition)
        goal = first_goal if number == 0 else make_goal(edition, group=make_group(edition))
        remark = make_remark(edition, kind="contradiction")
        evident = [
            project,
            goal,
            remark,
            make_measure(first_project, responsible=organisations[number]),
            make_statement(edition, project=first_project),
            make_statement(edition, project=first_project, kind="shortfall"),
            make_statement(edition),
            make_quote(edition, project=first_project, goal=first_goal, featured=True),
            make_photo(edition, project=first_project),
            make_figure(
                edition,
                metric=metric,
                project=first_project,
                goal=first_goal,
                scope=f"口径{number}",
                featured=True,
            ),
            make_figure(edition, project=project, kind="target", availability="not-stated", value=None),
        ]
        named = (row.key for row in evident if not isinstance(row, (models.Figure, models.Remark)))
        models.Remark.objects.filter(pk=remark.pk).update(about=" ".join(named))
        passages = [make_passage(source) for _ in range(2)]
        for row in evident:
            row.passages.set(passages)
            if isinstance(row, models.plan.NamesOrganisations):
                row.organisations.set(organisations[number : number + 2])
            if isinstance(row, models.Figure):
                row.remarks.add(remark)
        make_contribution(goal, first_project).passages.set(passages)
        if number:
            make_contribution(first_goal, project).passages.set(passages)
    return edition


def make_secret_draft(published: models.Edition) -> models.Edition:
    """A draft of the same plan with SECRET in its title and in a new row of every kind."""
    draft = revise(published.plan)
    draft.title = draft.title_en = SECRET
    draft.save()
    source = make_source(draft, title=SECRET)
    passage = make_passage(source, phrase=SECRET)
    project = make_project(draft, key="secret-project", title=SECRET, theme="", drive="")
    statement = make_statement(draft, content=SECRET)
    statement.organisations.add(make_organisation(draft.plan.park, name=SECRET))
    measure = make_measure(project, title=SECRET)
    # No draft itself: what it assigns is in no published edition.
    make_assignment(measure, note=SECRET, lead=make_organisation(draft.plan.park, name=SECRET))
    for row in (
        project,
        make_goal(draft, key="secret-goal", title=SECRET),
        measure,
        make_figure(draft, metric=make_metric(code="secret-metric", name=SECRET), featured=True),
        statement,
        make_quote(draft, content=SECRET, featured=True),
        make_photo(draft, caption=SECRET),
        make_remark(draft, content=SECRET),
    ):
        row.passages.add(passage)
    return draft


def make_assignment(subject: Any, **fields: Any) -> models.Assignment:
    """An assignment of a measure or a target; `joint` is a list of organisations."""
    joint = fields.pop("joint", [])
    row = models.Assignment.objects.create(
        plan=subject.edition.plan, subject=subject.kind_slug, subject_key=subject.key, **fields
    )
    row.joint.set(joint)
    return row


def make_report(subject: Any, day: str, **fields: Any) -> models.Update:
    """A public report on a project, measure or target."""
    number = next(numbers)
    defaults = {"key": f"report-{number}", "content": f"进展{number}", "content_en": f"Report {number}"}
    return models.Update.objects.create(
        plan=subject.edition.plan,
        subject=subject.kind_slug,
        subject_key=subject.key,
        date=day,
        **{**defaults, **fields},
    )
