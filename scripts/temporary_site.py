"""The real site on a scratch state, and a browser to look at it: for tests, and for taking pictures."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from scripts import environment, run

# What this shell sets for the site of its user does not count here.
SETTINGS = (
    *("SITE_URL", "SITE_NAME", "SITE_ID_CODE", "CORRECTIONS", "SECURITY_CONTACT", "SECRET_KEY", "DEBUG"),
    *("DATABASE_URL", "CACHE_URL", "HOST", "PORT", "VAR_DIR", "KEEP_UPLOADS"),
)
SECONDS_TO_START = 60
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@contextmanager
def site() -> Iterator[str]:
    """Serve the shipped content as `make run` does; gives the address, without a slash at its end."""
    with installation() as variables, serving(variables) as address:
        yield address


@contextmanager
def installation() -> Iterator[dict[str, str]]:
    """The shipped content in a folder of its own; gives the environment that commands for it run in."""
    with tempfile.TemporaryDirectory(prefix="parkplan-site-") as folder:
        variables = {name: value for name, value in os.environ.items() if name not in SETTINGS}
        variables |= {"VAR_DIR": f"{folder}/var", "DJANGO_SETTINGS_MODULE": "parkplan.settings"}
        manage(variables, "prepare")
        yield variables


def manage(variables: dict[str, str], *arguments: str) -> None:
    """Run a command of `manage.py` for an installation."""
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=environment.ROOT, env=variables, stdout=subprocess.DEVNULL, check=True)


def add_administrator(variables: dict[str, str], name: str, password: str) -> None:
    secret = {"DJANGO_SUPERUSER_PASSWORD": password}
    manage(variables | secret, "createsuperuser", "--noinput", "--username", name, "--email", "")


@contextmanager
def serving(variables: dict[str, str]) -> Iterator[str]:
    """Serve an installation; gives the address, without a slash at its end."""
    with tempfile.TemporaryFile() as log:
        port = free_port()
        serve = [sys.executable, *run.server("127.0.0.1", port, developing=False)]
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
    """Wait until the server answers; false once it has ended or the time is up."""
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(url, timeout=5):
                return True
        except URLError:
            time.sleep(0.1)
    return False
