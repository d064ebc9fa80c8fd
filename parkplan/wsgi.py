"""The entry point for WSGI servers (gunicorn)."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from parkplan.site_path import below_site_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkplan.settings")
application = below_site_path(get_wsgi_application(), settings.SITE_PATH)
