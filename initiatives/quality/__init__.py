"""Rules that report errors, oddities and gaps in the content of an edition."""

from initiatives.quality.content import Content
from initiatives.quality.loading import content_of, findings, findings_of
from initiatives.quality.rules import RULES, Finding, check

__all__ = ["RULES", "Content", "Finding", "check", "content_of", "findings", "findings_of"]
