"""docs/licences.md has every package of the locks, with its version and licence."""

import re

from scripts import licences


def test_every_locked_package_is_listed_with_its_licence():
    listed = re.findall(
        r"^\| (\S+) \| (\S+) \| ([^|]+) \|", licences.FILE.read_text(encoding="utf-8"), re.MULTILINE
    )
    wanted = {(name, version) for name, (version, _purpose) in licences.packages().items()}
    assert {(name, version) for name, version, _licence in listed[1:]} == wanted, "run `make licences`"
    assert all(licence.strip() for _name, _version, licence in listed)


def test_licence_of_a_package_that_is_not_here_is_kept():
    before = licences.HEAD + "| async-timeout | 1 | Apache-2.0 | redis |\n"
    assert re.search(r"\| async-timeout \| \S+ \| Apache-2.0 \| redis \|", licences.document(before))


def test_package_of_the_site_is_not_said_to_be_of_a_setting():
    assert licences.packages()["django"][1] == "the site"
    assert licences.packages()["prometheus-client"][1] == "metrics"
