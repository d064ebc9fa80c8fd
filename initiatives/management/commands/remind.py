"""`manage.py remind`: print what is due in each published plan, and mail it if mail is set up."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from initiatives.models import Edition
from initiatives.tasks.assigned_tasks import site_day, tasks_of
from initiatives.tasks.reminders import recipients_of, reminder
from initiatives.tasks.reporting_calendar import reports_due


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--print-only", action="store_true", help="send no mail, even if it is set up")
        parser.add_argument("--language", default="zh-hans", choices=dict(settings.LANGUAGES))

    def handle(self, *, print_only: bool, language: str, **options: Any) -> None:
        with translation.override(language):
            rows: Any = Edition.objects.published()
            for edition in rows.filter(has_tasks=True).order_by("plan"):
                self.remind(edition, print_only=print_only)

    def remind(self, edition: Edition, *, print_only: bool) -> None:
        day = site_day()
        due = reports_due(tasks_of(edition, day), day)
        if not due:
            return
        text = reminder(edition, due)
        self.stdout.write(text)
        if settings.EMAIL_SET_UP and not print_only:
            subject = _("%(plan)s: reports due by %(day)s") % {"plan": edition.plan, "day": due.last_day}
            for address in recipients_of(edition):
                send_mail(subject, text, None, [address])
