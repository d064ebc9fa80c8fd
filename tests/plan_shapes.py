"""Plans of other shapes than the shipped one: what they lack, have too much of, or call differently.

`make_shape("one goal")` stores a published plan; `SHAPES` names all of them. No text of theirs says 工程 or
“project”, so that any such word on a page of a plan with another noun is the site's own.
"""

from collections.abc import Callable
from typing import Any

from django.test import override_settings

from initiatives import models
from initiatives.models.row_history import recorded
from tests.factories import (
    make_contribution,
    make_edition,
    make_figure,
    make_goal,
    make_group,
    make_measure,
    make_metric,
    make_organisation,
    make_park,
    make_passage,
    make_project,
    make_quote,
    make_remark,
    make_source,
    make_statement,
)

CAMPAIGN: dict[str, Any] = {"project_noun": "行动", "project_noun_en": "campaign"}
TASK: dict[str, Any] = {"project_noun": "任务", "project_noun_en": "task"}
LONG_ZH = "围绕先进制造业集群培育和科技成果就地转化，全面推进园区基础设施更新改造与公共服务配套提升，"
LONG_EN = "Renew the roads, pipes and public services of the park, and bring research to its factories "


def make_shape(name: str) -> models.Edition:
    """Store the plan of that name, without histories; it belongs to a park of its own."""
    with recorded(), override_settings(SIMPLE_HISTORY_ENABLED=False):
        edition = SHAPES[name]()
        edition.plan.park.slug = slug(name)
        edition.plan.park.save()
        return edition


def slug(name: str) -> str:
    """How the plan's park stands in addresses."""
    return f"shape-{name.lower().replace(' ', '-')}"


def address(name: str) -> str:
    """Where the plan of that name begins, in Chinese."""
    return f"/{slug(name)}/2024/"


def make_plan(
    *,
    groups: int = 2,
    goals: int = 4,
    projects: int = 4,
    measures: int = 2,
    kinds: tuple[str, ...] = ("actual", "target"),
    english: bool = True,
    title: Callable[[str, int], str] = lambda text, number: f"{text}{number}",
    title_en: Callable[[str, int], str] = lambda text, number: f"{text} {number}",
    **fields: Any,
) -> models.Edition:
    """A plan with so many rows of each; `kinds` are the kinds of figures that each project has one of."""

    def texts(text: str, text_en: str, number: int, field: str = "title") -> dict[str, str]:
        chosen = {field: title(text, number), f"{field}_en": title_en(text_en, number)}
        return chosen if english else chosen | {f"{field}_en": ""}

    edition = _edition(texts, english, **fields)
    source = edition.sources.get()
    found_groups = [
        make_group(
            edition, order=n, declared_count=None, **texts("增强", "Strengthen", n, "label"), verb="增强"
        )
        for n in range(1, groups + 1)
    ]
    found_goals = [
        make_goal(
            edition,
            order=n,
            group=found_groups[n % groups] if groups else None,
            **texts("产业能级提升", "Stronger industries", n),
        )
        for n in range(1, goals + 1)
    ]
    metrics = [make_metric(**texts("新增企业", "New companies", n, "name")) for n in range(1, len(kinds) + 1)]
    office = make_organisation(edition.plan.park, **texts("服务中心", "Service centre", 1, "name"))
    for number in range(1, projects + 1):
        noun = texts("强链补链", "Complete the chains", number)
        project = make_project(edition, number=number, theme="", drive="", **noun)
        step = texts("走访企业", "Visit the companies", number)
        rows: list[Any] = [make_measure(project, **step) for _ in range(measures)]
        for metric, kind in zip(metrics, kinds, strict=True):
            area = {"scope": f"第{number}片", "scope_en": f"area {number}" if english else ""}
            figure = make_figure(
                edition, metric=metric, project=project, kind=kind, value=number * 10, **area
            )
            rows.append(figure)
        said = texts("服务企业就是服务发展。", "To serve companies is to serve growth.", number, "content")
        rows.append(make_statement(edition, project=project, **said))
        if found_goals:
            goal = found_goals[number % goals]
            make_contribution(goal, project, reason_en="Reason" if english else "")
        for row in rows[:3]:
            row.passages.add(make_passage(source, section=source.sections.get()))
        rows[-1].organisations.add(office)
    quote = texts("要把事情办好。", "Get things done.", 1, "content")
    make_quote(edition, **quote | ({} if english else {"speaker_en": ""}))
    note = texts("两处说法不同。", "Two places differ.", 1, "content")
    make_remark(edition, **note)
    return edition


def _edition(texts: Callable[..., dict[str, str]], english: bool, **fields: Any) -> models.Edition:
    """A published edition with one source of one section."""
    none = {} if english else {"title_en": "", "slogan_en": "", "meeting_en": ""}
    park = make_park(**({} if english else {"name_en": ""}))
    heading = texts("年度计划", "Plan of the year", 1)
    edition = make_edition(park=park, **heading | none | fields)
    source = make_source(edition, **texts("计划报道", "Report on the plan", 1))
    models.Section.objects.create(
        source=source, key="report", title="报道", label="报道", order=1, paragraph_count=900
    )
    return edition


def make_minimal_plan() -> models.Edition:
    """A park, a year and a title; nothing else."""
    empty = ("slogan", "slogan_en", "title_en", "meeting", "meeting_en", "meeting_date_basis")
    texts = dict.fromkeys((*empty, "meeting_date_stated"), "")
    return make_edition(park=make_park(name_en=""), title="年度计划", meeting_date=None, **texts)


def long_title(text: str, number: int) -> str:
    """120 characters."""
    return f"{text}{number}：{LONG_ZH * 3}"[:119] + "。"


def long_title_en(text: str, number: int) -> str:
    """120 characters."""
    return f"{text} {number}: {LONG_EN * 2}"[:119] + "."


SHAPES: dict[str, Callable[[], models.Edition]] = {
    "minimal": make_minimal_plan,
    "no groups": lambda: make_plan(groups=0, **TASK),
    "one goal": lambda: make_plan(groups=1, goals=1, projects=1, **TASK),
    "no goals": lambda: make_plan(groups=0, goals=0, **TASK),
    "no projects": lambda: make_plan(projects=0, **TASK),
    "40 projects": lambda: make_plan(projects=40, measures=1, **TASK),
    "400 measures": lambda: make_plan(projects=4, measures=100, **TASK),
    "long titles": lambda: make_plan(title=long_title, title_en=long_title_en, **TASK),
    "no English": lambda: make_plan(english=False, project_noun="行动"),
    "no figures": lambda: make_plan(kinds=(), **CAMPAIGN),
    "targets only": lambda: make_plan(kinds=("target", "target"), **CAMPAIGN),
    "another noun": lambda: make_plan(**CAMPAIGN),
}
