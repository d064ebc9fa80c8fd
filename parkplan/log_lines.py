"""What is logged, how it looks and where it goes: filters, lines of text or of JSON, a file a day."""

import json
import logging
import os
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any


def logging_settings(line_format: str, audit: str, folder: Path, days: int) -> dict[str, Any]:
    """The value of Django's setting LOGGING; `audit` is files (in `folder`, for `days`), console or off."""
    line: dict[str, Any] = {"format": "{asctime} {levelname} {name} [{in_request}]: {message}", "style": "{"}
    audit_line: dict[str, Any] = {"()": "parkplan.log_lines.AuditTextFormatter"}
    if line_format == "json":
        line = audit_line = {"()": "parkplan.log_lines.JsonFormatter"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line, "audit": audit_line},
        "filters": {
            "request_id": {"()": "parkplan.log_lines.RequestIdFilter"},
            "without_traceback": {"()": "parkplan.log_lines.WithoutTraceback"},
            "told_unavailability": {"()": "parkplan.log_lines.ToldUnavailability"},
            "once_a_minute": {"()": "parkplan.log_lines.OnceAMinute"},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]},
            "audit_console": {"class": "logging.StreamHandler", "formatter": "audit"},
            "audit_files": {
                "class": "parkplan.log_lines.DailyFileHandler",
                "formatter": "audit",
                "folder": folder,
                "days": days,
            },
            "audit_off": {"class": "logging.NullHandler"},
        },
        "loggers": {
            # Anybody can send an unknown host name, and each is answered with 400.
            "django.security.DisallowedHost": {"filters": ["without_traceback", "once_a_minute"]},
            # Addresses that do not exist are no news, nor is anything else that a visitor does wrong.
            "django.request": {"level": "ERROR", "filters": ["told_unavailability"]},
            # Failed and locked sign-ins are in the audit log.
            "axes": {"level": "ERROR"},
            "parkplan.audit": {"level": "INFO", "handlers": [f"audit_{audit}"], "propagate": False},
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
    }


def moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="seconds")


class RequestIdFilter(logging.Filter):
    """Gives each record the identifier of the request it belongs to, `-` outside of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        from initiatives.audit_log import request_id  # the settings are read before

        record.in_request = getattr(record, "request_id", "") or request_id() or "-"
        return True


class WithoutTraceback(logging.Filter):
    """Keeps the message of a record and drops its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        return True


class ToldUnavailability(logging.Filter):
    """For answers of 503: one line without a traceback, unless the reason is told already."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) != 503:
            return True
        error = record.exc_info[1] if record.exc_info else None
        record.msg, record.args, record.exc_info = "The site cannot answer: %s", (error,), None
        return error is not None


class OnceAMinute(logging.Filter):
    """For what anybody can cause with every request: one line a minute."""

    last = float("-inf")

    def filter(self, record: logging.LogRecord) -> bool:
        if record.created - self.last < 60:
            return False
        self.last = record.created
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line, with the facts of audit records as members."""

    def format(self, record: logging.LogRecord) -> str:
        content: dict[str, Any] = {"time": moment(record), "level": record.levelname, "logger": record.name}
        if facts := getattr(record, "facts", None):
            content |= {"event": record.getMessage(), **facts}
        else:
            content |= {"message": record.getMessage(), "request": getattr(record, "in_request", "-")}
        if record.exc_info:
            content["traceback"] = self.formatException(record.exc_info)
        return json.dumps(content, ensure_ascii=False)


class AuditTextFormatter(logging.Formatter):
    """Time, event and facts as name=value, with quotes around values that are no plain word."""

    def format(self, record: logging.LogRecord) -> str:
        facts = getattr(record, "facts", {})
        words = [f"{name}={_word(value)}" for name, value in facts.items() if value != ""]
        return " ".join([moment(record), record.getMessage(), *words])


def _word(value: object) -> str:
    text = str(value)
    plain = all(character.isalnum() or character in "-_.@+/:,~" for character in text)
    return text if plain and text else json.dumps(text, ensure_ascii=False)


class DailyFileHandler(logging.Handler):
    """Append to `<folder>/<day>.log`, which several processes may do, and delete files older than some days.

    A file that cannot be written is told on standard error, and never disturbs what was to be recorded.
    """

    def __init__(self, folder: str | Path, days: int) -> None:
        super().__init__()
        self.folder, self.days, self.day = Path(folder), days, ""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            today = date.fromtimestamp(record.created).isoformat()
            if today != self.day:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self.delete_old_files()
                self.day = today
            file = os.open(self.folder / f"{today}.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(file, f"{self.format(record)}\n".encode())
            finally:
                os.close(file)
        except OSError as error:
            sys.stderr.write(f"The audit log cannot be written: {error}\n{self.format(record)}\n")

    def delete_old_files(self) -> None:
        oldest = (date.today() - timedelta(days=self.days)).isoformat()
        for path in self.folder.glob("????-??-??.log"):
            if path.stem < oldest:
                path.unlink(missing_ok=True)
