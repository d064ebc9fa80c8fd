"""What the source says in words, and where: links, statements, quotes, remarks, sources, passages."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from initiatives.kinds.base import EVERY, OF_PLAN, EditionRowKind, SharedKind
from initiatives.kinds.columns import NARROW, WIDE, Record, column, day_column
from initiatives.kinds.filters import choice_filter, key_filter, shared_filter
from initiatives.kinds.names import api_url, row_name
from initiatives.kinds.record_fields import (
    ORDER,
    RecordField,
    as_stated,
    entry,
    place_of_passage,
    translated_texts,
)
from initiatives.kinds.schemas import ADDRESS, KEY, NAME, TEXT, WORDS, list_of, or_null, ref
from initiatives.models import (
    Contribution,
    Edition,
    Park,
    Passage,
    Quote,
    Remark,
    Source,
    Statement,
)
from initiatives.models.site_urls import absolute_url
from initiatives.values.project_noun import PROJECT_LABEL, with_noun
from initiatives.values.vocabulary import Basis, Manner, RemarkKind, StatementKind

CONTRIBUTIONS = EditionRowKind(
    model=Contribution,
    summary="Which project serves which goal",
    description="A project serves a goal.",
    fields=("project", "goal", "basis", "reason", "passages"),
    not_in_record={"order": "Links have no order of their own on any page."},
    searched_first=("reason", "goal__title", "project__title"),
    related=lambda rows: rows.select_related("goal", "project").with_evidence(),
    filters=(
        *OF_PLAN,
        shared_filter("project", "project__key"),
        shared_filter("goal", "goal__key"),
        choice_filter("basis", Basis),
    ),
    table="contributions",
    title=with_noun(_("Links between goals and %(nouns)s")),
    columns=(
        column(capfirst(PROJECT_LABEL), "project.title"),
        column(_("Goal"), "goal.title"),
        column(_("Basis"), "basis_label", NARROW),
        column(_("Reason"), "reason", WIDE),
    ),
)

STATEMENTS = EditionRowKind(
    model=Statement,
    summary="Statements",
    description="What the source says that is neither measure nor number, in the editors' words.",
    fields=(ORDER, "kind", "project", "content", "organisations", "passages"),
    related=lambda rows: rows.select_related("project").prefetch_related("organisations").with_evidence(),
    filters=(*OF_PLAN, shared_filter("project", "project__key"), choice_filter("kind", StatementKind)),
    table="statements",
    title=_("Background"),
    columns=(
        column(_("Kind"), "kind_label", NARROW),
        column(capfirst(PROJECT_LABEL), "project.title"),
        column(_("Text"), "content", WIDE),
        column(_("Organisations"), "organisations[].name"),
    ),
)

QUOTES = EditionRowKind(
    model=Quote,
    summary="Quotes",
    description="What an official said. `verbatim` is the source's wording, `reported` is retold.",
    fields=(
        ORDER,
        "speaker",
        "speaker_title",
        "occasion",
        "manner",
        as_stated("content", required=True),
        "project",
        "goal",
        "featured",
        "passages",
    ),
    not_in_download={"featured": "It concerns the overview page, not the quote."},
    not_searched={"occasion": "It is the same for many quotes, which it would flood the results with."},
    related=lambda rows: rows.select_related("project", "goal").with_evidence(),
    filters=(
        *OF_PLAN,
        shared_filter("project", "project__key"),
        shared_filter("goal", "goal__key"),
        choice_filter("manner", Manner),
    ),
    table="quotes",
    title=_("Quotes"),
    columns=(
        column(_("Speaker"), "speaker", NARROW),
        column(_("Title at the time"), "speaker_title"),
        column(_("Manner"), "manner_label", NARROW),
        column(_("Words"), "content", WIDE),
        column(_("English of the words"), "content_en", WIDE),
        column(_("Occasion"), "occasion"),
        column(capfirst(PROJECT_LABEL), "project.title"),
        column(_("Goal"), "goal.title"),
    ),
    searched_first=("content",),
    names=("speaker",),
)

REMARKS = EditionRowKind(
    model=Remark,
    summary="Editors' notes",
    tag="evidence",
    description="An editor's public note.",
    fields=(
        ORDER,
        "kind",
        "content",
        "figures",
        entry("about", list_of(KEY), lambda row, edition: sorted(row.about_keys), "about"),
        "passages",
    ),
    not_in_download={"figures": "The table of figures shows the notes beside them."},
    related=lambda rows: rows.prefetch_related("figures").with_evidence(),
    filters=(*OF_PLAN, choice_filter("kind", RemarkKind)),
    table="remarks",
    title=_("Editors' notes"),
    columns=(
        column(_("Kind"), "kind_label", NARROW),
        column(_("Text"), "content", WIDE),
        column(_("About other rows"), "about[]", WIDE),
    ),
)


# Sources and passages: rows of a park, which published plans draw on


def park_slug(row: Any, edition: Edition | None) -> str:
    """The park's slug, from the edition that is at hand already, or else from the row."""
    return edition.plan.park.slug if edition else row.park.slug


def latest_editions(rows: list[Any]) -> list[Edition | None]:
    """The editions that the annotation `latest_edition` of rows names; None for a row without one."""
    editions = Edition.objects.in_bulk({row.latest_edition for row in rows if row.latest_edition})
    return [editions.get(row.latest_edition) for row in rows]


def _source_identity(source: Source, edition: Edition | None) -> Record:
    park = park_slug(source, edition)
    return {"id": row_name(Source, park, source.slug), "park": row_name(Park, park), "slug": source.slug}


def _sections(source: Source, _edition: Edition | None) -> list[Record]:
    return [
        {
            "key": section.key,
            **translated_texts(section, "label", "title"),
            "paragraphs": section.paragraph_count or None,
        }
        for section in source.sections.all()
    ]


def _source_addresses(source: Source, edition: Edition | None) -> Record:
    return {
        "url": edition and absolute_url(edition.url("source", source.slug)),
        "self": api_url(row_name(Source, park_slug(source, edition), source.slug)),
    }


SOURCES = SharedKind(
    model=Source,
    summary="Sources",
    tag="evidence",
    description="A publication that plans are drawn from. Its full text is not here.",
    fields=(
        RecordField({"id": NAME, "park": NAME, "slug": KEY}, _source_identity, ("park", "slug")),
        "title",
        "series",
        "authors",
        "publisher",
        "published_on",
        "accessed_on",
        entry("link", TEXT, lambda row, edition: row.url or None, "url"),
        entry("sections", list_of(ref("Section")), _sections),
        RecordField({"url": or_null(ADDRESS), "self": ADDRESS}, _source_addresses),
    ),
    not_searched={EVERY: "What its passages say is found."},
    order_by=("park__slug", "slug"),
    named_by=("park__slug", "slug"),
    rows=lambda: (
        Source.objects.published().with_latest_edition().select_related("park").prefetch_related("sections")
    ),
    editions_of=latest_editions,
    filters=(shared_filter("park", "park__slug"),),
    table="sources",
    title=_("Sources"),
    columns=(
        column(_("Key"), "slug"),
        column(_("Title"), "title", WIDE),
        column(_("Series"), "series"),
        column(_("Authors"), "authors"),
        column(_("Publisher"), "publisher"),
        day_column(_("Date of publication"), "published_on"),
        column(_("Published at"), "link", WIDE),
        day_column(_("Date of access"), "accessed_on"),
        column(_("Sections"), "sections[].title", WIDE),
        column(_("Link"), "url", WIDE),
    ),
)


def _passage(passage: Passage, edition: Edition | None) -> Record:
    park = edition.plan.park.slug if edition else passage.source.park.slug
    place = place_of_passage(passage, park, edition)
    return {**place, "self": api_url(place["id"])}


PASSAGES = SharedKind(
    model=Passage,
    summary="Passages that facts are drawn from",
    tag="evidence",
    description="A place in a source by itself.",
    fields=(
        RecordField(
            {
                "id": NAME,
                "source": ref("Titled"),
                "section": WORDS,
                "mark": {"type": "string", "examples": ["§2 ¶3"]},
                "place": {"enum": ["paragraph", "heading", "caption"]},
                "paragraph": {
                    "type": ["integer", "null"],
                    "minimum": 1,
                    "description": "Counted within the section.",
                },
                "phrase": WORDS,
                "phrase_en": TEXT,
                "url": or_null(ADDRESS),
                "self": ADDRESS,
            },
            _passage,
            ("source", "section", "key", "place", "paragraph", "phrase", "phrase_en"),
        ),
    ),
    not_in_record={"order": "The order of the rows."},
    not_in_download={
        "place": "A heading or caption is a passage without a paragraph.",
        "mark": "It consists of section and paragraph.",
    },
    order_by=("source__park__slug", "source__slug", "order", "key"),
    named_by=("source__park__slug", "source__slug", "key"),
    rows=lambda: Passage.objects.published().with_latest_edition().select_related("section", "source__park"),
    editions_of=latest_editions,
    filters=(
        shared_filter("park", "source__park__slug"),
        key_filter("source", "source__slug", "The slug of a source."),
    ),
    table="passages",
    title=_("Passages"),
    columns=(
        column(_("Source"), "source.title"),
        column(_("Section"), "section"),
        column(_("Paragraph"), "paragraph", NARROW),
        column(_("Key phrase"), "phrase", WIDE),
        column(_("English of the phrase"), "phrase_en", WIDE),
        column(_("Kind"), "member.kind_label", NARROW),
        column(_("What is drawn from it"), "member.text", WIDE),
        column(_("Link to the fact"), "member.url", WIDE),
        column(_("Link"), "url", WIDE),
    ),
)
