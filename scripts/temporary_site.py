"""A site in a temporary folder, served by a real server, for browser tests and screenshots."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from scripts import environment, run

# Environment variables that are removed, so that the user's own settings have no effect.
SETTING_NAMES = (
    *("SITE_URL", "SITE_NAME", "SITE_ID_CODE", "CORRECTIONS", "SECURITY_CONTACT", "SECRET_KEY", "DEBUG"),
    *(
        "DATABASE_URL",
        "CACHE_URL",
        "PAGE_CACHE_MB",
        "MEDIA_STORAGE",
        "HOST",
        "PORT",
        "VAR_DIR",
        "KEEP_UPLOADS",
    ),
    *("TRUSTED_PROXIES", "SIGN_IN_FAILURES", "SIGN_IN_LOCK_MINUTES", "PASSWORD_LENGTH"),
    *("SESSION_IDLE_MINUTES", "SESSION_HOURS", "SAVES_AT_ONCE", "LOG_FORMAT", "AUDIT_LOG", "AUDIT_DAYS"),
    *("AUDIT_ADDRESSES", "PASSWORD_KINDS", "PASSWORD_DAYS"),
    *("ADMIN_PATH", "ADMIN_NETWORKS", "SITE_OPERATOR", "SITE_OPERATOR_EN", "SITE_CONTACT"),
    *("ICP_RECORD", "POLICE_RECORD", "FAULT_REPORT_URL", "PRIVACY_URL", "METRICS_HOST", "WEB_CONCURRENCY"),
    *("TASK_RISK_DAYS", "TASK_QUIET_DAYS", "REPORTING_RHYTHM", "EMAIL_URL", "EMAIL_FROM"),
)
START_TIMEOUT_SECONDS = 60
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@contextmanager
def site(prepared: Path | None = None) -> Iterator[str]:
    """Serve the shipped content as `make run` does; yields the URL without a trailing slash."""
    with installation(prepared) as variables, serving(variables) as address:
        yield address


@contextmanager
def installation(prepared: Path | None = None) -> Iterator[dict[str, str]]:
    """The shipped content in a temporary folder; yields the environment variables for its commands.

    `prepared` is a folder that `prepare` filled: its copy is there at once."""
    with tempfile.TemporaryDirectory(prefix="parkplan-site-") as folder:
        state = Path(folder, "var")
        if prepared:
            shutil.copytree(prepared, state)
        else:
            prepare(state)
        yield environment_of(state)


def environment_of(state: Path) -> dict[str, str]:
    """The environment of an installation that keeps its state in a folder."""
    own = {name: value for name, value in os.environ.items() if name not in SETTING_NAMES}
    return own | {"VAR_DIR": str(state), "DJANGO_SETTINGS_MODULE": "parkplan.settings"}


def prepare(state: Path) -> None:
    """Fill an empty folder as the first start of a site does."""
    manage(environment_of(state), "prepare")


def manage(variables: dict[str, str], *arguments: str) -> None:
    """Run a management command for an installation."""
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=environment.ROOT, env=variables, stdout=subprocess.DEVNULL, check=True)


def add_administrator(variables: dict[str, str], name: str, password: str) -> None:
    secret = {"DJANGO_SUPERUSER_PASSWORD": password}
    manage(variables | secret, "createsuperuser", "--noinput", "--username", name, "--email", "")


@contextmanager
def serving(variables: dict[str, str], prefix: Sequence[str] = (), port: int | None = None) -> Iterator[str]:
    """Serve an installation, on any free port if none is named; yields the URL without a trailing slash.

    `prefix` is a command that runs the server, such as one that limits it."""
    with tempfile.TemporaryFile() as log:
        port = port or free_port()
        serve = [
            *prefix,
            sys.executable,
            *run.server("127.0.0.1", port, False, variables.get("METRICS_HOST", "")),
        ]
        variables = variables | {"PORT": str(port)}
        process = subprocess.Popen(serve, cwd=environment.ROOT, env=variables, stdout=log, stderr=log)
        address = f"http://127.0.0.1:{port}"
        try:
            if not answers(f"{address}/healthz", process):
                log.seek(0)
                raise RuntimeError(f"The site did not start:\n{log.read().decode()}")
            yield address
        finally:
            process.terminate()
            process.wait()


def browser_path() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    """Wait until the server answers; False if it ends or START_TIMEOUT_SECONDS pass."""
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(url, timeout=5):
                return True
        except (URLError, TimeoutError):
            time.sleep(0.1)
    return False
