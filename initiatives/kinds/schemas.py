"""JSON schemas of values in records. The components they refer to stand in api/openapi_base.yaml."""

from typing import Any

Schema = dict[str, Any]

NULL: Schema = {"type": "null"}


def ref(component: str) -> Schema:
    return {"$ref": f"#/components/schemas/{component}"}


def or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, NULL]}


def list_of(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def record_schema(entries: dict[str, Schema], description: str = "") -> Schema:
    """An object with exactly these entries, all of which are always there."""
    described = {"description": description} if description else {}
    return {
        **described,
        "type": "object",
        "additionalProperties": False,
        "required": [*entries],
        "properties": entries,
    }


KEY, NAME, ADDRESS, PERIOD, DAY = map(ref, ("Key", "Name", "Address", "Period", "Day"))
# Text that is never empty, and text that may be absent.
WORDS, TEXT = ref("Words"), ref("Text")
MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
NUMBER, BASIS, UNTRANSLATED = map(ref, ("Number", "Basis", "Untranslated"))
OUTDATED = ref("OutdatedEnglish")
SOURCE_WORDS = ref("SourceWords")
