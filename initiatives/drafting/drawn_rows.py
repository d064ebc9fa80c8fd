"""The rows of an edition that are drawn from a source, at the places of their passages in its text."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef

from initiatives.article.whitespace import squeeze
from initiatives.drafting.known_rows import KnownRows
from initiatives.drafting.proposal_names import kind_name
from initiatives.models import (
    EDITION_ROWS,
    Contribution,
    Edition,
    Figure,
    Goal,
    GoalGroup,
    Measure,
    Passage,
    Photo,
    Project,
    Quote,
    Remark,
    Source,
    Statement,
)
from initiatives.reading.document_blocks import ReadDocument
from initiatives.reading.metric_catalogue import MetricCatalogue
from initiatives.reading.proposals import CaptionFields, FigureFields, Proposal, ProposalKind, QuoteFields

# The kind of proposal that becomes a row of a model.
KIND_OF_MODEL: dict[type[Any], ProposalKind] = {
    GoalGroup: ProposalKind.GOAL_GROUP,
    Goal: ProposalKind.GOAL,
    Project: ProposalKind.PROJECT,
    Statement: ProposalKind.STATEMENT,
    Measure: ProposalKind.MEASURE,
    Figure: ProposalKind.FIGURE,
    Quote: ProposalKind.QUOTE,
    Photo: ProposalKind.CAPTION,
}
MODEL_OF_KIND = {kind: model for model, kind in KIND_OF_MODEL.items()}
# Rows that may well have no passage: what an editor concluded or remarked.
OF_EDITORS = (Contribution, Remark)


@dataclass(frozen=True)
class PassageInText:
    """A passage of a row, and the slice of the document's text where it stands; None if it is not there."""

    passage: Passage
    place: tuple[int, int] | None


@dataclass(frozen=True)
class DrawnRow:
    """A row of an edition, or the edition itself, with its passages of one source."""

    row: Any
    passages: Sequence[PassageInText]

    @property
    def model(self) -> type[Any]:
        return type(self.row)

    @property
    def ref(self) -> str:
        """Names it in addresses: `figure.high-tech-2024`, `edition.`."""
        return row_ref(self.model, getattr(self.row, "key", ""))

    @property
    def kind(self) -> str:
        kind = KIND_OF_MODEL.get(self.model)
        return kind_name(kind) if kind else str(self.model._meta.verbose_name)

    @cached_property
    def title(self) -> str:
        return self.row.text("title")[0] if self.model is Edition else str(self.row)

    @property
    def places(self) -> list[tuple[int, int]]:
        return sorted(one.place for one in self.passages if one.place)


def row_ref(model: type[Any], key: str) -> str:
    return f"{model._meta.model_name}.{key}"


class DrawnRows:
    """The rows of an edition that are drawn from a source, or that have no passage at all.

    A fixed number of queries, whatever the number of rows.
    """

    def __init__(self, edition: Edition, source: Source, document: ReadDocument) -> None:
        self.edition, self.source = edition, source
        passages = {
            passage.pk: PassageInText(passage, _place_of(passage, document))
            for passage in source.passages.all()
        }
        self.rows: list[DrawnRow] = []
        for model in (Edition, *EDITION_ROWS):
            self._read(model, passages)
        self.by_ref = {one.ref: one for one in self.rows}
        # How many rows have each passage.
        self.uses: dict[int, int] = defaultdict(int)
        for one in self.rows:
            for placed in one.passages:
                self.uses[placed.passage.pk] += 1

    def _read(self, model: type[Any], passages: dict[int, PassageInText]) -> None:
        through = model.passages.through
        near = f"{model._meta.model_name}_id"
        owner = "pk" if model is Edition else "edition"
        rows = model._default_manager.filter(**{owner: self.edition.pk})
        links: dict[int, list[PassageInText]] = defaultdict(list)
        of_rows = through._default_manager.filter(**{f"{near}__in": rows.order_by().values("pk")})
        drawn = of_rows.filter(passage__source=self.source).values_list(near, "passage_id")
        for pk, passage in drawn:
            links[pk].append(passages[passage])
        if model is not Edition:
            rows = rows.select_related(*model.name_lookups)
        rows = rows.annotate(has_evidence=Exists(through._default_manager.filter(**{near: OuterRef("pk")})))
        for row in rows:
            if row.pk in links or not (row.has_evidence or model in OF_EDITORS or model is Edition):
                if model is not Edition:
                    row.edition = self.edition
                order = sorted(links[row.pk], key=lambda one: (one.place or (0, 0), one.passage.order))
                self.rows.append(DrawnRow(row, order))


def _place_of(passage: Passage, document: ReadDocument) -> tuple[int, int] | None:
    if passage.start is None or passage.end is None:
        return None
    place = document.slice_of_squeezed(passage.start, passage.end)
    held = place is not None and squeeze(document.text[slice(*place)]) == squeeze(passage.phrase)
    return place if held else None


class SaidAlready:
    """Which row of a draft says what a proposal says: by its fields, or as the same number at its place."""

    def __init__(self, known: KnownRows, drawn: DrawnRows | None, catalogue: MetricCatalogue) -> None:
        self.known, self.catalogue = known, catalogue
        self._by_model: dict[type[Any], list[DrawnRow]] = defaultdict(list)
        for one in drawn.rows if drawn else ():
            self._by_model[one.model].append(one)

    def ref(self, proposal: Proposal) -> str:
        """The row, as `DrawnRow.ref` names it; "" if the draft does not say it."""
        if found := self.known.row_of(proposal, self.catalogue):
            return row_ref(*found)
        same = next((one for one in self.at_place_of(proposal) if _says(one.row, proposal)), None)
        return same.ref if same else ""

    def at_place_of(self, proposal: Proposal) -> list[DrawnRow]:
        """The rows of a proposal's kind that are drawn from its words."""
        model = MODEL_OF_KIND.get(proposal.kind)
        rows = self._by_model[model] if model else []
        return [one for one in rows if touches(one.places, proposal.start, proposal.end)]


def _says(row: Any, proposal: Proposal) -> bool:
    """Whether a row at the place of a proposal says the same, maybe in an editor's words."""
    match proposal.fields:
        case FigureFields(metric=metric, value=value) if value is not None:
            return bool(row.metric.code == metric and row.value == value)
        case QuoteFields(content=content):
            words, said = squeeze(content), squeeze(row.content)
            return bool(words) and (words in said or said in words)
        case CaptionFields():
            # A caption is that of one picture.
            return True
    return False


def touches(places: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in places)
