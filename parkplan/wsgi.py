"""The entry point for WSGI servers (gunicorn)."""

import os
import tempfile

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from parkplan.site_path import below_site_path
from parkplan.sqlite.database import FileDatabaseWrapper

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkplan.settings")
application = below_site_path(get_wsgi_application(), settings.SITE_PATH)
# Chosen now, since choosing it takes room on the disk.
tempfile.gettempdir()
# A database file that is missing is told to readers, not made anew without a word.
FileDatabaseWrapper.may_create_file = False
