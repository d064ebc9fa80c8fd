"""Answers for readers, kept as long as nothing that they show has changed."""
