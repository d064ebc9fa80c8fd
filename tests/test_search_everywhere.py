"""Whatever is searched for, page, programs and exported folder find what brute force finds."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives.models import Measure, Statement
from initiatives.search import Query, search
from initiatives.search.index_upkeep import backlog, bring_up_to_date
from initiatives.static_site.export import SEARCH_SCRIPTS
from initiatives.values.folded_text import simplified_characters
from initiatives.values.search_terms import WORD_START, SearchText
from initiatives.values.stated_numbers import MAX_UNIT
from scripts.environment import ROOT
from tests.factories import make_edition, make_project
from tests.sampling import sampled
from tests.searching_by_brute_force import QUERIES, TEXTS, is_found
from tests.temporary_databases import postgresql_server

ROWS = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=12)
ASKED = st.lists(QUERIES, min_size=1, max_size=8)
SAME_SITE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
IN_NODE = """
const vm = require("vm"), fs = require("fs");
const { limits, characters, rows, queries } = JSON.parse(fs.readFileSync(0, "utf8"));
vm.runInThisContext(fs.readFileSync(process.argv[1], "utf8"));
const rules = parkplanRules({ limits, characters });
const entries = rows.map(({ names, texts, spoken, numbers }) =>
  ({ names: rules.markWords(names), texts: rules.markWords(texts), spoken, numbers }));
const found = queries.map((text) => {
  const query = rules.parse(text);
  return query.terms.length ? entries.map((entry) => rules.finds(query, entry)) : entries.map(() => false);
});
console.log(JSON.stringify(found));
"""


@pytest.fixture
def project(db):
    project = make_project(make_edition())
    bring_up_to_date()
    return project


def fill(project: Any, rows: list[tuple[str, str]]) -> dict[tuple[type, int], tuple[list[str], list[str]]]:
    """Measures with a title and a detail, and statements; by model and key the names and texts of each."""
    known: dict[tuple[type, int], tuple[list[str], list[str]]] = {}
    measures = [
        Measure(edition=project.edition, project=project, key=f"m{number}", title=name, detail=text)
        for number, (name, text) in enumerate(rows)
    ]
    statements = [
        Statement(edition=project.edition, key=f"s{number}", kind="context", content=text + name)
        for number, (name, text) in enumerate(rows)
    ]
    for measure in Measure.objects.bulk_create(measures):
        known[Measure, measure.pk] = ([measure.title], [measure.detail])
    for statement in Statement.objects.bulk_create(statements):
        known[Statement, statement.pk] = ([], [statement.content])
    return known


def found_by_search(text: str) -> set[tuple[type, int]]:
    results = search(Query.parse(text, most=1000))
    rows = {(type(hit.row), hit.row.pk) for hits in results for hit in hits.hits}
    return {row for row in rows if row[0] in (Measure, Statement)}


@pytest.mark.sampled
@settings(max_examples=sampled(50), suppress_health_check=SAME_SITE)
@given(rows=ROWS, queries=ASKED)
def test_search_finds_what_brute_force_finds(project, rows, queries):
    Measure.objects.all().delete()
    Statement.objects.all().delete()
    known = fill(project, rows)
    wanted = {text: {row for row, texts in known.items() if is_found(text, *texts)} for text in queries}
    # By what was noted alone, and by the index.
    assert backlog().exists()
    assert {text: found_by_search(text) for text in queries} == wanted
    bring_up_to_date()
    assert not backlog().exists()
    assert {text: found_by_search(text) for text in queries} == wanted


@pytest.mark.sampled
@settings(max_examples=sampled(30))
@given(
    rows=st.lists(st.tuples(TEXTS, TEXTS), min_size=20, max_size=60),
    queries=st.lists(QUERIES, min_size=20, max_size=40),
)
def test_script_of_the_folder_finds_what_brute_force_finds(rows, queries):
    texts = [SearchText.of([name], [text]) for name, text in rows]
    entries = [
        {
            "names": text.names.replace(WORD_START, ""),
            "texts": text.texts.replace(WORD_START, ""),
            "spoken": text.spoken,
            "numbers": text.numbers,
        }
        for text in texts
    ]
    pairs = [(chr(code), plain) for code, plain in simplified_characters().items()]
    given = {
        "limits": {"length": 80, "terms": 6, "hits": 50, "unit": MAX_UNIT},
        "characters": [[one for one, _plain in pairs], [plain for _one, plain in pairs]],
        "rows": entries,
        "queries": queries,
    }
    command = ["node", "-e", IN_NODE, str(SEARCH_SCRIPTS[0])]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True)
    wanted = [[is_found(query, [name], [text]) for name, text in rows] for query in queries]
    assert json.loads(done.stdout) == wanted


@pytest.mark.slow
def test_postgresql_finds_the_same():
    """The tests of this module and those of the upkeep, on a server of its own."""
    with postgresql_server() as address:
        # The database of the tests is made by a user who may.
        address = "postgres://postgres@" + address.partition("@")[2]
        command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider"]
        command += [
            "tests/test_search_everywhere.py",
            "tests/test_search_index.py",
            "-k",
            "not postgresql and not script",
        ]
        variables = {**os.environ, "DATABASE_URL": address, "TEMPORARY_DATABASES": "true"}
        done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
