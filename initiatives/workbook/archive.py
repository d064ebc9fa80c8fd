"""Check a workbook file before it is parsed: its size, its zip parts, no macros, entities or links."""

import io
import re
import zipfile
from typing import IO
from xml.etree import ElementTree

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.workbook.problems import Problem

MAX_FILE_BYTES = 10 * 2**20
MAX_UNPACKED_BYTES = 100 * 2**20
MAX_PARTS = 500
# XML compresses to a tenth or a thirtieth; a far better ratio is that of a zip bomb.
MAX_COMPRESSION_RATIO = 200
# Smaller files are not checked for their ratio.
MIN_RATIO_CHECKED_BYTES = 2**20
# Elements may have a prefix, and attributes a line of their own: each program writes XML in its own way.
MERGED_CELL = re.compile(rb"<(?:[\w.-]+:)?mergeCell[\s/>]")
STRICT_NAMESPACE = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0"
SAVE_AS_XLSX = _("Open it in Excel or WPS and save it as an Excel workbook (.xlsx), without a password.")
SAVE_WITHOUT_MACROS = _(
    "Save it as an Excel workbook (.xlsx) without macros, and break its links to other files."
)
EXPORT_AGAIN = _("Export the plan anew and copy your changes into that workbook.")


class RefusedWorkbook(Exception):
    """The file cannot be used at all; `problem` tells the user why."""

    def __init__(self, expected: object, remedy: object) -> None:
        self.problem = Problem(expected, remedy)
        super().__init__(self.problem)


def checked_copy(file: IO[bytes]) -> tuple[io.BytesIO, frozenset[str]]:
    """Copy the XML parts of a workbook; also return the names of parts with merged cells.

    Raises RefusedWorkbook.
    """
    data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise RefusedWorkbook(
            _("The file is larger than 10 MB."), _("Remove pictures and sheets that are not needed.")
        )
    if data.startswith(OLE_SIGNATURE):
        raise RefusedWorkbook(_("This is an old Excel file (.xls), or one with a password."), SAVE_AS_XLSX)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive.infolist())
            return _copy_xml_parts(archive)
    except RefusedWorkbook:
        raise
    except Exception as error:
        # A damaged file fails with errors of zipfile, zlib, lzma and others.
        raise RefusedWorkbook(_("This is not an Excel workbook, or it is damaged."), SAVE_AS_XLSX) from error


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES:
        raise RefusedWorkbook(_("The file unpacks to more than 100 MB or 500 parts."), EXPORT_AGAIN)
    if unpacked > MIN_RATIO_CHECKED_BYTES and unpacked > MAX_COMPRESSION_RATIO * packed:
        raise RefusedWorkbook(_("The file unpacks to far more than it is."), EXPORT_AGAIN)
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) < len(names):
        raise RefusedWorkbook(_("The file holds one part twice."), EXPORT_AGAIN)
    if any("vbaproject" in name or "macrosheets" in name for name in names):
        raise RefusedWorkbook(_("The workbook contains macros."), SAVE_WITHOUT_MACROS)
    if any("externallinks/" in name for name in names):
        raise RefusedWorkbook(_("The workbook links to other files."), SAVE_WITHOUT_MACROS)
    if "xl/workbook.xml" not in names:
        raise RefusedWorkbook(_("This is not an Excel workbook, or it is damaged."), SAVE_AS_XLSX)


def _copy_xml_parts(archive: zipfile.ZipFile) -> tuple[io.BytesIO, frozenset[str]]:
    copied, merged_parts = io.BytesIO(), set()
    with zipfile.ZipFile(copied, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for entry in archive.infolist():
            # Pictures and printer settings are not read.
            if entry.filename.lower().endswith((".xml", ".rels")):
                part = archive.read(entry)
                _check_part(part, entry.filename)
                if MERGED_CELL.search(part):
                    merged_parts.add(entry.filename)
                copy.writestr(entry.filename, part)
    copied.seek(0)
    return copied, frozenset(merged_parts)


def _check_part(part: bytes, name: str) -> None:
    """Refuse XML that is not in UTF-8 or has a document type: it could declare entities or fetch files."""
    if (
        b"<!DOCTYPE" in part
        or b"<!ENTITY" in part
        or b"\x00" in part
        or part[:2] in (b"\xfe\xff", b"\xff\xfe")
    ):
        raise RefusedWorkbook(
            format_lazy(_("The part {name} of the file declares a document type or entities."), name=name),
            EXPORT_AGAIN,
        )
    if name.endswith(".rels") and b"oleObject" in part:
        raise RefusedWorkbook(_("The workbook embeds other documents."), SAVE_WITHOUT_MACROS)
    if name == "xl/workbook.xml" and STRICT_NAMESPACE in part:
        raise RefusedWorkbook(
            _("The workbook is saved as “Strict Open XML”, which is not read."),
            _("Save it as “Excel Workbook (.xlsx)”; its name in the list has no “Strict”."),
        )
    if name == "[Content_Types].xml" and "macroEnabled" in _workbook_type(part):
        raise RefusedWorkbook(_("The workbook contains macros."), SAVE_WITHOUT_MACROS)
    if name.endswith(".rels") and b"externalLink" in part:
        raise RefusedWorkbook(_("The workbook links to other files."), SAVE_WITHOUT_MACROS)


def _workbook_type(content_types: bytes) -> str:
    """The content type of the workbook itself; programs also list types that no part of the file has."""
    for element in ElementTree.fromstring(content_types):
        if element.get("PartName", "").lower() == "/xl/workbook.xml":
            return element.get("ContentType", "")
    return ""
