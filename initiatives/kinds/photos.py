"""Photos, by their captions."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from initiatives.kinds.base import OF_PLAN, EditionRowKind
from initiatives.kinds.columns import NARROW, WIDE, column, day_column
from initiatives.kinds.filters import shared_filter
from initiatives.kinds.record_fields import ORDER
from initiatives.models import Photo
from initiatives.values.project_noun import PROJECT_LABEL

PHOTOS = EditionRowKind(
    model=Photo,
    summary="Captions of photos",
    description="A picture's caption, whether or not the picture is here.",
    fields=(
        ORDER,
        "caption",
        "alt",
        "credit",
        "date",
        "date_stated",
        "date_basis",
        "project",
        "organisations",
        "passages",
    ),
    not_in_record={"focus": "It says how pages crop the picture, which is not here."},
    not_in_download={
        "organisations": "The table of organisations names the photos that show them.",
    },
    not_searched={"credit": "The same names stand under many photos."},
    names=("caption",),
    related=lambda rows: rows.select_related("project").prefetch_related("organisations").with_evidence(),
    filters=(*OF_PLAN, shared_filter("project", "project__key")),
    table="photos",
    title=_("Photos"),
    columns=(
        column(_("Caption"), "caption", WIDE),
        column(_("Alternative text"), "alt", WIDE),
        column(_("Credit"), "credit"),
        day_column(_("Date"), "date"),
        column(_("Date as stated"), "date_stated", NARROW),
        column(_("Basis of the date"), "date_basis_label", NARROW),
        column(capfirst(PROJECT_LABEL), "project.title"),
    ),
)
