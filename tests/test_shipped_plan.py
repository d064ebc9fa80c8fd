"""The shipped plan: loads, travels, and says what its source says."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from initiatives.downloads.fixture import dump_plan
from initiatives.models import (
    EDITION_ROWS,
    Contribution,
    Edition,
    EditionRow,
    Figure,
    GoalGroup,
    Measure,
    Passage,
    Photo,
    Plan,
    Quote,
    Remark,
    SearchBacklog,
    Source,
    SourceText,
)
from tests.public_pages import plan_pages
from tests.required_tools import ARTICLE

ROOT = Path(__file__).parent.parent
FIXTURE = ROOT / "fixtures" / "yuhua-2024.yaml"

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(shipped) -> Plan:
    return shipped.plan


@pytest.fixture
def edition(shipped) -> Edition:
    return shipped


def dumpdata(path: Path) -> bytes:
    call_command(
        "dumpdata",
        "initiatives",
        format="yaml",
        output=str(path),
        use_natural_foreign_keys=True,
        use_natural_primary_keys=True,
        verbosity=0,
    )
    return path.read_bytes()


@pytest.mark.slow
def test_fixture_is_written_as_the_project_writes_it(plan):
    assert dump_plan(plan) == FIXTURE.read_text(encoding="utf-8")


@pytest.mark.slow
def test_fixture_loaded_twice_is_the_same_as_once(plan):
    # The backlog of the search is taken up when a transaction ends, which a test's never does.
    tables = [model for model in apps.get_app_config("initiatives").get_models() if model != SearchBacklog]
    before = {model: model.objects.count() for model in tables}
    call_command("loaddata", "yuhua-2024", verbosity=0)
    assert {model: model.objects.count() for model in before} == before
    assert dump_plan(plan) == FIXTURE.read_text(encoding="utf-8")


@pytest.mark.slow
def test_fixture_reloaded_puts_back_what_was_changed_in_place(plan):
    figure = Figure.objects.get(key="iva-growth-18")
    Figure.objects.filter(pk=figure.pk).update(value=19, featured=False)
    call_command("loaddata", "yuhua-2024", verbosity=0)
    assert Figure.objects.get(pk=figure.pk).value == 18
    assert dump_plan(plan) == FIXTURE.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("dump", ["dump_plan", "dumpdata"])
def test_dump_loaded_into_an_empty_database_dumps_the_same_bytes(plan, tmp_path, dump):
    def write(path):
        if dump == "dump_plan":
            path.write_text(dump_plan(Plan.objects.get()), encoding="utf-8")
            return path.read_bytes()
        return dumpdata(path)

    first = write(tmp_path / "first.yaml")
    call_command("flush", interactive=False, verbosity=0)
    call_command("loaddata", str(tmp_path / "first.yaml"), verbosity=0)
    assert write(tmp_path / "second.yaml") == first


@pytest.mark.slow
def test_full_text_of_a_source_never_leaves(plan, tmp_path):
    SourceText.objects.create(source=Source.objects.get(), text="全文在此", sha256="0" * 64)
    assert "全文在此".encode() not in dumpdata(tmp_path / "all.yaml")
    assert "全文在此" not in dump_plan(plan)


def test_plan_has_the_shape_its_slogan_declares(edition):
    groups = {group.key: (group.declared_count, group.goals.count()) for group in edition.goalgroups.all()}
    assert groups == {"ensure": (1, 1), "optimise": (2, 2), "strengthen": (3, 3)}
    assert edition.declared_projects == edition.projects.count() == 8
    assert [project.number for project in edition.projects.all()] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_plan_has_every_measure_of_every_project(edition):
    counts = Counter(edition.measures.values_list("project__number", flat=True))
    assert counts == {1: 8, 2: 11, 4: 15, 5: 6, 6: 6, 7: 6, 8: 7}
    cadences = edition.measures.exclude(cadence="").values_list("cadence", "timing_stated")
    assert list(cadences) == [("monthly", "月月有项目"), ("quarterly", "季季有项目")]


def test_what_is_said_of_parks_in_general_is_context_and_no_measure(edition):
    general = edition.statements.filter(
        passages__section__key="company-transformation", passages__paragraph=2
    )
    assert set(general.values_list("kind", "project__number")) == {("context", 7)}
    assert general.distinct().count() == 9
    assert not general.exclude(organisations=None).exists()
    assert not edition.measures.filter(
        passages__section__key="company-transformation", passages__paragraph=2
    ).exists()


def test_measures_under_a_sentence_that_begins_with_the_year_are_due_in_it(edition):
    due = edition.measures.filter(due="2024")
    assert set(due.values_list("timing_stated", flat=True)) == {"2024年", "明年"}
    counts = Counter(due.values_list("project__number", flat=True))
    assert counts == {1: 5, 4: 3, 5: 6, 6: 6, 7: 3, 8: 4}
    for measure in due.prefetch_related("passages"):
        phrases = [passage.phrase for passage in measure.passages.all()]
        assert any(measure.timing_stated in phrase for phrase in phrases), measure


def test_only_what_is_under_a_companys_name_has_somebody_responsible(edition):
    responsible = Counter(
        edition.measures.exclude(responsible=None).values_list("responsible__slug", flat=True)
    )
    assert responsible == {"development-company": 3, "venture-company": 3}


def test_period_of_a_figure_is_in_words_of_its_passages(edition):
    for figure in edition.figures.exclude(period_stated="").prefetch_related("passages"):
        phrases = [passage.phrase for passage in figure.passages.all()]
        assert any(figure.period_stated in phrase for phrase in phrases), figure


def test_expected_figures_have_passages_that_say_so(edition):
    for figure in edition.figures.filter(kind="expected").prefetch_related("passages"):
        assert any("预计" in passage.phrase for passage in figure.passages.all()), figure


def test_figures_as_of_now_are_as_of_their_period(edition):
    as_of = edition.figures.filter(period_standing="as-of")
    assert set(as_of.values_list("period_stated", flat=True)) == {"截至目前", "目前"}
    assert (
        not edition.figures.exclude(period_standing="as-of").filter(period_stated__contains="目前").exists()
    )


def test_cautions_leave_their_figures_sound(edition):
    for key in ("little-giants", "resolution-rate", "quick-resolution-rate", "top-500-introduced"):
        assert edition.figures.get(key=key).doubts == []
    doubted = {figure.key for figure in edition.figures.prefetch_related("remarks") if figure.doubts}
    assert doubted == {"iva-growth-24", "iva-growth-18", "tax-growth"}


def test_remarks_on_other_rows_name_rows_there_are(edition):
    for remark in edition.remarks.all():
        remark.full_clean()


def test_source_was_read_whole(edition):
    assert edition.read_whole
    assert edition.read_whole_by


def test_plan_has_every_figure_as_stated(edition):
    stated = {
        (
            figure.metric.code,
            figure.scope,
            figure.kind,
            figure.period,
            " ".join(figure.amount.parts("zh-Hans")).strip(),
        )
        for figure in edition.figures.select_related("metric").stated()
    }
    assert stated == {
        ("industrial-value-added-growth", "", "expected", "2023", "24%"),
        ("industrial-value-added-growth", "", "expected", "2023", "18%"),
        ("full-scope-tax-growth", "", "expected", "2023", "154%"),
        ("investment-projects-signed", "", "actual", "2023", "21 个"),
        ("top-500-firms-introduced", "", "actual", "2023", "2 家"),
        ("investment-projects-pooled", "", "expected", "2023", "27 个"),
        ("pooled-investment", "", "expected", "2023", "30 亿元"),
        ("high-tech-firms", "", "actual", "2023", "241 家"),
        ("little-giant-firms", "国家及省级", "actual", "2023", "43 家"),
        ("innovation-platforms", "省级以上", "actual", "2023", "52 个"),
        ("smart-manufacturing-firms", "", "actual", "2023", "2 家"),
        ("platform-companies", "", "actual", "2023", "2 家"),
        ("problems-collected", "“走找想促”活动", "actual", "2023", "251 个"),
        ("problem-resolution-rate", "“走找想促”活动", "actual", "2023", "100%"),
        ("problems-collected", "“百名干部进千企”行动", "actual", "2023", "226 个"),
        ("problem-quick-resolution-rate", "“百名干部进千企”行动", "actual", "2023", "> 90%"),
        ("roads-handed-over", "", "actual", "2023", "21 条"),
    }


def test_targets_without_a_number_have_none(edition):
    targets = edition.figures.filter(kind="target")
    assert {(figure.metric.code, figure.scope, figure.value) for figure in targets} == {
        ("output-tier-firms", "产值过10亿元", None),
        ("output-tier-firms", "产值过20亿元", None),
        ("output-tier-firms", "产值过50亿元", None),
        ("output-tier-firms", "产值过100亿元", None),
        ("little-giant-firms", "", None),
        ("bottleneck-technologies", "", None),
    }


def test_two_growth_rates_of_one_metric_are_kept_with_a_remark(edition):
    remark = edition.remarks.get(kind="contradiction")
    assert {figure.value for figure in remark.figures.all()} == {24, 18}


def test_what_is_not_known_is_empty_and_what_is_inferred_is_marked(edition):
    source = edition.sources.get()
    assert (source.publisher, source.published_on, source.url, edition.plan.park.level) == ("", None, "", "")
    assert (edition.meeting_date_stated, edition.meeting_date_basis) == ("12月21日", "inferred")
    # They are file photos, and no caption says when one was taken.
    assert not Photo.objects.exclude(date=None, date_stated="", date_basis="").exists()
    assert set(Contribution.objects.values_list("basis", flat=True)) == {"inferred"}
    assert not Contribution.objects.filter(reason="").exists()


def test_quotes_are_named_or_not_as_in_the_source(edition):
    told = Counter(edition.quotes.values_list("speaker", "manner"))
    assert told == {
        ("陈海波", "verbatim"): 1,
        ("陈海波", "reported"): 2,
        ("", "verbatim"): 2,
        ("", "reported"): 1,
    }
    assert not Quote.objects.filter(speaker_title="").exists()


def test_every_row_is_backed_by_a_passage_and_every_passage_backs_a_row(edition):
    for model in EDITION_ROWS:
        assert not model.objects.filter(passages=None).exists(), model
    backed = {pk for model in EDITION_ROWS for pk in model.objects.values_list("passages", flat=True)}
    backed |= set(edition.passages.values_list("pk", flat=True))
    assert backed == set(Passage.objects.values_list("pk", flat=True))


def test_every_goal_is_served_and_every_project_serves(edition):
    assert not edition.goals.filter(contributions=None).exists()
    assert not edition.projects.filter(contributions=None).exists()


def test_every_text_is_complete_in_both_languages(plan):
    for model in apps.get_app_config("initiatives").get_models():
        for field in model._meta.concrete_fields:
            # In English the name of a metric says what a classifier such as 家 counts.
            if field.name.endswith("_en") and not field.name.startswith(("unit", "base_unit")):
                chinese = field.name.removesuffix("_en")
                rows = model.objects.exclude(**{chinese: ""}).filter(**{field.name: ""})
                assert not rows.exists(), (model, field.name, rows.first())


@pytest.mark.slow
def test_rows_pass_their_own_checks(edition):
    for model in EDITION_ROWS:
        for row in model.objects.all():
            row.full_clean()


def test_key_is_no_other_rows_key(edition):
    keys = Counter(
        key for model in EditionRow.__subclasses__() for key in model.objects.values_list("key", flat=True)
    )
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.slow
def test_every_fact_is_on_a_page_at_its_permanent_address(client, edition):
    rows = [
        row
        for model in (GoalGroup, Measure, Figure, Quote, Photo, Remark, Contribution)
        for row in model.objects.filter(edition=edition)
    ]
    rows += edition.statements.all()
    addresses = {row.get_absolute_url() for row in rows}
    pages = {path: client.get(path).content.decode() for path in {it.partition("#")[0] for it in addresses}}
    lost = [it for it in addresses if f'id="{it.partition("#")[2]}"' not in pages[it.partition("#")[0]]]
    assert lost == []


@pytest.mark.slow
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_of_the_shipped_plan_is_there(client, edition, prefix):
    paths = [
        *plan_pages(edition),
        *(goal.get_absolute_url() for goal in edition.goals.all()),
        *(project.get_absolute_url() for project in edition.projects.all()),
        *{edition.url("metric", figure.metric.code) for figure in edition.figures.all()},
    ]
    for path in paths:
        assert client.get(prefix + path).status_code == 200


@pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not at hand")
def test_every_key_phrase_stands_in_the_article(plan):
    text = "".join(ARTICLE.read_text(encoding="utf-8").split())
    phrases = Passage.objects.values_list("phrase", flat=True)
    assert [phrase for phrase in phrases if "".join(phrase.split()) not in text] == []


@pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not at hand")
def test_no_sentence_of_the_article_is_copied_into_our_own_words(edition):
    text = "".join(ARTICLE.read_text(encoding="utf-8").split())
    sentences = [sentence for sentence in re.split("[。；：！？]", text) if len(sentence) > 20]
    told = [
        *edition.statements.values_list("content", flat=True),
        *edition.measures.values_list("detail", flat=True),
        *edition.projects.values_list("summary", flat=True),
        *edition.goals.values_list("statement", flat=True),
        *edition.quotes.filter(manner="reported").values_list("content", flat=True),
    ]
    assert [words for words in told for sentence in sentences if sentence in words] == []


@pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not at hand")
def test_verbatim_quotes_and_wordings_stand_in_the_article(plan):
    text = "".join(ARTICLE.read_text(encoding="utf-8").split())
    verbatim = [
        *Quote.objects.filter(manner="verbatim").values_list("content", flat=True),
        *Figure.objects.exclude(wording="").values_list("wording", flat=True),
    ]
    assert [words for words in verbatim if "".join(words.split()) not in text] == []
