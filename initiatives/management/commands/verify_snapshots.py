"""`manage.py verify_snapshots`: whether the snapshots of closed periods are as they were written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from initiatives.models import Snapshot


class Command(BaseCommand):
    help = "Computes the checksums of all closed periods anew. Fails if one is not as it was written."

    def handle(self, **options: Any) -> None:
        faulty = number = 0
        for snapshot in Snapshot.objects.select_related("plan__park").iterator(chunk_size=20):
            number += 1
            faults = list(snapshot.faults())
            faulty += bool(faults)
            for fault in faults:
                self.stderr.write(f"{snapshot}: {fault}.")
            if not faults and options["verbosity"] > 1:
                self.stdout.write(f"{snapshot}: {snapshot.checksum}")
        if faulty:
            raise CommandError(
                f"{faulty} of {number} snapshots are not as they were written. Compare them with a backup; "
                "who has the file of one, or its checksum, can tell which is right."
            )
        self.stdout.write(f"{number} snapshots are as they were written.")
