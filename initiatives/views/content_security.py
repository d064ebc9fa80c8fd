"""The content security policy as a header."""

from collections.abc import Mapping, Sequence

from django.conf import settings


def content_security(changed: Mapping[str, Sequence[str]] | None = None) -> str:
    """The policy of SECURE_CSP as a header has it, but for what is changed."""
    policy = {**settings.SECURE_CSP, **(changed or {})}
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in policy.items())
