"""What a proposal is called on pages and in lists."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.reading.proposals import FigureFields, Proposal, ProposalKind
from initiatives.values.amounts import Amount

KIND_NAMES: dict[str, str | Promise] = {
    ProposalKind.SLOGAN: pgettext_lazy("kind of proposal", "Slogan"),
    ProposalKind.GOAL_GROUP: pgettext_lazy("kind of proposal", "Goal group"),
    ProposalKind.GOAL: pgettext_lazy("kind of proposal", "Goal"),
    ProposalKind.PROJECT: pgettext_lazy("kind of proposal", "Project"),
    ProposalKind.FIGURE: pgettext_lazy("kind of proposal", "Figure"),
    ProposalKind.QUOTE: pgettext_lazy("kind of proposal", "Quote"),
    ProposalKind.MEASURE: pgettext_lazy("kind of proposal", "Measure"),
    ProposalKind.STATEMENT: pgettext_lazy("kind of proposal", "Statement"),
    ProposalKind.ORGANISATION: pgettext_lazy("kind of proposal", "Organisation"),
    ProposalKind.PERSON: pgettext_lazy("kind of proposal", "Person"),
    ProposalKind.CAPTION: pgettext_lazy("kind of proposal", "Picture caption"),
    ProposalKind.DATE: pgettext_lazy("kind of proposal", "Meeting"),
}


def kind_name(kind: str) -> str:
    return str(KIND_NAMES[kind])


def proposal_title(proposal: Proposal) -> str:
    """A line that tells what is proposed: 高新技术企业数 241 家."""
    return title_of_fields(proposal.fields) or proposal.words


def title_of_fields(fields: Any) -> str:
    if isinstance(fields, FigureFields):
        scope = f"（{fields.scope}）" if fields.scope else ""
        name = fields.metric_name or fields.subject
        return f"{name}{scope} {figure_amount(fields)}".strip()
    for name in ("name", "title", "label", "caption", "content", "event"):
        if value := getattr(fields, name, ""):
            return str(value)
    return ""


def figure_amount(fields: FigureFields) -> str:
    if fields.value is None:
        return str(_("no number"))
    return Amount(
        fields.value,
        fields.unit,
        fields.comparator,
        upper=fields.upper_value,
        approximate=fields.approximate,
        rank=fields.rank,
        ratio=fields.ratio,
    ).in_words("zh-hans")
