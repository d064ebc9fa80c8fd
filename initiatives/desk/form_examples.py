"""Help texts with examples for admin form fields whose model fields have none."""

from typing import Any

from django.db.models import Field
from django.utils.translation import gettext_lazy as _

from initiatives.values.project_noun import with_noun

# By `model.field`, or by field name alone where it means the same in every model.
EXAMPLES: dict[str, Any] = {
    "park.name": _("In full, e.g. 雨花经济开发区."),
    "park.city": _("The city it belongs to, e.g. 长沙市."),
    "organisation.name": _("As the source writes it, e.g. 园区管委会."),
    "organisation.slug": _("Latin letters, digits and hyphens, e.g. management-committee."),
    "organisation.kind": _("What it is to the park."),
    "membership.role": _("Viewers read drafts, editors change them, publishers make them public."),
    "plan.year": _("The year the plan is for, e.g. 2025."),
    "edition.title": _("As the source has it, e.g. 2025年度工作计划."),
    "edition.slogan": _("The plan’s main slogan, word for word; empty if it has none."),
    "edition.guiding_idea": _("As the source has it, in one paragraph."),
    "edition.meeting_date": _("If the source leaves out the year, add it and say below that it is inferred."),
    "edition.read_whole_by": _("Who read every source from beginning to end; readers see the name."),
    "edition.sources": _("The articles or documents this edition is drawn from."),
    "goal.title": _("A few words, e.g. 确保经济稳中有进."),
    "goal.group": _("The part of the slogan it belongs to, e.g. 一个确保; may stay empty."),
    "goal.predecessors": _("The same goal in an earlier year’s plan, if there was one."),
    "project.number": with_noun(_("Its place among the %(nouns)s, from 1.")),
    "project.predecessors": with_noun(_("The same %(noun)s in an earlier year’s plan, if there was one.")),
    "measure.title": _("What will be done, in one line, e.g. 每月走访企业."),
    "measure.cadence": _("Only if the source says how often."),
    "measure.timing_stated": _("Word for word, e.g. 上半年 or 每月."),
    "measure.responsible": _("Only if the source names who is responsible."),
    "metric.code": _("Latin letters, digits and hyphens, e.g. high-tech-enterprises. Shared by all parks."),
    "metric.name": _("What is counted, without park or year, e.g. 高新技术企业数."),
    "metric.nature": _("Counts, amounts of money, growth rates and shares are never shown on one scale."),
    "metric.definition": _("What counts and what does not, in a sentence."),
    "figure.metric": _("Search by name. If it is missing, add it with the plus sign."),
    "figure.kind": _("Reached: actual. Foreseen before the period was over: expected. Aimed at: target."),
    "figure.availability": _("If the source gives no number, say so here and leave the value empty."),
    "figure.value": _(
        "The number, or all that is said of it: 30余亿元, 8%—10%, 下降3.2%. That fills the other fields too."
    ),
    "figure.comparator": _("超过 is “more than”, 不低于 is “at least”, 约 is “about”."),
    "figure.period_standing": _(
        "到2025年 is “by its end”, 截至2023年底 “as of its end”, 2023年以来 “since it began”."
    ),
    "figure.wording": _("The words of the source that hold the number, e.g. 高新技术企业达241家."),
    "source.slug": _("Latin letters, digits and hyphens, e.g. daily-2024-01-15."),
    "source.title": _("The headline, word for word."),
    "source.series": _("The column or series it appeared in, if any."),
    "source.authors": _("Separated by 、 as the source has them."),
    "source.publisher": _("The newspaper, site or office that published it."),
    "source.url": _("The address of the page, beginning with https://."),
    "section.title": _("The heading, word for word."),
    "section.paragraph_count": _("How many paragraphs stand under this heading, captions not counted."),
    "statement.kind": _("Where it stands, what went well, what fell short, or what lies behind."),
    "quote.speaker_title": _("The office held when it was said, e.g. 园区党工委书记."),
    "quote.content": _("Verbatim: character by character, without quotation marks; retold: in your words."),
    "quote.occasion": _("Where and when it was said, if the source says so."),
    "contribution.basis": with_noun(
        _("Does the source say that the %(noun)s serves the goal, or do you conclude it?")
    ),
    "contribution.reason": with_noun(_("One line for readers: why this %(noun)s serves this goal.")),
    "remark.content": _("For readers: what is odd, and how it is shown here."),
    "remark.figures": _("The figures it is about; readers see it beside each of them."),
    "photo.caption": _("As the source has it."),
    "photo.credit": _("Who took it, e.g. 记者 王某."),
    "update.key": _("Latin letters, digits and hyphens, e.g. 2024-05-park-opened. Never changed."),
    "key": _("Latin letters, digits and hyphens, e.g. investment. Never changed."),
    "edition": _("The draft it belongs to."),
    "order": _("Smaller numbers come first. Leave room: 10, 20, 30."),
    "project": with_noun(_("The %(noun)s it is about; empty if it is about the whole plan.")),
    "goal": _("The goal it is about, if it is about one."),
    "measure": _("The measure it is about, if it is about one."),
    "date_stated": _("Word for word, e.g. 1月15日."),
    "meeting_date_stated": _("Word for word, e.g. 12月21日."),
}


def add_example(column: Field, field: Any) -> Any:
    """Set the help text of a form field (or None) that has none, and return the field."""
    if field is not None and not field.help_text:
        name = f"{column.model._meta.model_name}.{column.name}"
        field.help_text = EXAMPLES.get(name) or EXAMPLES.get(column.name, "")
    return field
