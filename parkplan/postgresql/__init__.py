"""The site's backend for PostgreSQL."""
