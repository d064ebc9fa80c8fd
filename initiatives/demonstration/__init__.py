"""Invented parks for demonstration: loaded on request, and removed again."""
