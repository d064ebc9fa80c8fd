"""Zip packages such as Excel workbooks and Word documents as bytes that depend on their content only."""

import io
import zipfile
from collections.abc import Callable

# A fixed time, so that files are the same for the same content.
ZIP_EPOCH = (2000, 1, 1, 0, 0, 0)


def with_fixed_times(package: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The package with the same time on all its parts; `change` is given name and content of each part."""
    rewritten = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as before,
        zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for entry in before.infolist():
            part = change(entry.filename, before.read(entry))
            after.writestr(zipfile.ZipInfo(entry.filename, ZIP_EPOCH), part, zipfile.ZIP_DEFLATED)
    return rewritten.getvalue()
