"""What becomes of proposals: rows of a workbook, each with the passages that it is drawn from."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from initiatives.drafting.earlier_plan import EarlierPlan
from initiatives.drafting.known_rows import KnownRows, figure_identity, figure_texts, number_text
from initiatives.drafting.new_metrics import base_unit_of, nature_of
from initiatives.drafting.site_catalogue import metric_row
from initiatives.drafting.source_rows import Row, SourceRows
from initiatives.models import (
    Figure,
    Goal,
    GoalGroup,
    Measure,
    Metric,
    Organisation,
    Photo,
    Project,
    Quote,
    Remark,
    Statement,
)
from initiatives.reading.metric_catalogue import MetricCatalogue
from initiatives.reading.proposals import (
    CaptionFields,
    DateFields,
    FigureFields,
    GoalFields,
    GoalGroupFields,
    MeasureFields,
    OrganisationFields,
    ProjectFields,
    Proposal,
    ProposalRemark,
    QuoteFields,
    SloganFields,
    StatementFields,
)
from initiatives.values.row_keys import key_from
from initiatives.values.vocabulary import Basis, RemarkKind

NOT_IN_KEYS = re.compile("[^a-z0-9]+")
LONGEST_TITLE = 200


class PlanRows:
    """Rows of the sheets by model, made of proposals in the order in which rows refer to each other.

    `edition` are fields of the plan itself. `used` are the proposals that became rows, or that say what a
    row says already.
    """

    def __init__(
        self,
        source: SourceRows,
        known: KnownRows,
        catalogue: MetricCatalogue,
        earlier_plan: EarlierPlan | None = None,
    ) -> None:
        self.source, self.known, self.catalogue = source, known, catalogue
        self.earlier_plan = earlier_plan or EarlierPlan()
        self.edition: Row = {}
        self.edition_passages: list[str] = []
        self.rows: dict[type[Any], list[Row]] = {}
        self.used: list[Proposal] = []
        self._groups: dict[int, tuple[str, Proposal]] = {}
        self._projects: dict[int, str] = {}
        self._organisations: list[tuple[int, int, str]] = []
        self._figures: dict[Proposal, str] = {}

    def add(
        self, proposals: Sequence[Proposal], remarks: Sequence[tuple[ProposalRemark, Sequence[Proposal]]]
    ) -> None:
        """Make rows of proposals; those that lack what a row needs are left out of `used`."""
        makers: list[tuple[type[Any], Any]] = [
            (SloganFields, self._slogan),
            (DateFields, self._meeting),
            (GoalGroupFields, self._group),
            (GoalFields, self._goal),
            (ProjectFields, self._project),
            (OrganisationFields, self._organisation),
            (StatementFields, self._statement),
            (MeasureFields, self._measure),
            (FigureFields, self._figure),
            (QuoteFields, self._quote),
            (CaptionFields, self._photo),
        ]
        for fields, make in makers:
            for proposal in proposals:
                if isinstance(proposal.fields, fields) and make(proposal, proposal.fields):
                    self.used.append(proposal)
        self._inferred_periods()
        for remark, about in remarks:
            self._remark(remark, about)

    def refer_to(self, proposals: Sequence[Proposal]) -> None:
        """Let new rows refer to projects, goal groups and organisations that the draft has already.

        `proposals` are those that nobody rejected. A number that none of them gives to a project is that of
        the draft's own project.
        """
        projects = {one.fields.number for one in proposals if isinstance(one.fields, ProjectFields)}
        self._projects = {
            number: key for number, key in self.known.projects.items() if number not in projects
        }
        for proposal in proposals:
            found = self.known.row_of(proposal, self.catalogue)
            match proposal.fields:
                case ProjectFields(number=number) if found:
                    self._projects[number] = found[1]
                case GoalGroupFields(number=number) if found:
                    self._groups[number] = found[1], proposal
                case OrganisationFields() if found:
                    self._organisations.append((proposal.start, proposal.end, found[1]))

    # One row of each kind

    def _slogan(self, proposal: Proposal, fields: SloganFields) -> bool:
        self.edition["slogan"] = proposal.words
        self.edition_passages += self._keys(proposal)
        return True

    def _meeting(self, proposal: Proposal, fields: DateFields) -> bool:
        if not fields.event:
            return False
        self.edition |= {
            "meeting": fields.event[:LONGEST_TITLE],
            "meeting_date": fields.day,
            "meeting_date_stated": proposal.words,
            "meeting_date_basis": Basis.INFERRED if fields.inferred else Basis.STATED,
        }
        block = self.source.document.blocks[proposal.block]
        self.edition_passages += [*self._keys(proposal), *self.source.key_of_words(fields.event, block)]
        return True

    def _group(self, proposal: Proposal, fields: GoalGroupFields) -> bool:
        row = {"verb": fields.verb, "label": fields.label, "declared_count": str(fields.declared_count)}
        key = self._row(GoalGroup, row, fields.label, self._keys(proposal), said=fields.label)
        self._groups[fields.number] = key, proposal
        return True

    def _goal(self, proposal: Proposal, fields: GoalFields) -> bool:
        group, of_group = self._groups.get(fields.group, ("", None))
        passages = [*self._keys(proposal), *(self._keys(of_group) if of_group else ())]
        row = {"title": fields.title, "group": group, **self.earlier_plan.predecessor(Goal, fields.title)}
        self._row(Goal, row, fields.title, passages, said=fields.title)
        return True

    def _project(self, proposal: Proposal, fields: ProjectFields) -> bool:
        passages = self._keys(proposal)
        if fields.heading is not None:
            heading = self.source.document.blocks[fields.heading]
            passages += self.source.keys_of(heading.start, heading.end)
        row = {"title": fields.title, "theme": fields.theme[:60], "drive": fields.drive[:60]}
        row |= self.earlier_plan.predecessor(Project, fields.title)
        if not self.known.key(Project, fields.title):
            number = fields.number
            while number in self.known.numbers:
                number += 1
            self.known.numbers.add(number)
            row["number"] = str(number)
        self._projects[fields.number] = self._row(Project, row, fields.title, passages, said=fields.title)
        if fields.declared:
            self.edition["declared_projects"] = str(fields.declared)
        if fields.noun:
            self.edition["project_noun"] = fields.noun
        return True

    def _organisation(self, proposal: Proposal, fields: OrganisationFields) -> bool:
        names = (fields.name, *fields.aliases)
        slug = next(filter(None, (self.known.key(Organisation, name) for name in names)), "")
        if not slug:
            slug = key_from(fields.name, self.known.organisations)
            if not slug:
                return False
            self.known.organisations.add(slug)
            self._append(Organisation, {"slug": slug, "name": fields.name, "kind": fields.kind})
            for name in names:
                self.known.note(Organisation, slug, name)
        self._organisations.append((proposal.start, proposal.end, slug))
        return True

    def _statement(self, proposal: Proposal, fields: StatementFields) -> bool:
        row = {"kind": fields.kind, "content": proposal.words, "project": self._project_key(fields.project)}
        row["organisations"] = self._named_in(proposal)
        self._row(Statement, row, proposal.words, self._keys(proposal), said=proposal.words)
        return True

    def _measure(self, proposal: Proposal, fields: MeasureFields) -> bool:
        project = self._project_key(fields.project)
        if not project:
            # A measure is one of a project.
            return False
        row = {
            "project": project,
            "title": fields.title[:LONGEST_TITLE],
            "due": fields.due,
            "cadence": fields.cadence,
            "timing_stated": fields.timing_stated[:60],
            "organisations": self._named_in(proposal),
            "responsible": self.known.key(Organisation, fields.responsible) if fields.responsible else "",
        }
        self._row(Measure, row, fields.title, self._keys(proposal), said=fields.title)
        return True

    def _figure(self, proposal: Proposal, fields: FigureFields) -> bool:
        code, nature = self._metric(fields)
        if not code or not fields.period:
            return False
        row = {
            **figure_texts(fields, code, nature),
            "period_stated": fields.period_stated[:60],
            "ratio": number_text(fields.ratio),
            "approximate": _yes(fields.approximate),
            "rank": _yes(fields.rank),
            # The unit of a table's cell stands elsewhere: its number alone is no wording.
            "wording": fields.wording[:LONGEST_TITLE] if fields.unit in fields.wording else "",
            "project": self._project_key(fields.project),
            "organisations": self._named_in(proposal),
        }
        passages = self._keys(proposal)
        passages += [key for start, end in proposal.evidence for key in self.source.keys_of(start, end)]
        name = f"{code[:45]}-{fields.period}"
        self._figures[proposal] = self._row(Figure, row, name, passages, said=figure_identity(row))
        return True

    def _metric(self, fields: FigureFields) -> tuple[str, str]:
        """The code and nature of a figure's metric; one that nobody has is added. "" if it has no name."""
        added = {one["code"]: one for one in self.rows.get(Metric, ())}
        if metric := self.catalogue.metrics.get(fields.metric):
            if metric.code not in added and (new := metric_row(metric.code)):
                self._append(Metric, new)
            return metric.code, metric.nature
        name = fields.metric_name[:LONGEST_TITLE]
        if not name:
            return "", ""
        known = next((one for one in added.values() if one["name"] == name), None)
        if known is None:
            code = key_from(name, {*added, *self.catalogue.metrics})
            if not code:
                return "", ""
            known = {
                "code": code,
                "name": name,
                "nature": nature_of(fields),
                "base_unit": base_unit_of(fields),
            }
            self._append(Metric, known)
        return known["code"], known["nature"]

    def _quote(self, proposal: Proposal, fields: QuoteFields) -> bool:
        if not fields.speaker and not fields.speaker_title:
            return False
        block = self.source.document.blocks[proposal.block]
        speaker = self.source.key_of_words(fields.speaker_title + fields.speaker, block)
        speaker = speaker or self.source.key_of_words(fields.speaker, block)
        row = {
            "content": fields.content,
            "speaker": fields.speaker,
            "speaker_title": fields.speaker_title,
            "manner": str(fields.manner),
            "project": self._project_key(fields.project),
        }
        passages = [*self._keys(proposal), *speaker]
        self._row(Quote, row, fields.content, passages, said=fields.content)
        return True

    def _photo(self, proposal: Proposal, fields: CaptionFields) -> bool:
        row = {
            "caption": fields.caption[:LONGEST_TITLE],
            "credit": fields.credit[:LONGEST_TITLE],
            "project": self._project_key(fields.project),
            "organisations": self._named_in(proposal),
        }
        self._row(Photo, row, fields.caption, self._keys(proposal), said=fields.caption)
        return True

    # Remarks

    def _remark(self, remark: ProposalRemark, about: Iterable[Proposal]) -> None:
        figures = list(dict.fromkeys(self._figures[one] for one in about if one in self._figures))
        # What is stated twice has become one row.
        needed = 2 if remark.kind in (RemarkKind.CONTRADICTION, RemarkKind.CAUTION) else 1
        if len(figures) >= needed:
            texts = []
            for language in ("zh-hans", "en"):
                with override(language):
                    # What is said to editors names a limit, which is no number of the source.
                    unusual = remark.kind == RemarkKind.UNCLEAR
                    words = _("An unusual rate, kept as the source states it.") if unusual else remark.message
                    texts.append(str(words))
            self._note(str(remark.kind), texts, figures)

    def _inferred_periods(self) -> None:
        """Say of periods that the source does not state that they were concluded."""
        groups: dict[tuple[str, str], list[str]] = {}
        for proposal, key in self._figures.items():
            fields = proposal.fields
            if isinstance(fields, FigureFields) and fields.period_inferred:
                keys = groups.setdefault((fields.period_stated, fields.period), [])
                keys += [] if key in keys else [key]
        for (stated, period), figures in groups.items():
            texts = []
            for language in ("zh-hans", "en"):
                with override(language):
                    words = (
                        _("The source says “%(stated)s” and no year; %(period)s is concluded from its text.")
                        if stated
                        else _("The source states no time here; %(period)s is concluded from its text.")
                    )
                    texts.append(words % {"stated": stated, "period": period})
            self._note(RemarkKind.INFERENCE, texts, figures)

    def _note(self, kind: str, texts: list[str], figures: list[str]) -> None:
        new = {row["key"] for row in self.rows.get(Figure, ())}
        figures = [key for key in figures if key in new]
        if not figures:
            return
        by_key = {row["key"]: row["passages"].split("\n") for row in self.rows[Figure]}
        row = {"kind": str(kind), "content": texts[0], "content_en": texts[1], "figures": "\n".join(figures)}
        passages = [passage for key in figures for passage in by_key[key] if passage]
        self._row(Remark, row, f"{kind}-{figures[0]}", passages)

    # What rows have in common

    def _keys(self, proposal: Proposal) -> list[str]:
        return self.source.keys_of(proposal.start, proposal.end)

    def _project_key(self, number: int) -> str:
        return self._projects.get(number, "")

    def _named_in(self, proposal: Proposal) -> str:
        """The organisations whose names stand within a proposal's words."""
        slugs = [
            slug
            for start, end, slug in self._organisations
            if proposal.start <= start and end <= proposal.end
        ]
        return "\n".join(dict.fromkeys(slugs))

    def _row(self, model: type[Any], row: Row, name: str, passages: Sequence[str], said: Any = None) -> str:
        """Add a row and return its key; a row that says the same gets the passages too."""
        if said is not None and (key := self.known.key(model, said)):
            own = next((one for one in self.rows.get(model, ()) if one["key"] == key), None)
            if own is not None:
                merged = [*own["passages"].split("\n"), *passages]
                own["passages"] = "\n".join(dict.fromkeys(filter(None, merged)))
            return key
        key = self._free_key(model, name)
        if said is not None:
            self.known.note(model, key, said)
        order = self.known.orders[model] = self.known.orders.get(model, 0) + 1
        self._append(
            model,
            {"key": key, "order": str(order), **row, "passages": "\n".join(dict.fromkeys(passages))},
        )
        return key

    def _free_key(self, model: type[Any], name: str) -> str:
        key = key_from(name, self.known.keys)
        if not key:
            number = 1
            while f"{model._meta.model_name}-{number}" in self.known.keys:
                number += 1
            key = f"{model._meta.model_name}-{number}"
        self.known.keys.add(key)
        return key

    def _append(self, model: type[Any], row: Row) -> None:
        self.rows.setdefault(model, []).append(row)


def _yes(value: bool) -> str:
    return "yes" if value else ""
