"""Django cache backend that holds values in the memory of the process, up to a number of bytes."""

import pickle
import time
from collections import OrderedDict
from threading import Lock
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

DEFAULT_MAX_BYTES = 64 * 2**20


class _Store:
    """Pickled values and their times of expiry by key, the least recently used first."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.entries: OrderedDict[str, tuple[bytes, float | None]] = OrderedDict()
        self.bytes_held = 0

    def get(self, key: str) -> bytes | None:
        value, expires_at = self.entries.get(key, (None, None))
        if expires_at is not None and expires_at <= time.time():
            self.remove(key)
            return None
        if value is not None:
            self.entries.move_to_end(key)
        return value

    def put(self, key: str, value: bytes, expires_at: float | None, max_bytes: int) -> None:
        self.remove(key)
        size = _size(key, value)
        if size > max_bytes:
            return
        while self.bytes_held + size > max_bytes:
            self.remove(next(iter(self.entries)))
        self.entries[key] = (value, expires_at)
        self.bytes_held += size

    def remove(self, key: str) -> bool:
        entry = self.entries.pop(key, None)
        if entry is not None:
            self.bytes_held -= _size(key, entry[0])
        return entry is not None


def _size(key: str, value: bytes) -> int:
    return len(key) + len(value)


# Each thread has its own cache object; those of one location share a store.
_stores: dict[str, _Store] = {}


class MemoryCache(BaseCache):
    """Evicts the least recently used values beyond `OPTIONS["MAX_BYTES"]`; larger values are not kept.

    Django's LocMemCache limits the number of values only. A thousand generated files, which may be
    megabytes each, could fill the memory of a small machine.
    """

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.max_bytes: int = params.get("OPTIONS", {}).get("MAX_BYTES", DEFAULT_MAX_BYTES)
        self.store = _stores.setdefault(location, _Store())

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        key = self.make_and_validate_key(key, version=version)
        with self.store.lock:
            value = self.store.get(key)
        return default if value is None else pickle.loads(value)

    def set(
        self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        key = self.make_and_validate_key(key, version=version)
        pickled = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        with self.store.lock:
            self.store.put(key, pickled, self.get_backend_timeout(timeout), self.max_bytes)

    def add(
        self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        key = self.make_and_validate_key(key, version=version)
        pickled = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        with self.store.lock:
            if self.store.get(key) is not None:
                return False
            self.store.put(key, pickled, self.get_backend_timeout(timeout), self.max_bytes)
            return True

    def touch(self, key: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        key = self.make_and_validate_key(key, version=version)
        with self.store.lock:
            value = self.store.get(key)
            if value is None:
                return False
            self.store.entries[key] = (value, self.get_backend_timeout(timeout))
            return True

    def delete(self, key: Any, version: int | None = None) -> bool:
        key = self.make_and_validate_key(key, version=version)
        with self.store.lock:
            return self.store.remove(key)

    def clear(self) -> None:
        with self.store.lock:
            self.store.entries.clear()
            self.store.bytes_held = 0
