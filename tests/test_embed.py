"""Small pages for frames on other sites: a figure, a metric or a project, and the code that shows them."""

import html
import re

import pytest

from initiatives.editions.lifecycle import withdraw
from tests.factories import (
    SECRET,
    make_edition,
    make_figure,
    make_metric,
    make_park,
    make_passage,
    make_project,
    make_remark,
    make_rich_edition,
    make_source,
)
from tests.public_pages import LANGUAGES, SITE, count_queries, plan_pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("public_site")]


def embeds(edition) -> list[str]:
    """The address of a small page of each kind."""
    figure, project = edition.figures.first(), edition.projects.first()
    return [
        edition.url("figure-embed", figure.key),
        edition.url("metric-embed", figure.metric.code),
        edition.url("project-embed", project.key),
    ]


def read(client, path) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def snippets(page: str) -> list[str]:
    """The codes a page offers, as they are copied."""
    return [html.unescape(code) for code in re.findall(r'<pre class="snippet"><code>(.*?)</code>', page)]


@pytest.mark.slow
def test_small_pages_may_be_framed_and_no_other_page(client):
    edition = make_rich_edition(1)
    for path in embeds(edition):
        for method in (client.get, client.head):
            headers = method(path).headers
            policy = headers["Content-Security-Policy"].split("; ")
            assert "frame-ancestors *" in policy
            assert "X-Frame-Options" not in headers
            assert "default-src 'none'" in policy
            assert "script-src 'self'" in policy
    for path in [
        *plan_pages(edition),
        "/about/",
        "/admin/login/",
        edition.url("figure-embed", "no-such-key"),
    ]:
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Frame-Options"] == "DENY", path


def test_small_page_unchanged_may_still_be_framed(client):
    """A 304 replaces headers that browsers have kept: it has the right ones, or none."""
    edition = make_rich_edition(1)
    for path in embeds(edition):
        etag = client.get(path).headers["ETag"]
        again = client.get(path, headers={"if-none-match": etag})
        assert again.status_code == 304
        assert "frame-ancestors *" in again.headers.get("Content-Security-Policy", "frame-ancestors *")
        assert "X-Frame-Options" not in again.headers
        edition.quotes.update(occasion=f"改过的场合{path[-9:]}")
        after_a_change = client.get(path, headers={"if-none-match": etag})
        assert after_a_change.status_code == 304
        assert "frame-ancestors *" in after_a_change.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in after_a_change.headers


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_small_page_leads_to_the_whole_one_in_a_window_of_its_own(client, prefix):
    edition = make_rich_edition(1)
    figure, project = edition.figures.first(), edition.projects.first()
    whole = [figure.get_absolute_url(), edition.url("metric", figure.metric.code), project.get_absolute_url()]
    for path, target in zip(embeds(edition), whole, strict=True):
        page = read(client, prefix + path)
        heading = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)[1]
        assert f'<a href="{prefix}{target}" target="_blank" rel="noopener">' in heading
        assert '<base target="_blank">' in page
        assert f'<link rel="canonical" href="{SITE}{prefix}{target.partition("#")[0]}">' in page
        assert client.get(prefix + target.partition("#")[0]).status_code == 200


def test_small_page_is_not_to_be_found_by_itself(client):
    for path in embeds(make_rich_edition(1)):
        response = client.get(path)
        assert '<meta name="robots" content="noindex">' in response.content.decode()
        assert response.headers["X-Robots-Tag"] == "noindex"


def test_small_page_needs_no_script_and_holds_nothing_inline(client):
    for path in embeds(make_rich_edition(2)):
        page = read(client, path)
        assert "<script" not in page
        assert " style=" not in page


def test_figure_is_shown_as_stated_with_its_source(client):
    edition = make_edition()
    source = make_source(edition)
    figure = make_figure(
        edition, value="90", comparator=">", unit="%", wording="超90%", wording_en="over 90%", kind="expected"
    )
    passage = make_passage(source)
    figure.passages.add(passage)
    page = read(client, f"/en{edition.url('figure-embed', figure.key)}")
    assert '<span class="number">&gt; 90%</span>' in page
    assert '<span class="tag tag-expected">Expected</span>' in page
    assert '<q lang="zh-Hans">超90%</q>' in page
    place = f'href="/en{edition.url("source", source.slug)}#{passage.key}" target="_blank" rel="noopener"'
    assert f'<a class="cite" {place}' in page
    assert f">{passage.mark}</a>" in page


def test_missing_number_is_said_and_never_zero(client):
    edition = make_edition()
    figure = make_figure(edition, kind="target", availability="not-stated", value=None)
    page = read(client, f"/en{edition.url('figure-embed', figure.key)}")
    value = re.search(r'<p class="card-value">(.*?)</p>', page, re.DOTALL)[1]
    assert value.strip() == '<span class="missing">Not stated</span>'
    assert '<span class="missing">Not entered</span>' in page


def test_doubt_travels_with_the_figure(client):
    edition = make_edition()
    project = make_project(edition)
    figure = make_figure(edition, project=project)
    remark = make_remark(edition, kind="contradiction", content_en="Two numbers stand here")
    remark.figures.add(figure)
    for path in embeds(edition):
        page = read(client, f"/en{path}")
        assert page.count("Two numbers stand here</li>") == 1, path


def test_contradiction_without_a_remark_is_said_too(client):
    edition = make_edition()
    metric = make_metric()
    project = make_project(edition)
    for value in (1, 2):
        make_figure(edition, metric=metric, project=project, value=value)
    for path in embeds(edition):
        assert "⚠ Contradiction" in read(client, f"/en{path}"), path


def test_metric_shows_its_chart_or_its_ladder_or_its_values(client):
    edition = make_edition()
    counted, steps, mixed = make_metric(), make_metric(), make_metric()
    for period in ("2022", "2023"):
        make_figure(edition, metric=counted, period=period)
    for scope in ("产值过10亿元", "产值过20亿元", "产值过50亿元"):
        make_figure(edition, metric=steps, scope=scope, kind="target", availability="not-stated", value=None)
    for unit in ("家", "%"):
        make_figure(edition, metric=mixed, unit=unit, scope=unit)
    pages = [read(client, edition.url("metric-embed", one.code)) for one in (counted, steps, mixed)]
    assert [page.count('<figure class="chart">') for page in pages] == [1, 1, 0]
    assert ['<svg class="ladder"' in page for page in pages] == [False, True, False]
    assert pages[2].count('<p class="card-value">') == 2


def test_project_without_figures_says_so(client):
    project = make_project(make_edition(read_whole_on="2024-01-05"))
    page = read(client, f"/en{project.edition.url('project-embed', project.key)}")
    assert "The source gives no figure for this project." in page


def test_project_shows_featured_figures_first_and_no_more_than_fit(client):
    project = make_project(make_edition())
    for number in range(6):
        make_figure(project.edition, project=project, value=number + 1, unit="家", featured=number == 5)
    page = read(client, f"/en{project.edition.url('project-embed', project.key)}")
    assert re.findall(r'<span class="number">(\d)</span>', page) == ["6", "1", "2", "3"]
    assert "6 figures" in page


@pytest.mark.slow
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_code_to_copy_shows_a_page_that_is_there(client, prefix):
    edition = make_rich_edition(2)
    metric = edition.figures.first().metric
    for path, count in (
        (edition.url("metric", metric.code), 3),
        (edition.projects.first().get_absolute_url(), 1),
    ):
        codes = snippets(read(client, prefix + path))
        assert len(codes) == count
        for code in codes:
            source = re.fullmatch(
                r'<iframe src="(.*?)" title="[^"<>]+" width="100%" height="\d+" loading="lazy" '
                r'style="border:0"></iframe>',
                code,
            )[1]
            assert source.startswith(f"{SITE}{prefix}/")
            assert "X-Frame-Options" not in client.get(source.removeprefix(SITE)).headers


def test_code_to_copy_cannot_be_broken_by_a_title(client):
    project = make_project(make_edition(), title='"><script>alert(1)</script>', theme="", drive="")
    page = read(client, project.get_absolute_url())
    (code,) = snippets(page)
    assert "<script>" not in page.partition("</head>")[2]
    assert 'title="&quot;&gt;&lt;script&gt;' in code


def test_without_a_public_address_there_is_no_code_but_a_word_why(client, settings):
    settings.SITE_URL = ""
    project = make_project(make_edition())
    page = read(client, f"/en{project.get_absolute_url()}")
    assert snippets(page) == []
    assert "once this site has a public address (the setting SITE_URL)" in page
    assert 'rel="canonical"' not in read(client, project.edition.url("project-embed", project.key))


def test_code_names_the_site_and_never_the_visitors_host(client):
    project = make_project(make_edition())
    forged = {"x-forwarded-host": "evil.example", "host": "localhost"}
    assert (
        client.get(project.get_absolute_url(), headers=forged).content
        == client.get(project.get_absolute_url()).content
    )


@pytest.mark.parametrize("state", ["draft", "submitted", "superseded", "withdrawn"])
def test_plan_that_is_not_published_cannot_be_embedded(client, state):
    edition = make_rich_edition(1, state=state)
    missing = client.get("/no-such-park/2024/")
    for path in embeds(edition):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.content.replace(path.encode(), b"") == missing.content.replace(
            b"/no-such-park/2024/", b""
        )


def test_plan_withdrawn_leaves_frames_with_the_next_request(client):
    edition = make_rich_edition(1)
    paths = embeds(edition)
    assert {client.get(path).status_code for path in paths} == {200}
    withdraw(edition)
    assert {client.get(path).status_code for path in paths} == {404}


def test_draft_is_in_no_small_page(client, draft):
    published = type(draft).objects.published().get(plan=draft.plan)
    for path in embeds(published):
        assert SECRET not in read(client, path)
    secret = draft.figures.get(metric__code="secret-metric")
    for path in (
        published.url("figure-embed", secret.key),
        published.url("metric-embed", "secret-metric"),
        published.url("project-embed", "secret-project"),
    ):
        assert client.get(path).status_code == 404


def test_preview_is_shown_in_no_frame_and_offers_no_code(viewer, draft):
    draft.previewed = True
    for path in embeds(draft):
        headers = viewer.get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert "no-store" in headers["Cache-Control"]
    page = viewer.get(draft.projects.first().get_absolute_url()).content.decode()
    assert 'class="data embedding"' not in page


def test_unknown_things_cannot_be_embedded(client):
    edition = make_rich_edition(1)
    make_figure(make_edition(park=make_park()), key="elsewhere")
    for name in ("figure-embed", "metric-embed", "project-embed"):
        assert client.get(edition.url(name, "no-such-thing")).status_code == 404
    assert client.get(edition.url("figure-embed", "elsewhere")).status_code == 404


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.slow
def test_number_of_queries_does_not_grow_with_the_rows(client, prefix, many_rows):
    small, large = make_rich_edition(1), make_rich_edition(many_rows)
    for few, many in zip(embeds(small), embeds(large), strict=True):
        assert count_queries(client, prefix + few) == count_queries(client, prefix + many), many


def test_small_page_is_read_only_and_kept_like_a_page(client):
    for path in embeds(make_rich_edition(1)):
        answer = client.get(path)
        assert client.post(path).status_code == 405
        assert not answer.cookies
        assert set(answer.headers["Cache-Control"].split(", ")) == {"public", "no-cache"}
