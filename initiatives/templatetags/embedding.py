"""The code with which other sites show a part of a page."""

from typing import Any

from django import template

from initiatives.pages.embeds import Snippet, metric_snippets, project_snippets
from initiatives.pages.metrics import MetricDetail
from initiatives.pages.projects import ProjectDetail

register = template.Library()


@register.simple_tag(takes_context=True)
def snippets(context: dict[str, Any]) -> list[Snippet]:
    """Of the page's subject and, of a metric, of each of its figures."""
    page = context["page"]
    if isinstance(page, MetricDetail):
        return metric_snippets(page.edition, page.metric, page.figures)
    if isinstance(page, ProjectDetail):
        return project_snippets(page.edition, page.project, page.figures)
    return []
