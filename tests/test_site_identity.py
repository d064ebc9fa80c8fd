"""What the foot of every page states of the site: what is set, linked as it is usual, and nothing else."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from parkplan.site_identity import SiteIdentity, read_identity
from tests.factories import make_edition

WHOLE = {
    "SITE_OPERATOR": "河畔园区管理委员会",
    "SITE_OPERATOR_EN": "Riverside Committee",
    "SITE_CONTACT": "0731-12345678",
    "ICP_RECORD": "湘ICP备12345678号-1",
    "POLICE_RECORD": "湘公网安备 43011102000123号",
    "FAULT_REPORT_URL": "https://fault.example/?site_code=4301110001",
    "PRIVACY_URL": "https://portal.example/privacy",
}


def identity(**named: str) -> SiteIdentity:
    return read_identity(lambda name: named.get(name, ""), "4301110001" if named else "")


@pytest.mark.django_db
def test_foot_states_nothing_where_nothing_is_set(client):
    assert not identity()
    assert 'class="identity"' not in client.get(make_edition().url("plan")).text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "operator"), [("", WHOLE["SITE_OPERATOR"]), ("/en", "Riverside Committee")]
)
def test_foot_states_what_is_set_on_every_page(client, settings, language, operator):
    settings.SITE_IDENTITY = identity(**WHOLE)
    for path in (make_edition().url("plan"), "/about/", "/no-such-page/"):
        shown = client.get(language + path).text.partition('class="identity"')[2]
        for words in (operator, WHOLE["ICP_RECORD"], "4301110001", WHOLE["SITE_CONTACT"]):
            assert words in shown, path
        assert 'href="https://beian.mps.gov.cn/#/query/webSearch?code=43011102000123"' in shown
        assert f'href="{WHOLE["FAULT_REPORT_URL"]}"' in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ICP_RECORD", "12345678"),
        ("POLICE_RECORD", "湘公网安备号"),
        ("SITE_OPERATOR", "两行\n名称"),
        ("PRIVACY_URL", "javascript:alert(1)"),
        ("FAULT_REPORT_URL", "zfwzgl.www.gov.cn"),
    ],
)
def test_number_or_link_that_cannot_be_right_stops_the_start(name, value):
    with pytest.raises(ImproperlyConfigured, match=f"{name}.*: write"):
        identity(**{name: value})
