"""The tag for the code with which other sites embed a metric, a figure or a project."""

from typing import Any

from django import template

from initiatives.pages.embeds import Snippet, metric_snippets, project_snippets
from initiatives.pages.metrics import MetricDetail
from initiatives.pages.projects import ProjectDetail

register = template.Library()


@register.simple_tag(takes_context=True)
def snippets(context: dict[str, Any]) -> list[Snippet]:
    """The snippets of a metric with its figures, or of a project; none on other pages."""
    page = context["page"]
    if isinstance(page, MetricDetail):
        return metric_snippets(page.edition, page.metric, page.figures)
    if isinstance(page, ProjectDetail):
        return project_snippets(page.edition, page.project, page.figures)
    return []
