"""The names of picture files: a folder named by the digest of the contents, a file for each width."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The widths in pixels in which a photo is stored, as far as the original is that wide.
WIDTHS = (480, 960, 1600)
LOGO_WIDTHS = (640,)


def picture_file(folder: str, digest: str, width: int, suffix: str) -> str:
    return f"{folder}/{digest}/{width}.{suffix}"


def digest_of(name: str) -> str:
    """The digest of a picture, from the name of one of its files."""
    return PurePosixPath(name).parent.name


def picture_in_words(name: str) -> str:
    """A picture in a list of changes: "picture" and the first digits of its digest."""
    return _("picture %(digest)s") % {"digest": digest_of(name)[:8]} if name else ""


class PictureField(models.FileField):
    """The name of the largest file of a processed upload. The field itself writes no files."""

    def __init__(self, verbose_name: "StrOrPromise | None" = None, **options: Any) -> None:
        options.setdefault("blank", True)
        super().__init__(verbose_name, **options)
