"""Where the files of a picture are: in one folder for its contents, each named by width and format."""

from pathlib import PurePosixPath

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

# In how many pixels' width a photo is kept, where it has them.
WIDTHS = (480, 960, 1600)
LOGO_WIDTHS = (640,)


def picture_file(folder: str, digest: str, width: int, suffix: str) -> str:
    return f"{folder}/{digest}/{width}.{suffix}"


def digest_of(name: str) -> str:
    """The hash of a picture's contents, out of the name of one of its files."""
    return PurePosixPath(name).parent.name


def picture_in_words(name: str) -> str:
    """A picture in a list of changes, where it cannot be seen: the same words for the same picture."""
    return _("picture %(digest)s") % {"digest": digest_of(name)[:8]} if name else ""


class PictureField(models.FileField):
    """The largest file of a picture that was taken in; nothing else is ever written through it."""

    def __init__(self, verbose_name: str | Promise | None = None, **options: object) -> None:
        super().__init__(verbose_name, **{"blank": True, **options})  # type: ignore[arg-type]
