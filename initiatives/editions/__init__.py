"""Editions: lifecycle, copying, comparison, and the history of their rows."""
