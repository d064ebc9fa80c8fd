"""Registrations of the models in the admin, one module for each group of models."""

from initiatives.admin import evidence, metrics, park, photos, plan, progress, users

__all__ = ["evidence", "metrics", "park", "photos", "plan", "progress", "users"]
