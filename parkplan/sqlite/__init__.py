"""A database backend for SQLite in a file; Django finds it by its module `base`."""
