"""Programs that tests ask and pip does not install."""

import os

import pytest


def need(found: object, what: str, remedy: str) -> None:
    """Without its tool a test is skipped; where a change is judged (CI=true) it fails."""
    if not found:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{what} is missing: {remedy}")
