"""Permanent names of rows, such as `figures/yuhua/2024/high-tech-firms`, and their URLs in the API."""

from typing import Any

from django.db.models import Model
from django.urls import reverse

from initiatives.models import Edition, EditionRow
from initiatives.models.site_urls import absolute_url, page_language


def collection_name(model: type[Model]) -> str:
    """What the API calls the rows of a model: `goals`. The editions that readers see are the `plans`."""
    return "plans" if model is Edition else f"{model._meta.model_name}s"


def row_name(model: type[Model], *parts: object) -> str:
    """The permanent name of a row: its collection, then the parts of its natural key."""
    return "/".join([collection_name(model), *map(str, parts)])


def name_in_edition(edition: Edition, row: EditionRow) -> str:
    return row_name(type(row), edition.plan.park.slug, edition.plan.year, row.key)


def plan_name(edition: Edition) -> str:
    return row_name(Edition, edition.plan.park.slug, edition.plan.year)


def api_url(name: str, **query: Any) -> str:
    """The absolute URL of a row or collection in the API, with `?lang=en` on English pages."""
    if page_language() == "en":
        query["lang"] = "en"
    text = "&".join(f"{key}={value}" for key, value in query.items())
    return absolute_url(f"{reverse('api:index')}{name}{'?' if text else ''}{text}")
