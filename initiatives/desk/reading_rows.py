"""The rows of a plan beside its source: at their places in the text, and with their passages to be moved."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from initiatives.desk.concurrent_edits import sign_state
from initiatives.desk.reading_text import COLOURS, IN_DRAFT_SIGN, Mark, tag_name
from initiatives.drafting.drawn_rows import KIND_OF_MODEL, DrawnRow, DrawnRows, PassageInText
from initiatives.models import Contribution, Edition
from initiatives.models.row_state import state_of
from initiatives.reading.document_blocks import ReadDocument
from initiatives.values.vocabulary import EditionState


@dataclass(frozen=True)
class PassageLine:
    """A passage of a row, and how many other rows of the draft have it."""

    placed: PassageInText
    others: int


@dataclass(frozen=True)
class RowLine:
    """A row of the draft as the list shows it."""

    drawn: DrawnRow
    rows: DrawnRows
    is_current: bool

    @property
    def colour(self) -> str:
        kind = KIND_OF_MODEL.get(self.drawn.model)
        return COLOURS[kind] if kind else "plan" if self.drawn.model in (Contribution, Edition) else "body"

    @property
    def form_address(self) -> str:
        return reverse(
            f"admin:initiatives_{self.drawn.model._meta.model_name}_change", args=[self.drawn.row.pk]
        )

    @property
    def passages(self) -> list[PassageLine]:
        return [PassageLine(one, self.rows.uses[one.passage.pk] - 1) for one in self.drawn.passages]

    @property
    def is_shared(self) -> bool:
        return any(one.others for one in self.passages)

    @property
    def made_from(self) -> str:
        """The passages of the row as this page has them, to be sent with its form."""
        return sign_state(self.drawn.row, state_of(self.drawn.row, ["passages"]))


class RowsAtDesk:
    """The rows that are drawn from the source of a reading, by parts of its text; `at` is the current one."""

    def __init__(self, drawn: DrawnRows, document: ReadDocument, at: str) -> None:
        self.drawn, self.document = drawn, document
        self.edition = drawn.edition
        self.lines = [RowLine(one, drawn, one.ref == at) for one in drawn.rows]
        self.current = next((line for line in self.lines if line.is_current), None)

    @property
    def is_draft(self) -> bool:
        return bool(self.edition.state == EditionState.DRAFT)

    @property
    def is_submitted(self) -> bool:
        return bool(self.edition.state == EditionState.SUBMITTED)

    @cached_property
    def by_block(self) -> dict[int, list[RowLine]]:
        """The rows by the numbers of the blocks in which their passages begin."""
        found: dict[int, list[RowLine]] = defaultdict(list)
        for line in self.lines:
            for number in dict.fromkeys(self._block_at(start) for start, _end in line.drawn.places):
                found[number].append(line)
        return found

    @property
    def elsewhere(self) -> list[RowLine]:
        """Rows whose place in this text is not known."""
        return [line for line in self.lines if not line.drawn.places]

    def marks(self, taken: dict[str, list[tuple[int, int]]]) -> Iterator[tuple[int, Mark]]:
        """The marks of rows, each with the number of its block; one for rows of a kind at the same words.

        What editors remarked or concluded, and the plan as a whole, have some while they are current. `taken`
        are the places at which a proposal that says the same has its own mark, by row.
        """
        at_places: dict[tuple[int, int, str], list[RowLine]] = defaultdict(list)
        for line in self.lines:
            if line.drawn.model not in KIND_OF_MODEL and not line.is_current:
                continue
            for start, end in line.drawn.places:
                said = taken.get(line.drawn.ref, ())
                if line.is_current or not any(first < end and start < last for first, last in said):
                    at_places[start, end, line.drawn.kind].append(line)
        for (start, end, kind), lines in at_places.items():
            line = next((one for one in lines if one.is_current), lines[0])
            mark = Mark(
                start,
                end,
                line.colour,
                f"?row={line.drawn.ref}#r.{line.drawn.ref}",
                tag_name(kind),
                IN_DRAFT_SIGN + (str(len(lines)) if len(lines) > 1 else ""),
                is_done=True,
                is_current=line.is_current,
                in_draft=True,
            )
            for number in self._blocks_of(start, end):
                yield number, mark

    @cached_property
    def _pieces(self) -> list[tuple[int, int, int]]:
        """Start, end and block of each piece of the text, in order."""
        return sorted(
            (start, end, block.number) for block in self.document.blocks for start, end in block.pieces
        )

    def _block_at(self, position: int) -> int:
        index = bisect_right(self._pieces, position, key=lambda one: one[0]) - 1
        return self._pieces[max(index, 0)][2]

    def _blocks_of(self, start: int, end: int) -> list[int]:
        index = max(bisect_right(self._pieces, start, key=lambda one: one[0]) - 1, 0)
        found = []
        for first, last, number in self._pieces[index:]:
            if first >= end:
                break
            if start < last and number not in found:
                found.append(number)
        return found
