"""The Django project: settings, root URLconf, ASGI and WSGI entry points."""
