"""Fixtures in YAML: read as they are written, or refused with the line; all or nothing."""

import pytest
from django.core.management import call_command
from django.core.serializers.base import DeserializationError

from initiatives.downloads.yaml_entries import read_entries
from initiatives.models import Park, Source

PARK = """
- model: initiatives.park
  fields: {{slug: park-1, name: {name}}}
"""
BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "Line 2: .*Write it out"),
        ("[" * 100_000, "Line 1: values are nested more than 20 deep"),
        ("{a: " * 100_000, "Line 1: values are nested more than 20 deep"),
        ("- {name: a,\n   name: b}", "Line 2: “name” is there twice"),
        ("- !!python/object/apply:os.system ['false']", "could not determine a constructor"),
        ('- {name: "a\\0b"}', "Line 1: .*NUL"),
        ('- {name: "\\ud800"}', "invalid Unicode character"),
        ("- {name: [}", "line 1"),
        ("- 2026-02-30", "day (is out of|30 must be in) range"),
        ("- model: initiatives.plan\n  fields: {year: 02024}", "Line 2: year: 02024"),
        ("- model: initiatives.plan\n  fields: {year: 2_024}", "Line 2: year: 2_024"),
    ],
    ids=lambda value: value[:24],
)
def test_file_is_refused_with_its_line(text, words):
    with pytest.raises(DeserializationError, match=words):
        read_entries(text)


@pytest.mark.parametrize("written", ["no", "010", "1:30", "1_0", "1e3", "2024-01-05", "true", "0x1F"])
def test_text_without_quotes_is_the_text(written):
    assert read_entries(PARK.format(name=written))[0]["fields"]["name"] == written


def test_nothing_stays_nothing_and_numbers_are_numbers():
    (entry,) = read_entries("- model: initiatives.plan\n  fields: {park: null, year: 2024}")
    assert entry["fields"] == {"park": None, "year": 2024}


@pytest.mark.django_db
def test_day_that_does_not_exist_is_named_and_nothing_is_loaded(tmp_path):
    file = tmp_path / "plan.yaml"
    fields = "{park: [park-1], slug: a, title: 甲, published_on: 2026-02-30}"
    source = f"- model: initiatives.source\n  fields: {fields}"
    file.write_text(PARK.format(name="园区") + source, encoding="utf-8")
    with pytest.raises(DeserializationError, match="2026-02-30"):
        call_command("loaddata", str(file), verbosity=0)
    assert not Park.objects.exists() and not Source.objects.exists()
