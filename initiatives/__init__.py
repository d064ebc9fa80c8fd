"""The one app: a park's work plan as data, pages and files."""
