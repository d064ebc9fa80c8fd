"""What an earlier export wrote of each plan, so that pages of unchanged plans need not be read again.

The list stands in the folder as one of its files. It is believed only if that export was finished, and of a
plan only if all its files are as they were written.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from initiatives.static_site.folder import UNFINISHED, known_files

LIST = "plans.json"


@dataclass(frozen=True)
class KeptPlan:
    """A plan's pages: the files of their addresses, and the addresses of other pages that they link to."""

    key: str
    files: dict[str, str]
    links: list[str]


@dataclass(frozen=True)
class EarlierExport:
    """The plans of an earlier export that are intact, and the key of all if the whole folder is."""

    plans: dict[str, KeptPlan]
    key: str = ""
    file_count: int = 0

    def unchanged(self, keys: dict[str, str]) -> dict[str, KeptPlan]:
        """The plans whose keys are still these."""
        return {name: plan for name, plan in self.plans.items() if keys.get(name) == plan.key}


def earlier_export(folder: Path) -> EarlierExport:
    """What a folder holds of an earlier export; nothing if that was not finished, or wrote no list."""
    digests = known_files(folder)
    if (folder / UNFINISHED).exists() or not digests.get(LIST):
        return EarlierExport({})
    intact = {name for name, digest in digests.items() if _has_digest(folder / name, digest)}
    try:
        if LIST not in intact:
            return EarlierExport({})
        listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
        plans = {name: KeptPlan(**plan) for name, plan in listed["plans"].items()}
        key = str(listed["key"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return EarlierExport({})
    kept = {name: plan for name, plan in plans.items() if intact.issuperset(plan.files.values())}
    return EarlierExport(kept, key if len(intact) == len(digests) else "", len(digests))


def list_of(key: str, plans: dict[str, KeptPlan]) -> bytes:
    """The list as the file of the folder."""
    listed = {
        "key": key,
        "plans": {name: asdict(replace(plan, links=sorted(plan.links))) for name, plan in plans.items()},
    }
    return (json.dumps(listed, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n").encode()


def files_of(plans: Iterable[KeptPlan]) -> frozenset[str]:
    return frozenset(file for plan in plans for file in plan.files.values())


def _has_digest(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path.read_bytes()).hexdigest() == digest
