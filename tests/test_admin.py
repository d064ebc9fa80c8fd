"""The admin: every page answers in both languages, refuses what cannot be, and asks few questions."""

from decimal import Decimal

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from initiatives.models import (
    EDITION_ROWS,
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
    Remark,
    Section,
    Source,
    Statement,
    Update,
)
from initiatives.values.vocabulary import EditionState
from tests.admin_pages import address, errors, form_data, make_park_edition, make_rows

MODELS = (
    Assignment,
    Park,
    Membership,
    Organisation,
    Plan,
    Edition,
    GoalGroup,
    Goal,
    Project,
    Measure,
    Metric,
    Figure,
    Source,
    Section,
    Passage,
    Statement,
    Quote,
    Contribution,
    Remark,
    Photo,
    Update,
)

LANGUAGES = ("zh-hans", "en")
NEITHER_DRAFT_NOR_PUBLISHED = [
    state for state in EditionState if state not in (EditionState.DRAFT, EditionState.PUBLISHED)
]
BEYOND_EDITIONS = (Park, Plan, Edition)
# Every kind of row an edition holds, and the edition itself.
OF_EDITIONS = (Edition, *EDITION_ROWS)
pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(admin_client: Client) -> Client:
    return admin_client


def second_measure(key: str) -> dict[str, object]:
    """What a browser would add for a new row below the first measure on a project's page."""
    row = {"title": "新举措", "key": key, "order": 1}
    return {"measures-TOTAL_FORMS": 2, **{f"measures-1-{name}": value for name, value in row.items()}}


@pytest.mark.parametrize("language", ["zh-hans", pytest.param("en", marks=pytest.mark.slow)])
def test_pages_of_every_model_answer(subtests, editor, language):
    rows = make_rows(make_park_edition())

    for model in MODELS:
        with subtests.test(model=model.__name__):
            pages = [
                editor.get(address(model, "changelist", language=language)),
                editor.get(address(model, "add", language=language)) if model is not Edition else None,
                editor.get(address(model, "change", rows[model].pk, language=language)),
            ]
            assert {page.status_code for page in pages if page} == {200}
            assert {page.headers["Content-Language"] for page in pages if page} == {language}


def test_form_has_every_field_once(subtests, rf, admin_user):
    request = rf.get("/")
    request.user = admin_user

    for model in MODELS:
        with subtests.test(model=model.__name__):
            model_admin = admin.site.get_model_admin(model)
            shown = flatten_fieldsets(model_admin.get_fieldsets(request))
            fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
            editable = [field.name for field in fields if field.editable and not field.primary_key]
            told = [name for name in model_admin.get_readonly_fields(request) if hasattr(model_admin, name)]
            assert sorted(set(shown) - {*told}) == sorted(editable)
            assert len(shown) == len(set(shown))


@pytest.mark.slow
def test_search_of_every_model_answers(subtests, editor):
    make_rows(make_park_edition())

    for model in MODELS:
        with subtests.test(model=model.__name__):
            assert editor.get(address(model, "changelist"), {"q": "x"}).status_code == 200
            assert editor.get(address(model, "changelist"), {"q": "20.4"}).status_code == 200


def list_queries(client: Client, model: type[Model]) -> tuple[int, int]:
    """How many queries the list of a model needs, once all caches are warm, and how many rows it counts."""
    client.get(address(model, "changelist"))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address(model, "changelist"))
    return len(queries), response.context["cl"].result_count


@pytest.mark.slow
def test_list_queries_do_not_grow_with_rows(subtests, editor):
    edition = make_park_edition()
    make_rows(edition)
    models = [model for model in MODELS if model not in BEYOND_EDITIONS]
    with_one = {model: list_queries(editor, model)[0] for model in models}
    for n in range(2, 31):
        make_rows(edition, n)

    for model in models:
        with subtests.test(model=model.__name__):
            with_thirty, count = list_queries(editor, model)
            assert count >= 30
            assert with_thirty == with_one[model]


@pytest.mark.slow
def test_list_queries_do_not_grow_with_plans(subtests, editor):
    make_park_edition()
    with_one = {model: list_queries(editor, model)[0] for model in BEYOND_EDITIONS}
    for n in range(29):
        make_park_edition(park=f"park-{n}")

    for model in BEYOND_EDITIONS:
        with subtests.test(model=model.__name__):
            assert list_queries(editor, model) == (with_one[model], 30)


@pytest.mark.slow
def test_chosen_figures_of_a_remark_are_named_without_further_queries(editor):
    edition = make_park_edition()
    remark = make_rows(edition)[Remark]
    editor.get(address(Remark, "change", remark.pk))
    with CaptureQueriesContext(connection) as with_one:
        editor.get(address(Remark, "change", remark.pk))
    remark.figures.add(*(make_rows(edition, n)[Figure] for n in range(2, 12)))

    with CaptureQueriesContext(connection) as with_many:
        editor.get(address(Remark, "change", remark.pk))

    assert len(with_many) == len(with_one)


@pytest.mark.slow
def test_form_sent_back_unchanged_is_accepted(subtests, editor):
    rows = make_rows(make_park_edition())
    for model in (Goal, Project, Measure, Figure, Quote, Passage, Source, Edition):
        with subtests.test(model=model.__name__):
            page = address(model, "change", rows[model].pk)
            assert editor.post(page, form_data(editor.get(page))).status_code == 302


@pytest.mark.parametrize(
    "state",
    [
        EditionState.PUBLISHED,
        *(pytest.param(state, marks=pytest.mark.slow) for state in NEITHER_DRAFT_NOR_PUBLISHED),
    ],
)
@pytest.mark.slow
def test_nothing_of_an_edition_that_is_no_draft_is_changed_or_deleted(subtests, editor, state):
    edition = make_park_edition()
    rows = make_rows(edition)
    sent = {model: form_data(editor.get(address(model, "change", rows[model].pk))) for model in OF_EDITIONS}
    Edition.objects.filter(pk=edition.pk).update(state=state)

    for model in OF_EDITIONS:
        with subtests.test(model=model.__name__):
            pk = rows[model].pk
            page, deletion = address(model, "change", pk), address(model, "delete", pk)
            chosen = {"action": "delete_selected", "_selected_action": pk, "post": "yes"}
            answers = [
                editor.post(page, sent[model]),
                editor.get(deletion),
                editor.post(deletion, {"post": "yes"}),
                editor.post(address(model, "changelist"), chosen),
            ]
            shown = editor.get(page)
            assert [answer.status_code for answer in answers] == [403] * 4
            assert shown.status_code == 200
            assert b'name="_save"' not in shown.content
            assert model.objects.filter(pk=pk).exists()


@pytest.mark.parametrize("state", [state for state in EditionState if state != "draft"])
def test_row_is_not_added_to_an_edition_that_is_no_draft(editor, state):
    edition = make_park_edition(state=state)
    goal = {"edition": edition.pk, "title": "目标", "key": "k1", "order": 0}

    assert "edition" in errors(editor.post(address(Goal, "add"), goal))


def test_what_a_released_edition_rests_on_is_not_deleted(subtests, editor):
    edition = make_park_edition()
    rows = make_rows(edition)
    rows[Figure].passages.add(rows[Passage])
    Edition.objects.filter(pk=edition.pk).update(state="published")

    for model in (Organisation, Source, Section, Passage):
        with subtests.test(model=model.__name__):
            response = editor.post(address(model, "delete", rows[model].pk), {"post": "yes"})
            assert response.status_code == 403
            assert model.objects.filter(pk=rows[model].pk).exists()


@pytest.mark.parametrize("model", (Park, Plan))
def test_park_or_plan_is_not_deleted_with_what_was_released(editor, model):
    edition = make_park_edition(state="published")

    row = edition.plan if model is Plan else edition.plan.park
    response = editor.post(address(model, "delete", row.pk), {"post": "yes"})

    assert response.status_code == 403
    assert Edition.objects.filter(pk=edition.pk).exists()


def test_figure_is_found_by_its_value(editor):
    figure = make_rows(make_park_edition())[Figure]

    found = editor.get(address(Figure, "changelist"), {"q": "8.5"}).context["cl"].queryset

    assert list(found) == [figure]


def test_figure_with_value_not_stated_is_refused(editor):
    figure = make_rows(make_park_edition())[Figure]
    page = address(Figure, "change", figure.pk, language="en")

    response = editor.post(page, {**form_data(editor.get(page)), "availability": "not-stated"})

    assert errors(response)["__all__"] == [
        "A stated figure needs a value; one that is not stated must have none (not 0)."
    ]


def test_measure_of_another_editions_project_is_refused(editor):
    measure = make_rows(make_park_edition())[Measure]
    stranger = make_rows(make_park_edition(2, state="superseded"))[Project]
    page = address(Measure, "change", measure.pk, language="en")

    response = editor.post(page, {**form_data(editor.get(page)), "project": stranger.pk})

    assert errors(response)["project"] == ["The choice belongs to another edition. Choose again."]


def test_remark_on_another_editions_figure_is_refused(editor):
    remark = make_rows(make_park_edition())[Remark]
    stranger = make_rows(make_park_edition(2, state="superseded"))[Figure]
    page = address(Remark, "change", remark.pk, language="en")

    response = editor.post(page, {**form_data(editor.get(page)), "figures": [stranger.pk]})

    assert errors(response)["figures"] == ["“企业数 8.5 亿元” belongs to another edition."]


def test_evidence_of_another_park_is_refused(editor):
    statement = make_rows(make_park_edition())[Statement]
    elsewhere = make_rows(make_park_edition(park="elsewhere"))
    page = address(Statement, "change", statement.pk, language="en")

    response = editor.post(
        page,
        {
            **form_data(editor.get(page)),
            "passages": [elsewhere[Passage].pk],
            "organisations": [elsewhere[Organisation].pk],
        },
    )

    assert errors(response) == {
        "passages": ["“§1 ¶1 招商” belongs to another park."],
        "organisations": ["“管委会” belongs to another park."],
    }


@pytest.mark.parametrize(("year", "refused"), ((2023, False), (2025, True)))
@pytest.mark.slow
def test_predecessor_must_be_of_an_earlier_year(editor, year, refused):
    project = make_rows(make_park_edition())[Project]
    other = make_rows(make_park_edition(year=year))[Project]
    page = address(Project, "change", project.pk, language="en")

    response = editor.post(page, {**form_data(editor.get(page)), "predecessors": [other.pk]})

    assert (response.status_code == 200) == refused
    if refused:
        assert errors(response)["predecessors"] == ["“工程” is not of an earlier year."]


def test_passage_in_a_section_of_another_source_is_refused(editor):
    edition = make_park_edition()
    passage, stranger = make_rows(edition)[Passage], make_rows(edition, 2)[Section]
    page = address(Passage, "change", passage.pk, language="en")

    response = editor.post(page, {**form_data(editor.get(page)), "section": stranger.pk})

    assert errors(response)["section"] == ["“一” belongs to another source."]


def test_row_whose_key_is_taken_is_refused(editor):
    edition = make_park_edition()
    make_rows(edition)
    page = address(Goal, "add")

    response = editor.post(page, {"edition": edition.pk, "title": "目标", "key": "goal-1", "order": 0})

    assert "__all__" in errors(response)


@pytest.mark.parametrize("edition", ("", "999"))
def test_row_without_a_real_edition_is_refused(editor, edition):
    goal = {"edition": edition, "title": "目标", "key": "k1", "order": 0}

    response = editor.post(address(Goal, "add"), goal)

    assert "edition" in errors(response)


def test_measure_added_on_its_projects_page_is_of_the_same_edition(editor):
    project = make_rows(make_park_edition())[Project]
    page = address(Project, "change", project.pk)

    response = editor.post(page, {**form_data(editor.get(page)), **second_measure("new")})

    assert response.status_code == 302
    assert Measure.objects.get(key="new").edition == project.edition


def test_measure_added_on_its_projects_page_under_a_taken_key_is_refused(editor):
    project = make_rows(make_park_edition())[Project]
    page = address(Project, "change", project.pk)

    response = editor.post(page, {**form_data(editor.get(page)), **second_measure("measure-1")})

    assert response.status_code == 200
    assert Measure.objects.filter(project=project).count() == 1


def test_type_ahead_proposes_figures_of_the_remarks_own_edition(editor):
    own = make_rows(make_park_edition())
    make_rows(make_park_edition(2, state="superseded"))
    form = editor.get(address(Remark, "change", own[Remark].pk)).context["adminform"].form
    asked = form.fields["figures"].widget.widget.get_url()

    field = {"app_label": "initiatives", "model_name": "remark", "field_name": "figures"}
    proposed = editor.get(asked, {"term": "企业", "edition": own[Edition].pk, **field}).json()["results"]

    assert asked == f"/admin/autocomplete/?edition={own[Edition].pk}"
    assert [one["id"] for one in proposed] == [str(own[Figure].pk)]


def test_edition_page_counts_its_rows_and_links_to_them(editor):
    edition = make_park_edition()
    make_rows(edition)
    make_rows(edition, 2)

    body = editor.get(address(Edition, "change", edition.pk, language="en")).text

    link = f'<a href="/en/admin/initiatives/goal/?edition__id__exact={edition.pk}">goals</a> <span>2</span>'
    assert link in body
    assert editor.get(address(Goal, "changelist"), {"edition__id__exact": edition.pk}).status_code == 200


def test_update_added_bears_its_author(editor, admin_user):
    project = make_rows(make_park_edition())[Project]
    about = {"plan": project.edition.plan.pk, "subject": "project", "subject_key": project.key}
    report = {**about, "key": "u", "date": "2024-05-01"}

    response = editor.post(address(Update, "add"), {**report, "content": "已开工"})

    assert response.status_code == 302
    assert Update.objects.get(key="u").author == admin_user


def test_update_once_written_cannot_be_changed(editor):
    update = make_rows(make_park_edition())[Update]

    response = editor.post(address(Update, "change", update.pk), {"content": "改写"})

    update.refresh_from_db()
    assert (response.status_code, update.content) == (403, "已开工")


@pytest.mark.parametrize(
    ("path", "link"),
    (("/admin/", "/en/admin/"), ("/en/admin/login/?next=/a", "/admin/login/?next=/a")),
)
def test_language_follows_the_path(client, admin_user, path, link):
    if "login" not in path:
        client.force_login(admin_user)

    response = client.get(path, headers={"Accept-Language": "fr"})

    assert response.headers["Content-Language"] == ("en" if path.startswith("/en/") else "zh-hans")
    assert f'<a href="{link}"' in response.text


@pytest.mark.parametrize(("path", "home"), (("/admin/", "/"), ("/en/admin/", "/en/")))
def test_link_to_the_site_keeps_the_language(editor, path, home):
    assert f'<a href="{home}">' in editor.get(path).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_published_figure_links_to_its_public_page(editor, language):
    figure = make_rows(make_park_edition(state="published"))[Figure]
    with override(language):
        public = figure.get_absolute_url()

    body = editor.get(address(Figure, "change", figure.pk, language=language)).text

    assert f'<a href="{public}" class="viewsitelink">' in body


def test_figure_of_a_draft_has_no_link_to_a_public_page(editor):
    figure = make_rows(make_park_edition(state="draft"))[Figure]

    assert "viewsitelink" not in editor.get(address(Figure, "change", figure.pk)).text


@pytest.mark.slow
def test_published_rows_link_to_where_readers_see_them(subtests, editor):
    rows = make_rows(make_park_edition(state="published"))
    for model in MODELS:
        if model not in (Membership, Update):
            with subtests.test(model=model.__name__):
                assert "viewsitelink" in editor.get(address(model, "change", rows[model].pk)).text


# What an editor types as value, and what the figure then says.
TYPED_VALUES = {
    "241": {"value": 241, "comparator": "="},
    "30余亿元": {"value": 30, "comparator": ">", "approximate": True, "unit": "亿元"},
    "8%—10%": {"value": 8, "upper_value": 10, "unit": "%"},
    "下降3.2%": {"value": Decimal("-3.2"), "change": True, "unit": "%"},
    "百分之八点五": {"value": Decimal("8.5"), "unit": "%"},
    "前三": {"value": 3, "comparator": "<=", "rank": True},
    "3:1": {"value": 3, "ratio": 1},
}


@pytest.fixture
def figure_page(editor):
    """The page of a figure of a draft of which nothing but its metric and period is known."""
    edition = make_park_edition()
    figure = make_rows(edition)[Figure]
    Figure.objects.filter(pk=figure.pk).update(
        value=None, unit="", availability="not-stated", comparator="=", upper_value=None
    )
    return address(Figure, "change", figure.pk), figure


@pytest.mark.parametrize(
    "typed",
    [
        *list(TYPED_VALUES)[:2],
        *(pytest.param(typed, marks=pytest.mark.slow) for typed in list(TYPED_VALUES)[2:]),
    ],
)
def test_value_as_the_source_writes_it_fills_the_other_fields(editor, figure_page, typed):
    page, figure = figure_page
    data = form_data(editor.get(page)) | {"value": typed, "availability": "stated"}
    response = editor.post(page, data)
    assert response.status_code == 302, errors(response)
    figure.refresh_from_db()
    assert {name: getattr(figure, name) for name in TYPED_VALUES[typed]} == TYPED_VALUES[typed]


@pytest.mark.parametrize("typed", ["由负转正", "持平", "30家、40家"])
@pytest.mark.slow
def test_value_without_one_number_is_refused_with_the_remedy(editor, figure_page, typed):
    page = address(Figure, "change", figure_page[1].pk, language="en")
    told = errors(editor.post(page, form_data(editor.get(page)) | {"value": typed, "availability": "stated"}))
    assert [*told] == ["value"]
    remedy = "其余各立一条数据" if "、" in typed else "把这些字保留在“原文表述”里"
    assert remedy in told["value"][0]


def test_fields_that_contradict_the_value_as_written_are_named(editor, figure_page):
    page, _figure = figure_page
    typed = {"value": "30余亿元", "availability": "stated", "unit": "万元", "comparator": "<"}
    assert {*errors(editor.post(page, form_data(editor.get(page)) | typed))} == {"unit", "comparator"}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2024年前三季度", ("2024-01/2024-09", "within")),
        ("2024年1—11月", ("2024-01/2024-11", "within")),
        ("到2025年", ("2025", "by")),
        ("2024-Q3", ("2024-Q3", "within")),
    ],
)
def test_period_is_written_in_words(editor, figure_page, typed, stored):
    page, figure = figure_page
    response = editor.post(page, form_data(editor.get(page)) | {"period": typed})
    assert response.status_code == 302, errors(response)
    figure.refresh_from_db()
    assert (figure.period, figure.period_standing) == stored


def test_period_without_a_year_is_of_the_plans_year(editor, figure_page):
    page, figure = figure_page
    assert editor.post(page, form_data(editor.get(page)) | {"period": "前三季度"}).status_code == 302
    figure.refresh_from_db()
    assert figure.period == f"{figure.edition.plan.year}-01/{figure.edition.plan.year}-09"
    assert figure.period_stated == "前三季度"


def test_words_that_name_no_period_are_refused(editor, figure_page):
    page, _figure = figure_page
    assert {*errors(editor.post(page, form_data(editor.get(page)) | {"period": "适时"}))} == {"period"}
