"""What is read from invented articles, compared with what `tests/cases/articles/*.yaml` says is right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from initiatives.article.whitespace import squeeze
from initiatives.reading.document_formats import read_document
from initiatives.reading.proposals import (
    FigureFields,
    GoalFields,
    GoalGroupFields,
    ProjectFields,
    Proposal,
    QuoteFields,
)
from initiatives.reading.reader import ArticleReading, read_article

INVENTED = Path(__file__).parent.parent / "tests/cases/articles"
Answer = Mapping[str, Any]


@dataclass(frozen=True)
class ArticleScore:
    """Figures right, proposed and answered (optional ones in neither); what of the structure differs."""

    name: str
    right: int
    proposed: int
    answered: int
    metrics: int
    problems: list[str]
    structure: list[str]

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.proposed + self.answered) if self.proposed + self.answered else 1.0


def score_invented(answer_file: Path) -> ArticleScore:
    """Read the document beside an answer, and compare."""
    answer = yaml.safe_load(answer_file.read_text(encoding="utf-8"))
    path = next(path for path in answer_file.parent.glob(f"{answer_file.stem}.*") if path != answer_file)
    reading = read_article(read_document(path.read_bytes(), path.name), plan_year=answer["year"])
    return score_reading(answer_file.stem, reading, answer)


def score_reading(name: str, reading: ArticleReading, answer: Answer) -> ArticleScore:
    """Compare: every wanted figure takes the first proposal that answers it, optional ones what is left."""
    left = [p for p in reading.proposals if isinstance(p.fields, FigureFields)]
    count = len(left)
    right, metrics, problems = 0, 0, []
    for row in sorted(answer["figures"], key=lambda row: bool(row.get("optional"))):
        place = _place(reading, row)
        if place is None:
            problems.append(f"the text has no {row['at']!r}")
            continue
        match = next((p for p in left if _answers(reading, row, place, p)), None)
        if match is not None:
            left.remove(match)
        if row.get("optional"):
            count -= match is not None
        elif match is None:
            problems.append(f"missed {row}")
        else:
            right += 1
            metric = getattr(match.fields, "metric", "")
            if any(metric == each.get("metric", metric) for each in _readings_of(row)):
                metrics += 1
            else:
                problems.append(f"metric {metric!r} for {row['at']}")
    problems += [f"false {p.words!r}: {_shown(p.fields)}" for p in left if isinstance(p.fields, FigureFields)]
    answered = sum(not row.get("optional") for row in answer["figures"])
    return ArticleScore(name, right, count, answered, metrics, problems, _structure_problems(reading, answer))


def _shown(fields: FigureFields) -> str:
    amount = f"{fields.comparator}{fields.value}{fields.unit}"
    return (
        f"{fields.metric or fields.subject} {amount} {fields.kind} {fields.period} {fields.period_standing}"
    )


def _readings_of(row: Answer) -> Iterator[Answer]:
    """The answer, and under `or` what of it may differ."""
    yield row
    for other in row.get("or", ()):
        yield {**row, **other}


def _place(reading: ArticleReading, row: Answer) -> tuple[int, int] | None:
    """The slice of the squeezed text that a figure's words take."""
    words = squeeze(row["at"])
    start = squeeze(reading.document.text).find(words)
    return None if start < 0 else (start, start + len(words))


def _answers(reading: ArticleReading, row: Answer, place: tuple[int, int], proposal: Proposal) -> bool:
    fields = proposal.fields
    first, last = reading.document.squeezed_slice(proposal.start, proposal.end)
    if not isinstance(fields, FigureFields) or place[0] >= last or first >= place[1]:
        return False
    if row.get("optional") and "kind" not in row:
        return True
    return any(_same_figure(each, fields) for each in _readings_of(row))


def _same_figure(row: Answer, fields: FigureFields) -> bool:
    return (
        fields.value == _number(row.get("value"))
        and ("upper" not in row or fields.upper_value == _number(row["upper"]))
        and fields.unit == row.get("unit", "")
        and fields.comparator == row.get("comparator", "=")
        and (fields.kind, fields.period) == (row["kind"], row["period"])
        and fields.period_standing == row.get("standing", "within")
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _structure_problems(reading: ArticleReading, answer: Answer) -> list[str]:
    groups = [p.fields for p in reading.proposals if isinstance(p.fields, GoalGroupFields)]
    goals = [p.fields for p in reading.proposals if isinstance(p.fields, GoalFields)]
    found = [
        {"label": group.label, "goals": [goal.title for goal in goals if goal.group == group.number]}
        for group in sorted(groups, key=lambda group: group.number)
    ]
    projects = [p.fields for p in reading.proposals if isinstance(p.fields, ProjectFields)]
    titles = [each.title for each in sorted(projects, key=lambda each: each.number)]
    problems = []
    if not any((found, titles) == (each["groups"], each["projects"]) for each in _readings_of(answer)):
        if found != answer["groups"]:
            problems.append(f"groups: {found}")
        if titles != answer["projects"]:
            problems.append(f"projects: {titles}")
    quotes = {
        (p.fields.content, p.fields.speaker, p.fields.speaker_title)
        for p in reading.proposals
        if isinstance(p.fields, QuoteFields) and p.fields.manner == "verbatim"
    }
    return problems + [
        f"quotation: {row} of {quotes}"
        for row in answer.get("quotes", ())
        if (row["content"], row["speaker"], row["title"]) not in quotes
    ]
