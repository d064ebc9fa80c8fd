"""YAML for `loaddata` and `dumpdata`: written by Django, read by `yaml_entries`, earlier versions too.

Before version 0.9 an edition held the time of its release. That is a release of its own now. A file does not
take the end from a release that ended after the file was written, nor from a metric the aliases that it says
nothing of.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.serializers import pyyaml

from initiatives.downloads.yaml_entries import read_entries
from initiatives.models import Edition, Release

Serializer = pyyaml.Serializer


class Deserializer(pyyaml.Deserializer):
    def __init__(self, stream_or_string: Any, **options: Any) -> None:
        given = stream_or_string if isinstance(stream_or_string, str | bytes) else stream_or_string.read()
        text = given.decode() if isinstance(given, bytes) else given
        # Django's own would read the file by the rules of YAML.
        entries: Any = with_releases(read_entries(text))
        super(pyyaml.Deserializer, self).__init__(entries, **options)

    def _handle_object(self, obj: Any) -> Iterator[Any]:
        for built in super()._handle_object(obj):  # type: ignore[misc]
            self._keep_absent(built.object, obj["fields"])
            if not isinstance(built.object, Release) or not self._would_reopen(built.object, obj["fields"]):
                yield built

    def _keep_absent(self, row: Any, fields: dict[str, Any]) -> None:
        """Give a stored row back what it keeps where a file is silent."""
        absent = [name for name in getattr(row, "kept_when_absent", ()) if name not in fields]
        if not absent or row.pk is None:
            return
        database = self.using  # type: ignore[attr-defined]  # missing in the stubs
        stored = type(row)._base_manager.using(database).filter(pk=row.pk).values(*absent).first() or {}
        for name, value in stored.items():
            setattr(row, name, value)

    def _would_reopen(self, release: Release, fields: dict[str, Any]) -> bool:
        """Whether a stored release would lose its end, or to a file of an earlier version its note."""
        if release.pk is None or release.ended_at is not None:
            return False
        database = self.using  # type: ignore[attr-defined]  # missing in the stubs
        stored = Release.objects.using(database).filter(pk=release.pk).first()
        if stored is None:
            return False
        return stored.ended_at is not None or "ended_at" not in fields


def with_releases(entries: Iterable[Any]) -> Iterator[Any]:
    """The entries of a file, a time of release of an edition as an entry that follows it."""
    for entry in entries:
        fields = entry.get("fields") if isinstance(entry, dict) else None
        if not isinstance(fields, dict) or str(entry.get("model")).lower() != Edition._meta.label_lower:
            yield entry
            continue
        kept = {name: value for name, value in fields.items() if name not in ("released_at", "released_by")}
        yield {**entry, "fields": kept}
        if fields.get("released_at"):
            edition = entry["pk"] if "pk" in entry else [*fields["plan"], fields.get("number", 1)]
            release = {name: fields.get(name) for name in ("released_by",) if fields.get(name)}
            release |= {"edition": edition, "started_at": fields["released_at"]}
            yield {"model": Release._meta.label_lower, "fields": release}
