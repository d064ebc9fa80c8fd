"""A workbook brought in by a process of its own, so that whoever else reads or edits is not kept waiting."""

import json
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files import locks
from django.utils.translation import get_language

from initiatives.exchange.workbook.report import Report
from initiatives.models import Plan

# How long a workbook waits for its confirmation, in seconds.
PATIENCE = 60 * 60


@dataclass(frozen=True)
class Job:
    """A folder with the workbook, how far it is, and what came of it; `name` cannot be guessed."""

    name: str

    @classmethod
    def begin(cls, content: bytes, *, plan: Plan, username: str) -> "Job":
        """Keep a workbook. What others left for longer than an hour is cleared away."""
        for stale in _old():
            shutil.rmtree(stale, ignore_errors=True)
        job = cls(secrets.token_urlsafe(16))
        job.folder.mkdir(mode=0o700, parents=True)
        job.file.write_bytes(content)
        job.owner.write_text(json.dumps([plan.pk, username]), encoding="utf-8")
        return job

    @classmethod
    def find(cls, name: str, *, plan: Plan, username: str) -> "Job | None":
        """The plan's job of that name, if this user began it and it is still kept."""
        job = cls(name)
        if not job.owner.exists():
            return None
        return job if json.loads(job.owner.read_text(encoding="utf-8")) == [plan.pk, username] else None

    @property
    def folder(self) -> Path:
        return _all() / self.name

    @property
    def file(self) -> Path:
        return self.folder / "plan.xlsx"

    @property
    def owner(self) -> Path:
        return self.folder / "owner.json"

    @property
    def outcome(self) -> Path:
        return self.folder / "report.json"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    def run(self, *, plan: Plan, username: str, apply: bool, allow_shared: bool, patience: float) -> None:
        """Start it, unless it runs already, and wait so many seconds: most plans are done by then."""
        with self.lock.open("w") as lock:
            if not locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB):
                return
            self.outcome.unlink(missing_ok=True)
            options = [f"--plan={plan.park.slug}/{plan.year}", f"--user={username}"]
            options += [] if apply else ["--dry-run"]
            options += [] if allow_shared else ["--own-only"]
            options += [f"--report={self.outcome}", f"--language={get_language()}"]
            launch(["import_plan", str(self.file), *options], lock.fileno(), patience)

    @property
    def running(self) -> bool:
        """The process inherits the lock, so it is free as soon as the process is gone, however it went."""
        with self.lock.open("a") as lock:
            return not locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB)

    @property
    def report(self) -> Report | None:
        return Report.load(self.outcome) if self.outcome.exists() else None

    @property
    def progress(self) -> tuple[int, int]:
        """How many rows are done, and of how many; 0 of 0 while the file is being read."""
        path = progress_beside(self.outcome)
        done, rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else (0, 0)
        return done, rows

    def forget(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def launch(command: list[str], lock: int, patience: float) -> None:
    """A management command in a process that holds the lock and outlives the request."""
    process = subprocess.Popen(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=[lock],
        start_new_session=True,
    )
    try:
        process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        return


def progress_beside(report: Path) -> Path:
    return report.with_name("progress.json")


def _all() -> Path:
    return settings.VAR_DIR / "imports"


def _old() -> Iterator[Path]:
    for folder in _all().glob("*"):
        if folder.stat().st_mtime < time.time() - PATIENCE:
            yield folder
