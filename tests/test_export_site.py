"""The site as a folder: all that is published and nothing else, with links that hold."""

import re
from io import StringIO
from pathlib import Path, PurePosixPath

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from initiatives.editions.lifecycle import withdraw
from initiatives.models import Park
from initiatives.static_site import file_paths
from initiatives.static_site.folder import CONTENTS, UNFINISHED, NotOurFolder, update_folder
from initiatives.static_site.rewriting import rewrite_page, rewrite_style
from tests.built_once import built_once
from tests.exported_folder import broken_links, entry_links, files
from tests.factories import (
    make_edition,
    make_figure,
    make_metric,
    make_park,
    make_passage,
    make_quote,
    make_rich_edition,
    make_secret_draft,
    make_source,
)

# Stands in pages that ask a server for something.
SERVERS_WORDS = (b"hx-", b"htmx", b"data-live", b"data-folder", b'rel="manifest"', b"/admin/", b"crossorigin")


def export(folder, *arguments: str) -> str:
    said = StringIO()
    call_command("export_site", str(folder), *arguments, stdout=said)
    return said.getvalue()


def make_quoted_edition(**fields):
    """A small plan: one quotation with its passage."""
    edition = make_edition(**fields)
    make_quote(edition).passages.add(make_passage(make_source(edition)))
    return edition


def silent(doing: str, done: int, known: int) -> None:
    """Nobody watches."""


# The whole


@pytest.fixture
def rich(db, tmp_path_factory) -> Path:
    """A plan with a row of every kind, exported into `before`, and once it has a draft into `after`."""

    def build(folder: Path) -> None:
        published = make_rich_edition(1)
        export(folder / "before")
        make_secret_draft(published)
        export(folder / "after")

    return built_once(tmp_path_factory, "rich-plan", build)


def folder_of_plan(folder: Path) -> Path:
    """Where the Chinese pages of the only plan stand."""
    (plan,) = folder.glob("*/2024")
    return plan


@pytest.mark.slow
def test_every_link_of_the_folder_holds_and_none_asks_a_server(rich):
    assert broken_links(rich / "before") == []
    written = files(rich / "before")
    names = written.keys()
    plan = folder_of_plan(rich / "before").relative_to(rich / "before").as_posix()
    for page in (
        "",
        "goals/",
        "metrics/",
        "quotes/",
        "sources/",
        "quality/",
        "changes/",
        "screen/",
        "brief/",
        "brief/full/",
    ):
        assert {f"{plan}/{page}index.html", f"en/{plan}/{page}index.html"} <= names
    assert {
        f"{prefix}{plan}/{file}" for prefix in ("", "en/") for file in ("brief.docx", "brief-full.docx")
    } <= names
    assert {f"{plan}/plan.xlsx", "index.html", "en/index.html", "README.txt", CONTENTS} <= names
    for name in filter(re.compile(r"\.html$").search, names):
        for word in SERVERS_WORDS:
            assert word not in written[name], name


@pytest.mark.slow
def test_draft_stands_in_no_file_and_another_export_makes_the_same_bytes(rich):
    assert files(rich / "after") == files(rich / "before")


@pytest.mark.django_db
@pytest.mark.slow
def test_front_page_leads_to_the_only_plan_and_lists_several(tmp_path, monkeypatch, capsys):
    edition = make_edition(number=3)
    export(tmp_path / "out")
    # Nobody watches a bar.
    assert "[" not in capsys.readouterr().err
    assert "edition 3" in (tmp_path / "out/en" / edition.plan.park.slug / "2024/index.html").read_text()
    assert (tmp_path / "out/README.txt").read_bytes().startswith(b"\xef\xbb\xbf")
    plan = f"{edition.plan.park.slug}/2024/index.html"
    assert f'content="0; url={plan}"' in (tmp_path / "out/index.html").read_text()
    assert f'content="0; url={plan}"' in (tmp_path / "out/en/index.html").read_text()
    make_edition()
    # Now a person watches.
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    export(tmp_path / "out")
    assert f"[{'#' * 30}]" in capsys.readouterr().err
    assert f'href="{plan}"' in (tmp_path / "out/index.html").read_text()
    assert "refresh" not in (tmp_path / "out/index.html").read_text()


@pytest.mark.django_db
@pytest.mark.slow
def test_second_export_rewrites_nothing(tmp_path):
    make_figure(make_quoted_edition())
    export(tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}
    assert "0 written, 0 removed" in export(tmp_path / "out")
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}


@pytest.mark.django_db
@pytest.mark.slow
def test_plan_withdrawn_leaves_the_folder(tmp_path):
    staying, going = make_edition(title="留下的"), make_edition(title="收回的")
    export(tmp_path / "out")
    withdraw(going)
    export(tmp_path / "out")
    assert not (tmp_path / "out" / going.plan.park.slug).exists()
    assert (tmp_path / "out" / staying.plan.park.slug / "2024/index.html").exists()
    assert not any("收回的".encode() in content for content in files(tmp_path / "out").values())


@pytest.mark.django_db
@pytest.mark.slow
def test_one_plan_alone_holds_no_other(tmp_path):
    chosen = make_quoted_edition(title="要带走的")
    make_figure(chosen)
    other = make_quoted_edition(title="不带走的", park=chosen.plan.park, year=2023)
    stranger = make_quoted_edition(title="不带走的")
    plan = f"{chosen.plan.park.slug}/2024"
    export(tmp_path / "out", "--plan", plan)
    assert broken_links(tmp_path / "out") == []
    assert f"url={plan}/index.html" in (tmp_path / "out/index.html").read_text()
    assert not any("不带走的".encode() in content for content in files(tmp_path / "out").values())
    found = entry_links(tmp_path / "out", "search/entries.js")
    assert found and all(link.startswith(f"../{plan}/") for link in found)
    assert not (tmp_path / "out" / stranger.plan.park.slug).exists()
    assert not (tmp_path / "out" / chosen.plan.park.slug / str(other.plan.year)).exists()


@pytest.mark.django_db
@pytest.mark.slow
def test_site_with_an_address_is_never_linked_by_it(tmp_path, settings):
    settings.SITE_URL = site = "https://plan.example"
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    park = make_quoted_edition().plan.park
    park.website = f"{site}/about/"
    park.save()
    export(tmp_path / "out")
    assert broken_links(tmp_path / "out") == []
    assert not any(
        f'="{site}'.encode() in content
        for name, content in files(tmp_path / "out").items()
        if ".html" in name
    )


@pytest.mark.slow
def test_filters_are_made_one_at_a_time_and_orders_of_the_whole_list(rich):
    metrics = folder_of_plan(rich / "before") / "metrics"
    links = dict(
        re.findall(
            r'<a class="pill" id="page:([^"]+)"(?: href="([^"]+)")?', (metrics / "index.html").read_text()
        )
    )
    target = (metrics / links["kind-target"]).read_text()
    pills = dict(re.findall(r'<a class="pill" id="page:([^"]+)"(?: href="([^"]+)")?', target))
    assert links.keys() == pills.keys()
    assert all(links.values())
    assert {name for name, link in pills.items() if link} == {"kind-actual", "kind-target"}
    assert pills["kind-target"] == "index.html"
    assert re.search(r'id="page:sort-value">', target)
    sort = re.search(r'id="page:sort-value" href="([^"]+)"', (metrics / "index.html").read_text())
    in_order = (metrics / sort[1]).read_text()
    assert f'id="page:kind-target" href="{links["kind-target"]}"' in in_order
    assert not [file.name for file in metrics.glob("*-*sort-*") if not file.name.startswith("sort-")]
    # What a copy cannot do is said in it, and only there.
    assert (
        "filtered by one thing at a time"
        in (rich / "before/en" / metrics.relative_to(rich / "before") / "index.html").read_text()
    )


@pytest.mark.django_db
@pytest.mark.slow
def test_page_that_fails_stops_the_export_with_its_address(tmp_path, monkeypatch):
    edition = make_quoted_edition()
    export(tmp_path / "out")
    before = files(tmp_path / "out")
    # Of a plan that shows the same still nothing would be read.
    Park.objects.update(name="改了名的园区")
    from initiatives.static_site.wsgi_client import Answer, WsgiClient

    whole = WsgiClient.fetch
    broken = f"/en{edition.url('quotes')}"
    # What has not changed is not read again.
    edition.quotes.update(speaker="改")
    monkeypatch.setattr(
        WsgiClient, "fetch", lambda self, path: Answer(500, "", b"") if path == broken else whole(self, path)
    )
    with pytest.raises(CommandError, match=rf"{broken}.* answered 500"):
        export(tmp_path / "out")
    assert files(tmp_path / "out") == before


@pytest.mark.django_db
@pytest.mark.parametrize("plan", ["nowhere/2024", "nowhere", "nowhere/x", "a/b/c"])
def test_unknown_plan_is_refused_with_those_there_are(tmp_path, plan):
    edition = make_edition()
    with pytest.raises(CommandError, match=f"Known: {edition.plan.park.slug}/2024"):
        export(tmp_path / "out", "--plan", plan)
    assert not (tmp_path / "out").exists()


@pytest.mark.django_db
def test_nothing_published_is_refused(tmp_path):
    make_edition(state="draft")
    with pytest.raises(CommandError, match="Publish one first"):
        export(tmp_path / "out")


# The folder


@pytest.fixture
def fresh(tmp_path):
    for name in ("index.html", "a/index.html", "b/index.html"):
        (tmp_path / "fresh" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "fresh" / name).write_text(name)
    return tmp_path / "fresh"


def test_folder_of_somebody_else_is_refused_untouched(fresh, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/thesis.doc").write_text("years of work")
    with pytest.raises(NotOurFolder, match="no earlier export stands in it"):
        update_folder(fresh, tmp_path / "out", silent)
    assert list(files(tmp_path / "out")) == ["thesis.doc"]
    with pytest.raises(NotOurFolder, match="is a file"):
        update_folder(fresh, tmp_path / "out/thesis.doc", silent)


def test_only_files_of_earlier_exports_are_removed(fresh, tmp_path):
    update_folder(fresh, tmp_path / "out", silent)
    (tmp_path / "out/b/notes.txt").write_text("mine")
    (tmp_path / "out/a/index.html").write_text("changed by somebody")
    for name in ("a", "b"):
        (fresh / name / "index.html").unlink()
    update = update_folder(fresh, tmp_path / "out", silent)
    assert update.stale == ["b/index.html"]
    assert set(files(tmp_path / "out")) == {CONTENTS, "index.html", "a/index.html", "b/notes.txt"}


def test_file_in_the_way_is_not_overwritten(fresh, tmp_path):
    update_folder(fresh, tmp_path / "out", silent)
    (fresh / "c.html").write_text("new")
    (tmp_path / "out/c.html").write_text("mine")
    with pytest.raises(NotOurFolder, match=r"c\.html is in the way"):
        update_folder(fresh, tmp_path / "out", silent)
    assert (tmp_path / "out/c.html").read_text() == "mine"


@pytest.mark.parametrize("last", [1, 2])
def test_export_killed_half_way_says_so_and_can_be_run_again(fresh, tmp_path, last):
    def kill(doing: str, done: int, known: int) -> None:
        if done == last:
            (tmp_path / "out/b/index.html.part").parent.mkdir(exist_ok=True)
            (tmp_path / "out/b/index.html.part").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        update_folder(fresh, tmp_path / "out", kill)
    half = files(tmp_path / "out")
    assert not {"index.html", CONTENTS} & half.keys()
    assert "not complete" in half[UNFINISHED].decode()
    # By the next time one of the pages is gone.
    (fresh / "a/index.html").unlink()
    update_folder(fresh, tmp_path / "out", silent)
    assert set(files(tmp_path / "out")) == {CONTENTS, "index.html", "b/index.html"}


def test_list_of_files_leads_out_of_no_folder(fresh, tmp_path):
    update_folder(fresh, tmp_path / "out", silent)
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "out/way").symlink_to(tmp_path)
    names = ["../precious", str(tmp_path / "precious"), "way/precious", "a/../../precious"]
    listed = ", ".join(f'"{name}": ""' for name in names)
    (tmp_path / "out" / CONTENTS).write_text(f"{{{listed}}}")
    (tmp_path / "out" / UNFINISHED).write_text("x\n\n" + "\n".join(names))
    for name in ("index.html", "a/index.html", "b/index.html"):
        (tmp_path / "out" / name).unlink()
    update_folder(fresh, tmp_path / "out", silent)
    assert (tmp_path / "precious").read_text() == "mine"


# Addresses


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/en/yuhua/2024/", "en/yuhua/2024/index.html"),
        ("/yuhua/2024/plan.xlsx", "yuhua/2024/plan.xlsx"),
        ("/static/css/base.d6db9793123b.css", "static/css/base.d6db9793123b.css"),
    ],
)
def test_address_becomes_a_file_of_its_name(address, file):
    assert file_paths.file_of(address) == file


SEGMENT = st.text(st.characters(codec="utf-8", exclude_characters="/?#%\\"), min_size=1, max_size=60)
SLUG = st.from_regex(r"\A[-A-Za-z0-9_]{1,60}\Z")


@given(
    st.lists(SLUG | SEGMENT, max_size=5),
    st.dictionaries(SLUG, SEGMENT, max_size=3),
    st.sampled_from(["/", "", ".csv"]),
)
def test_file_name_suits_every_disk(segments, query, end):
    address = (
        "/"
        + "/".join(segments)
        + end
        + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")
    )
    file = file_paths.file_of(address)
    assert len(file) <= 260
    assert file == file.lower()
    for part in PurePosixPath(file).parts:
        assert re.fullmatch(r"[a-z0-9_][a-z0-9_.-]*", part), file
        assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", part), file
        assert part[-1] not in ". "


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/a/GDP/", "/a/gdp/"),
        ("/a/?sort=value", "/a/?sort=-value"),
        ("/a/?kind=x", "/a/?kind=X"),
        (f"/{'a' * 50}b/", f"/{'a' * 50}c/"),
    ],
)
def test_addresses_that_look_alike_have_files_of_their_own(one, other):
    assert file_paths.file_of(one) != file_paths.file_of(other)


def test_longest_addresses_of_the_site_stay_short_enough_for_windows():
    key, picture = "k" * 60, f"{'d' * 64}-1600.webp"
    for address in (
        f"/en/{key}/2024/sources/{key}/reading/",
        f"/en/{key}/2024/photos/{key}/{picture}",
        f"/en/{key}/2024/metrics/?project={key}&sort=-value",
    ):
        assert len(file_paths.file_of(address)) <= 200


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("?", ("/a/b/", "")),
        ("?sort=-value&kind=", ("/a/b/?sort=-value", "")),
        ("?b=2&a=1", ("/a/b/?a=1&b=2", "")),
        ("#page:x", ("/a/b/?kind=target", "page:x")),
        ("../c/#y", ("/a/c/", "y")),
        ("/d/", ("/d/", "")),
        ("https://plan.example/d/", ("/d/", "")),
        ("https://elsewhere.example/d/", None),
        ("mailto:a@b.example", None),
        ("data:image/png;base64,AAAA", None),
        ("http://[broken", None),
    ],
)
def test_link_is_resolved_as_a_browser_does(link, expected):
    assert file_paths.resolve("/a/b/?kind=target", link, "https://plan.example") == expected


# Pages


def place(link, standing):
    return None if link.startswith("/gone") else f"to:{link}"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>a &amp; b &#8203; &nbsp;</p>", "<p>a &amp; b &#8203; &nbsp;</p>"),
        ('<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>', '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>'),
        ('<svg viewBox="0 0 1 1" href="/x"/>', '<svg viewBox="0 0 1 1" href="to:/x"/>'),
        ('<a href="/x?a=1&amp;b=2" hidden>x</a>', '<a href="to:/x?a=1&amp;b=2" hidden>x</a>'),
        ('<a class="pill" href="/gone">x</a>', '<a class="pill">x</a>'),
        (
            '<img src="/a.webp" srcset="/a.webp 480w, /b.webp 960w" alt="">',
            '<img src="to:/a.webp" srcset="to:/a.webp 480w, to:/b.webp 960w" alt="">',
        ),
        (
            '<meta http-equiv="refresh" content="20; url=/x">',
            '<meta http-equiv="refresh" content="20; url=to:/x">',
        ),
        ('<meta property="og:url" content="https://x.example/">', ""),
        ('<link rel="canonical" href="/x"><link rel="icon" href="/y">', '<link rel="icon" href="to:/y">'),
        ('<script type="application/ld+json">{"a": "<b>"}</script>x', "x"),
        ('<script src="/static/django_htmx/htmx.min.js" defer></script>x', "x"),
        ('<div data-live>a<div>b</div>c<img src="/x"></div>d', "d"),
        (
            "<template data-folder><b>a</b></template><template><i>b</i></template>",
            "<b>a</b><template><i>b</i></template>",
        ),
        (
            '<form action="/gone"><button>x</button></form><form method="dialog"></form>',
            '<form method="dialog"></form>',
        ),
        ('<a data-hx-get="/x" href="#a" title="&quot;">b</a>', '<a href="to:#a" title="&quot;">b</a>'),
    ],
)
def test_page_is_rewritten(page, expected):
    assert rewrite_page(page, place) == expected


def test_scripts_are_added_to_the_head():
    assert (
        rewrite_page("<head></head>", place, ("a.js",)) == '<head><script src="a.js" defer></script>\n</head>'
    )


def test_style_is_rewritten():
    css = "@import '/a.css'; b { background: url(\"/c.png\"), url(data:x), url(#d) }"
    assert rewrite_style(css, place) == (
        "@import 'to:/a.css'; b { background: url(\"to:/c.png\"), url(data:x), url(#d) }"
    )


# Several parks


@pytest.mark.slow
def test_pages_across_parks_are_in_the_folder(db, tmp_path):
    metric = make_metric(code="output")
    for slug in ("aa", "bb"):
        edition = make_edition(park=make_park(slug=slug, name=slug), year=2024)
        make_figure(edition, metric=metric, period="2023", unit="家")
    make_figure(edition, metric=metric, period="2022", unit="家")
    export(tmp_path / "site")
    exported = {
        name: content.decode() for name, content in files(tmp_path / "site").items() if name.endswith(".html")
    }
    assert broken_links(tmp_path / "site") == []
    assert {"metrics/index.html", "metrics/output/index.html", "organisations/index.html"} <= exported.keys()
    assert sum(name.startswith("metrics/output/list-") for name in exported) == 2
    assert [
        name for name, text in exported.items() if 'id="page:alike"' in text and name.startswith("compare/")
    ]
    assert 'class="plan-choice"' not in exported["compare/index.html"]
