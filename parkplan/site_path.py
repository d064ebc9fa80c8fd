"""A site that is a part of another one, at a path such as `/plan/` (the path in SITE_URL)."""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# Asked from this machine, past the web server in front, and therefore without the path too.
HEALTH_PATHS = {"/healthz", "/readyz"}
TEXT = ("Content-Type", "text/plain; charset=utf-8")


def below_site_path(application: Application, site_path: str) -> Application:
    """Return the application for requests below a path that has no slash at its end; "" is the whole host.

    The web server in front passes addresses on unchanged. Other addresses are answered with 404, so that
    no page has two.
    """
    if not site_path:
        return application

    def handle(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == site_path:
            start("301 Moved Permanently", [("Location", f"{site_path}/"), ("Content-Length", "0")])
            return []
        if path.startswith(f"{site_path}/"):
            below = {"SCRIPT_NAME": site_path, "PATH_INFO": path.removeprefix(site_path)}
            return application({**environ, **below}, start)
        if path in HEALTH_PATHS:
            return application(environ, start)
        start("404 Not Found", [TEXT])
        return [f"本站在 {site_path}/ 之下。\nThis site is below {site_path}/.\n".encode()]

    return handle
