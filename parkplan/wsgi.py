"""The entry point for WSGI servers (gunicorn)."""

import os
import sys
import tempfile
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from parkplan.sqlite.database import FileDatabaseWrapper

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkplan.settings")
application = get_wsgi_application()
# Where gunicorn loads this module, it reads requests as other servers do.
if "gunicorn" in sys.modules:
    import_module("parkplan.gunicorn_requests")
# Chosen now, since choosing it takes room on the disk.
tempfile.gettempdir()
# A database file that is missing is told to readers, not made anew without a word.
FileDatabaseWrapper.may_create_file = False
