"""Chromium 86 of 2020, the kernel that many office browsers have: unpacked from an npm package of the tests.

`python -m scripts.old_browser` prints its path.
"""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts import environment

PACKED = environment.ROOT / "node_modules" / "chrome-aws-lambda" / "bin" / "chromium.br"
UNPACKED = PACKED.with_name("chromium")
# Node.js knows Brotli, Python's library does not.
UNPACK = """const fs = require("fs"), [packed, unpacked] = process.argv.slice(1);
fs.writeFileSync(unpacked, require("zlib").brotliDecompressSync(fs.readFileSync(packed)), {mode: 0o755})"""


def browser_path() -> str | None:
    """The path of its program; None where it cannot run or `make browser-tools` has not installed it."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return None
    node = shutil.which("node")
    if not UNPACKED.exists():
        if not PACKED.exists() or not node:
            return None
        # Several tests may begin at once: each unpacks its own, and the last one stays.
        with tempfile.TemporaryDirectory(dir=PACKED.parent) as folder:
            unpacked = Path(folder) / "chromium"
            subprocess.run([node, "-e", UNPACK, str(PACKED), str(unpacked)], check=True)
            os.replace(unpacked, UNPACKED)
    return str(UNPACKED)


if __name__ == "__main__":
    path = browser_path()
    if not path:
        sys.exit("Chromium 86 is missing: on 64-bit Linux, install npm, then `make browser-tools`.")
    print(path)
