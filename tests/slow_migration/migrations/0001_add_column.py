import time
from typing import Any

from django.db import migrations

SECONDS = 6


def take_long(_apps: Any, _editor: Any) -> None:
    time.sleep(SECONDS)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("initiatives", "__first__")]
    operations = [
        migrations.RunSQL("ALTER TABLE initiatives_plan ADD COLUMN later varchar(9) DEFAULT '' NOT NULL"),
        migrations.RunPython(take_long),
    ]
