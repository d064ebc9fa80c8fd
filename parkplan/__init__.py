"""The Django project: settings, the root of the URLs, and the entry points for servers."""
