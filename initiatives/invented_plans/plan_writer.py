"""One invented plan: its source with sections and passages, and an edition in which every row cites it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from random import Random
from typing import Any

from initiatives import models
from initiatives.invented_plans import invented_words as words
from initiatives.invented_plans.bulk_rows import BulkRows, NewRow
from initiatives.invented_plans.invented_figures import numbers
from initiatives.values.vocabulary import EditionState


@dataclass(frozen=True)
class PlanSize:
    """From how many to how many rows of each kind a plan has."""

    goals: tuple[int, int]
    projects: tuple[int, int]
    measures: tuple[int, int]
    figures: tuple[int, int]
    statements: tuple[int, int]
    quotes: tuple[int, int]


# About 100 facts, and a plan as large as the forms of the admin let one be.
USUAL = PlanSize((3, 6), (4, 10), (20, 34), (26, 44), (6, 11), (2, 5))
BIG = PlanSize((12, 12), (40, 40), (400, 400), (2000, 2000), (80, 80), (40, 40))


@dataclass
class InventedPark:
    """A park with what all its plans share."""

    park: NewRow
    # The name of its place, Chinese and English.
    place: tuple[str, str]
    bodies: list[NewRow] = field(default_factory=list)
    firms: list[NewRow] = field(default_factory=list)


class PlanWriter:
    """Writes one plan of a park with the metrics that it counts by."""

    def __init__(
        self, rows: BulkRows, rng: Random, invented: InventedPark, metrics: list[models.Metric]
    ) -> None:
        self.rows, self.rng, self.metrics = rows, rng, metrics
        self.park, self.place = invented.park, invented.place
        self.bodies, self.firms = invented.bodies, invented.firms

    def write(self, year: int, size: PlanSize, *, is_latest: bool) -> None:
        """A plan with a published edition; some have an earlier one, some of the latest year only a draft."""
        self.year, self.size = year, size
        plan = self.rows.add(models.Plan, park=self.park, year=year)
        self.write_source()
        chance = self.rng.random()
        if is_latest and chance < 0.03:
            self.write_edition(plan, 1, EditionState.DRAFT)
            return
        if chance > 0.95:
            self.write_edition(plan, 1, EditionState.SUPERSEDED)
        self.write_edition(plan, 2 if chance > 0.95 else 1, EditionState.PUBLISHED)
        if is_latest:
            self.write_updates(plan)

    def amount(self, kind: str) -> int:
        return self.rng.randint(*getattr(self.size, kind))

    def write_source(self) -> None:
        name, name_en = self.park.name, self.park.name_en
        self.source = self.rows.add(
            models.Source,
            park=self.park,
            slug=f"plan-{self.year}",
            title=f"{name}谋划{self.year}年工作",
            title_en=f"{name_en} plans its work for {self.year}",
            publisher=f"{self.place[0]}日报",
            publisher_en=f"{self.place[1]} Daily",
            published_on=date(self.year - 1, 12, self.rng.randint(8, 28)),
        )
        self.sections: list[NewRow] = []
        self.passage_count = 0
        self.section("报头", "Masthead")

    def section(self, title: str, title_en: str) -> None:
        """Begin a section: passages cited from now on are in it."""
        number = len(self.sections)
        self.sections.append(
            self.rows.add(
                models.Section,
                source=self.source,
                key=f"section-{number}",
                order=number,
                title=title,
                title_en=title_en,
                label=f"§{number}",
                paragraph_count=12,
            )
        )

    def cite(self, phrase: str, phrase_en: str) -> NewRow:
        self.passage_count += 1
        number = self.passage_count
        return self.rows.add(
            models.Passage,
            source=self.source,
            section=self.sections[-1],
            key=f"p-{number}",
            order=number,
            paragraph=1 + number % 12,
            phrase=phrase[:200],
            phrase_en=phrase_en[:300],
        )

    def row(self, model: Any, key: str, *passages: NewRow, **fields: Any) -> Any:
        """A row of the edition, in the order in which rows are written."""
        self.order += 1
        row = self.rows.add(model, edition=self.edition, key=key, order=self.order, **fields)
        self.rows.link(row, "passages", passages)
        return row

    def write_edition(self, plan: NewRow, number: int, state: EditionState) -> None:
        rng, year, count = self.rng, self.year, self.amount("projects")
        self.order = 0
        self.noun, self.noun_en = rng.choice(words.NOUNS)
        title = f"推进{words.numeral(count)}大{self.noun}，谱写{self.place[0]}新篇"
        title_en = f"{count} major {self.noun_en}s for {self.place[1]}"
        self.edition = self.rows.add(
            models.Edition,
            plan=plan,
            number=number,
            state=state,
            title=title,
            title_en=title_en,
            project_noun=self.noun,
            project_noun_en=self.noun_en,
            declared_projects=count,
            summary=f"{self.park.name}{year}年的工作安排。",
            summary_en=f"What {self.park.name_en} wants to do in {year}.",
            meeting=f"{self.park.name}{year}年工作谋划会",
            meeting_en=f"Planning meeting for {year}",
            meeting_date=self.source.published_on,
            meeting_date_stated="近日",
            meeting_date_basis="inferred",
        )
        self.rows.link(self.edition, "sources", [self.source])
        self.rows.link(self.edition, "passages", [self.cite(title, title_en)])
        if state != EditionState.DRAFT:
            began = partial(datetime, year, 1, tzinfo=UTC)
            ended = began(20) if state == EditionState.SUPERSEDED else None
            self.rows.add(models.Release, edition=self.edition, started_at=began(3 * number), ended_at=ended)
        self.write_goals()
        self.write_projects(count)
        self.write_figures()
        self.write_statements()
        self.write_quotes()
        self.write_photo_and_remarks()

    def write_goals(self) -> None:
        self.goals: list[NewRow] = []
        aims = self.rng.sample(words.AIMS, self.amount("goals"))
        per_group = self.rng.randint(1, 3)
        for number, (aim, aim_en) in enumerate(aims):
            if number % per_group == 0:
                verb, verb_en = words.VERBS[number // per_group % len(words.VERBS)]
                declared = min(per_group, len(aims) - number)
                label = f"{words.numeral(declared)}个{verb}"
                cited = self.cite(label, f"{declared} × {verb_en.lower()}")
                group = self.row(
                    models.GoalGroup,
                    f"group-{number}",
                    cited,
                    verb=verb,
                    verb_en=verb_en,
                    label=label,
                    declared_count=declared,
                )
            self.goals.append(
                self.row(
                    models.Goal,
                    f"goal-{number}",
                    self.cite(f"{verb}{aim}", f"{verb_en} {aim_en}"),
                    group=group,
                    title=f"{verb}{aim}",
                    title_en=f"{verb_en} {aim_en}",
                )
            )

    def write_projects(self, count: int) -> None:
        self.projects: list[NewRow] = []
        self.measures: list[NewRow] = []
        themes = self.rng.sample(words.THEMES, min(count, len(words.THEMES)))
        shares = self.amount("measures")
        for number in range(1, count + 1):
            theme, theme_en = themes[number % len(themes)]
            drive, drive_en = self.rng.choice(words.DRIVES)
            title, title_en = f"{theme}{drive}{self.noun}", f"{theme_en} {drive_en}"
            self.section(title, title_en)
            project = self.row(
                models.Project,
                f"p{number}",
                self.cite(title, title_en),
                number=number,
                title=title,
                title_en=title_en,
                theme=theme,
                theme_en=theme_en,
                drive=f"{drive}{self.noun}",
                drive_en=drive_en,
                summary=f"围绕{theme}集中发力。",
                summary_en=f"Efforts go into this: {theme_en.lower()}.",
            )
            self.projects.append(project)
            self.write_contributions(project)
            self.write_measures(project, shares * number // count - shares * (number - 1) // count)

    def write_contributions(self, project: NewRow) -> None:
        for goal in self.rng.sample(self.goals, self.rng.randint(1, 2)):
            said = f"以{project.theme}{goal.title}", f"{project.theme_en} to {goal.title_en.lower()}"
            cited = [self.cite(*said)] if self.rng.random() < 0.3 else []
            self.row(
                models.Contribution,
                f"{project.key}-{goal.key}",
                *cited,
                goal=goal,
                project=project,
                basis="stated" if cited else "inferred",
                reason="" if cited else "措施的着力点与目标一致。",
                reason_en="" if cited else "The measures aim at what the goal asks for.",
            )

    def write_measures(self, project: NewRow, count: int) -> None:
        cited = self.cite(project.title, project.title_en)
        for number in range(1, count + 1):
            (step, step_en), (thing, thing_en) = self.rng.choice(words.STEPS), self.rng.choice(words.OBJECTS)
            if number % 2:
                cited = self.cite(f"{step}{thing}", f"{step_en} {thing_en}")
            cadence, timing, timing_en = self.rng.choice(words.CADENCES)
            measure = self.row(
                models.Measure,
                f"{project.key}-m{number}",
                cited,
                project=project,
                title=f"{step}{thing}",
                title_en=f"{step_en} {thing_en}",
                detail=f"由园区统筹，分步{step}{thing}，年底前看到成效。" if number % 3 == 0 else "",
                detail_en=f"{step_en} {thing_en} step by step, with results by the end of the year."
                if number % 3 == 0
                else "",
                cadence=cadence,
                timing_stated=timing,
                timing_stated_en=timing_en,
                due="" if self.rng.random() < 0.5 else str(self.year),
                responsible=self.rng.choice(self.bodies) if self.rng.random() < 0.3 else None,
            )
            self.measures.append(measure)
            if self.rng.random() < 0.25:
                self.rows.link(measure, "organisations", [self.rng.choice(self.firms)])

    def write_figures(self) -> None:
        rng, count = self.rng, self.amount("figures")
        self.figures: list[NewRow] = []
        for order, number in enumerate(numbers(rng, self.park.slug, self.metrics, self.year, count), start=1):
            fields = number.fields()
            passage = self.cite(number.wording, number.wording_en)
            chance = rng.random()
            if chance < 0.05:
                fields |= {"value": None, "availability": "not-stated"}
            elif chance < 0.15:
                fields |= {"comparator": ">="}
            figure = self.row(
                models.Figure,
                f"f{order}",
                passage,
                project=rng.choice(self.projects),
                goal=rng.choice(self.goals) if rng.random() < 0.2 else None,
                featured=order <= 4,
                **fields,
            )
            self.figures.append(figure)
            if 0.15 < chance < 0.17:
                fields["value"] += 1
                self.row(models.Figure, f"f{order}-again", passage, project=figure.project, **fields)
            if chance > 0.9:
                self.rows.link(figure, "organisations", [rng.choice(self.firms)])

    def write_statements(self) -> None:
        for number in range(self.amount("statements")):
            kind, template, template_en = self.rng.choice(words.STATEMENTS)
            content, content_en = self.say(template, template_en)
            statement = self.row(
                models.Statement,
                f"s{number}",
                self.cite(content, content_en),
                project=self.rng.choice(self.projects) if self.rng.random() < 0.7 else None,
                kind=kind,
                content=content,
                content_en=content_en,
            )
            if self.rng.random() < 0.2:
                self.rows.link(statement, "organisations", [self.rng.choice(self.firms)])

    def write_quotes(self) -> None:
        for number in range(self.amount("quotes")):
            template, template_en = self.rng.choice(words.QUOTES)
            content, content_en = self.say(template, template_en)
            surname, given = self.rng.choice(words.SURNAMES), self.rng.choice(words.GIVEN_NAMES)
            title, title_en = self.rng.choice(words.TITLES)
            self.row(
                models.Quote,
                f"q{number}",
                self.cite(content, content_en),
                speaker=surname[0] + given[0],
                speaker_en=f"{surname[1]} {given[1]}",
                speaker_title=title,
                speaker_title_en=title_en,
                content=content,
                content_en=content_en,
                manner="verbatim",
                project=self.rng.choice(self.projects),
                featured=number == 0,
            )

    def say(self, template: str, template_en: str) -> tuple[str, str]:
        thing, thing_en = self.rng.choice(words.OBJECTS)
        return (
            template.format(object=thing, place=self.place[0]),
            template_en.format(object_en=thing_en, place_en=self.place[1]),
        )

    def write_photo_and_remarks(self) -> None:
        firm = self.rng.choice(self.firms)
        caption = f"{firm.name}的生产线", f"Production line of {firm.name_en}"
        photo = self.row(
            models.Photo,
            "photo",
            self.cite(*caption),
            caption=caption[0],
            caption_en=caption[1],
            project=self.rng.choice(self.projects),
        )
        self.rows.link(photo, "organisations", [firm])
        remark = self.row(
            models.Remark,
            "remark",
            kind="caution",
            content="原文没有说明统计口径。",
            content_en="The source does not say what exactly is counted.",
        )
        self.rows.link(remark, "figures", self.rng.sample(self.figures, 2))

    def write_updates(self, plan: NewRow) -> None:
        for number, measure in enumerate(self.rng.sample(self.measures, 2)):
            self.rows.add(
                models.Update,
                plan=plan,
                key=f"update-{number}",
                subject="measure",
                subject_key=measure.key,
                date=date(self.year, self.rng.randint(2, 11), self.rng.randint(1, 28)),
                content=f"“{measure.title}”已有进展。",
                content_en=f"There is progress: {measure.title_en.lower()}.",
                status="under-way",
            )
