"""Plans of other shapes than the shipped one."""

import pytest

from tests.plan_shapes import SHAPES, make_shape
from tests.public_pages import LANGUAGES, plan_pages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_page_is_shown(shape, prefix, client):
    edition = make_shape(shape)
    for path in [*plan_pages(edition), edition.url("screen")]:
        assert client.get(prefix + path).status_code == 200, path
