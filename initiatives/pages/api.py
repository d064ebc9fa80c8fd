"""The page that explains downloads and the API, with example addresses of a published plan."""

from dataclasses import dataclass

from django.conf import settings

from initiatives.models import Edition
from initiatives.pages.home import only_published

# Where `make run` serves; shown while SITE_URL is not set.
LOCAL_ADDRESS = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class ApiPage:
    """`edition`: the plan whose header is shown while it is the only one. `example`: any published plan."""

    edition: Edition | None
    example: Edition | None

    @classmethod
    def build(cls) -> "ApiPage":
        return cls(only_published(), Edition.objects.published().order_by("plan_id").first())

    @property
    def site(self) -> str:
        """What comes before the paths of the examples, which begin with the path of the site."""
        return settings.SITE_URL or LOCAL_ADDRESS

    @property
    def is_local(self) -> bool:
        return not settings.SITE_URL
