"""The API under requests made up from its description, sensible and not: no answer breaks its word."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from parkplan.wsgi import application
from tests.api_description import api_description
from tests.factories import make_park, make_rich_edition
from tests.sampling import sampled

pytestmark = pytest.mark.django_db

# The same requests each time: so many for each path, of sensible ones and of others.
REQUESTS = 8
gently = settings(
    max_examples=sampled(REQUESTS),
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def schema():
    make_rich_edition(1, park=make_park(slug="yuhua"))
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


# Every fourth path in the quick set: lists and single rows, the last ones with parameters that are needed.
PATHS = [
    pytest.param(path, marks=pytest.mark.sampled if number % 4 == 0 else pytest.mark.slow)
    for number, path in enumerate(reversed(api_description()["paths"]))
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_keeps_its_word(schema, path):
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @gently
        @given(case=schema[path]["GET"].as_strategy(generation_mode=mode))
        def ask(case):
            # Called in this process, nothing would unzip the answer.
            case.call_and_validate(headers={"Accept-Encoding": "identity"})

        ask()
