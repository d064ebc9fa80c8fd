"""Random sound plans of invented parks, each with a source text that states everything the plan claims.

`generate(seed)` describes a plan without touching the database; `save(plan)` stores it and attaches its text.
Whatever is said is right: a finding of severity error or warning is a false alarm.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from django.db.models import Model

from initiatives import models
from initiatives.models.row_history import recorded
from initiatives.source_text import attach
from tests.generated_amounts import chinese
from tests.generated_article import Article, english_list
from tests.generated_facts import Facts
from tests.generated_vocabulary import (
    AIMS,
    BODIES,
    CAPTIONS,
    DRIVES,
    FIRMS,
    HEADINGS,
    PARK_KINDS,
    PLACES,
    REASONS,
    SERIES,
    SPEAKERS,
    THEMES,
    TITLES,
    VERBS,
)

WORDS = (
    "",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def in_words(number: int) -> str:
    """A small number before a noun: 两 and not 二."""
    return "两" if number == 2 else chinese(number)


@dataclass
class RowDescription:
    """A row of an edition: fields, and the keys of the rows that it refers to."""

    model: type[Model]
    key: str
    fields: dict[str, Any]
    links: dict[str, str] = field(default_factory=dict)
    passages: list[str] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)


@dataclass
class GeneratedPlan:
    """The description of a plan: fields of its rows by key, and the text of its source."""

    seed: int
    year: int
    park: dict[str, str] = field(default_factory=dict)
    edition: dict[str, Any] = field(default_factory=dict)
    edition_passages: list[str] = field(default_factory=list)
    source: dict[str, Any] = field(default_factory=dict)
    article: Article = field(default_factory=Article)
    organisations: dict[str, dict[str, str]] = field(default_factory=dict)
    metrics: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: list[RowDescription] = field(default_factory=list)
    text: str = ""
    # Whether it names goals: without any, its projects serve none.
    has_goals: bool = True

    def add(self, model: type[Model], key: str, /, **row: Any) -> RowDescription:
        """Add a row; `links`, `passages`, `organisations` and `figures` are keys, all else is fields."""
        known = {
            name: row.pop(name) for name in ("links", "passages", "organisations", "figures") if name in row
        }
        made = RowDescription(model, key, row, **known)
        self.rows.append(made)
        return made

    def of(self, model: type[Model]) -> list[RowDescription]:
        return [row for row in self.rows if row.model is model]


def generate(seed: int) -> GeneratedPlan:
    """The plan of a seed, always the same."""
    return _Writer(seed).plan


class _Writer:
    """Writes article and plan side by side."""

    def __init__(self, seed: int) -> None:
        rng = self.rng = Random(seed)
        year = rng.randint(2022, 2030)
        plan = self.plan = GeneratedPlan(seed, year)
        place, kind = rng.choice(PLACES), rng.choice(PARK_KINDS)
        self.name, self.name_en = place[0] + kind[0], f"{place[1]} {kind[1]}"
        plan.park = {"slug": f"park-{seed}", "name": self.name, "name_en": self.name_en}
        # In January 今年 would be the plan's year, so such an article names its years.
        self.is_relative = rng.random() < 0.75
        self.meeting_date = (
            date(year - 1, 12, rng.randint(5, 29)) if self.is_relative else date(year, 1, rng.randint(4, 25))
        )
        themes = rng.sample(THEMES, rng.randint(1, 10))
        self.projects = [(theme, rng.choice(DRIVES)) for theme in themes]
        self.drive_word = "行动"
        self.speaker, self.title = rng.choice(SPEAKERS), rng.choice(TITLES)
        self.write_organisations()
        self.write_masthead()
        self.write_lead()
        facts = Facts(rng, plan, self.name, self.is_relative, self.speaker, self.title)
        for number, (theme, _drive) in enumerate(self.projects, start=1):
            self.write_project(number, theme, facts)
        self.write_contributions()
        self.write_photos()
        facts.write_remarks()
        plan.text = plan.article.typeset(rng)
        plan.source = {"title": self.headline, "title_en": self.headline_en}
        if rng.random() < 0.4:
            plan.source["published_on"] = self.meeting_date

    def write_organisations(self) -> None:
        for number, (name, english, kind) in enumerate(self.rng.sample(BODIES, self.rng.randint(2, 4))):
            self.plan.organisations[f"body-{number}"] = {"name": name, "name_en": english, "kind": kind}
        for number, (name, english) in enumerate(self.rng.sample(FIRMS, self.rng.randint(1, 3))):
            self.plan.organisations[f"firm-{number}"] = {"name": name, "name_en": english, "kind": "company"}

    def write_masthead(self) -> None:
        series, count = self.rng.choice(SERIES), len(self.projects)
        numeral = in_words(count)
        self.all_projects = f"“{numeral}大行动”"
        self.all_projects_en = f"“{WORDS[count]} major drives”"
        self.headline = f"{self.name}：实干开新篇"
        self.headline_en = f"{self.name_en}: hard work opens a new chapter"
        if count > 1:
            self.headline = f"推进{self.all_projects} 谱写发展新篇"
            self.headline_en = f"Advancing the {self.all_projects_en} for a new chapter"
        masthead = self.plan.article.section("masthead", "报头", "Masthead", "报头", "Masthead")
        masthead.heading("series", *series)
        masthead.heading("masthead-title", self.headline, self.headline_en)

    def write_lead(self) -> None:
        rng, plan = self.rng, self.plan
        lead = self.lead = plan.article.section("lead", "导语", "Lead", "导语", "Lead")
        day = self.meeting_date
        has_year = rng.random() < 0.4
        stated = (f"{day.year}年" if has_year else "") + f"{day.month}月{day.day}日"
        meeting = f"{self.name}{plan.year}年工作谋划会"
        english = f"{self.name_en}’s planning meeting for {plan.year}"
        opening = lead.paragraph()
        opening.say(
            rng.choice(
                [f"{stated}，{meeting}召开。", f"{stated}，{meeting}如期举行。", f"{meeting}于{stated}召开。"]
            )
        )
        day_en = f"{day.day} {day:%B}" + (f" {day.year}" if has_year else "")
        plan.edition_passages = [opening.cite(stated, day_en), opening.cite(meeting, english)]
        opening.say("与会人员总结成绩、查找差距，对下一步工作作出安排。")
        plan.edition |= {
            "title": self.headline,
            "title_en": self.headline_en,
            "meeting": meeting,
            "meeting_en": english,
            "meeting_date": day,
            "meeting_date_stated": stated,
            "meeting_date_basis": "stated" if has_year else "inferred",
        }
        self.write_goals()
        self.write_list_of_projects()

    def write_goals(self) -> None:
        rng, plan = self.rng, self.plan
        aims = rng.sample(AIMS, len(AIMS))
        sizes = [rng.randint(1, 3) for _ in range(rng.randint(0, 6))]
        while sum(sizes) > len(aims):
            sizes.pop()
        plan.has_goals = bool(sizes) or rng.random() < 0.6
        if not plan.has_goals:
            return
        if not sizes:
            self.write_goals_without_groups(aims[: rng.randint(1, 4)])
            return
        verbs = rng.sample(VERBS, len(sizes))
        labels = [
            (f"{in_words(size)}个{verb}", f"{WORDS[size].capitalize()} “{english.lower()}”")
            for size, (verb, english) in zip(sizes, verbs, strict=True)
        ]
        slogan, slogan_en = "、".join(label for label, _ in labels), ", ".join(label for _, label in labels)
        plan.edition |= {"slogan": slogan, "slogan_en": slogan_en}
        paragraph = self.lead.paragraph()
        idea = f"围绕“{slogan}”的目标"
        paragraph.say(f"会议明确，{plan.year}年{idea}谋篇布局。")
        plan.edition |= {
            "guiding_idea": idea + "谋篇布局",
            "guiding_idea_en": f"Plan around the goals of “{slogan_en}”",
        }
        cited = paragraph.cite(slogan, slogan_en)
        plan.edition_passages.append(cited)
        paragraph = self.lead.paragraph()
        for number, (size, (verb, verb_en), (label, label_en)) in enumerate(
            zip(sizes, verbs, labels, strict=True)
        ):
            group, own = f"group-{number}", [aims.pop() for _ in range(size)]
            words = "、".join(f"{verb}{aim}" for aim, _ in own)
            paragraph.say(f"{label}，即{words}" + ("。" if number == len(sizes) - 1 else "；"))
            passage = paragraph.cite(f"{label}，即{verb}", f"{label_en}: {verb_en.lower()}")
            plan.add(
                models.GoalGroup,
                group,
                verb=verb,
                verb_en=verb_en,
                label=label,
                label_en=label_en,
                declared_count=size,
                passages=[passage, cited],
            )
            for aim, aim_en in own:
                self.add_goal(paragraph, f"{verb}{aim}", f"{verb_en} {aim_en}", {"group": group})

    def write_goals_without_groups(self, aims: list[tuple[str, str]]) -> None:
        paragraph = self.lead.paragraph()
        verb, verb_en = self.rng.choice(VERBS)
        words = "、".join(f"{verb}{aim}" for aim, _ in aims)
        paragraph.say(f"会议提出，{self.plan.year}年要{words}。")
        for aim, aim_en in aims:
            self.add_goal(paragraph, f"{verb}{aim}", f"{verb_en} {aim_en}", {})

    def add_goal(self, paragraph: Any, title: str, english: str, links: dict[str, str]) -> None:
        key = f"goal-{len(self.plan.of(models.Goal)) + 1}"
        passage = paragraph.cite(title, english)
        self.plan.add(models.Goal, key, title=title, title_en=english, links=links, passages=[passage])

    def write_list_of_projects(self) -> None:
        paragraph, plan = self.lead.paragraph(), self.plan
        titles = [theme[0] + drive[0] for theme, drive in self.projects]
        english = [f"{theme[1]} {drive[1]}" for theme, drive in self.projects]
        if len(titles) == 1:
            paragraph.say(f"为此，园区将实施{titles[0]}。")
        else:
            paragraph.say(
                self.rng.choice(
                    [
                        f"为此，园区将推进{self.all_projects}，",
                        f"落实上述部署，园区谋划了{self.all_projects}，",
                    ]
                )
            )
            paragraph.say(f"即{'、'.join(titles[:-1])}和{titles[-1]}。")
            plan.edition["declared_projects"] = len(titles)
            plan.edition_passages.append(paragraph.cite(self.all_projects, self.all_projects_en))
        goals = len(plan.of(models.Goal))
        plan.edition |= {
            "summary": f"{self.name}为{plan.year}年安排了{in_words(len(titles))}项行动。",
            "summary_en": f"{self.name_en} has arranged {WORDS[len(titles)]} drives for {plan.year}.",
        }
        if goals:
            plan.edition |= {
                "summary": f"{self.name}为{plan.year}年定下{in_words(goals)}个目标。",
                "summary_en": f"{self.name_en} has set {WORDS[goals]} goals for {plan.year}.",
            }
        for number, ((theme, drive), title, title_en) in enumerate(
            zip(self.projects, titles, english, strict=True), 1
        ):
            plan.add(
                models.Project,
                theme[2],
                number=number,
                title=title,
                title_en=title_en,
                theme=theme[0],
                theme_en=theme[1],
                drive=drive[0],
                drive_en=drive[1],
                passages=[paragraph.cite(title, title_en)],
            )

    def write_project(self, number: int, theme: tuple[str, str, str], facts: Facts) -> None:
        project = self.plan.of(models.Project)[number - 1]
        ending = self.rng.choice(HEADINGS)
        title, title_en = project.fields["title"] + ending[0], f"{project.fields['title_en']} {ending[1]}"
        section = self.plan.article.section(theme[2], title, title_en, f"§{number}", f"§{number}")
        project.passages.append(section.heading(f"heading-{theme[2]}", title, title_en))
        facts.write_section(section, project)

    def write_contributions(self) -> None:
        """Every goal is served and every project serves: by a sentence that names both, or by inference."""
        goals, projects, rng = self.plan.of(models.Goal), self.plan.of(models.Project), self.rng
        if not goals:
            return
        pairs = {(goals[number % len(goals)].key, project.key) for number, project in enumerate(projects)}
        pairs |= {(goal.key, projects[number % len(projects)].key) for number, goal in enumerate(goals)}
        by_key = {row.key: row for row in (*goals, *projects)}
        for goal_key, project_key in sorted(pairs):
            goal, project, key = by_key[goal_key], by_key[project_key], f"{project_key}--{goal_key}"
            links = {"goal": goal_key, "project": project_key}
            if rng.random() < 0.4:
                paragraph = self.plan.article.by_key[project_key].paragraph()
                words = rng.choice(["实施{}，就是为了{}", "{}的目的，在于{}", "推进{}，必将有力{}"]).format(
                    project.fields["title"], goal.fields["title"]
                )
                paragraph.say(f"{words}。")
                english = f"The {project.fields['title_en']} is to {goal.fields['title_en'].lower()}"
                self.plan.add(
                    models.Contribution,
                    key,
                    basis="stated",
                    links=links,
                    passages=[paragraph.cite(words, english)],
                )
            else:
                reason = rng.choice(REASONS)
                self.plan.add(
                    models.Contribution,
                    key,
                    basis="inferred",
                    reason=reason[0],
                    reason_en=reason[1],
                    links=links,
                    passages=[project.passages[0], goal.passages[0]],
                )

    def write_photos(self) -> None:
        rng, plan = self.rng, self.plan
        captions = plan.article.section("captions", "图片说明", "Captions", "图", "Picture")
        firms = [key for key in plan.organisations if key.startswith("firm")]
        for number, (firm, words) in enumerate(
            zip(rng.sample(firms, min(len(firms), 2)), CAPTIONS, strict=False)
        ):
            name, name_en = plan.organisations[firm]["name"], plan.organisations[firm]["name_en"]
            caption, caption_en = words[0].format(firm=name), words[1].format(firm=name_en)
            day = date(plan.year - 1, rng.randint(7, 11), rng.randint(1, 28))
            dated: dict[str, Any] = {}
            line, line_en = f"图为{caption}。", f"The picture shows: {caption_en}"
            cited = [captions.caption(f"photo-words-{number}", caption, caption_en, line)]
            if rng.random() < 0.6:
                has_year = rng.random() < 0.5
                stated = (f"{day.year}年" if has_year else "") + f"{day.month}月{day.day}日"
                dated = {
                    "date": day,
                    "date_stated": stated,
                    "date_basis": "stated" if has_year else "inferred",
                }
                captions.lines[-1] = f"{stated}拍摄的{caption}。"
                line_en = f"{day.day} {day:%B}" + (f" {day.year}" if has_year else "")
                cited.append(
                    captions.cite_caption(f"photo-day-{number}", f"{stated}拍摄", f"taken on {line_en}")
                )
            plan.add(
                models.Photo,
                f"photo-{number}",
                caption=caption,
                caption_en=caption_en,
                alt=words[2],
                alt_en=words[3],
                passages=cited,
                organisations=[firm],
                **dated,
            )


def save(plan: GeneratedPlan, *, attached: bool = True) -> models.Edition:
    """Store the plan as a published edition, with the text of its source attached or not."""
    with recorded():
        return _save(plan, attached)


def _save(plan: GeneratedPlan, attached: bool) -> models.Edition:
    park = models.Park.objects.create(**plan.park)
    identity = models.Plan.objects.create(park=park, year=plan.year)
    edition = models.Edition.objects.create(
        plan=identity,
        state="published",
        read_whole_on=date(plan.year, 2, 1),
        read_whole_by="编辑",
        **plan.edition,
    )
    source = models.Source.objects.create(park=park, slug=f"source-{plan.seed}", **plan.source)
    edition.sources.add(source)
    passages = plan.article.save(source)
    metrics = _by_key(
        models.Metric, "code", [models.Metric(code=code, **fields) for code, fields in plan.metrics.items()]
    )
    organisations = _by_key(
        models.Organisation,
        "slug",
        [models.Organisation(park=park, slug=slug, **fields) for slug, fields in plan.organisations.items()],
    )
    saved: dict[str, Any] = {}
    model: Any
    for model in models.EDITION_ROWS:
        rows = list(_unsaved(plan.of(model), edition, {**saved, **metrics, **organisations}))
        saved |= {row.key: row for row in model._default_manager.bulk_create(rows)}
    edition.passages.set([passages[key] for key in plan.edition_passages])
    for model in models.EDITION_ROWS:
        for name, found in (("passages", passages), ("organisations", organisations), ("figures", saved)):
            _link(model, name, plan.of(model), saved, found)
    if attached:
        attach(source, text=plan.text)
    return models.Edition.objects.select_related("plan__park").get(pk=edition.pk)


def _by_key(model: Any, name: str, rows: list[Any]) -> dict[str, Any]:
    return {getattr(row, name): row for row in model.objects.bulk_create(rows)}


def _unsaved(rows: list[RowDescription], edition: models.Edition, known: dict[str, Any]) -> Iterator[Model]:
    for order, row in enumerate(rows, start=1):
        links = {name: known[key] for name, key in row.links.items()}
        yield row.model(edition=edition, key=row.key, order=order, **row.fields, **links)


def _link(
    model: Any, name: str, rows: list[RowDescription], saved: dict[str, Any], found: dict[str, Any]
) -> None:
    if not any(getattr(row, name) for row in rows):
        return
    through = getattr(model, name).through
    own, other = f"{model._meta.model_name}_id", f"{getattr(model, name).rel.model._meta.model_name}_id"
    through.objects.bulk_create(
        through(**{own: saved[row.key].pk, other: found[key].pk})
        for row in rows
        for key in dict.fromkeys(getattr(row, name))
    )


__all__ = ["GeneratedPlan", "RowDescription", "english_list", "generate", "save"]
