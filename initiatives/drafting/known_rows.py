"""What a draft has already, so that a fact stated again is not entered twice."""

from collections.abc import Iterator
from typing import Any

from initiatives.article.whitespace import squeeze
from initiatives.models import (
    EDITION_ROWS,
    Edition,
    Figure,
    Goal,
    GoalGroup,
    Measure,
    Metric,
    Organisation,
    Photo,
    Project,
    Quote,
    Statement,
)
from initiatives.values.row_keys import folded_name

# The field that tells one row from another of its kind.
TELLING_FIELDS: dict[type[Any], str] = {
    GoalGroup: "label",
    Goal: "title",
    Project: "title",
    Measure: "title",
    Quote: "content",
    Photo: "caption",
    Statement: "content",
}


class KnownRows:
    """The keys of the rows of a draft and its park by what they say, completed as rows are added."""

    def __init__(self, draft: Edition | None, park: str) -> None:
        self.keys: set[str] = set()
        self.orders: dict[type[Any], int] = {}
        self._by_words: dict[tuple[str, Any], str] = {}
        self.numbers: set[int] = set()
        for organisation in Organisation.objects.filter(park__slug=park):
            self.note(Organisation, organisation.slug, organisation.name)
        self.organisations = set(Organisation.objects.filter(park__slug=park).values_list("slug", flat=True))
        if draft is not None:
            self._read(draft)

    def _read(self, draft: Edition) -> None:
        for model in EDITION_ROWS:
            rows: Any = model._default_manager.filter(edition=draft)
            self.keys |= set(rows.values_list("key", flat=True))
            self.orders[model] = max(rows.values_list("order", flat=True), default=0)
        for model, name in TELLING_FIELDS.items():
            for key, words in model._default_manager.filter(edition=draft).values_list("key", name):
                self.note(model, key, words)
        self.numbers = set(Project.objects.filter(edition=draft).values_list("number", flat=True))
        for figure in Figure.objects.filter(edition=draft).select_related("metric"):
            self.note(Figure, figure.key, figure_identity(_figure_texts(figure)))

    def note(self, model: type[Any], key: str, words: Any) -> None:
        self._by_words[model.__name__, _folded(words)] = key

    def key(self, model: type[Any], words: Any) -> str:
        """The key of the row that says this; "" if there is none."""
        return self._by_words.get((model.__name__, _folded(words)), "")


def _folded(words: Any) -> Any:
    return folded_name(words) or squeeze(words) if isinstance(words, str) else words


def figure_identity(row: dict[str, str]) -> tuple[str, ...]:
    """What a figure says: two rows that agree in it are one fact."""
    number = row.get("value", "")
    return (
        row["metric"],
        folded_name(row.get("scope", "")),
        row["kind"],
        row["period"],
        row.get("period_standing", "within"),
        *(number, row.get("upper_value", ""), row.get("unit", ""), row.get("comparator", "=")),
        row.get("change", ""),
    )


def number_text(value: Any) -> str:
    """A decimal as digits without trailing zeros; "" for None."""
    return "" if value is None else f"{value.normalize() + 0:f}"


def _figure_texts(figure: Figure) -> dict[str, str]:
    texts = {name: str(getattr(figure, name)) for name in ("scope", "kind", "period", "period_standing")}
    texts |= {"unit": figure.unit, "comparator": figure.comparator}
    return texts | {
        "metric": figure.metric.code,
        "value": number_text(figure.value) or "—",
        "upper_value": number_text(figure.upper_value),
        "change": "yes" if figure.change else "",
    }


def metric_natures(codes: Iterator[str] | set[str]) -> dict[str, str]:
    """The nature of each stored metric of these codes."""
    return dict(Metric.objects.filter(code__in=list(codes)).values_list("code", "nature"))
