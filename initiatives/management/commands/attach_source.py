"""`manage.py attach_source <source> article.txt`: keep a source's own text, after showing what is in it."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser, no_translations

from initiatives.management.source import SourceCommand, report_lines
from initiatives.models import SourceText
from initiatives.source_text import UnreadableText, attach, check_text, digest, read_text_file


class Command(SourceCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="plain text in UTF-8, UTF-16 or GBK, up to 2 MB")
        visibility = parser.add_mutually_exclusive_group()
        visibility.add_argument(
            "--public", action="store_true", default=None, help="readers may see the text"
        )
        visibility.add_argument(
            "--not-public", action="store_false", dest="public", help="it is for checking only"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")

    @no_translations
    def handle(self, *, source: str, park: str | None, file: Path, **options: Any) -> None:
        found = self.find_source(source, park)
        try:
            with file.open("rb") as content:
                text, encoding = read_text_file(content)
        except (OSError, UnreadableText) as error:
            raise CommandError(f"{file}: {error}") from error
        self.stdout.write(f"{found}\n{encoding}, {len(text)} characters, SHA-256 {digest(text)}")
        self.stdout.write("\n".join(report_lines(check_text(found, text))))
        if before := SourceText.objects.filter(source=found).first():
            same = before.sha256 == digest(text)
            self.stdout.write("This text is attached already." if same else "It replaces another text.")
        if not options["yes"]:
            self.confirm()
        kept = attach(found, text=text, public=options["public"])
        self.stdout.write(f"Attached, {'for all readers' if kept.public else 'not shown to readers'}.")

    def confirm(self) -> None:
        """Ask on the terminal; CommandError unless the answer is yes."""
        if not sys.stdin.isatty():
            raise CommandError("Nothing was saved. Run this again with --yes to attach the text.")
        if input("Attach this text? [y/N] ").strip().lower() not in {"y", "yes"}:
            raise CommandError("Nothing was saved.")
