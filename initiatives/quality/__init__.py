"""Rules that read an edition and say what is wrong, odd or missing in it. They change nothing."""

from initiatives.quality.content import Content
from initiatives.quality.loading import content_of, findings, findings_of
from initiatives.quality.rules import RULES, Finding, check

__all__ = ["RULES", "Content", "Finding", "check", "content_of", "findings", "findings_of"]
