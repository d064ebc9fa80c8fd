"""Rules that report errors, oddities and gaps in the content of an edition."""

# The modules of rules, in the order in which their findings are listed.
from initiatives.quality import (  # isort: skip
    series_rules,
    structure_rules,
    figure_rules,
    period_rules,
    quote_rules,
    date_rules,
    number_rules,
    link_rules,
    passage_rules,
    english_rules,
)
from initiatives.quality.content import Content
from initiatives.quality.loading import content_of, findings, findings_of
from initiatives.quality.registry import RULES, Finding, Rule, check
from initiatives.quality.unchecked import UncheckedSource, unchecked

MODULES = (
    series_rules,
    structure_rules,
    figure_rules,
    period_rules,
    quote_rules,
    date_rules,
    number_rules,
    link_rules,
    passage_rules,
    english_rules,
)

__all__ = [
    "MODULES",
    "RULES",
    "Content",
    "Finding",
    "Rule",
    "UncheckedSource",
    "check",
    "content_of",
    "findings",
    "findings_of",
    "unchecked",
]
