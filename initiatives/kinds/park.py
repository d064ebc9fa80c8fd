"""Parks, and the organisations that their plans name."""

from django.utils.translation import gettext_lazy as _

from initiatives.kinds.base import SharedKind
from initiatives.kinds.columns import NARROW, WIDE, Record, column, paragraph_column
from initiatives.kinds.evidence import park_slug
from initiatives.kinds.filters import choice_filter, shared_filter
from initiatives.kinds.names import api_url, row_name
from initiatives.kinds.record_fields import RecordField, entry
from initiatives.kinds.schemas import ADDRESS, KEY, NAME
from initiatives.models import Edition, Organisation, Park
from initiatives.models.site_urls import absolute_url
from initiatives.values.vocabulary import OrganisationKind

PARKS = SharedKind(
    model=Park,
    summary="Parks with a published plan",
    # It says so itself.
    of_park=False,
    fields=(
        RecordField(
            {"id": NAME, "slug": KEY},
            lambda row, edition: {"id": row_name(Park, row.slug), "slug": row.slug},
            ("slug",),
        ),
        "name",
        "province",
        "city",
        "level",
        "website",
        RecordField(
            {"url": ADDRESS, "self": ADDRESS},
            lambda row, edition: {
                "url": absolute_url(row.get_absolute_url()),
                "self": api_url(row_name(Park, row.slug)),
            },
        ),
    ),
    names=("name",),
    order_by=("slug",),
    named_by=("slug",),
    rows=lambda: Park.objects.published(),
)


def _organisation_identity(organisation: Organisation, edition: Edition | None) -> Record:
    park = park_slug(organisation, edition)
    return {
        "id": row_name(Organisation, park, organisation.slug),
        "park": row_name(Park, park),
        "slug": organisation.slug,
    }


ORGANISATIONS = SharedKind(
    model=Organisation,
    summary="Organisations that plans name",
    description="A body or company that plans name.",
    fields=(
        RecordField({"id": NAME, "park": NAME, "slug": KEY}, _organisation_identity, ("park", "slug")),
        "name",
        "kind",
        entry(
            "self",
            ADDRESS,
            lambda row, edition: api_url(row_name(Organisation, park_slug(row, edition), row.slug)),
        ),
    ),
    names=("name",),
    order_by=("park__slug", "slug"),
    named_by=("park__slug", "slug"),
    rows=lambda: Organisation.objects.published().select_related("park"),
    filters=(shared_filter("park", "park__slug"), choice_filter("kind", OrganisationKind)),
    table="organisations",
    title=_("Organisations"),
    columns=(
        column(_("Key"), "slug"),
        column(_("Name"), "name"),
        column(_("Kind"), "kind_label", NARROW),
        column(_("Named in"), "member.kind_label", NARROW),
        column(_("Text"), "member.text", WIDE),
        column(_("Source"), "member.passages[].source.title"),
        column(_("Section"), "member.passages[].section"),
        paragraph_column(_("Paragraph"), "member.passages"),
        column(_("Key phrase"), "member.passages[].phrase", WIDE),
        column(_("Link"), "member.url", WIDE),
    ),
)
