"""What Chinese public sites state at the foot of every page: who runs them, and under which numbers."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

# Province, then the number; a site of several has a suffix.
ICP_RECORD = re.compile(r"[\u4e00-\u9fff]ICP[备证]\d{6,10}号(-\d{1,3})?", re.ASCII)
POLICE_RECORD = re.compile(r"[\u4e00-\u9fff]公网安备\s?\d{11,14}号", re.ASCII)


@dataclass(frozen=True)
class SiteIdentity:
    """Each part is empty where its setting is not set, and is then not shown."""

    operator: str = ""
    operator_en: str = ""
    contact: str = ""
    icp_record: str = ""
    police_record: str = ""
    site_id_code: str = ""
    fault_report_url: str = ""
    privacy_url: str = ""

    def __bool__(self) -> bool:
        return self != SiteIdentity()

    @property
    def police_code(self) -> str:
        """The digits by which the record is found at beian.mps.gov.cn."""
        return re.sub(r"\D", "", self.police_record)


def read_identity(read: Callable[[str], str], site_id_code: str) -> SiteIdentity:
    """The identity in the settings that `read` returns by name; ImproperlyConfigured says what to write."""
    return SiteIdentity(
        operator=_line("SITE_OPERATOR", read),
        operator_en=_line("SITE_OPERATOR_EN", read),
        contact=_line("SITE_CONTACT", read),
        icp_record=_matching("ICP_RECORD", read, ICP_RECORD, "湘ICP备12345678号-1"),
        police_record=_matching("POLICE_RECORD", read, POLICE_RECORD, "湘公网安备43011102000123号"),
        site_id_code=site_id_code,
        fault_report_url=_link("FAULT_REPORT_URL", read),
        privacy_url=_link("PRIVACY_URL", read),
    )


def _line(name: str, read: Callable[[str], str]) -> str:
    text = read(name).strip()
    if len(text) > 100 or not text.isprintable():
        raise ImproperlyConfigured(f"{name}={text!r}: write one line of at most 100 characters.")
    return text


def _matching(name: str, read: Callable[[str], str], form: re.Pattern[str], example: str) -> str:
    text = read(name).strip()
    if text and not form.fullmatch(text):
        raise ImproperlyConfigured(f"{name}={text!r}: write the whole number, such as {example}.")
    return text


def _link(name: str, read: Callable[[str], str]) -> str:
    text = read(name).strip()
    if text and not re.fullmatch(r"https?://[^\s\"'<>]+", text):
        raise ImproperlyConfigured(f"{name}={text!r}: write a link that begins with https://.")
    return text
