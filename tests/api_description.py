"""The OpenAPI description of the read API, parsed."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from initiatives.api import resources

DESCRIPTION = Path(resources.__file__).with_name("openapi.yaml")


@cache
def api_description() -> dict[str, Any]:
    return yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
