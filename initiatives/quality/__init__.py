"""Rules that report errors, oddities and gaps in the content of an edition."""

# Imported for the rules that they register, in the order in which findings are listed.
from initiatives.quality import (  # isort: skip  # noqa: F401
    series_rules,
    structure_rules,
    figure_rules,
    period_rules,
    quote_rules,
    date_rules,
    number_rules,
    link_rules,
    passage_rules,
    copied_words,
    english_rules,
)
from initiatives.quality.content import Content
from initiatives.quality.loading import content_of, findings, findings_of
from initiatives.quality.registry import RULES, Finding, Rule, check
from initiatives.quality.unchecked import UncheckedSource, unchecked

__all__ = [
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
