"""The entries of a YAML fixture, read as they are written, or refused with the line and the remedy.

YAML takes `no` for false, `010` for eight and `1:30` for ninety, the last of two equal keys silently, and may
be nested until the process breaks down. What a field is decides how its value is read here.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.core.serializers.base import DeserializationError
from django.db import models

MAX_DEPTH = 20
_WHOLE_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_TEXT, _NULL, _INTEGER = (f"tag:yaml.org,2002:{name}" for name in ("str", "null", "int"))


def read_entries(text: str) -> Any:
    """What the file holds, as plain values. Raises DeserializationError."""
    loader = None
    try:
        _check_shape(text)
        loader = yaml.CSafeLoader(text)
        root = loader.get_single_node()
        for node in _walk(root):
            _check_node(node)
        for entry in root.value if isinstance(root, yaml.SequenceNode) else ():
            _read_as_fields(entry)
        return loader.construct_document(root) if root else []
    except (yaml.YAMLError, ValueError) as error:
        raise DeserializationError(f"The file is no YAML that can be read: {error}") from error
    finally:
        if loader:
            loader.dispose()


def _refuse(node: Any, words: str) -> DeserializationError:
    return DeserializationError(f"Line {node.start_mark.line + 1}: {words}")


def _check_shape(text: str) -> None:
    """Look at the file piece by piece, since what is nested too deep breaks whoever reads it whole."""
    depth, shared = 0, set()
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if event.anchor:
                shared.add(event.anchor)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent) and event.anchor in shared:
            raise _refuse(event, f"*{event.anchor} repeats a list or mapping. Write it out.")
        if depth > MAX_DEPTH:
            raise _refuse(
                event, f"values are nested more than {MAX_DEPTH} deep. A fixture needs four levels."
            )


def _walk(node: Any) -> Iterator[Any]:
    if node is None:
        return
    yield node
    for part in node.value if isinstance(node, yaml.CollectionNode) else ():
        for one in part if isinstance(part, tuple) else (part,):
            yield from _walk(one)


def _check_node(node: Any) -> None:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, _value in node.value:
            if key.value.__hash__ and key.value in seen:
                raise _refuse(key, f"“{key.value}” is there twice. Keep one.")
            if isinstance(key.value, str):
                seen.add(key.value)
    elif isinstance(node, yaml.ScalarNode) and "\0" in node.value:
        raise _refuse(node, "a text holds the character NUL. Delete it.")


def _part(node: Any, name: str) -> Any:
    """The value of a key in a mapping; None if there is none."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for key, value in pairs if key.value == name), None)


def _read_as_fields(entry: Any) -> None:
    label, fields = _part(entry, "model"), _part(entry, "fields")
    try:
        model = apps.get_model(label.value)
    except (AttributeError, LookupError, TypeError, ValueError):
        return  # Django says so
    for key, value in fields.value if isinstance(fields, yaml.MappingNode) else ():
        if isinstance(value, yaml.ScalarNode) and not value.style and value.tag != _NULL:
            try:
                field = model._meta.get_field(key.value)
            except FieldDoesNotExist:
                continue
            _read_as(field, value)


def _read_as(field: Any, value: yaml.ScalarNode) -> None:
    """Have a value without quotes read as what its field holds."""
    if isinstance(field, models.CharField | models.TextField | models.DateField):
        value.tag = _TEXT
        return
    is_other = value.tag == _INTEGER and not _WHOLE_NUMBER.fullmatch(value.value)
    if is_other and isinstance(field, models.IntegerField):
        raise _refuse(value, f"{field.name}: {value.value} is no plain number. Write digits, such as 2024.")
