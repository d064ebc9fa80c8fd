"""Values of a request that no database can keep or look for: refused as a mistake of the request."""

from django.db import DataError

# PostgreSQL's codes for a number beyond its column, a character it cannot keep, a text beyond its column.
_NUMBER_OUT_OF_RANGE, _CHARACTER_NOT_ALLOWED, _TEXT_TOO_LONG = "22003", "22021", "22001"
_CODES = {_NUMBER_OUT_OF_RANGE, _CHARACTER_NOT_ALLOWED, _TEXT_TOO_LONG}


def is_impossible_value(error: BaseException) -> bool:
    """Whether a query failed because of a value of its parameters, as each database says it.

    Forms refuse such values at their fields. Left are those that programs send in the place of what a page
    offers, such as a primary key of forty digits or of none.
    """
    if isinstance(error, OverflowError):
        return "SQLite INTEGER" in str(error)
    if isinstance(error, UnicodeEncodeError):
        return error.reason == "surrogates not allowed"
    # Django's words for a key that is no number, as where a form with such a choice is shown again.
    if isinstance(error, ValueError) and "expected a number but got" in str(error):
        return True
    if isinstance(error, ValueError | DataError) and "NUL (0x00)" in str(error):
        return True
    return isinstance(error, DataError) and getattr(error.__cause__, "sqlstate", "") in _CODES
