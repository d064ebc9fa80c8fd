"""Documents by what they are: plain text here, .docx, .pdf and .html in a process of its own with limits."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path, PurePath

from initiatives.article.decoding import decode
from initiatives.reading.document_blocks import ReadDocument
from initiatives.reading.document_limits import MAX_DOCUMENT_BYTES, DocumentRefusal, UnreadableDocument
from initiatives.reading.source_lines import FormattedLine, document_of_lines, document_of_text

ROOT = Path(__file__).parents[2]
MAX_SECONDS = 40
KINDS = {
    ".docx": "word",
    ".docm": "word",
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".mht": "",
    ".doc": "word",
    ".wps": "word",
}


def read_document(data: bytes, filename: str = "") -> ReadDocument:
    """A document as text and blocks. UnreadableText (or UnreadableDocument) says in words why it is refused."""  # noqa: E501
    if len(data) > MAX_DOCUMENT_BYTES:
        raise UnreadableDocument(DocumentRefusal.TOO_LARGE)
    kind = _kind(data, filename)
    if kind == "text":
        return document_of_text(decode(data))
    lines = _lines_in_own_process(data, kind)
    if not any(line.text.strip() for line in lines):
        raise UnreadableDocument(DocumentRefusal.EMPTY)
    return document_of_lines(lines)


def _kind(data: bytes, filename: str) -> str:
    """What a document is, by its first bytes, then by its name."""
    if data.startswith(b"%PDF") or b"%PDF-" in data[:1024]:
        return "pdf"
    ending = PurePath(filename).suffix.lower()
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        if KINDS.get(ending, "word" if not ending else "") != "word":
            raise UnreadableDocument(DocumentRefusal.UNKNOWN)
        return "word"
    beginning = data[:2048].lower()
    if ending in (".html", ".htm") or b"<html" in beginning or b"<!doctype html" in beginning:
        return "html"
    if ending in ("", ".txt", ".text", ".md", ".csv"):
        return "text"
    raise UnreadableDocument(DocumentRefusal.DAMAGED if KINDS.get(ending) else DocumentRefusal.UNKNOWN)


def _lines_in_own_process(data: bytes, kind: str) -> list[FormattedLine]:
    """The lines of a document, parsed where a bomb or a fault of a parser can harm nothing else."""
    try:
        process = subprocess.run(
            [sys.executable, "-m", "initiatives.reading.document_worker", kind],
            input=data,
            capture_output=True,
            cwd=ROOT,
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(DocumentRefusal.TOO_LONG) from error
    try:
        answer = json.loads(process.stdout)
    except ValueError as error:
        # Killed at a limit of memory or time, or crashed.
        raise UnreadableDocument(
            DocumentRefusal.TOO_LONG if process.returncode < 0 else DocumentRefusal.DAMAGED
        ) from error
    if "refused" in answer:
        raise UnreadableDocument(DocumentRefusal(answer["refused"]))
    return [FormattedLine(**{**line, "cells": tuple(line["cells"])}) for line in answer["lines"]]


def as_json(lines: list[FormattedLine]) -> str:
    return json.dumps({"lines": [asdict(line) for line in lines]}, ensure_ascii=False)
