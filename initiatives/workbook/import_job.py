"""Run a workbook import in a process of its own, and keep its files between requests."""

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
from initiatives.workbook.import_report import ImportReport, write_json_atomically

# A job that is not confirmed by then is deleted.
JOB_SECONDS = 60 * 60
# The random bytes of a job's name, and the length of the name in characters.
NAME_BYTES, NAME_LENGTH = 16, 22
Lock = IO[Any]


@dataclass(frozen=True)
class ImportJob:
    """The folder of one import: workbook, progress and report. Its `name` cannot be guessed."""

    name: str

    @classmethod
    def begin(cls, content: bytes, *, plan: Plan, username: str) -> "ImportJob":
        """Store a workbook in a new job. Raises OSError if the disk is full, and then stores nothing."""
        job = cls(secrets.token_urlsafe(NAME_BYTES))
        try:
            job.folder.mkdir(mode=0o700, parents=True)
            job.file.write_bytes(content)
            write_json_atomically(job.owner, [plan.pk, username])
            job.lock.touch()
        except OSError:
            job.forget()
            raise
        return job

    @classmethod
    def find(cls, name: str, *, plan: Plan, username: str) -> "ImportJob | None":
        """Return the plan's job of that name if this user began it within JOB_SECONDS."""
        _delete_expired()
        job = cls(name)
        if len(name) != NAME_LENGTH or not job.owner.exists():
            return None
        return job if json.loads(job.owner.read_text(encoding="utf-8")) == [plan.pk, username] else None

    @property
    def folder(self) -> Path:
        return _jobs_folder() / self.name

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
        """A file that exists once the workbook was confirmed."""
        return self.folder / "applying"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @contextmanager
    def held(self) -> Iterator[Lock | None]:
        """Lock the job; yields None while its process runs or another request holds it.

        The process inherits the lock, which is therefore released when the process ends, however it ends.
        """
        with self.lock.open("r+") as lock:
            yield lock if locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB) else None

    def run(
        self, lock: Lock, *, plan: Plan, username: str, expected: str, allow_shared: bool, patience: float
    ) -> None:
        """Start the import and wait up to `patience` seconds, which is enough for most plans.

        Without `expected` it is a dry run. With it, the fingerprint of the draft at the dry run, the workbook
        is imported if the draft is unchanged since then.
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
        """The numbers of rows done and of all rows; (0, 0) while the file is being parsed."""
        path = progress_path(self.outcome)
        done, rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else (0, 0)
        return done, rows

    def forget(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def launch(command: list[str], lock: int, patience: float) -> None:
    """Run a management command in a process that inherits the lock and may outlive the request."""
    process = subprocess.Popen(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=[lock],
        start_new_session=True,
    )
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=patience)


def progress_path(report: Path) -> Path:
    return report.with_name("progress.json")


def _jobs_folder() -> Path:
    return settings.VAR_DIR / "imports"


def _delete_expired() -> None:
    """Delete jobs that were not confirmed in time: they hold plans that are not public."""
    for folder in _jobs_folder().glob("*"):
        with suppress(FileNotFoundError):
            if folder.stat().st_mtime < time.time() - JOB_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
