"""The example in docs/data-format.md is a plan that can be loaded, and in which the rules find no mistake."""

import re

import pytest
from django.core.management import call_command

from initiatives.models import Edition
from initiatives.quality import check, content_of
from initiatives.values.vocabulary import Severity
from scripts import environment

pytestmark = pytest.mark.django_db


def test_documented_example_is_a_plan_without_mistakes(tmp_path):
    text = (environment.ROOT / "docs" / "data-format.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    file = tmp_path / "plan.yaml"
    file.write_text(example, encoding="utf-8")

    call_command("loaddata", file, verbosity=0)

    edition = Edition.objects.of("linjiang", 2025).get()
    assert [found for found in check(content_of(edition)) if found.severity == Severity.ERROR] == []
