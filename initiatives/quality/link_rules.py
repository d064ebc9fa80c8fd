"""The rule about links between goals and projects that the source is said to state."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from initiatives.article.whitespace import squeeze
from initiatives.quality.content import Content, ContributionRow, GoalRow, ProjectRow
from initiatives.quality.registry import COMPARING, Finding, on_row, rule
from initiatives.values.vocabulary import Basis, Severity

# Verbs at the beginning of a goal that a sentence need not repeat: 优化 of 优化产业结构.
VERB_LENGTH = 2
# Fewer characters than this do not tell what is named.
MIN_NAME = 3
ENDINGS = ("工程", "行动", "计划", "任务")


@rule(
    "link-not-stated",
    Severity.WARNING,
    _("%(row)s: marked as stated, but no passage of it names both the goal and the %(noun)s."),
    _("Add the passage that says so, or mark the link as an inference and give the reason."),
    finds=_("A link marked as stated, without a passage that names both its ends."),
    example=_("A link marked as stated, whose passage names the project alone."),
    introduced=COMPARING,
)
def link_not_stated(content: Content) -> Iterator[Finding]:
    for link in content.of(ContributionRow):
        goal, project = content.by_key.get(link.goal), content.by_key.get(link.project)
        if link.basis != Basis.STATED or not isinstance(goal, GoalRow) or not isinstance(project, ProjectRow):
            continue
        if not goal.title or not project.title:
            continue
        texts = [squeeze(one.paragraph_text or one.phrase) for one in link.passages]
        names = goal_names(goal), project_names(project, content.noun.chinese)
        if not any(all(any(name in text for name in ends) for ends in names) for text in texts):
            yield on_row("link-not-stated", link, "basis")


def goal_names(goal: GoalRow) -> list[str]:
    """What a text may call a goal: its title, the parts of it, and these without their verbs."""
    title = squeeze(goal.title)
    parts = [part for mark in "、，和及与" for part in title.split(mark)] if title else []
    return _long_enough([title, *parts, *(part[VERB_LENGTH:] for part in (title, *parts))])


def project_names(project: ProjectRow, noun: str = "") -> list[str]:
    """What a text may call a project: its title, its halves, and these without 工程 or the plan's noun."""
    names = [squeeze(name) for name in (project.title, *project.halves)]
    return _long_enough(
        [*names, *(name.removesuffix(ending) for name in names for ending in {*ENDINGS, noun})]
    )


def _long_enough(names: list[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if len(name) >= MIN_NAME]
