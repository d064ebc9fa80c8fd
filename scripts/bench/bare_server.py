"""gunicorn's configuration for the bare view: that of the site, for another application."""

import runpy

globals().update(runpy.run_path("deploy/gunicorn.conf.py"))
globals().pop("on_starting")  # it makes the site ready
wsgi_app = "scripts.bench.bare_view"
