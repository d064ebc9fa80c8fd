"""Measure the search of an installation, against a scan of all texts in the same run.

Prints the size of the index, what it adds to a save and to an import of 10,000 rows (which is rolled back),
and for some words how long the first page takes: `python -m scripts.measure_search [rounds]`.
"""

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import django

from scripts import temporary_site

ROUNDS, USERS, IMPORTED = 20, 8, 10_000
# Seconds between two letters: the field asks once nobody has typed for so long.
KEYSTROKE = 0.15
WORDS = {
    "two characters": "企业",
    "one character": "推",
    "rare": "量子",
    "missing": "没有这个词",
    "pinyin": "zhaoshang",
    "initials": "zsyz",
    "number": "三十亿",
}


def milliseconds(act: Callable[[], Any]) -> float:
    """How long it takes; with SQLite how much of the processor, whoever else uses it."""
    from django.db import connection

    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    began = clock()
    act()
    return (clock() - began) * 1000


def p95(times: list[float]) -> float:
    return sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]


def scan(word: str) -> int:
    """How many of a first page a search without an index finds: texts looked through where they are stored.

    In the order of the page, the latest year first, and of each kind as many as are counted.
    """
    from django.db.models import Q

    from initiatives.pages.search import COUNTED
    from initiatives.search.documents import SEARCHED_ROWS, searched_names, searched_texts

    found = 0
    for kind in SEARCHED_ROWS:
        anywhere = Q()
        for name in {*searched_names(kind.model), *searched_texts(kind.model)}:
            anywhere |= Q(**{f"{name}__icontains": word})
        rows: Any = kind.model._default_manager
        ordered = rows.published().filter(anywhere).order_by("-edition__plan__year", "pk")
        found += len(ordered.values_list("pk")[: COUNTED + 1])
    return found


def measure_words(rounds: int) -> None:
    from initiatives.pages.search import SearchPage

    print(f"{'':16}{'first page p95':>16}{'suggestions p95':>18}{'scan':>12}{'scan / page':>13}")
    for label, word in WORDS.items():
        SearchPage.build({"q": word})
        pages = p95([milliseconds(partial(SearchPage.build, {"q": word})) for _ in range(rounds)])
        typed = p95([milliseconds(partial(SearchPage.suggestions, {"q": word})) for _ in range(rounds)])
        scanned = min(milliseconds(partial(scan, word)) for _ in range(2))
        print(f"{label:16}{pages:13.1f} ms{typed:15.1f} ms{scanned:9.0f} ms{scanned / pages:12.0f}×")


def measure_typing(rounds: int) -> None:
    """Eight people at a real server, each typing words letter by letter; no two ask for the same."""
    from django.conf import settings

    from initiatives.models import Measure

    latest = Measure.objects.published().order_by("-pk").values_list("title", flat=True)[: USERS * rounds]
    words = [title[place % 5 : place % 5 + 4] for place, title in enumerate(latest)]
    variables = temporary_site.environment_of(settings.VAR_DIR)
    with temporary_site.serving(variables) as site, ThreadPoolExecutor(USERS) as pool:

        def types(user: int) -> list[float]:
            times = []
            time.sleep(KEYSTROKE * user / USERS)
            for word in words[user::USERS]:
                for length in range(1, len(word) + 1):
                    began = time.perf_counter()
                    with urlopen(f"{site}/search/suggestions/?q={quote(word[:length])}") as answer:
                        answer.read()
                    times.append((time.perf_counter() - began) * 1000)
                    time.sleep(KEYSTROKE)
            return times

        times = [one for some in pool.map(types, range(USERS)) for one in some]
    print(f"{USERS} users typing at once: {len(times)} answers, p95 {p95(times):.0f} ms by the clock")


def measure_writes() -> None:
    """A save and an import of rows that readers see, with and without taking them up; rolled back."""
    from django.db import connection, transaction

    from initiatives.models import Edition, Statement
    from initiatives.search.index_upkeep import before_commit

    edition = Edition.objects.published().order_by("pk")[0]
    with transaction.atomic():
        statement = Statement.objects.filter(edition=edition)[0]
        save = milliseconds(statement.save)
        taken = milliseconds(lambda: before_commit(connection))
        print(f"a save of a published row: {save:.1f} ms, and {taken:.1f} ms for the index")
        draft = Edition.objects.create(plan=edition.plan, number=9999, state="withdrawn", title="草稿")
        before_commit(connection)
        for name, target in (("unpublished", draft), ("published", edition)):
            rows = [
                Statement(
                    edition=target, key=f"{name}-{n}", kind="context", content=f"第{n}项：推动企业招商引资"
                )
                for n in range(IMPORTED)
            ]
            stored = milliseconds(partial(Statement.objects.bulk_create, rows, batch_size=500))
            taken = milliseconds(lambda: before_commit(connection))
            print(f"{IMPORTED:,} rows, {name}: {stored:.0f} ms, and {taken:.0f} ms for the index")
        transaction.set_rollback(True)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkplan.settings")
    django.setup()
    from django.db import connection

    from initiatives.models import SearchEntry
    from initiatives.search.index_tables import size_in_bytes

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    entries = SearchEntry.objects.count()
    size = size_in_bytes(connection) or 0
    print(f"{entries:,} entries, {size / 2**20:.1f} MB of index, {size / max(entries, 1):.0f} bytes each")
    measure_words(rounds)
    measure_typing(rounds)
    measure_writes()


if __name__ == "__main__":
    main()
