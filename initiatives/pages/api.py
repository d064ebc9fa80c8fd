"""How to take the data away, with addresses of a plan that is here."""

from dataclasses import dataclass

from django.conf import settings

from initiatives.models import Edition
from initiatives.pages.home import Home

# Where `make run` serves, while the site has no public address.
LOCAL = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class ApiPage:
    """`edition` is the one plan whose dress the page wears, while there is one; `example` any plan."""

    edition: Edition | None
    example: Edition | None

    @classmethod
    def build(cls) -> "ApiPage":
        home = Home.build()
        return cls(home.only, home.editions[0] if home.editions else None)

    @property
    def site(self) -> str:
        return settings.SITE_URL or LOCAL

    @property
    def is_local(self) -> bool:
        return not settings.SITE_URL
