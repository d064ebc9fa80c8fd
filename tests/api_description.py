"""The OpenAPI description of the read API, parsed."""

from functools import cache
from typing import Any

import yaml

from initiatives.api.openapi import DESCRIPTION


@cache
def api_description() -> dict[str, Any]:
    return yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
