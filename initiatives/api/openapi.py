"""The OpenAPI description of the API: written from the declarations of the kinds.

What no kind declares (introduction, shared parameters and components, findings, search) stands in
openapi_base.yaml. `manage.py write_reference` writes openapi.yaml, which the site serves; a test compares.
"""

from pathlib import Path
from typing import Any

import yaml

from initiatives.kinds.base import Kind
from initiatives.kinds.filters import order_part
from initiatives.kinds.plan import PLANS
from initiatives.kinds.registry import KINDS
from initiatives.kinds.schemas import Schema, list_of, or_null, record_schema, ref
from initiatives.models import Park

BASE = Path(__file__).with_name("openapi_base.yaml")
DESCRIPTION = Path(__file__).with_name("openapi.yaml")
HEADER = (
    "# Written by `manage.py write_reference` from initiatives/kinds/ and openapi_base.yaml. Do not edit.\n"
)

# Names and examples of the `after` parameters, by the columns that rows are ordered by.
AFTER_PARAMETERS = {
    ("slug",): ("after-key", "high-tech-firms"),
    ("slug", "year"): ("after-plan", "yuhua/2024"),
    ("slug", "year", "order", "slug"): ("after-row", "yuhua/2024/12/high-tech-firms"),
    ("slug", "year", "order", "order", "slug"): ("after-measure", "yuhua/2024/5/2/second-terminal"),
    ("slug", "slug"): ("after-shared", "yuhua/byd"),
    ("slug", "slug", "order", "slug"): ("after-passage", "yuhua/report/3/lead"),
    ("slug", "year", "date", "slug"): ("after-update", "yuhua/2024/2024-03-31/first-quarter"),
}
# What a part of an order or a name is called by the last name of its lookup; the others are slugs.
PART_NAMES = {"year": "year", "order": "order", "number": "order", "date": "date"}


def description() -> dict[str, Any]:
    """The whole description, as plain values."""
    found: dict[str, Any] = yaml.safe_load(BASE.read_text(encoding="utf-8"))
    paths = {path: item for kind in KINDS for path, item in _paths(kind).items()}
    found["paths"] = {
        **{path: found["paths"][path] for path in ("/", "/openapi.json")},
        **paths,
        **{path: found["paths"][path] for path in ("/findings", "/comparison", "/search")},
    }
    components = found["components"]
    components["parameters"].update(_after(kind) for kind in KINDS)
    components["schemas"].update({kind.schema_name: kind.schema for kind in KINDS})
    return found


def description_as_yaml() -> str:
    """The description as the file that is committed and served."""
    return HEADER + yaml.dump(
        description(),
        Dumper=_PlainDumper,
        sort_keys=False,
        allow_unicode=True,
        width=110,
        default_flow_style=None,
    )


class _PlainDumper(yaml.SafeDumper):
    """Writes equal values out each time, without anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _paths(kind: Kind) -> dict[str, Any]:
    singular = kind.name.removesuffix("s")
    names = [_path_name(kind, lookup) for lookup in kind.identity]
    filters = [one.openapi for one in kind.filters]
    language = _parameter("lang")
    return {
        f"/{kind.name}": _operation(
            kind,
            kind.name,
            kind.summary,
            [language, _parameter("limit"), _parameter(_after(kind)[0]), *filters],
            "Some of the rows, and where the next ones are.",
            {"next": or_null(ref("Address")), "data": list_of(ref(kind.schema_name))},
        ),
        "/".join([f"/{kind.name}", *(f"{{{name}}}" for name in names)]): _operation(
            kind,
            singular,
            "One of them, by its permanent name",
            [
                language,
                *(_parameter(f"{name}-in-path") for name in names),
                *([_parameter("as_of")] if kind is PLANS else []),
            ],
            "The row.",
            {"data": ref(kind.schema_name)},
            {"404": {"$ref": "#/components/responses/Problem"}},
        ),
    }


def _operation(
    kind: Kind,
    identifier: str,
    summary: str,
    parameters: list[Schema],
    answer: str,
    entries: dict[str, Schema],
    more_responses: dict[str, Schema] | None = None,
) -> Schema:
    content = {"application/json": {"schema": record_schema({"language": ref("Language"), **entries})}}
    return {
        "get": {
            "operationId": identifier,
            "summary": summary,
            "tags": [kind.tag],
            "parameters": parameters,
            "responses": {
                "200": {"description": answer, "content": content},
                **(more_responses or {}),
                "default": {"$ref": "#/components/responses/Problem"},
            },
        }
    }


def _parameter(name: str) -> Schema:
    return {"$ref": f"#/components/parameters/{name}"}


def _path_name(kind: Kind, lookup: str) -> str:
    """What a part of a name is called in paths: park, year, source, or key for the row's own."""
    owner, _separator, name = lookup.rpartition("__")
    if name == "slug" and owner:
        return owner.rpartition("__")[2]
    return "park" if kind.model is Park else "year" if name == "year" else "key"


def _after(kind: Kind) -> tuple[str, Schema]:
    """The parameter that goes on after a place in the order of a kind, by name."""
    shape = tuple(PART_NAMES.get(lookup.rpartition("__")[2], "slug") for lookup in kind.ordering)
    name, example = AFTER_PARAMETERS.get(shape, (f"after-{kind.name}", ""))
    pattern = "/".join(order_part(lookup).pattern for lookup in kind.ordering)
    return name, {
        "name": "after",
        "in": "query",
        "description": "Rows after this place in their order. Take it from `next`.",
        "schema": {"type": "string", "pattern": f"^{pattern}$"},
        **({"example": example} if example else {}),
    }
