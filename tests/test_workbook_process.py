"""Workbooks brought in by real processes: killed in the middle, and ten thousand rows long."""

import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from initiatives.workbook.import_job import progress_path
from scripts import environment

COMMAND = [sys.executable, "manage.py"]
MEASURED = (
    "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:]).returncode; "
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"
)
MOST_MEMORY = 300 * 1024  # kilobytes


def run(variables: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        command, cwd=environment.ROOT, env=variables, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout


def dump(variables: dict[str, str]) -> str:
    return run(variables, *COMMAND, "dump_plan", "yuhua", "2024")


def workbook(variables: dict[str, str], folder: Path) -> Path:
    file = folder / "plan.xlsx"
    run(variables, *COMMAND, "export_plan", "yuhua", "2024", str(file), "--english")
    return file


def change(file: Path, edit: Any) -> None:
    book = load_workbook(io.BytesIO(file.read_bytes()))
    edit(book)
    book.save(file)


def share_done(progress: Path) -> float:
    if not progress.exists():
        return 0
    done, rows = json.loads(progress.read_text())
    return done / rows


@pytest.mark.slow
def test_import_killed_in_the_middle_leaves_all_as_it_was_and_can_be_run_again(installation, tmp_path):
    file = workbook(installation, tmp_path)
    change(file, lambda book: book["Projects"].__setitem__("J2", "另一句"))
    before = dump(installation)
    command = [*COMMAND, "import_plan", str(file)]
    report = tmp_path / "report.json"
    with subprocess.Popen(
        [*command, f"--report={report}"], cwd=environment.ROOT, env=installation
    ) as process:
        # By now the draft is made and rows are written, and nothing is final.
        while share_done(progress_path(report)) < 0.9:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert dump(installation) == before
    assert "0 added, 1 changed, 0 removed" in run(installation, *command)
    assert dump(installation).count("另一句") == 1


@pytest.mark.slow
@pytest.mark.longest
@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_ten_thousand_rows_come_in_with_less_than_300_megabytes(installation, tmp_path):
    rows = 10_000

    def edit(book: Any) -> None:
        for name in ("Measures", "Figures"):
            page = book[name]
            line = [cell.value for cell in page[2]]
            scope = [cell.value for cell in page[1]].index("Title" if name == "Measures" else "Scope")
            for number in range(rows // 2):
                fresh = [f"{name.lower()}-{number}", number, *line[2:]]
                fresh[scope] = f"第{number}"
                page.append(fresh)

    file = workbook(installation, tmp_path)
    change(file, edit)
    said = run(installation, sys.executable, "-c", MEASURED, *COMMAND, "import_plan", str(file)).splitlines()
    assert f"{rows} added, 0 changed, 0 removed, 195 unchanged." in said
    assert int(said[-1]) < MOST_MEMORY
