"""gunicorn's configuration for the bare view: that of the site, for another application."""

import runpy

globals().update(runpy.run_path("deploy/gunicorn.conf.py"))
del on_starting  # noqa: F821 - it makes the site ready
wsgi_app = "scripts.bench.bare_view"
