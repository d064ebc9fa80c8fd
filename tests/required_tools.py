"""What tests need and pip does not install: programs, and the article that the shipped plan reports."""

import os
from pathlib import Path

import pytest

# Not part of the project, for whose readers it was not licensed; looked for beside it.
ARTICLE = Path(__file__).parents[2] / "shared" / "source" / "article.txt"


def require_tool(found: object, what: str, remedy: str) -> None:
    """Skip the test if its tool is missing; in CI (CI=true) fail it."""
    if not found:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{what} is missing: {remedy}")
