"""A workbook brought in by a process of its own, so that whoever else reads or edits is not kept waiting."""

import json
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files import locks
from django.utils.translation import get_language

from initiatives.models import Plan
from initiatives.workbook.import_report import ImportReport, write_whole

# How long a workbook waits for its confirmation, in seconds.
KEPT = 60 * 60
# What names are made of, and how long that is when written.
RANDOM_BYTES, NAME_LENGTH = 16, 22
Lock = IO[Any]


@dataclass(frozen=True)
class ImportJob:
    """A folder with the workbook, how far it is, and what came of it; `name` cannot be guessed."""

    name: str

    @classmethod
    def begin(cls, content: bytes, *, plan: Plan, username: str) -> "ImportJob":
        """Keep a workbook. Raises OSError where there is no room for it, and then keeps nothing."""
        job = cls(secrets.token_urlsafe(RANDOM_BYTES))
        try:
            job.folder.mkdir(mode=0o700, parents=True)
            job.file.write_bytes(content)
            write_whole(job.owner, [plan.pk, username])
            job.lock.touch()
        except OSError:
            job.forget()
            raise
        return job

    @classmethod
    def find(cls, name: str, *, plan: Plan, username: str) -> "ImportJob | None":
        """The plan's job of that name, if this user began it within the last hour."""
        _clear_old()
        job = cls(name)
        if len(name) != NAME_LENGTH or not job.owner.exists():
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
    def applying(self) -> Path:
        """There once the workbook was confirmed."""
        return self.folder / "applying"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @contextmanager
    def held(self) -> Iterator[Lock | None]:
        """The job for this request alone; None while its process runs, or another request has it.

        The process inherits the lock, so it is free as soon as the process is gone, however it went.
        """
        with self.lock.open("r+") as lock:
            yield lock if locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB) else None

    def run(
        self, lock: Lock, *, plan: Plan, username: str, expected: str, allow_shared: bool, patience: float
    ) -> None:
        """Start it and wait so many seconds: most plans are done by then.

        With `expected` it is brought in, if the draft still is what it was when it was looked at; without, it
        is only looked at.
        """
        self.outcome.unlink(missing_ok=True)
        options = [f"--plan={plan.park.slug}/{plan.year}", f"--user={username}"]
        if expected:
            self.applying.touch()
            options.append(f"--expect={expected}")
        else:
            self.applying.unlink(missing_ok=True)
            options.append("--dry-run")
        options += [] if allow_shared else ["--own-only"]
        options += [f"--report={self.outcome}", f"--language={get_language()}"]
        launch(["import_plan", str(self.file), *options], lock.fileno(), patience)

    @property
    def report(self) -> ImportReport | None:
        return ImportReport.load(self.outcome) if self.outcome.exists() else None

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
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=patience)


def progress_beside(report: Path) -> Path:
    return report.with_name("progress.json")


def _all() -> Path:
    return settings.VAR_DIR / "imports"


def _clear_old() -> None:
    """What nobody confirmed within the hour holds a plan that is not public, and goes."""
    for folder in _all().glob("*"):
        with suppress(FileNotFoundError):
            if folder.stat().st_mtime < time.time() - KEPT:
                shutil.rmtree(folder, ignore_errors=True)
