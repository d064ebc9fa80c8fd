"""What is dear to build and only read is built once for all processes that share a run of the tests."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def built_once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], None]) -> Path:
    """The folder `name` of this run, filled by `build(folder)` in the process that asks first.

    Others wait until it is filled. If building fails, the next process tries again."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder, finished = shared / name, shared / f"{name}.finished"
        if not finished.exists():
            folder.mkdir(exist_ok=True)
            build(folder)
            finished.touch()
    return folder
