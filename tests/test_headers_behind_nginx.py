"""What a visitor gets through the shipped nginx file: headers worth at least 115 points."""

from email.message import Message
from urllib.parse import urlsplit

import pytest

from scripts import temporary_site
from tests.nginx_in_front import HOST, nginx_in_front
from tests.observatory_score import score
from tests.test_request_limits import PLAN

WANTED = 115
GOOD = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def of(changed: dict[str, str | None], page: str = "", redirect: str = f"https://{HOST}/") -> int:
    headers = Message()
    for name, value in {**GOOD, **changed}.items():
        if value is not None:
            headers[name] = value
    return score(headers, page, redirect, HOST)[0]


def test_headers_without_fault_have_full_points():
    assert of({}) == 130


@pytest.mark.parametrize(
    ("changed", "lost"),
    [
        ({"Content-Security-Policy": None}, 20 + 25 + 30),
        (
            {
                "Content-Security-Policy": GOOD["Content-Security-Policy"].replace(
                    "script-src 'self'", "script-src *"
                )
            },
            20 + 30,
        ),
        ({"Strict-Transport-Security": None}, 20 + 30),
        ({"Referrer-Policy": "unsafe-url"}, 10),
        ({"X-Content-Type-Options": None}, 5),
        ({"Cross-Origin-Resource-Policy": "cross-origin"}, 10),
        ({"Set-Cookie": "sessionid=x; Secure; SameSite=Lax"}, 30 + 30),
        ({"Set-Cookie": "csrftoken=x; SameSite=Lax"}, 20 + 30),
    ],
)
def test_fault_costs_points(changed, lost):
    assert of(changed) == 130 - lost


def test_script_from_elsewhere_costs_points():
    assert of({}, '<script src="https://cdn.example/x.js"></script>') < of(
        {}, '<script src="/x.js"></script>'
    )
    assert of({}, redirect="http://plan.example/") < WANTED


@pytest.mark.slow
def test_every_kind_of_page_has_the_points_through_nginx(prepared):
    with temporary_site.installation(prepared) as variables:
        variables |= {"SITE_URL": f"https://{HOST}", "SECRET_KEY": "x" * 60}
        with (
            temporary_site.serving(variables) as address,
            nginx_in_front(int(urlsplit(address).port or 0)) as visitor,
        ):
            for path in (
                "/about/",
                "/en/about/",
                PLAN,
                f"{PLAN}metrics/",
                "/search/?q=30",
                "/admin/login/",
                "/api/",
                "/no/such/",
            ):
                redirect = visitor.get(path, plain=True)[1]["Location"]
                status, headers, page = visitor.get(path)
                assert status == (404 if "no" in path else 200), path
                found, points = score(headers, page, redirect, HOST)
                assert found >= WANTED, (path, found, points)
                assert headers["Server"] == "nginx"
            for path in ("/healthz", "/readyz", "/metrics"):
                assert visitor.get(path)[0] == 404, path
