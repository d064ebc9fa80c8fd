"""Registrations of the models in the admin, one module for each group of models."""

from initiatives.admin import (
    accounts,
    evidence,
    metrics,
    park,
    photos,
    plan,
    progress,
    reader_corrections,
)

__all__ = ["accounts", "evidence", "metrics", "park", "photos", "plan", "progress", "reader_corrections"]
