"""What both database backends of the site add to Django's: a function that is called before each commit."""

from collections.abc import Callable
from typing import Any


class WatchedCommits:
    """Part of a wrapper of a database backend."""

    # Called with the wrapper, within the transaction that is about to be committed.
    before_commit: Callable[[Any], None] | None = None
    connection: Any

    def _commit(self) -> None:
        if self.before_commit and self.connection is not None:
            self.before_commit(self)
        super()._commit()  # type: ignore[misc]
