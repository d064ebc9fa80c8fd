"""The entry point for WSGI servers (gunicorn)."""

import os

from django.core.wsgi import get_wsgi_application

from parkplan.sqlite.database import FileDatabaseWrapper

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkplan.settings")
application = get_wsgi_application()
# A database file that is missing is told to readers, not made anew without a word.
FileDatabaseWrapper.may_create_file = False
