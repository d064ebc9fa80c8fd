"""The evidence of a fact given in words of the source: the passage that has them, or one made of them."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.article.blocks import ArticleSection
from initiatives.article.whitespace import squeeze
from initiatives.models import Edition, Passage, Section, Source
from initiatives.values.row_keys import folded_name, key_from
from initiatives.workbook.attached_texts import WHOLE, WHOLE_KEY, AttachedTexts, WordsPlace
from initiatives.workbook.names import only
from initiatives.workbook.parsed_workbook import ParsedWorkbook, SheetRow, derived_row
from initiatives.workbook.problems import Misread
from initiatives.workbook.references import References
from initiatives.workbook.sheets import REFERENCE_SEPARATORS, SheetColumn

# 《公报》：产值达30亿元, where a plan has several sources.
WITH_SOURCE = re.compile(r"《(?P<source>[^》]+)》\s*[:：]\s*(?P<words>.+)")
# What stands in a cell as the key of a passage, alone or behind that of its source, and is no words.
LIKE_A_KEY = re.compile(r"[A-Za-z0-9_/-]+")
ENCLOSING_MARKS = ("“”", "「」", '""')


class SourceWords:
    """Finds the passages that cells name by words, and makes those that are not there yet."""

    def __init__(self, parsed: ParsedWorkbook, references: References, park: str, year: int | None) -> None:
        self.parsed, self.references, self.park, self.year = parsed, references, park, year
        # The new passages by source and phrase without white space, and the new sections by source.
        self.passages: dict[tuple[str, str], SheetRow] = {}
        self.sections: dict[str, SheetRow] = {}
        self.texts = AttachedTexts(park, self._recorded_sections())
        self.used_sources: set[str] = set()
        self.has_told_of_source = False

    def resolve(self, column: SheetColumn, row: SheetRow) -> Iterator[tuple[str, Misread]]:
        """Put keys of passages in place of the lines of a cell; yields lines that are problems."""
        found: list[str] = []
        for line in row.values[column.name]:
            try:
                found += self._keys_of(line, column, row)
            except Misread as error:
                row.misread.add(column.name)
                # That there is no source is one mistake, however many cells have words of it.
                if self.sources or not self.has_told_of_source:
                    yield line, error
                self.has_told_of_source |= not self.sources
        row.values[column.name] = list(dict.fromkeys(found))

    def add_rows(self) -> None:
        """Add the passages that were made, and their sections, to the rows of the workbook."""
        for model, made in ((Section, self.sections), (Passage, self.passages)):
            rows = self.parsed.rows[model]
            order = max((row.values["order"] or 0 for row in rows), default=0)
            for number, row in enumerate(made.values(), order + 1):
                row.values["order"] = number
                rows.append(row)
        edition = self.parsed.edition
        if "sources" not in edition.absent:
            # A source that words are taken from is one of the plan's.
            known = edition.values["sources"]
            edition.values["sources"] = [*known, *sorted(self.used_sources - {*known})]

    def _keys_of(self, line: str, column: SheetColumn, row: SheetRow) -> list[str]:
        parts = [unicodedata.normalize("NFKC", part).strip() for part in REFERENCE_SEPARATORS.split(line)]
        parts = [part for part in parts if part]
        keys, unknown = self.references.resolve(column, parts, row.values)
        if not unknown:
            return keys
        if all(map(LIKE_A_KEY.fullmatch, parts)):
            raise Misread(
                _("a few words of the source, or the key of a passage"),
                _("Write the words exactly as the source has them."),
            )
        source, words = self._source_and_words(line)
        key = self._known(source, words)
        if not key:
            key = self._made(source or self._source_with(words), words, (row, column.name))
        self.used_sources.add(key.partition("/")[0])
        return [key]

    # The source

    def _source_and_words(self, line: str) -> tuple[str, str]:
        """The key of the source, "" if the plan's sources leave it open, and the words."""
        if named := WITH_SOURCE.fullmatch(line):
            name = folded_name(named["source"])
            names = (self.references.names[Source], self.references.former_names(Source))
            if source := next(filter(None, (only(index.get(name, ())) for index in names)), ""):
                return source, named["words"].strip()
        if len(line) > 2 and line[0] + line[-1] in ENCLOSING_MARKS:
            line = line[1:-1]
        return only(self.sources), line

    @cached_property
    def sources(self) -> list[str]:
        """The keys of the plan's sources: those it names, else all of the workbook, else those it had."""
        named = self.parsed.edition.values["sources"] if self.parsed.rows.get(Edition) else []
        of_workbook = [row.key for row in self.parsed.rows[Source] if row.key]
        if named or of_workbook:
            return [*(named or of_workbook)]
        plan = {"editions__plan__park__slug": self.park, "editions__plan__year": self.year or 0}
        return [*Source.objects.filter(**plan).values_list("slug", flat=True).distinct().order_by("slug")]

    def _source_with(self, words: str) -> str:
        """The only one of several sources whose text has the words."""
        having = [source for source in self.sources if self.texts.blocks(source, words)]
        if len(having) == 1:
            return having[0]
        if self.sources:
            remedy = _("The plan has several: write 《title》 of the source and a colon before the words.")
            raise Misread(_("words of one source"), remedy)
        raise Misread(
            _("words of a source"),
            _("No source is named yet: add a line to its sheet, with its title and the day of publication."),
        )

    # Passages

    def _known(self, source: str, words: str) -> str:
        """The key of the passage that has these words; of the workbook before one of the database.

        Raises Misread if several have them.
        """
        phrase = squeeze(words)
        for phrases in (self._own_phrases, self._stored_phrases):
            found = {key for key in phrases.get(phrase, ()) if not source or key.startswith(f"{source}/")}
            if len(found) > 1:
                remedy = _("Several passages have them: {passages}. Write one of these keys, or more words.")
                raise Misread(
                    _("words that only one passage has"),
                    format_lazy(remedy, passages=", ".join(sorted(found))),
                )
            if found:
                return only(found)
        return ""

    @cached_property
    def _own_phrases(self) -> dict[str, set[str]]:
        rows = self.parsed.rows[Passage]
        return _by_phrase((row.values["phrase"] or "", row.key) for row in rows)

    @cached_property
    def _stored_phrases(self) -> dict[str, set[str]]:
        rows = Passage.objects.filter(source__park__slug=self.park, source__slug__in=self.sources)
        found = rows.values_list("phrase", "source__slug", "key")
        return _by_phrase((phrase, f"{source}/{key}") for phrase, source, key in found)

    def _made(self, source: str, words: str, origin: tuple[SheetRow, str]) -> str:
        made = self.passages.get((source, squeeze(words)))
        if made is None:
            place = self._place(source, words)
            if place.section == WHOLE_KEY:
                self._add_whole_section(source, origin)
            key = key_from(words, self._taken_keys) or f"p{len(self._taken_keys) + 1}"
            self._taken_keys.add(key)
            made = derived_row(
                Passage,
                origin,
                **{"key": key, "source": source, "section": f"{source}/{place.section}", "phrase": words},
                **{"place": place.place, "paragraph": place.paragraph},
            )
            self.passages[source, squeeze(words)] = made
        return made.key

    @cached_property
    def _taken_keys(self) -> set[str]:
        known = self.references.keys[Passage] | self.references.stored[Passage]
        return {key.rpartition("/")[2] for key in known}

    def _place(self, source: str, words: str) -> WordsPlace:
        """Where the words stand, looked up if the text of the source is attached."""
        if self.texts.text(source) is None:
            return WordsPlace()
        blocks = self.texts.blocks(source, words)
        if len(blocks) > 1:
            places = _("; ").join(block.mark for block in blocks)
            remedy = format_lazy(_("They stand at {places}. Write some more of them."), places=places)
            raise Misread(_("words that stand at one place of the source"), remedy)
        if not blocks:
            match = self.texts.nearest(source, words)
            remedy = _("Write the words exactly as the source has them.")
            if match:
                nearest = _("Nearest in it: “{nearest}” at {place}.")
                remedy = format_lazy(nearest, nearest=match.words, place=match.block.mark)
            raise Misread(_("words that the text of the source has"), remedy)
        (block,) = blocks
        return WordsPlace(block.section.key, block.place, block.paragraph) if block.section else WordsPlace()

    # Sections

    def _add_whole_section(self, source: str, origin: tuple[SheetRow, str]) -> None:
        """Give the source a section for all of it, unless it has one."""
        key = f"{source}/{WHOLE_KEY}"
        if key not in self.references.keys[Section] | self.references.stored[Section]:
            count = self.texts.paragraphs(source)
            values = {"key": WHOLE_KEY, "source": source, "paragraph_count": count, **WHOLE}
            self.sections.setdefault(source, derived_row(Section, origin, **values))

    def _recorded_sections(self) -> dict[str, list[ArticleSection]]:
        """The sections of each source, those of the workbook in place of stored ones of the same key."""
        found: dict[str, dict[str, ArticleSection]] = defaultdict(dict)
        stored = Section.objects.filter(source__park__slug=self.park)
        for section in stored.select_related("source").order_by("order", "key"):
            one = ArticleSection(section.key, section.title, section.label, section.paragraph_count)
            found[section.source.slug][section.key] = one
        for row in self.parsed.rows[Section]:
            values = row.values
            if row.key and values["title"]:
                one = ArticleSection(
                    values["key"], values["title"], values["label"] or "", values["paragraph_count"] or 0
                )
                found[values["source"]][values["key"]] = one
        return {source: [*sections.values()] for source, sections in found.items()}


def _by_phrase(phrases: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for phrase, key in phrases:
        if phrase:
            found[squeeze(phrase)].add(key)
    return found
