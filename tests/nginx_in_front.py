"""nginx with the file that is shipped, on ports of this machine, with a certificate signed by itself."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

from scripts import environment, temporary_site
from tests.required_tools import require_tool

HOST = "plan.example.gov.cn"
# Where Debian has programs of administrators, which not every PATH names.
PROGRAMS = f"{os.environ.get('PATH', '')}:/usr/sbin"


def certificate(folder: Path) -> None:
    """Make `plan.pem` and `plan.key` in a folder."""
    require_tool(shutil.which("openssl"), "openssl", "apt install openssl")
    files = ["-keyout", str(folder / "plan.key"), "-out", str(folder / "plan.pem")]
    subject = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-days", "1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *files, *subject]
    subprocess.run(made, check=True, capture_output=True)


def configuration(folder: Path, ports: Sequence[int], plain: int, secure: int) -> str:
    """deploy/nginx.conf in a frame like Debian's, with other ports and folders, and no limit of requests."""
    site = (environment.ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    instances = "\n".join(rf"server 127.0.0.1:{port}\1" for port in ports)
    site = re.sub(r"(?:    server 127\.0\.0\.1:\d+(.*)\n)+", f"    {instances}\n", site)
    site = site.replace("/etc/ssl/parkplan", str(folder)).replace("rate=30r/s", "rate=3000r/s")
    site = re.sub(r" *listen \[::\].*\n", "", site)
    site = re.sub(r"listen 80;", f"listen 127.0.0.1:{plain};", site)
    site = re.sub(r"listen 443", f"listen 127.0.0.1:{secure}", site)
    paths = " ".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    start = f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}"
    return f"{start} http {{ access_log off; {paths} {site} }}"


class Visitor:
    """Asks nginx as a browser that reaches it under the site's name."""

    def __init__(self, secure: int, plain: int) -> None:
        # The certificate is nobody's but this test's.
        self.trusting = ssl._create_unverified_context()
        self.secure, self.plain = secure, plain

    def get(self, path: str, plain: bool = False, method: str = "GET") -> tuple[int, HTTPMessage, str]:
        """Status, headers and text."""
        connection = HTTPConnection("127.0.0.1", self.plain if plain else self.secure, timeout=60)
        with closing(connection):
            if not plain:
                # nginx answers to the name alone.
                reached = socket.create_connection(("127.0.0.1", self.secure), 60)
                connection.sock = self.trusting.wrap_socket(reached, server_hostname=HOST)
            connection.request(method, path, headers={"Host": HOST})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode(errors="replace")


@contextmanager
def nginx_in_front(*ports: int) -> Iterator[Visitor]:
    """Serve the instances of a site on these ports; yields who asks."""
    nginx = shutil.which("nginx", path=PROGRAMS)
    require_tool(nginx, "nginx", "apt install nginx")
    with tempfile.TemporaryDirectory(prefix="parkplan-nginx-") as name:
        folder, plain, secure = Path(name), temporary_site.free_port(), temporary_site.free_port()
        folder.chmod(0o755)
        certificate(folder)
        file = folder / "nginx.conf"
        file.write_text(configuration(folder, ports, plain, secure), encoding="utf-8")
        process = subprocess.Popen([str(nginx), "-p", name, "-c", str(file)])
        visitor = Visitor(secure, plain)
        try:
            wait_for(visitor, process)
            yield visitor
        finally:
            process.terminate()
            process.wait()


def wait_for(visitor: Visitor, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("nginx did not start")
        try:
            visitor.get("/healthz", plain=True)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("nginx does not answer")
