"""Processing of uploaded pictures: decoding in a child process, storage under content-based names."""

import errno
import hashlib
import json
import logging
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from initiatives.models.picture_field import picture_file
from initiatives.pictures.refusals import MAX_UPLOAD_BYTES, refusal

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT_SECONDS = 60
# One picture at a time in each server process, to limit memory.
_decoder_lock = threading.Lock()


@dataclass(frozen=True)
class Picture:
    """A processed upload: its files by storage name, and the values of the model's picture fields."""

    # The storage name of the largest WebP file; those of the other files follow from it.
    name: str
    width: int
    height: int
    colour: str
    avif: bool
    treatment: list[str]
    files: dict[str, bytes] = field(repr=False)
    upload: bytes = field(repr=False)

    def __str__(self) -> str:
        return self.name

    @property
    def digest(self) -> str:
        return Path(self.name).parent.name

    def keep(self) -> None:
        """Write the files to the storage; existing ones are kept, as equal contents have equal names.

        Raises ValidationError if they cannot be written.
        """
        with _storage_errors_as_refusals():
            for name, data in self.files.items():
                _store(name, data)
            if settings.KEEP_UPLOADS:
                _keep_upload(self.digest, self.upload)


@contextmanager
def _storage_errors_as_refusals() -> Iterator[None]:
    """Turn an OSError into a ValidationError with a remedy for the editor, and log it."""
    try:
        yield
    except OSError as error:
        logger.exception("A picture could not be stored.")
        raise refusal("memory" if error.errno in (errno.ENOMEM, errno.EAGAIN) else "storage") from None


def process_upload(upload: File, *, folder: str, widths: Sequence[int], transparent: bool = False) -> Picture:
    """Decode and encode an uploaded file; raises ValidationError with a remedy if it is refused."""
    if (upload.size or 0) > MAX_UPLOAD_BYTES:
        size, most = f"{(upload.size or 0) / 1e6:.1f}", MAX_UPLOAD_BYTES // 1_000_000
        raise refusal("bytes", size=size, most=most)
    upload.seek(0)
    data = upload.read()
    with _decoder_lock, _storage_errors_as_refusals():
        facts, files = _derive_in_child_process(data, widths, transparent)
    digest = hashlib.sha256(b"".join(files[name] for name in sorted(files))).hexdigest()[:32]
    return Picture(
        name=picture_file(folder, digest, facts["width"], "webp"),
        width=facts["width"],
        height=facts["height"],
        colour=facts["colour"],
        avif=any(name.endswith(".avif") for name in files),
        treatment=facts["treatment"],
        files={f"{folder}/{digest}/{name}": content for name, content in files.items()},
        upload=data,
    )


def _derive_in_child_process(
    data: bytes, widths: Sequence[int], transparent: bool
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Run `derivatives` in a child process; return its facts and files, or raise ValidationError."""
    with tempfile.TemporaryDirectory(prefix="parkplan-picture-") as name:
        folder = Path(name)
        (folder / "upload").write_bytes(data)
        kind = "transparent" if transparent else "opaque"
        # The fault handler writes a traceback to stderr if a decoder crashes.
        python = [sys.executable, "-X", "faulthandler", "-m", "initiatives.pictures.derivatives"]
        try:
            process = subprocess.run(
                [*python, name, kind, *map(str, widths)],
                cwd=ROOT,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise refusal("time") from None
        refused, facts = folder / "refused.json", folder / "facts.json"
        if refused.exists():
            reason = json.loads(refused.read_text(encoding="utf-8"))
            raise refusal(reason["code"], **reason["values"])
        if not facts.exists():
            logger.error("The picture process ended with status %s: %s", process.returncode, process.stderr)
            raise refusal(_crash_code(process))
        result = json.loads(facts.read_text(encoding="utf-8"))
        return result, {name: (folder / name).read_bytes() for name in result["files"]}


def _crash_code(process: subprocess.CompletedProcess[str]) -> str:
    """The refusal for a child process that wrote no result: it met a limit, or crashed."""
    if process.returncode == -signal.SIGXCPU:
        return "time"
    # The kernel ends a process by SIGKILL when memory runs out; libraries abort when an allocation fails.
    if process.returncode in (-signal.SIGKILL, -signal.SIGABRT):
        return "memory"
    if process.returncode > 0 and "MemoryError" in process.stderr:
        return "memory"
    return "crash"


def read_stored(name: str) -> bytes | None:
    """The contents of a stored file, or None if it does not exist."""
    try:
        with default_storage.open(name) as file:
            return file.read()
    except FileNotFoundError:
        return None


def _store(name: str, data: bytes) -> None:
    if default_storage.exists(name):
        if default_storage.size(name) == len(data):
            return
        default_storage.delete(name)  # it was written incompletely
    default_storage.save(name, ContentFile(data))


def _keep_upload(digest: str, data: bytes) -> None:
    """Keep the original upload, metadata included, readable only by the user that runs the site."""
    settings.UPLOADS_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.UPLOADS_ROOT.chmod(0o700)
    path = settings.UPLOADS_ROOT / digest
    path.touch(mode=0o600)
    path.write_bytes(data)
