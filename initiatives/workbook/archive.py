"""The file before anything in it is parsed: small enough, a workbook, and nothing in it that could act."""

import io
import zipfile
from typing import IO

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.workbook.problems import Problem

LARGEST_FILE = 10 * 2**20
LARGEST_UNPACKED = 100 * 2**20
MOST_ENTRIES = 500
# Text packs ten to thirty times smaller; what packs far better is made to burst.
STEEPEST_RATIO = 200
SMALL = 2**20
OLD_FORMAT = b"\xd0\xcf\x11\xe0"
SAVE_AS = _("Open it in Excel or WPS and save it as an Excel workbook (.xlsx), without a password.")
SAVE_WITHOUT = _("Save it as an Excel workbook (.xlsx) without macros, and break its links to other files.")
FRESH = _("Export the plan anew and copy your changes into that workbook.")


class RefusedWorkbook(Exception):
    """The file is not opened at all."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def refuse(expected: object, remedy: object) -> RefusedWorkbook:
    return RefusedWorkbook(Problem(expected, remedy))


def checked(file: IO[bytes]) -> tuple[io.BytesIO, frozenset[str]]:
    """A copy with the XML parts alone, and which of them merge cells. Raises RefusedWorkbook."""
    data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise refuse(
            _("The file is larger than 10 MB."), _("Remove pictures and sheets that are not needed.")
        )
    if data.startswith(OLD_FORMAT):
        raise refuse(_("This is an old Excel file (.xls), or one with a password."), SAVE_AS)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive.infolist())
            return _copy(archive)
    except RefusedWorkbook:
        raise
    except Exception as error:
        # A damaged file fails with errors of zipfile, zlib, lzma and others.
        raise refuse(_("This is not an Excel workbook, or it is damaged."), SAVE_AS) from error


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > LARGEST_UNPACKED:
        raise refuse(_("The file unpacks to more than 100 MB or 500 parts."), FRESH)
    if unpacked > SMALL and unpacked > STEEPEST_RATIO * packed:
        raise refuse(_("The file unpacks to far more than it is."), FRESH)
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) < len(names):
        raise refuse(_("The file holds one part twice."), FRESH)
    if any("vbaproject" in name or "macrosheets" in name for name in names):
        raise refuse(_("The workbook contains macros."), SAVE_WITHOUT)
    if any("externallinks/" in name for name in names):
        raise refuse(_("The workbook links to other files."), SAVE_WITHOUT)
    if "xl/workbook.xml" not in names:
        raise refuse(_("This is not an Excel workbook, or it is damaged."), SAVE_AS)


def _copy(archive: zipfile.ZipFile) -> tuple[io.BytesIO, frozenset[str]]:
    kept, merging = io.BytesIO(), set()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for entry in archive.infolist():
            # Pictures and printer settings are nothing to a plan.
            if entry.filename.lower().endswith((".xml", ".rels")):
                part = archive.read(entry)
                _check_part(part, entry.filename)
                if b"<mergeCell " in part:
                    merging.add(entry.filename)
                copy.writestr(entry.filename, part)
    kept.seek(0)
    return kept, frozenset(merging)


def _check_part(part: bytes, name: str) -> None:
    """XML in UTF-8 without a document type: no entities, nothing fetched."""
    if (
        b"<!DOCTYPE" in part
        or b"<!ENTITY" in part
        or b"\x00" in part
        or part[:2] in (b"\xfe\xff", b"\xff\xfe")
    ):
        raise refuse(
            format_lazy(_("The part {name} of the file declares a document type or entities."), name=name),
            FRESH,
        )
    if name.endswith(".rels") and b"oleObject" in part:
        raise refuse(_("The workbook embeds other documents."), SAVE_WITHOUT)
    if b"macroEnabled" in part and name == "[Content_Types].xml":
        raise refuse(_("The workbook contains macros."), SAVE_WITHOUT)
    if name.endswith(".rels") and b"externalLink" in part:
        raise refuse(_("The workbook links to other files."), SAVE_WITHOUT)
