"""What readers see of the snapshot of a closed period: when, by whom, and how to check it."""

from dataclasses import dataclass

from initiatives.models import Edition, Snapshot


@dataclass(frozen=True)
class SnapshotPage:
    edition: Edition
    snapshot: Snapshot

    @classmethod
    def build(cls, edition: Edition, period: str) -> "SnapshotPage":
        """The snapshot of that period; raises Snapshot.DoesNotExist."""
        return cls(edition, Snapshot.objects.readable_with(edition).get(period=period))

    @property
    def file_name(self) -> str:
        return f"{self.edition.plan.park.slug}-{self.edition.plan.year}-snapshot-{self.snapshot.period}.json"

    @property
    def file_url(self) -> str:
        """Where the file is; empty if its edition was withdrawn, of which readers are told nothing more."""
        return "" if self.snapshot.is_withdrawn else self.edition.url("snapshot-json", self.snapshot.period)

    @property
    def commands(self) -> list[str]:
        """What prints the checksum of the file once it is downloaded: on Linux, on Windows."""
        return [f"sha256sum {self.file_name}", f"certutil -hashfile {self.file_name} SHA256"]
