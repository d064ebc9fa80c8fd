"""The text of an article: decoded, parsed into paragraphs, and searched for phrases. Knows no models."""
