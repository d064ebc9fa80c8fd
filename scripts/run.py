"""Start the site: check port and folder, install packages, prepare the database, serve.

`python3 -m scripts.run` serves with gunicorn, `python3 -m scripts.run dev` with Django's development server.
Like `environment.py`, this file uses only syntax that an old Python 3 can parse, to report the old version.
"""

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts import environment

SERVER_CONFIGURATION = "deploy/gunicorn.conf.py"
# Numbers for Prometheus are on PORT and so many more, as in parkplan/settings.py.
METRICS_PORT_DISTANCE = 10_000
ALL_INTERFACES = ("0.0.0.0", "::")
# Prefixes of errors whose message already names the remedy; their traceback is not shown.
EXPLAINED_ERRORS = ("CommandError: ", "django.core.exceptions.ImproperlyConfigured: ")


def port_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65536):
        raise SystemExit(
            "PORT={}: write a number from 1 to 65535, as in `make run PORT=8001`.".format(text),
        )
    return int(text)


def check_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise SystemExit(
            "Cannot listen on {} port {} ({}): choose another port, as in `make run PORT={}`, or another "
            "HOST.".format(host, port, error.strerror, port + 1 if 1024 <= port < 65535 else 8001)
        ) from None


def check_folder(folder: Path) -> None:
    """Raise SystemExit if there is no state and none can be made. A full disk is left to prepare()."""
    if (folder / "static-sources").exists():
        return
    try:
        # It holds password hashes and the secret key.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=str(folder)).close()
    except OSError as error:
        raise SystemExit(
            "{} cannot be written ({}): give this user the right to, or name another folder with "
            "VAR_DIR=/path.".format(folder, error.strerror)
        ) from None


def lan_addresses() -> "list[str]":
    """This machine's IPv4 addresses on its networks, as far as they can be found."""
    found = set()
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # a documentation address; connecting UDP sends nothing
            found.add(probe.getsockname()[0])
        named = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        found.update(str(entry[4][0]) for entry in named)
    except OSError:
        pass  # no network, or the host name has no address
    return sorted(address for address in found if not address.startswith("127."))


def host_in_url(host: str) -> str:
    """The host as written in a URL: IPv6 addresses in brackets."""
    return "[{}]".format(host) if ":" in host else host


def banner(host: str, port: int) -> str:
    hosts = ["127.0.0.1", *lan_addresses()] if host in ALL_INTERFACES else [host]
    urls = "  ".join("http://{}:{}/".format(host_in_url(name), port) for name in hosts)
    return (
        "Parkplan: {}\nTo edit, sign in at /{}/; `make admin` creates an administrator. Ctrl-C stops.".format(
            urls, os.environ.get("ADMIN_PATH", "admin").strip().strip("/")
        )
    )


def prepare(python: str) -> None:
    """Run `manage.py prepare`; raises SystemExit with one line for a known error, else with the traceback."""
    command = [python, "manage.py", "prepare"]
    done = subprocess.run(command, cwd=str(environment.ROOT), stderr=subprocess.PIPE, universal_newlines=True)
    if done.returncode:
        line = environment.last_line(done.stderr)
        texts = [line[len(name) :] for name in EXPLAINED_ERRORS if line.startswith(name)]
        raise SystemExit(texts[0] if texts else done.stderr)
    sys.stderr.write(done.stderr)


def server(host: str, port: int, developing: bool, metrics_host: str = "") -> "list[str]":
    """The arguments of the Python command that serves the site; with a host, numbers for Prometheus too."""
    address = "{}:{}".format(host_in_url(host), port)
    if developing:
        return ["manage.py", "runserver", address]
    command = ["-m", "gunicorn", "--config", SERVER_CONFIGURATION, "--bind", address]
    if metrics_host:
        command += ["--bind", "{}:{}".format(host_in_url(metrics_host), port + METRICS_PORT_DISTANCE)]
    return command


def main(arguments: "list[str]") -> None:
    environment.check_python()
    developing = arguments == ["dev"]
    if developing:
        os.environ["DEBUG"] = "true"
    host = os.environ.setdefault("HOST", "127.0.0.1")
    port = port_number(os.environ.get("PORT", "8000"))
    check_port(host, port)
    check_folder(Path(os.environ.get("VAR_DIR") or environment.ROOT / "var"))
    environment.ensure(environment.DEVELOPMENT_LOCK if developing else environment.SITE_LOCK)
    python = environment.venv_python(environment.ROOT)
    prepare(python)
    print(banner(host, port), flush=True)
    os.chdir(str(environment.ROOT))
    metrics_host = os.environ.get("METRICS_HOST", "").strip()
    os.execv(python, [python, *server(host, port, developing, metrics_host)])


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
