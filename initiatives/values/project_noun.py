"""What a plan calls its parts: 工程, 行动, 任务 … and in English project, campaign, task.

Labels of models, columns and sheets name the parts by the noun in force, which like the language is that of
whatever is being shown or written at the moment. Where no plan is at hand, a neutral word stands.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext

from initiatives.values.english_nouns import plural

# For examples in Chinese where the plan has no noun.
USUAL_CHINESE = "工程"


@dataclass(frozen=True)
class ProjectNoun:
    """A plan's own nouns in the singular; "" where it has none in that language."""

    chinese: str = ""
    english: str = ""

    @property
    def one(self) -> str:
        """The noun in the current language; the neutral one where the plan has none in it."""
        return self._own or gettext("project")

    @property
    def many(self) -> str:
        return (self._own if _is_chinese() else plural(self._own)) or gettext("projects")

    @property
    def _own(self) -> str:
        return self.chinese if _is_chinese() else self.english

    @property
    def words(self) -> dict[str, str]:
        """Words for sentences; %(Noun)s and %(Nouns)s begin them, %(chinese)s stands in examples."""
        one, many = self.one, self.many
        chinese = self.chinese or USUAL_CHINESE
        return {
            "noun": one,
            "nouns": many,
            "Noun": capfirst(one),
            "Nouns": capfirst(many),
            "chinese": chinese,
        }


NEUTRAL = ProjectNoun()
_in_force: ContextVar[ProjectNoun] = ContextVar("project_noun", default=NEUTRAL)


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def noun_in_force() -> ProjectNoun:
    return _in_force.get()


@contextmanager
def using_noun(noun: ProjectNoun) -> Iterator[None]:
    """Name the parts so inside the block."""
    before = _in_force.set(noun)
    try:
        yield
    finally:
        _in_force.reset(before)


def put_noun_in_force(noun: ProjectNoun) -> None:
    """Name the parts so until the end of the enclosing `using_noun`, which every request has."""
    _in_force.set(noun)


def _formatted(sentence: Any) -> str:
    return str(sentence) % noun_in_force().words


_lazily_formatted = lazy(_formatted, str)


def with_noun(sentence: Any) -> Any:
    """A lazy text, with the words of the noun in force filled in each time it is shown."""
    return _lazily_formatted(sentence)


# The noun in force as a lazy text, for labels.
PROJECT_LABEL: Any = with_noun("%(noun)s")
PROJECTS_LABEL: Any = with_noun("%(nouns)s")
