"""The plan as a Word document: its form, what it says, and that it opens whatever the plan holds."""

import io
import subprocess
import zipfile
from pathlib import Path
from shutil import which

import docx
import pytest
from django.utils.translation import override
from docx.oxml.ns import qn

from initiatives.files.content_types import DOCX
from initiatives.word_documents.full_plan import write_full_plan
from initiatives.word_documents.official_document import OfficialDocument, chinese_number
from initiatives.word_documents.plan_summary import write_plan_summary
from tests.factories import (
    SECRET,
    make_edition,
    make_figure,
    make_goal,
    make_measure,
    make_passage,
    make_project,
    make_quote,
    make_rich_edition,
    make_source,
)
from tests.public_pages import LANGUAGES, count_queries
from tests.required_tools import require_tool

pytestmark = pytest.mark.django_db

NAMES = ("brief-docx", "full-brief-docx")
WRITERS = {"one page": write_plan_summary, "in full": write_full_plan}
LANGUAGE_CODES = {"zh-Hans": "zh-hans", "en": "en"}


def opened(content: bytes):
    return docx.Document(io.BytesIO(content))


def fetched(client, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content


def text_of(content: bytes) -> str:
    """All text of the body, tables included, a paragraph a line."""
    paragraphs = opened(content).element.body.iter(qn("w:p"))
    return "\n".join("".join(node.text or "" for node in one.iter(qn("w:t"))) for one in paragraphs)


def written(edition, write=write_full_plan, language="en") -> bytes:
    with override(language):
        return write(edition)


def fonts_of(document, style: str) -> tuple[str, str]:
    """The font of Chinese and that of Latin letters."""
    fonts = document.styles[style].element.rPr.rFonts
    assert not [name for name in fonts.attrib if name.endswith("Theme")]
    return fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_chinese_form_is_that_of_the_standard(write):
    document = opened(written(make_rich_edition(1), write, "zh-hans"))
    (section,) = document.sections
    page = [section.page_width, section.page_height, section.top_margin, section.bottom_margin]
    assert [round(length.mm) for length in page] == [210, 297, 37, 35]
    assert [round(length.mm) for length in (section.left_margin, section.right_margin)] == [28, 26]
    assert fonts_of(document, "Title") == ("方正小标宋简体", "Times New Roman")
    assert fonts_of(document, "Heading 1") == ("黑体", "Times New Roman")
    assert fonts_of(document, "Heading 2") == ("楷体_GB2312", "Times New Roman")
    assert fonts_of(document, "Normal") == ("仿宋_GB2312", "Times New Roman")
    body, title = document.styles["Normal"], document.styles["Title"]
    assert (body.font.size.pt, title.font.size.pt) == (16, 22)
    assert body.paragraph_format.line_spacing.pt == 28
    height = (section.page_height - section.top_margin - section.bottom_margin) / 12700
    width = (section.page_width - section.left_margin - section.right_margin) / 12700
    assert height // 28 == 22
    spacing = int(body.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert width // (16 + spacing) == 28


def test_paragraphs_begin_two_characters_in_and_nothing_else_does():
    document = opened(written(make_rich_edition(1), language="zh-hans"))
    indents = {
        name: document.styles[name].element.pPr.ind.get(qn("w:firstLineChars"))
        for name in ("Normal", "Heading 1", "Note", "Title", "Subtitle", "Table Text", "Footer")
    }
    assert indents == {
        **dict.fromkeys(("Normal", "Heading 1", "Note"), "200"),
        **dict.fromkeys(("Title", "Subtitle", "Table Text", "Footer"), "0"),
    }


def test_pages_are_numbered_at_the_outside():
    document = opened(written(make_rich_edition(1), language="zh-hans"))
    assert document.settings.odd_and_even_pages_header_footer
    (section,) = document.sections
    for footer, alignment in ((section.footer, 2), (section.even_page_footer, 0)):
        (paragraph,) = footer.paragraphs
        assert paragraph.alignment == alignment
        assert "".join(node.text for node in paragraph._p.iter(qn("w:t"))) == "— 1 —"
        assert paragraph._p.find(qn("w:fldSimple")).get(qn("w:instr")).strip() == "PAGE"


def test_fonts_have_others_that_may_take_their_place():
    with zipfile.ZipFile(io.BytesIO(written(make_edition()))) as package:
        table = package.read("word/fontTable.xml").decode()
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋,FangSong,' in table
    assert '<w:font w:name="方正小标宋简体"><w:altName w:val="方正小标宋_GBK,' in table


def test_headings_are_numbered_by_level():
    edition = make_edition(guiding_idea="思路")
    for title in ("甲工程", "乙工程"):
        make_project(edition, title=title, theme="", drive="")
    document = opened(written(edition, language="zh-hans"))
    headings = [(one.style.name, one.text) for one in document.paragraphs if "Heading" in one.style.name]
    assert [text[:2] for style, text in headings if style == "Heading 1"][:3] == ["一、", "二、", "三、"]
    assert [text for style, text in headings if style == "Heading 2"] == ["（一）甲工程", "（二）乙工程"]
    numbers = [text[:2] for style, text in headings if style == "Heading 3"]
    assert numbers == ["1.", "2.", "3."] * 2


def test_numbers_in_chinese():
    numbers = (1, 10, 12, 20, 48, 100, 101, 110, 405, 1000)
    assert [chinese_number(number) for number in numbers] == [
        *("一", "十", "十二", "二十", "四十八", "一百", "一百零一", "一百一十", "四百零五", "1000")
    ]


def test_figures_and_quotes_stand_with_their_places():
    edition = make_edition(read_whole_on="2024-01-05")
    source = make_source(edition, title_en="The report")
    passage = make_passage(source, paragraph=3, phrase="241家", phrase_en="241 firms")
    passage.section.label = passage.section.label_en = "§5"
    passage.section.save()
    figure = make_figure(edition, value=241, unit="家", project=make_project(edition), kind="actual")
    quote = make_quote(edition, speaker_en="Li Min", speaker_title_en="Secretary", content_en="We build.")
    for row in (figure, quote):
        row.passages.add(passage)
    make_figure(edition, kind="target", availability="not-stated", value=None)
    text = text_of(written(edition))
    assert "Li Min (Secretary): “We build.” (" in text
    assert text.count("§5\u00a0¶3") == 2
    assert "§5 ¶3\n" in text
    assert "241 firms" in text
    assert "Not stated" in text


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_what_is_in_question_is_said(write, shipped):
    text = text_of(written(shipped, write, "zh-hans"))
    assert "矛盾" in text
    assert "24%" in text.replace(" ", "")
    assert "18%" in text.replace(" ", "")


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGE_CODES.values(), ids=LANGUAGE_CODES)
def test_full_form_holds_the_whole_shipped_plan(shipped, language):
    text = text_of(written(shipped, language=language)).replace("‘", "“").replace("’", "”")
    rows = [
        *((row, "title") for row in (*shipped.goals.all(), *shipped.projects.all(), *shipped.measures.all())),
        *((row, "content") for row in (*shipped.statements.all(), *shipped.remarks.all())),
        *((row, "content") for row in shipped.quotes.all()),
    ]
    with override(language):
        texts = [row.text(name)[0].replace("‘", "“").replace("’", "”") for row, name in rows]
    assert [one for one in texts if one not in text] == []


@pytest.mark.parametrize("language", LANGUAGE_CODES.values(), ids=LANGUAGE_CODES)
@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_awkward_plans_are_written(write, language):
    empty = make_edition()
    awkward = make_edition(title="长" * 200, title_en="word" * 70, guiding_idea="一" * 900)
    make_goal(awkward, group=None, title="没有分组\x0b的目标", title_en="A goal\x0b without group")
    project = make_project(awkward, title="\x01&<工程>" + "x" * 150, theme="", drive="")
    make_measure(project, title="W" * 190, title_en="W" * 290, detail="一\n二\r\n三\x07")
    for edition in (empty, awkward):
        text = text_of(written(edition, write, language))
        assert not set("\x01\x07\x0b") & set(text)
    if write is write_full_plan and language != "en":
        assert "&<工程>" in text


@pytest.mark.slow
def test_four_hundred_measures_are_all_there():
    edition = make_edition()
    for _ in range(20):
        project = make_project(edition)
        for number in range(20):
            make_measure(project, title_en=f"Step {project.number}-{number}")
    lines = text_of(written(edition)).splitlines()
    assert sum("Step " in line for line in lines) == 400


def test_same_plan_is_the_same_file(client):
    edition = make_rich_edition(1)
    for name in NAMES:
        first, second = (type(client)().get(edition.url(name)) for _ in range(2))
        assert first.content == second.content
        assert first.headers["ETag"] == second.headers["ETag"]
        assert first.headers["Content-Type"] == DOCX
        with zipfile.ZipFile(io.BytesIO(first.content)) as package:
            assert {entry.date_time for entry in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}
            assert "docProps/thumbnail.jpeg" not in package.namelist()


def test_document_is_written_again_only_when_what_it_says_may_have_changed(client, settings, monkeypatch):
    settings.PAGE_CACHE_MB = 8
    edition, made = make_rich_edition(1), []
    write = OfficialDocument.as_bytes
    monkeypatch.setattr(OfficialDocument, "as_bytes", lambda document: made.append(1) or write(document))
    address = edition.url("brief-docx")
    for _ in range(2):
        fetched(client, address)
    assert len(made) == 1
    edition.goals.update(title="改过的目标")
    assert "改过的目标" in text_of(fetched(client, address))
    assert len(made) == 2


def test_draft_is_in_no_document(client, draft):
    published = type(draft).objects.published().get(plan=draft.plan)
    for name in NAMES:
        assert SECRET not in text_of(fetched(client, published.url(name)))


@pytest.mark.slow
@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_number_of_queries_does_not_grow_with_the_rows(client, prefix, many_rows):
    small, large = make_rich_edition(1), make_rich_edition(many_rows)
    for name in NAMES:
        few, many = (count_queries(client, prefix + one.url(name)) for one in (small, large))
        assert few == many, name


def test_pages_link_to_the_documents(client):
    edition = make_rich_edition(1)
    for prefix in LANGUAGES.values():
        brief = client.get(prefix + edition.url("brief")).content.decode()
        assert all(f'href="{prefix}{edition.url(name)}"' in brief for name in NAMES)
        assert (
            f'href="{prefix}{edition.url(NAMES[1])}"'
            in client.get(prefix + edition.url("plan")).content.decode()
        )


@pytest.mark.slow
def test_one_page_form_is_one_page(shipped, tmp_path):
    program = which("soffice")
    writer = program and (Path(program).resolve().parent / "libswlo.so").exists()
    require_tool(writer, "LibreOffice Writer", "install it (Debian: apt install libreoffice-writer).")
    for language in LANGUAGE_CODES.values():
        (tmp_path / f"{language}.docx").write_bytes(written(shipped, write_plan_summary, language))
    files = [f"{language}.docx" for language in LANGUAGE_CODES.values()]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", *files],
        cwd=tmp_path, check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    pdfs = [(tmp_path / file).with_suffix(".pdf").read_bytes() for file in files]
    assert [pdf.count(b"/Type/Page\n") + pdf.count(b"/Type/Page/") for pdf in pdfs] == [1, 1]
