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
    Organisation,
    Photo,
    Project,
    Quote,
    Statement,
)
from initiatives.reading.metric_catalogue import MetricCatalogue
from initiatives.reading.proposals import (
    CaptionFields,
    DateFields,
    FigureFields,
    GoalFields,
    GoalGroupFields,
    MeasureFields,
    OrganisationFields,
    ProjectFields,
    Proposal,
    QuoteFields,
    SloganFields,
    StatementFields,
)
from initiatives.values.row_keys import folded_name
from initiatives.values.vocabulary import MetricNature

Row = dict[str, str]

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
# What the fields of a proposal become, where that is a row with a telling field.
MODEL_OF_FIELDS: dict[type[Any], type[Any]] = {
    GoalGroupFields: GoalGroup,
    GoalFields: Goal,
    ProjectFields: Project,
    MeasureFields: Measure,
    QuoteFields: Quote,
    CaptionFields: Photo,
    StatementFields: Statement,
}


class KnownRows:
    """The keys of the rows of a draft and its park by what they say, completed as rows are added."""

    def __init__(self, draft: Edition | None, park: str) -> None:
        self.keys: set[str] = set()
        self.orders: dict[type[Any], int] = {}
        self._by_words: dict[tuple[str, Any], str] = {}
        # The keys of projects by their number.
        self.projects: dict[int, str] = {}
        self.organisations: set[str] = set()
        for slug, name in Organisation.objects.filter(park__slug=park).values_list("slug", "name"):
            self.note(Organisation, slug, name)
            self.organisations.add(slug)
        self.draft = draft
        if draft is not None:
            self._read(draft)
        self.numbers = set(self.projects)

    def _read(self, draft: Edition) -> None:
        """A query a model."""
        for model in EDITION_ROWS:
            rows: Any = model._default_manager.filter(edition=draft).order_by()
            telling = TELLING_FIELDS.get(model, "key")
            for key, order, words in rows.values_list("key", "order", telling):
                self.keys.add(key)
                self.orders[model] = max(order, self.orders.get(model, 0))
                if telling != "key":
                    self.note(model, key, words)
        self.projects = dict(Project.objects.filter(edition=draft).values_list("number", "key"))
        for figure in Figure.objects.filter(edition=draft).select_related("metric"):
            self.note(Figure, figure.key, figure_identity(_figure_texts(figure)))

    def note(self, model: type[Any], key: str, words: Any) -> None:
        self._by_words[model.__name__, _folded(words)] = key

    def key(self, model: type[Any], words: Any) -> str:
        """The key of the row that says this; "" if there is none."""
        return self._by_words.get((model.__name__, _folded(words)), "")

    def row_of(self, proposal: Proposal, catalogue: MetricCatalogue) -> tuple[type[Any], str] | None:
        """The model and key of the row that says what a proposal says; the edition itself has the key ""."""
        model: Any
        candidates: list[Any]
        match proposal.fields:
            case SloganFields():
                said = self.draft is not None and squeeze(self.draft.slogan) == squeeze(proposal.words)
                return (Edition, "") if said else None
            case DateFields(day=day, event=event):
                known = self.draft.meeting_date if self.draft else None
                return (Edition, "") if event and known and known.isoformat() == day else None
            case OrganisationFields(name=name, aliases=aliases):
                model, candidates = Organisation, [name, *aliases]
            case FigureFields() as fields:
                model, candidates = Figure, list(_figure_identities(fields, catalogue))
            case fields:
                model = MODEL_OF_FIELDS.get(type(fields))
                # Of statements the words are kept.
                own = getattr(fields, TELLING_FIELDS.get(model, ""), proposal.words)
                candidates = [own] if model else []
        keys = (self.key(model, words) for words in candidates)
        return next(((model, key) for key in keys if key), None)


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


def figure_texts(fields: FigureFields, code: str, nature: str) -> Row:
    """What a proposed figure says of a metric, as a row of a workbook has it."""
    return {
        "metric": code,
        "scope": fields.scope,
        "kind": str(fields.kind),
        "period": fields.period,
        "period_standing": str(fields.period_standing),
        "value": number_text(fields.value) or "—",
        "upper_value": number_text(fields.upper_value),
        "unit": fields.unit,
        "comparator": str(fields.comparator),
        # A growth rate is the level of its metric.
        "change": "yes" if fields.change and nature != MetricNature.GROWTH else "",
    }


def _figure_identities(fields: FigureFields, catalogue: MetricCatalogue) -> Iterator[tuple[str, ...]]:
    """One for each kind that the words allow."""
    metric = catalogue.metrics.get(fields.metric)
    if metric is not None:
        texts = figure_texts(fields, metric.code, metric.nature)
        for kind in dict.fromkeys([fields.kind, *fields.readings]):
            yield figure_identity(texts | {"kind": str(kind)})


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
