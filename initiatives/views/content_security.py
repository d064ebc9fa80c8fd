"""The value of the Content-Security-Policy header."""

from collections.abc import Mapping, Sequence

from django.conf import settings


def content_security(changed: Mapping[str, Sequence[str]] | None = None) -> str:
    """The policy of the setting SECURE_CSP as a header value, with the directives in `changed` replaced."""
    policy = {**settings.SECURE_CSP, **(changed or {})}
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in policy.items())
