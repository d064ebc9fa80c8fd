"""Measure this machine's speed at the shipped plan: `make bench`, or `python -m scripts.bench`.

Ratios of one run, in turns with what they are compared with. `--only kept cold` measures some parts;
`--many VAR` also compares cold pages with an installation that `manage.py make_plans` filled. With
DATABASE_URL, of an empty database, and CACHE_URL it is measured on these (`make bench-databases`).
"""

import argparse
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from scripts.bench import against_bare_view, cold_pages, whole_runs
from scripts.bench.printed_table import PrintedTable
from scripts.temporary_site import installation, manage

PARTS = ("kept", "cold", "fair", "memory", "save", "export")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="measure these parts")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--many", type=Path, help="VAR_DIR of an installation with many plans")
    options = parser.parse_args()
    with installation() as variables:
        given = {name: os.environ[name] for name in ("DATABASE_URL", "CACHE_URL") if name in os.environ}
        variables |= given
        if given:
            manage(variables, "prepare")
        measures: dict[str, Callable[[], PrintedTable]] = {
            "kept": partial(against_bare_view.measure, variables, options.rounds),
            "cold": partial(cold_pages.measure_one, variables, options.rounds),
            "fair": partial(whole_runs.measure_fairness, variables),
            "memory": partial(whole_runs.measure_memory, variables),
            "save": partial(whole_runs.measure_save, variables),
            "export": partial(whole_runs.measure_export, variables),
        }
        for part in options.only:
            print(measures[part](), flush=True)
        if options.many:
            print(cold_pages.measure_many(variables, options.many, options.rounds), flush=True)


if __name__ == "__main__":
    main()
