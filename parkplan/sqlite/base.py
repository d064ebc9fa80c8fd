"""The name by which Django looks for the wrapper of a database backend."""

from parkplan.sqlite.database import FileDatabaseWrapper as DatabaseWrapper

__all__ = ["DatabaseWrapper"]
