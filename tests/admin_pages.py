"""Addresses and forms of the admin in tests, and one row of every model to show in them."""

from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils.translation import override

from initiatives.models import (
    Assignment,
    Contribution,
    Edition,
    Figure,
    Goal,
    GoalGroup,
    Measure,
    Membership,
    Metric,
    Organisation,
    Park,
    Passage,
    Photo,
    Plan,
    Project,
    Quote,
    ReaderCorrection,
    Remark,
    Section,
    Source,
    SourceText,
    Statement,
    Update,
)


def address(model: type[Model], page: str, *args: object, language: str = "zh-hans") -> str:
    with override(language):
        return reverse(f"admin:initiatives_{model._meta.model_name}_{page}", args=args)


def form_data(response: Any) -> dict[str, object]:
    """What a browser would send back from a form's page, unchanged."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    bound = (form[name] for form in forms for name in form.fields)
    data = {field.html_name: field.value() for field in bound if not field.field.disabled}
    return {
        name: [getattr(one, "pk", one) for one in value] if isinstance(value, list) else value
        for name, value in data.items()
        if value is not None and value is not False and not isinstance(value, FieldFile)
    }


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200, "the form was accepted"
    return response.context["adminform"].form.errors


def make_park_edition(
    number: int = 1, *, year: int = 2024, state: str = "draft", park: str = "park"
) -> Edition:
    """An edition of a park's plan of a year; park and plan are made where there are none yet."""
    home, _ = Park.objects.get_or_create(slug=park, defaults={"name": "园区"})
    plan, _ = Plan.objects.get_or_create(park=home, year=year)
    return Edition.objects.create(plan=plan, number=number, state=state, title="计划")


def make_rows(edition: Edition, n: int = 1) -> dict[type[Model], Any]:
    """One row of every model, in and around an edition; `n` tells the rows of several calls apart."""
    park = edition.plan.park

    def row(kind: str) -> dict[str, Any]:
        return {"edition": edition, "key": f"{kind}-{n}"}

    user = get_user_model().objects.create(username=f"{park.slug}-{edition.pk}-{n}")
    own = {"park": park, "slug": f"{edition.pk}-{n}"}
    organisation = Organisation.objects.create(**own, name="管委会", kind="park-body")
    source = Source.objects.create(**own, title="报道")
    edition.sources.add(source)
    section = Section.objects.create(source=source, key="s", title="一", label="§1", paragraph_count=2)
    passage = Passage.objects.create(source=source, section=section, key="a", paragraph=1, phrase="招商")
    group = GoalGroup.objects.create(**row("goalgroup"), verb="确保", label="一个确保")
    goal = Goal.objects.create(**row("goal"), group=group, title="目标")
    project = Project.objects.create(**row("project"), number=n, title="工程")
    measure = Measure.objects.create(
        **row("measure"), project=project, title="举措", responsible=organisation
    )
    metric = Metric.objects.create(code=f"m-{edition.pk}-{n}", name="企业数", nature="count")
    figure = Figure.objects.create(
        **row("figure"),
        metric=metric,
        project=project,
        kind="actual",
        period="2024",
        value=Decimal("8.5"),
        unit="亿元",
    )
    remark = Remark.objects.create(**row("remark"), kind="unclear", content="存疑")
    remark.figures.add(figure)
    rows = [
        park,
        edition.plan,
        edition,
        organisation,
        source,
        section,
        passage,
        group,
        goal,
        project,
        measure,
        metric,
        figure,
        remark,
        Membership.objects.create(user=user, park=park, role="editor"),
        SourceText.objects.create(source=source, text="招商引资。"),
        Statement.objects.create(**row("statement"), project=project, kind="context", content="背景"),
        Quote.objects.create(
            **row("quote"), project=project, speaker="王某", content="加油", manner="verbatim"
        ),
        Contribution.objects.create(**row("contribution"), goal=goal, project=project, basis="inferred"),
        Photo.objects.create(**row("photo"), project=project, caption="园区一角"),
        ReaderCorrection.objects.create(
            plan=edition.plan, row_key=figure.key, content="数字有误", reported_on="2024-05-01"
        ),
        # One for all editions of the plan.
        Assignment.objects.get_or_create(
            plan=edition.plan, subject_key=measure.key, defaults={"lead": organisation, "leader": "王某"}
        )[0],
        Update.objects.create(
            plan=edition.plan,
            key=f"{edition.pk}-{n}",
            subject="project",
            subject_key="project-1",
            date="2024-05-01",
            content="已开工",
        ),
    ]
    return {type(one): one for one in rows}
