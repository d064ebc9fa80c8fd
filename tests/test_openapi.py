"""The API's description: valid by itself, and true of every answer."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from initiatives.api.openapi import DESCRIPTION, description_as_yaml
from initiatives.downloads.fixture_reference import REFERENCE, reference
from initiatives.downloads.rule_reference import RULE_REFERENCES, rule_reference
from initiatives.kinds.registry import KIND_BY_NAME
from initiatives.models import Section, Update
from tests.api_description import api_description
from tests.factories import make_assignment, make_edition, make_figure, make_rich_edition

pytestmark = pytest.mark.django_db

ROOT = "urn:description"
QUERIES = ["?lang=en", *(pytest.param(query, marks=pytest.mark.slow) for query in ("", "?lang=zh"))]
WRONG = [
    ("figures?kind=soon", 400),
    ("figures?year=1_0", 400),
    ("figures?limit=0", 400),
    ("figures?after=here", 400),
    ("findings", 400),
    ("comparison?a=x", 400),
    ("comparison?a=nowhere/2024&b=nowhere/2023", 404),
    ("search?q=", 400),
    ("parks?lang=fr", 400),
    ("parks/nowhere", 404),
    ("figures/nowhere/2024/none", 404),
    ("nothing", 404),
    ("figures?park=%00", 400),
    ("figures?" + "x" * 9000, 414),
]


def check(path: str, status: int, content_type: str, body: Any) -> None:
    """Hold an answer against what the description says of its path, status and type of content."""
    responses = api_description()["paths"][path]["get"]["responses"]
    response = responses.get(str(status), responses["default"])
    place = response.get("$ref", "").removeprefix("#/")
    for name in filter(None, place.split("/")):
        response = (api_description() if name == "components" else response)[name]
    schema = response["content"][content_type]["schema"]
    registry: Registry = Registry().with_resource(ROOT, DRAFT202012.create_resource(api_description()))
    absolute = _absolute(schema)
    errors = [
        f"{path} {error.json_path}: {error.message[:300]}"
        for error in Draft202012Validator(
            absolute, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER
        ).iter_errors(body)
    ]
    assert not errors, errors[:5]


def _absolute(schema: Any) -> Any:
    """The same schema, its references into the description told from outside of it."""
    if isinstance(schema, dict):
        return {key: f"{ROOT}{value}" if key == "$ref" else _absolute(value) for key, value in schema.items()}
    return [_absolute(one) for one in schema] if isinstance(schema, list) else schema


def path_of(name: str) -> str:
    """The path of one member of a collection, as the description writes it."""
    return next(path for path in api_description()["paths"] if path.startswith(f"/{name}/"))


@pytest.fixture
def edition():
    edition = make_rich_edition(2, title_en="")
    project = edition.projects.first()
    for number, (subject, key) in enumerate(
        [("project", project.key), ("measure", edition.measures.first().key)]
    ):
        Update.objects.create(
            plan=edition.plan,
            key=f"update-{number}",
            subject=subject,
            subject_key=key,
            date="2024-05-01",
            content="进展",
            status="done" if number else "",
        )
    make_assignment(edition.measures.first(), leader="王某", milestones="2024-06-30 开工")
    Section.objects.filter(passages__isnull=False).update(paragraph_count=0)
    make_figure(edition, value="-3.5", unit="亿元", unit_en="yuan", kind="expected", comparator="~")
    return edition


def test_description_is_valid_openapi():
    validate(api_description())
    assert api_description()["openapi"].startswith("3.1")


def test_description_says_that_no_key_is_needed():
    assert api_description()["security"] == []


def test_committed_description_is_the_generated_one():
    assert DESCRIPTION.read_text(encoding="utf-8") == description_as_yaml(), "run manage.py write_reference"


def test_committed_list_of_fields_is_the_generated_one():
    assert REFERENCE.read_text(encoding="utf-8") == reference(), "run manage.py write_reference"


@pytest.mark.parametrize("language", RULE_REFERENCES)
def test_committed_list_of_rules_is_current(language):
    committed = RULE_REFERENCES[language].read_text(encoding="utf-8")
    assert committed == rule_reference(language), "run manage.py write_reference"


def test_every_address_of_the_api_is_described():
    described_names = {path.split("/")[1] for path in api_description()["paths"]}
    assert described_names == {"", "openapi.json", "findings", "comparison", "search", *KIND_BY_NAME}


@pytest.mark.parametrize("query", QUERIES)
def test_every_list_and_each_of_its_rows_is_as_described(client, edition, query):
    for name in KIND_BY_NAME:
        answer = client.get(f"/api/v1/{name}{query}")
        check(f"/{name}", answer.status_code, "application/json", answer.json())
        rows = answer.json()["data"]
        assert rows, name
        for row in rows:
            one = client.get(f"/api/v1/{row['id']}{query}")
            check(path_of(name), one.status_code, "application/json", one.json())
            assert one.json()["data"] == row


@pytest.mark.slow
@pytest.mark.parametrize("query", QUERIES)
def test_index_findings_search_and_description_are_as_described(client, edition, query):
    more = query.replace("?", "&")
    park, other = edition.plan.park.slug, make_rich_edition(1).plan.park.slug
    plan = f"park={park}&year=2024"
    for path, asked in (
        ("/", ""),
        ("/openapi.json", ""),
        ("/findings", f"?{plan}"),
        ("/comparison", f"?a={park}/2024&b={park}/2024"),
        ("/comparison", f"?a={park}/2024&b={other}/2024"),
        ("/search", "?q=举措"),
        ("/search", "?q=计划标题"),
    ):
        address = f"/api/v1{path}{asked}{more if asked else query}"
        answer = client.get(address)
        check(path, answer.status_code, "application/json", answer.json())
    assert client.get(f"/api/v1/findings?{plan}").json()["data"]
    assert client.get("/api/v1/search?q=机构").json()["data"]


@pytest.mark.parametrize(("address", "status"), WRONG)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_refusal_is_as_described(client, address, status, language):
    joint = "&" if "?" in address else "?"
    lang = "" if "lang=" in address else f"{joint}lang={language}"
    answer = client.get(f"/api/v1/{address}{lang}")
    assert answer.status_code == status
    check("/figures", status, answer.headers["Content-Type"], answer.json())


def test_empty_plan_is_as_described(client):
    make_edition(slogan="", meeting="", meeting_date=None, meeting_date_basis="")
    for name in KIND_BY_NAME:
        answer = client.get(f"/api/v1/{name}")
        check(f"/{name}", answer.status_code, "application/json", answer.json())


@pytest.mark.slow
def test_description_names_the_vocabularies_as_they_are(client, edition):
    """Each closed choice of a parameter takes exactly the words that the description lists."""
    asked = {"park": edition.plan.park.slug, "year": "2024", "q": "企业"}
    for path, item in api_description()["paths"].items():
        for parameter in item["get"].get("parameters", []):
            words = parameter.get("schema", {}).get("enum", [])
            for word in words:
                assert client.get(f"/api/v1{path}", {**asked, parameter["name"]: word}).status_code == 200
            if words:
                wrong = client.get(f"/api/v1{path}", {**asked, parameter["name"]: "x", "lang": "en"})
                assert wrong.json()["remedy"] == f"Write one of: {', '.join(words)}."


def test_example_of_a_refusal_is_as_described():
    content = api_description()["components"]["responses"]["Problem"]["content"]
    check("/figures", 400, *content, content["application/problem+json"]["example"])
