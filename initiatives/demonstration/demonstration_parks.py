"""The invented parks in the folder `demonstration/`: loaded into a site, and removed from it again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import serializers
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction

from initiatives.editions.deletion import consequences_of_deleting
from initiatives.models import Metric, Park, Photo, Snapshot, Source
from initiatives.models.picture_field import WIDTHS
from initiatives.models.row_history import recorded
from initiatives.pictures.drawn_scenes import SCENES
from initiatives.pictures.uploads import process_upload
from initiatives.source_text import attach

FOLDER = Path(settings.BASE_DIR, "demonstration")
# A park's first plan brings the park, and later plans name rows of earlier ones.
PLANS = ("shifan-2024", "shifan-2025", "yangli-2025")
PARKS = ("shifan", "yangli")
# The scenes that photos show, by park, year and key.
PICTURES = {
    ("shifan", 2024, "view"): "skyline-by-day",
    ("shifan", 2024, "factory-picture"): "factories",
    ("shifan", 2025, "view"): "skyline-by-night",
}


class AddressTaken(ValueError):
    """A park that is not invented has the address of a demonstration park; `slug` is the address."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


@transaction.atomic
def load_demonstration() -> None:
    """Load parks, plans, texts and pictures; what is there already is given the content of the files.

    Metrics that the site has stay as they are. Raises AddressTaken, and what `loaddata` raises.
    """
    if taken := Park.objects.filter(slug__in=PARKS, invented=False).first():
        raise AddressTaken(taken.slug)
    known = set(Metric.objects.values_list("code", flat=True))
    for found in _metrics():
        if found.object.code not in known:
            found.save()
    call_command("loaddata", *(str(FOLDER / f"{name}.yaml") for name in PLANS), verbosity=0)
    for source in Source.objects.filter(park__slug__in=PARKS).select_related("park"):
        # Somebody may have entered more sources to try things.
        file = FOLDER / f"{source.slug}.txt"
        if file.exists():
            attach(source, text=file.read_text(encoding="utf-8"), public=True)
    for place, scene in PICTURES.items():
        _hang(place, scene)


def _metrics() -> Iterator[Any]:
    text = (FOLDER / "metrics.yaml").read_text(encoding="utf-8")
    return serializers.deserialize("yaml", text)


def _hang(place: tuple[str, int, str], scene: str) -> None:
    """Draw a scene and give it to a photo, in the way of an upload."""
    park, year, key = place
    drawing = ContentFile(SCENES[scene](), name=f"{scene}.png")
    picture = process_upload(drawing, folder="photos", widths=WIDTHS)
    picture.keep()
    photos = Photo.objects.filter(edition__plan__park__slug=park, edition__plan__year=year, key=key)
    photos.update(
        image=picture.name,
        width=picture.width,
        height=picture.height,
        colour=picture.colour,
        avif=picture.avif,
        treatment=" ".join(picture.treatment),
    )


@transaction.atomic
def remove_demonstration() -> bool:
    """Delete the demonstration parks with all that belongs to them, histories and pictures too.

    Metrics stay: they are of the catalogue that every site has. False if there was nothing.
    """
    parks = list(Park.objects.filter(slug__in=PARKS, invented=True))
    if not parks:
        return False
    photos = list(Photo.objects.filter(edition__plan__park__in=parks).exclude(image=""))
    gone = {
        model: [row.pk for row in rows] for model, rows in consequences_of_deleting(parks).deleted.items()
    }
    # Closed periods, which otherwise stay for good, would keep their plans; these are of nothing real.
    snapshots = Snapshot.objects.filter(plan__park__in=parks)
    snapshots._raw_delete(snapshots.db)
    with recorded(reason="demonstration"):
        Park.objects.filter(pk__in=[park.pk for park in parks]).delete()
    for model, keys in gone.items():
        if history := getattr(model, "history", None):
            history.filter(**{f"{model._meta.pk.attname}__in": keys}).delete()
    transaction.on_commit(lambda: _delete_files(photos))
    return True


def _delete_files(photos: list[Photo]) -> None:
    """Delete the files of deleted photos that no other photo shows."""
    for photo in photos:
        if Photo.objects.filter(image=photo.image.name).exists():
            continue
        for suffix in ("avif", "webp") if photo.avif else ("webp",):
            for width in photo.widths:
                default_storage.delete(photo.file(width, suffix))
