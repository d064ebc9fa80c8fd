"""`manage.py renew_shipped_plan`: publish newer content of the shipped plan, unless it was edited here."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser, no_translations

from initiatives.downloads.shipped_plans import NotRenewed, ShippedPlan, SiteState, renew, shipped_plans

COMPARE = (
    "To take over the corrections, start this version with an empty VAR_DIR, export the plan's workbook "
    "there, and bring it in here, first with import_plan --dry-run: it goes into a draft."
)
LEFT_ALONE = {
    SiteState.UNPUBLISHED: f"no edition of it is published, so it was left alone. {COMPARE}",
    SiteState.IN_WORK: f"somebody is working on a draft of it, so it was left alone. {COMPARE}",
    SiteState.GONE_BACK: f"it has editions after the published one, so it was left alone. {COMPARE}",
    SiteState.EDITED: f"it was edited here, so it was left alone. {COMPARE}",
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")

    @no_translations
    def handle(self, *, dry_run: bool, **options: Any) -> None:
        left_alone = [words for one in shipped_plans() if (words := self.renew(one, dry_run))]
        if left_alone:
            raise CommandError("\n".join(left_alone))

    def renew(self, shipped: ShippedPlan, dry_run: bool) -> str | None:
        """Renew one plan and report it; return why it was left alone if it was edited here."""
        state = shipped.state_of_site()
        if state is SiteState.ABSENT:
            self.stdout.write(f"{shipped}: this site does not have it.")
        elif state is SiteState.CURRENT:
            self.stdout.write(f"{shipped}: it has the shipped content already.")
        elif state in LEFT_ALONE:
            return f"{shipped}: {LEFT_ALONE[state]}"
        elif dry_run:
            self.stdout.write(f"{shipped}: it would be renewed; nobody has edited it.")
        else:
            self.stdout.write(f"{shipped}: renewed, edition {self.publish(shipped)} is published.")
        return None

    def publish(self, shipped: ShippedPlan) -> int:
        try:
            return renew(shipped).number
        except NotRenewed as error:
            raise CommandError(f"{shipped}: it was changed just now; run this again.") from error
        except ValidationError as error:
            raise CommandError(f"{shipped}: nothing was written. {' '.join(error.messages)}") from error
