"""The files of deploy/ agree with the code: settings, paths, limits, commands. Their programs accept them."""

import os
import re
import shutil
import socket
import subprocess
from configparser import ConfigParser
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from parkplan.waitress_worker import OPTIONS
from scripts import environment, run, temporary_site
from tests.required_tools import require_tool

ROOT = environment.ROOT
DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("parkplan*.service"))
# Where Debian has programs of administrators, which not every PATH names.
PROGRAMS = f"{os.environ.get('PATH', '')}:/usr/sbin"
# Read by the programs that start the site, or by its libraries, and not in parkplan/settings.py.
READ_ELSEWHERE = {"HOST", "PORT", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "WEB_CONCURRENCY"}


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def settings_read() -> set[str]:
    """The environment variables that parkplan/settings.py reads."""
    source = (ROOT / "parkplan" / "settings.py").read_text(encoding="utf-8")
    return (
        set(re.findall(r'(?:env\.\w+|env|switch|number|networks)\(\s*"([A-Z0-9_]+)"', source))
        | READ_ELSEWHERE
    )


def unit(name: str) -> ConfigParser:
    parsed = ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment, method-assign]
    parsed.read_string(text(name))
    return parsed


def compose() -> dict:
    return yaml.safe_load(text("compose.yaml"))


def test_settings_in_the_files_exist():
    named = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", text("parkplan.env"), re.MULTILINE))
    named |= set(compose()["x-site"]["environment"])
    named |= set(
        re.findall(r"([A-Z][A-Z0-9_]+)=\S+", re.search(r"^ENV (.*)$", text("Containerfile"), re.MULTILINE)[1])
    )

    assert named - settings_read() == set()
    documented = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert {name for name in named - READ_ELSEWHERE if f"`{name}`" not in documented} == set()


@pytest.mark.parametrize("name", UNITS)
def test_units_start_what_exists(name):
    service = unit(name)["Service"]
    words = service["ExecStart"].split()

    assert service["WorkingDirectory"] == "/opt/parkplan"
    if "manage.py" in words:
        command = words[words.index("manage.py") + 1]
        assert (ROOT / "initiatives" / "management" / "commands" / f"{command}.py").exists()
    else:
        assert words[1:] == ["-m", "scripts.run"]
    for hardening in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "RestrictSUIDSGID"):
        assert service[hardening] == "true"
    assert service["ProtectSystem"] == "strict"
    assert service["User"] == "parkplan"


def test_state_is_in_one_folder_everywhere():
    assert "VAR_DIR=/var/lib/parkplan" in text("parkplan.env")
    assert "VAR_DIR=/var/lib/parkplan" in text("Containerfile")
    assert {unit(name)["Service"]["StateDirectory"] for name in UNITS} == {"parkplan"}
    assert "state:/var/lib/parkplan" in compose()["x-site"]["volumes"]


def test_backup_goes_where_the_unit_may_write():
    service = unit("parkplan-backup.service")["Service"]

    assert service["ReadWritePaths"] in service["ExecStart"].split()
    assert compose()["services"]["backup"]["command"][1:4] == ["manage.py", "backup", "/var/backups/parkplan"]


def test_sizes_are_the_same_in_front_and_behind():
    megabytes = OPTIONS["max_request_body_size"] // 2**20

    assert f"client_max_body_size {megabytes}m;" in text("nginx.conf")
    assert f"max_size {megabytes}MB" in text("Caddyfile")


def test_proxies_set_what_the_site_believes_and_leave_headers_of_security_to_it():
    nginx = text("nginx.conf")

    assert "proxy_set_header Host $host;" in nginx
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in nginx
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in nginx
    for name in ("nginx.conf", "Caddyfile"):
        for header in (
            "Strict-Transport-Security",
            "Content-Security-Policy",
            "X-Frame-Options",
            "Referrer-Policy",
        ):
            assert header not in text(name)
    assert "proxy_cache" not in nginx, "an edit shows at the next request"


def test_nginx_answers_to_one_name_by_ipv4_and_ipv6_and_with_new_tls_only():
    servers = text("nginx.conf").split("\nserver {")[1:]
    secure = [server for server in servers if "listen 443 ssl" in server]

    # nginx takes the protocol of a connection from the server that is the default of its port.
    assert all("ssl_protocols TLSv1.2 TLSv1.3;" in server for server in secure)
    refusing = next(server for server in secure if "ssl_reject_handshake on;" in server)
    for address in ("443", "[::]:443"):
        assert f"listen {address} ssl default_server;" in refusing


def test_server_is_configured_in_one_place():
    assert (ROOT / run.SERVER_CONFIGURATION).exists()
    assert "gunicorn" not in text("parkplan@.service") + text("Containerfile") + text("compose.yaml")


def test_container_has_no_rights_and_a_read_only_root():
    site = compose()["x-site"]
    assert site["read_only"] and site["cap_drop"] == ["ALL"]
    assert re.search(r"^USER 10001$", text("Containerfile"), re.MULTILINE)
    assert "useradd --system --uid 10001 " in text("Containerfile")
    left_out = (ROOT / ".containerignore").read_text().split()
    assert {".git", ".venv", "var", "tests"} <= set(left_out)
    for copied in re.findall(r"^COPY (?!--from)(\S+)", text("Containerfile"), re.MULTILINE):
        assert copied == "." or list(ROOT.glob(copied)), copied


def test_container_installs_all_that_settings_need():
    installed = re.search(r"scripts\.environment (.*)$", text("Containerfile"), re.MULTILINE)[1].split()

    locks = {path.name for path in ROOT.glob("requirements*.lock")} - {environment.DEVELOPMENT_LOCK}
    assert set(installed) == locks


def test_proxy_is_trusted_in_the_compose_file():
    found = compose()
    network = found["networks"]["outside"]["ipam"]["config"][0]["subnet"]
    assert found["x-site"]["environment"]["TRUSTED_PROXIES"] == network


def test_systemd_accepts_the_units(tmp_path):
    require_tool(shutil.which("systemd-analyze"), "systemd-analyze", "apt install systemd")
    for path in DEPLOY.glob("parkplan*"):
        # The folders and programs of an installation are not on this machine.
        content = path.read_text(encoding="utf-8").replace("/opt/parkplan/.venv/bin/python", "/bin/true")
        (tmp_path / path.name).write_text(content.replace("/usr/bin/python3", "/bin/true"), encoding="utf-8")
    (tmp_path / "parkplan@8000.service").symlink_to(tmp_path / "parkplan@.service")
    names = ["parkplan@8000.service", "parkplan-backup.service", "parkplan-backup.timer"]
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in names)],
        capture_output=True,
        text=True,
    )
    complaints = [line for line in checked.stderr.splitlines() if "parkplan" in line]
    assert complaints == []


def stub(folder: Path, name: str, body: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


def run_parkplan(folder: Path, settings: str, user: int, *arguments: str) -> list[str]:
    """What deploy/parkplan makes of its settings: the command it runs, then its mask and environment."""
    (folder / "parkplan.env").write_text(settings, encoding="utf-8")
    script = folder / "parkplan"
    script.write_text(text("parkplan").replace("/etc/parkplan/parkplan.env", str(folder / "parkplan.env")))
    script.chmod(0o755)
    stub(folder, "id", f"echo {user}")
    for program in ("runuser", "sudo"):
        stub(folder, program, f'echo {program} "$@"; umask; env')
    path = f"{folder}:{os.environ['PATH']}"
    done = subprocess.run(
        [script, *arguments], env={"PATH": path}, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_command_gets_the_settings_of_the_service_and_shows_none(tmp_path):
    settings = (
        "# SITE_ID_CODE=1\n;DEBUG=true\n\nSITE_NAME=雨花 经开区\nCORRECTIONS='a b'\n"
        'SITE_CONTACT="0731 1"\nDATABASE_URL=postgres://parkplan:p%40s$x@127.0.0.1/parkplan'
    )

    arguments, mask, *seen = run_parkplan(tmp_path, settings, 0, "backup", "--verify", "a b")

    assert arguments == (
        "runuser -u parkplan -- /opt/parkplan/.venv/bin/python /opt/parkplan/manage.py backup --verify a b"
    )
    assert mask == "0077"
    wanted = {"SITE_NAME=雨花 经开区", "CORRECTIONS=a b", "SITE_CONTACT=0731 1"}
    assert wanted | {"DATABASE_URL=postgres://parkplan:p%40s$x@127.0.0.1/parkplan"} <= set(seen)
    assert not [line for line in seen if line.startswith(("SITE_ID_CODE", "DEBUG"))]


def test_command_of_somebody_who_is_not_root_goes_through_sudo(tmp_path):
    assert run_parkplan(tmp_path, "", 1000, "backup")[0] == f"sudo {tmp_path / 'parkplan'} backup"


@pytest.mark.slow
def test_service_manager_is_told_when_the_site_serves(tmp_path):
    assert unit("parkplan@.service")["Service"]["Type"] == "notify"
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(temporary_site.START_TIMEOUT_SECONDS)
        with temporary_site.installation() as variables:
            told = variables | {"NOTIFY_SOCKET": str(tmp_path / "notify")}
            with temporary_site.serving(told):
                assert manager.recv(1000).startswith(b"READY=1")


@pytest.mark.slow
def test_nginx_accepts_its_file(tmp_path):
    nginx = shutil.which("nginx", path=PROGRAMS)
    require_tool(nginx, "nginx", "apt install nginx")
    require_tool(shutil.which("openssl"), "openssl", "apt install openssl")
    key, certificate = tmp_path / "plan.key", tmp_path / "plan.pem"
    subject = ["-subj", "/CN=plan.example.gov.cn", "-days", "1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate]
    subprocess.run([*made, *subject], check=True, capture_output=True)
    site = text("nginx.conf").replace("/etc/ssl/parkplan", str(tmp_path))
    main = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {site} }}"
    (tmp_path / "nginx.conf").write_text(main, encoding="utf-8")

    checked = subprocess.run(
        [str(nginx), "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stderr


@pytest.mark.slow
def test_caddy_accepts_its_file(tmp_path: Path):
    require_tool(shutil.which("caddy"), "caddy", "apt install caddy")

    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
    checked = subprocess.run(command, capture_output=True, text=True, env={"HOME": str(tmp_path)})
    assert checked.returncode == 0, checked.stderr
