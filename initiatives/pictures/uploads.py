"""Uploaded pictures taken in: decoded apart, kept under names made of their contents."""

import errno
import hashlib
import json
import logging
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
from initiatives.pictures.refusals import MOST_BYTES, refusal

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
# One after the other in each server process, so that several uploads do not add up in memory.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Picture:
    """An upload as it will be kept: its files by their names, and what pages need to know of it."""

    # Of the largest WebP; the other files have names like it.
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
        """Write the files. Equal contents have equal names, so what is there already stays.

        ValidationError if they cannot be written; what was cut off is written anew next time.
        """
        with _refused_in_words():
            for name, data in self.files.items():
                _keep(name, data)
            if settings.KEEP_UPLOADS:
                _keep_upload(self.digest, self.upload)


@contextmanager
def _refused_in_words() -> Iterator[None]:
    """What the system refuses is told to the editor with a remedy, and to whoever runs the site as it was."""
    try:
        yield
    except OSError as error:
        logger.exception("A picture could not be stored.")
        raise refusal("memory" if error.errno in (errno.ENOMEM, errno.EAGAIN) else "storage") from None


def take_in(upload: File, *, folder: str, widths: Sequence[int], transparent: bool = False) -> Picture:
    """What is kept of an uploaded file; ValidationError, with the remedy, if it is not taken."""
    if (upload.size or 0) > MOST_BYTES:
        size, most = f"{(upload.size or 0) / 1e6:.1f}", MOST_BYTES // 1_000_000
        raise refusal("bytes", size=size, most=most)
    upload.seek(0)
    data = upload.read()
    with _one_at_a_time, _refused_in_words():
        facts, files = _derive_apart(data, widths, transparent)
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


def _derive_apart(
    data: bytes, widths: Sequence[int], transparent: bool
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Facts and files, made by a process of its own: a hostile file brings that one down at most."""
    with tempfile.TemporaryDirectory(prefix="parkplan-picture-") as name:
        folder = Path(name)
        (folder / "upload").write_bytes(data)
        kind = "transparent" if transparent else "opaque"
        command = [sys.executable, "-m", "initiatives.pictures.derivatives", name, kind, *map(str, widths)]
        try:
            subprocess.run(command, cwd=ROOT, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise refusal("time") from None
        refused, facts = folder / "refused.json", folder / "facts.json"
        if refused.exists():
            told = json.loads(refused.read_text(encoding="utf-8"))
            raise refusal(told["code"], **told["values"])
        if not facts.exists():  # it was ended for what it took
            raise refusal("memory")
        found = json.loads(facts.read_text(encoding="utf-8"))
        return found, {name: (folder / name).read_bytes() for name in found["files"]}


def stored(name: str) -> bytes | None:
    """What a file that was kept holds, or None where it is gone."""
    try:
        with default_storage.open(name) as file:
            return file.read()
    except FileNotFoundError:
        return None


def _keep(name: str, data: bytes) -> None:
    if default_storage.exists(name):
        if default_storage.size(name) == len(data):
            return
        default_storage.delete(name)  # cut off when it was written
    default_storage.save(name, ContentFile(data))


def _keep_upload(digest: str, data: bytes) -> None:
    """The upload as it came, with all that it tells, for the owner of the site's account alone."""
    settings.UPLOADS_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.UPLOADS_ROOT.chmod(0o700)
    path = settings.UPLOADS_ROOT / digest
    path.touch(mode=0o600)
    path.write_bytes(data)
