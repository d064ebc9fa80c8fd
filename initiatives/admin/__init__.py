"""The admin: every fact of a plan found and mended by hand. One module a group of nouns."""

from initiatives.admin import evidence, metrics, park, photos, plan, progress

__all__ = ["evidence", "metrics", "park", "photos", "plan", "progress"]
