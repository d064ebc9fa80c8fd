"""Check that the style sheets use only what the browsers named in package.json know: part of `make lint`."""

import os
import subprocess
import sys

from scripts import environment

STYLELINT = environment.ROOT / "node_modules" / ".bin" / "stylelint"
SHEETS = "static/css/*.css"
MISSING = "stylelint is missing, so style sheets were not checked for old browsers: install npm, `make lint`."


def main() -> int:
    """Return stylelint's exit code; where it is missing 0, but 1 in CI (CI=true)."""
    if not STYLELINT.exists():
        print(MISSING, file=sys.stderr)
        return int(os.environ.get("CI") == "true")
    return subprocess.run([str(STYLELINT), SHEETS], cwd=environment.ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
