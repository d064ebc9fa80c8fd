"""Tables of what was measured, as they stand in docs/performance.md."""

from dataclasses import dataclass, field


@dataclass
class PrintedTable:
    title: str
    columns: tuple[str, ...]
    lines: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, *values: object) -> None:
        self.lines.append(tuple(map(str, values)))

    def __str__(self) -> str:
        rows = [self.columns, ("---",) * len(self.columns), *self.lines]
        return f"### {self.title}\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"
