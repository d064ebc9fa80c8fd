"""The name by which Django looks for the wrapper of a database backend."""

from parkplan.postgresql.server import ServerDatabaseWrapper as DatabaseWrapper

__all__ = ["DatabaseWrapper"]
