"""Print how much of the shipped article and of the invented ones is read right: `make read-score`."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from initiatives.article.whitespace import squeeze
from initiatives.reading.proposals import (
    FigureFields,
    GoalFields,
    GoalGroupFields,
    OrganisationFields,
    ProjectFields,
    Proposal,
    ProposalKind,
    QuoteFields,
)
from initiatives.reading.reader import ArticleReading, read_article
from initiatives.reading.source_lines import document_of_text
from scripts.article_answers import INVENTED, score_invented

ROOT = Path(__file__).parent.parent
PLAN = ROOT / "fixtures/yuhua-2024.yaml"
SHIPPED_ARTICLE = ROOT.parent / "shared/source/article.txt"


@dataclass(frozen=True)
class ScoreShare:
    """How many of all are right, the floor that holds, and what was missed."""

    name: str
    right: int
    of: int
    floor: float
    missed: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return self.right >= self.floor


class RightPlan:
    """The rows of the shipped fixture by kind, and the places of its passages in a text."""

    def __init__(self, text: str) -> None:
        rows = yaml.load(
            PLAN.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )
        self.squeezed = squeeze(text)
        self._rows: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            self._rows.setdefault(row["model"].removeprefix("initiatives."), []).append(row["fields"])
        self.passages = {row["key"]: row for row in self.of("passage")}

    def of(self, model: str) -> list[dict[str, Any]]:
        return self._rows.get(model, [])

    def spans(self, row: dict[str, Any]) -> list[tuple[int, int]]:
        """The slices of the squeezed text that a row's passages are found at first."""
        found = []
        for reference in row["passages"]:
            words = squeeze(self.passages[reference[-1]]["phrase"])
            start = self.squeezed.find(words)
            if start >= 0:
                found.append((start, start + len(words)))
        return found


def score_shipped(reading: ArticleReading, right: RightPlan) -> list[ScoreShare]:
    """The shares of the shipped plan that were found."""
    return [
        *_structure(reading, right),
        *_figures(reading, right),
        _quotes(reading, right),
        _captions(reading, right),
        *_organisations(reading, right),
        *_measures(reading, right),
    ]


def _structure(reading: ArticleReading, right: RightPlan) -> list[ScoreShare]:
    groups = [p.fields.label for p in reading.proposals if isinstance(p.fields, GoalGroupFields)]
    goals = [p.fields.title for p in reading.proposals if isinstance(p.fields, GoalFields)]
    projects = [p.fields for p in reading.proposals if isinstance(p.fields, ProjectFields)]
    projects.sort(key=lambda fields: fields.number)
    found = []
    for name, answer, proposed in (
        ("goal groups", [row["label"] for row in right.of("goalgroup")], groups),
        ("goals", [row["title"] for row in right.of("goal")], goals),
        (
            "projects in order",
            [row["title"] for row in right.of("project")],
            [each.title for each in projects],
        ),
    ):
        equal = [one == other for one, other in zip(answer, proposed, strict=False)]
        exact = sum(equal) if len(answer) == len(proposed) else 0
        found.append(
            ScoreShare(name, exact, len(answer), len(answer), [] if exact == len(answer) else proposed)
        )
    owners = {block: each.number for each in projects for block in each.blocks}
    numbers = {row["title"]: row["number"] for row in right.of("project")}
    expected: dict[int, int] = {}
    for passage in right.of("passage"):
        words = squeeze(passage["phrase"])
        if passage.get("place", "paragraph") != "paragraph" or right.squeezed.count(words) != 1:
            continue
        section = next(row for row in right.of("section") if row["key"] == passage["section"][-1])
        number = next((numbers[title] for title in numbers if section["title"].startswith(title)), 0)
        block = _block_of(reading, right.squeezed.find(words))
        if block is not None:
            expected[block] = number
    wrong = [str(block) for block, number in expected.items() if owners.get(block, 0) != number]
    found.append(
        ScoreShare(
            "blocks with their project", len(expected) - len(wrong), len(expected), len(expected), wrong
        )
    )
    return found


def _block_of(reading: ArticleReading, squeezed_start: int) -> int | None:
    for block in reading.document.blocks:
        for start, end in block.pieces:
            first, last = reading.document.squeezed_slice(start, end)
            if first <= squeezed_start < last:
                return block.number
    return None


def _figures(reading: ArticleReading, right: RightPlan) -> list[ScoreShare]:
    rows = right.of("figure")
    proposed = [p for p in reading.proposals if isinstance(p.fields, FigureFields)]
    used: set[int] = set()
    missed: dict[bool, list[str]] = {True: [], False: []}
    for row in rows:
        match = next(
            (i for i, p in enumerate(proposed) if i not in used and _same_figure(reading, right, row, p)),
            None,
        )
        if match is None:
            missed["value" in row].append(row["wording"])
        else:
            used.add(match)
    numeric = [row for row in rows if "value" in row]
    open_targets = [row for row in rows if "value" not in row]
    false = [
        p.words
        for i, p in enumerate(proposed)
        if i not in used and isinstance(p.fields, FigureFields) and p.fields.value is not None
    ]
    extra = [
        p.words
        for i, p in enumerate(proposed)
        if i not in used and isinstance(p.fields, FigureFields) and p.fields.value is None
    ]
    return [
        ScoreShare("figures with a number", len(numeric) - len(missed[True]), len(numeric), 16, missed[True]),
        ScoreShare(
            "proposed figures that are right",
            len(numeric) - len(missed[True]),
            len(numeric) - len(missed[True]) + len(false),
            len(numeric) - len(missed[True]) + len(false),
            false,
        ),
        ScoreShare(
            "targets without a number",
            len(open_targets) - len(missed[False]),
            len(open_targets),
            5,
            missed[False] + [f"+{words}" for words in extra],
        ),
    ]


def _same_figure(reading: ArticleReading, right: RightPlan, row: dict[str, Any], proposal: Proposal) -> bool:
    fields = proposal.fields
    if not isinstance(fields, FigureFields):
        return False
    first, last = reading.document.squeezed_slice(proposal.start, proposal.end)
    near = any(start < last and first < end for start, end in right.spans(row))
    value = str(fields.value) if fields.value is not None else None
    return (
        near
        and value == row.get("value")
        and fields.unit == row.get("unit", "")
        and fields.comparator == row.get("comparator", "=")
        and (fields.period, fields.kind, fields.metric) == (row["period"], row["kind"], row["metric"][0])
        and fields.period_standing == row.get("period_standing", "within")
        and (value is not None or fields.scope == row.get("scope", ""))
    )


def _quotes(reading: ArticleReading, right: RightPlan) -> ScoreShare:
    proposed = {
        (squeeze(p.fields.content), p.fields.speaker, p.fields.speaker_title)
        for p in reading.proposals
        if isinstance(p.fields, QuoteFields) and p.fields.manner == "verbatim"
    }
    answer = [
        (squeeze(row["content"]), row.get("speaker", ""), row["speaker_title"])
        for row in right.of("quote")
        if row["manner"] == "verbatim"
    ]
    missed = [content for content, speaker, title in answer if (content, speaker, title) not in proposed]
    return ScoreShare(
        "verbatim quotations with speaker and title",
        len(answer) - len(missed),
        len(answer),
        len(answer),
        missed,
    )


def _captions(reading: ArticleReading, right: RightPlan) -> ScoreShare:
    slices = [reading.document.squeezed_slice(p.start, p.end) for p in reading.of_kind(ProposalKind.CAPTION)]
    rows = right.of("photo")
    own = [list(right.spans(row))[-1] for row in rows]
    missed = [
        row["caption"]
        for row, span in zip(rows, own, strict=True)
        if not any(first <= span[0] < last for first, last in slices)
    ]
    return ScoreShare("captions", len(rows) - len(missed), len(rows), len(rows), missed)


def _organisations(reading: ArticleReading, right: RightPlan) -> list[ScoreShare]:
    rows = right.of("organisation")
    proposed = [p.fields for p in reading.proposals if isinstance(p.fields, OrganisationFields)]
    names = [{each.name, *each.aliases} for each in proposed]
    # 市委 of the text is 长沙市委 of the plan.
    missed = [
        row["name"]
        for row in rows
        if not any(
            row["name"] in own or any(len(name) > 1 and row["name"].endswith(name) for name in own)
            for own in names
        )
    ]
    false = [
        each.name
        for each, own in zip(proposed, names, strict=True)
        if not any(row["name"] in own or any(row["name"].endswith(name) for name in own) for row in rows)
    ]
    return [
        ScoreShare("organisations", len(rows) - len(missed), len(rows), 0.8 * len(rows), missed),
        ScoreShare(
            "proposed organisations that are right",
            len(proposed) - len(false),
            len(proposed),
            0.9 * len(proposed),
            false,
        ),
    ]


def _measures(reading: ArticleReading, right: RightPlan) -> list[ScoreShare]:
    slices = [
        (reading.document.squeezed_slice(p.start, p.end), p.words)
        for p in reading.of_kind(ProposalKind.MEASURE)
    ]
    rows = right.of("measure")
    spans = [right.spans(row) for row in rows]
    missed = [
        row["title"]
        for row, own in zip(rows, spans, strict=True)
        if not any(start < last and first < end for start, end in own for (first, last), _words in slices)
    ]
    every = [span for own in spans for span in own]
    false = [
        words
        for (first, last), words in slices
        if not any(start < last and first < end for start, end in every)
    ]
    return [
        ScoreShare(
            "measures overlapped by a proposal", len(rows) - len(missed), len(rows), 0.8 * len(rows), missed
        ),
        ScoreShare(
            "proposed measures that overlap one",
            len(slices) - len(false),
            len(slices),
            0.7 * len(slices),
            false,
        ),
    ]


def main() -> None:
    if not SHIPPED_ARTICLE.is_file():
        print("The shipped article is not here; only the invented ones are read.")
    else:
        text = SHIPPED_ARTICLE.read_text(encoding="utf-8")
        reading = read_article(document_of_text(text), plan_year=2024)
        for share in score_shipped(reading, RightPlan(text)):
            print(f"{'  ' if share.holds else '✗ '}{share.name}: {share.right}/{share.of}")
            for words in share.missed:
                print(f"      {words}")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else INVENTED
    right = proposed = answered = 0
    for answer_file in sorted(folder.glob("*.yaml")):
        score = score_invented(answer_file)
        right, proposed, answered = right + score.right, proposed + score.proposed, answered + score.answered
        structure = "differs" if score.structure else "exact"
        print(
            f"{score.name}: figures {score.right}/{score.answered}, proposed {score.proposed}, "
            f"F1 {score.f1:.2f}, metrics {score.metrics}; structure {structure}"
        )
        for problem in (*score.structure, *score.problems):
            print(f"      {problem}")
    print(f"all: {right}/{answered} figures right, {right}/{proposed} of those proposed")


if __name__ == "__main__":
    main()
