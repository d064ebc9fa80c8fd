"""What is doubtful about proposed figures: two numbers for one thing, one number twice, unusual rates."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from initiatives.reading.proposals import FigureFields, Proposal, ProposalRemark
from initiatives.values.vocabulary import RemarkKind

UNUSUAL_GROWTH = 100
# xgettext:no-python-format
GROWTH_MESSAGE = _("A change of more than 100%: check whether the source gives a base.")
# xgettext:no-python-format
SHARE_MESSAGE = _("A share of more than 100%.")


def remarks_on(proposals: Sequence[Proposal]) -> list[ProposalRemark]:
    """Remarks on figures, by the indexes of their proposals."""
    figures = [
        (index, proposal.fields)
        for index, proposal in enumerate(proposals)
        if isinstance(proposal.fields, FigureFields) and proposal.fields.value is not None
    ]
    found = list(_contradictions(figures))
    for index, fields in figures:
        if (
            fields.change
            and fields.unit == "%"
            and fields.value is not None
            and abs(fields.value) > UNUSUAL_GROWTH
        ):
            found.append(ProposalRemark(RemarkKind.UNCLEAR, GROWTH_MESSAGE, (index,)))
        elif (
            not fields.change
            and fields.unit == "%"
            and fields.value is not None
            and fields.value > 100
            and fields.metric
        ):
            found.append(ProposalRemark(RemarkKind.UNCLEAR, SHARE_MESSAGE, (index,)))
    return found


def _contradictions(figures: Sequence[tuple[int, FigureFields]]) -> list[ProposalRemark]:
    groups: dict[tuple[str, ...], list[tuple[int, FigureFields]]] = defaultdict(list)
    for index, fields in figures:
        if fields.metric:
            key = (fields.metric, fields.scope, fields.kind, fields.period, fields.period_standing)
            groups[key].append((index, fields))
    found = []
    for same in groups.values():
        if len(same) < 2:
            continue
        indexes = tuple(index for index, _fields in same)
        values = {(fields.value, fields.unit, fields.comparator) for _index, fields in same}
        if len(values) == 1:
            found.append(
                ProposalRemark(
                    RemarkKind.CAUTION, _("The source states this number more than once."), indexes
                )
            )
        else:
            found.append(
                ProposalRemark(
                    RemarkKind.CONTRADICTION,
                    _("The source gives one metric several values for one period."),
                    indexes,
                )
            )
    return found
