"""Packages that only some settings need, each in a requirements file of its own; asked for at the start."""

from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

# The package that a kind of address needs, and the name in `requirements-….txt`.
NEEDED = {
    "postgres": ("psycopg", "postgresql"),
    "postgresql": ("psycopg", "postgresql"),
    "redis": ("redis", "redis"),
    "rediss": ("redis", "redis"),
    "s3": ("storages", "s3"),
    # No address of anybody's; parkplan/settings.py puts METRICS_HOST into this form.
    "metrics": ("prometheus_client", "metrics"),
}


def require_package(setting: str, address: str) -> None:
    """Raise ImproperlyConfigured, with the remedy, if the package that an address needs is not installed."""
    module, name = NEEDED.get(urlsplit(address).scheme, ("", ""))
    if module and not find_spec(module):
        raise ImproperlyConfigured(
            f"{setting} needs the package {module}: install requirements-{name}.lock, in the project's "
            f"folder with `make installed WITH={name}`."
        )


def s3_storage(address: str) -> dict[str, Any]:
    """The storage of pictures in an S3 bucket: `s3://bucket/folder?endpoint=https://…&region=…`.

    Keys are read by boto3 itself, from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or its own files.
    """
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.netloc or set(query) - {"endpoint", "region"}:
        raise ImproperlyConfigured(
            f"MEDIA_STORAGE={address!r}: write s3://bucket or s3://bucket/folder, then ?endpoint=https://… "
            "for a store that is not Amazon's, and &region=… where it has regions."
        )
    options = {
        "bucket_name": parts.netloc,
        "location": parts.path.strip("/"),
        "endpoint_url": query.get("endpoint"),
        "region_name": query.get("region"),
        "file_overwrite": False,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
