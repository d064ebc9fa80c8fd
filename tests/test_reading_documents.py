"""Documents of every kind become blocks; hostile and useless ones are refused in words."""

import io
import socket
import zipfile
import zlib
from contextlib import suppress

import docx
import pytest

from initiatives.article.decoding import UnreadableText
from initiatives.reading.document_blocks import BlockKind
from initiatives.reading.document_formats import read_document
from initiatives.reading.document_limits import DocumentRefusal, UnreadableDocument
from initiatives.reading.page_characters import usual_characters
from initiatives.reading.source_lines import document_of_text

PARAGRAPH = "园区将推动一批重大项目建设，力争全年签约项目三十个以上，为高质量发展积蓄动能。"


def refusal(data: bytes, name: str) -> DocumentRefusal:
    with pytest.raises(UnreadableDocument) as refused:
        read_document(data, name)
    return refused.value.reason


def word_file(*paragraphs: str, parts: dict[str, bytes] | None = None) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    if parts:
        with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
    return file.getvalue()


def pdf_file(content: bytes, filters: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF of one page that draws `content`."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content),
    ]
    data = b"%PDF-1.4\n"
    offsets = []
    for number, each in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return data + (
        b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer << /Size 5 /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF"
    ) % (trailer, len(data))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_encoding_is_read(encoding):
    document = read_document(PARAGRAPH.encode(encoding), "article.txt")
    assert [block.text for block in document.blocks] == [PARAGRAPH]


def test_offsets_are_slices_of_the_text():
    text = f"标题一行\n\n  {PARAGRAPH[:16]}\n{PARAGRAPH[16:]}\n3\n责任编辑：林悦\n"
    document = document_of_text(text)
    assert [block.kind for block in document.blocks] == [
        *(BlockKind.MASTHEAD, BlockKind.PARAGRAPH, BlockKind.NOISE, BlockKind.NOISE)
    ]
    body = document.blocks[1]
    assert body.text == PARAGRAPH
    start = body.text.index("签约项目")
    place = body.place(start, start + 4)
    assert document.text[slice(*place)] == "签约项目"
    assert body.inside(*place) == (start, start + 4)
    assert document.squeezed_slice(*place) == (4 + start, 8 + start)


def test_headings_and_lists_are_told_apart():
    text = f"一、重点任务\n（一）产业升级。{PARAGRAPH}\n● {PARAGRAPH}\n1.做强企业。{PARAGRAPH}\n"
    kinds = [(block.kind, block.level, block.marker) for block in document_of_text(text).blocks]
    assert kinds == [
        (BlockKind.HEADING, 1, "一、"),
        (BlockKind.HEADING, 2, "（一）"),
        (BlockKind.PARAGRAPH, 0, ""),
        (BlockKind.LIST_ITEM, 0, "● "),
        (BlockKind.HEADING, 3, "1."),
        (BlockKind.PARAGRAPH, 0, ""),
    ]


def test_radicals_in_the_place_of_characters_are_mended():
    assert document_of_text("⻓沙的⻛貌⼯程很好。").blocks[0].text == "长沙的风貌工程很好。"


def test_word_file_keeps_headings_and_tables():
    document = docx.Document()
    document.add_heading("一、目标", 1)
    document.add_paragraph(PARAGRAPH)
    table = document.add_table(rows=2, cols=2)
    for row, words in enumerate((("指标", "2025年目标"), ("税收", "3亿元"))):
        for column, word in enumerate(words):
            table.cell(row, column).text = word
    file = io.BytesIO()
    document.save(file)
    blocks = read_document(file.getvalue(), "plan.docx").blocks
    assert [block.kind for block in blocks] == [
        *(BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TABLE_ROW, BlockKind.TABLE_ROW)
    ]
    row = blocks[3]
    assert [row.text[start:end] for start, end in row.cells] == ["税收", "3亿元"]


def test_web_page_leaves_out_menus_scripts_and_hidden_parts():
    page = (
        "<html><head><meta charset=gbk><script>alert(1)</script></head><body><nav>首页</nav>"
        f"<div><p style='display:none'>看不见</p><h1>园区新年计划</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></div>"  # noqa: E501
        "<footer>版权所有</footer></body></html>"
    )
    document = read_document(page.encode("gbk"), "page.html")
    assert [block.text for block in document.blocks] == ["园区新年计划", PARAGRAPH, PARAGRAPH]


@pytest.mark.slow
def test_zip_bomb_is_refused():
    assert refusal(word_file(PARAGRAPH, parts={"word/bomb.xml": b"0" * 90_000_000}), "a.docx") == "too-large"


def test_word_file_with_macros_is_refused():
    assert refusal(word_file(PARAGRAPH, parts={"word/vbaProject.bin": b"1"}), "a.docx") == "macros"


def test_word_file_with_entities_expands_none():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><w:document/>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", bomb)
    assert refusal(file.getvalue(), "a.docx") == "damaged"


def test_old_word_file_is_refused():
    assert refusal(b"\xd0\xcf\x11\xe0" + b"0" * 600, "a.doc") == "old-word"


def test_scan_is_refused():
    assert refusal(pdf_file(b"10 10 100 100 re f"), "a.pdf") == "scan"


def test_pdf_with_a_password_is_refused():
    locked = b"/ID [<%s> <%s>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>"
    trailer = locked % (b"00" * 16, b"00" * 16, b"11" * 32, b"22" * 32)
    assert refusal(pdf_file(b"BT (words) Tj ET", trailer=trailer), "a.pdf") == "password"


@pytest.mark.slow
def test_pdf_bomb_is_refused_and_harms_nothing_else():
    compressor, bomb = zlib.compressobj(9), b""
    for _ in range(150):
        bomb += compressor.compress(b" " * 10_000_000)
    twice = zlib.compress(bomb + compressor.flush(), 9)
    assert len(twice) < 100_000
    refused = refusal(pdf_file(twice, b"/Filter [/FlateDecode /FlateDecode]"), "a.pdf")
    assert refused in ("too-long", "damaged", "too-large", "scan")


class Listener:
    """A server that counts who asks it for anything."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.settimeout(0)
        self.address = f"http://127.0.0.1:{self.server.getsockname()[1]}"

    def was_asked(self) -> bool:
        with suppress(BlockingIOError):
            self.server.accept()
            return True
        return False


@pytest.fixture
def listener():
    listener = Listener()
    yield listener
    listener.server.close()


RELATIONS = """<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
Target="{far}/a.dotx" TargetMode="External"/></Relationships>"""
WEB_PAGES = (
    """<!doctype html><html><head><base href="{far}/"><link rel=stylesheet href="{far}/a.css"></head><body>
    <img src="{far}/a.png"><iframe src="{far}/a"></iframe><p>{paragraph}</p></body></html>""",
    """<!DOCTYPE html [<!ENTITY far SYSTEM "{far}/a.xml">]><html><body>&far;{paragraph}</body></html>""",
)


def test_nothing_that_a_document_refers_to_is_fetched(listener):
    far = listener.address
    for page in WEB_PAGES:
        read_document(page.format(far=far, paragraph=PARAGRAPH).encode(), "page.html")
    parts = {"word/_rels/settings.xml.rels": RELATIONS.format(far=far).encode()}
    with suppress(UnreadableDocument):
        read_document(word_file(PARAGRAPH, parts=parts), "a.docx")
    assert not listener.was_asked()


def test_damaged_files_are_refused():
    assert refusal(b"%PDF-1.7 nothing", "a.pdf") == "damaged"
    assert refusal(b"PK\x03\x04nothing", "a.docx") == "damaged"


def test_other_kinds_are_refused():
    assert refusal(b"PK\x03\x04nothing", "a.xlsx") == "unknown"
    assert refusal(b"\x89PNG\r\n", "a.png") == "unknown"


def test_large_file_is_refused_before_it_is_read():
    assert refusal(b"0" * (20 * 2**20 + 1), "a.txt") == "too-large"


def test_deeply_nested_page_is_read_or_refused():
    page = b"<html><body>" + b"<div>" * 100_000 + PARAGRAPH.encode() + b"</body></html>"
    with suppress(UnreadableText):
        read_document(page, "page.html")


@pytest.mark.parametrize(
    "line",
    [
        "编辑 张明 二审 李华 三审 王刚",
        "□ 本报记者 张明 整理",
        "2022/01/14/ 11:03 来源:某某报 记者 李华",
        "2023/1/14 14:57:01 |",
        "• QQ空间",
        "公开方式： 主动公开 有效期： 长期有效 信息索取号： 014554206/2024-03917",
        "浏览量:4372",
    ],
)
def test_line_around_a_text_is_noise(line):
    document = document_of_text(f"园区2025年工作要点\n{line}\n2025年，园区税收增长8%，投资增长9%。")
    assert [block.text for block in document.blocks if block.kind == BlockKind.NOISE] == [
        usual_characters(line)
    ]


@pytest.mark.parametrize(
    ("printed", "usual"),
    [
        ("园区(5G),增长8%,税收:3亿元", "园区（5G），增长8%，税收：3亿元"),
        ("「园区」很好", "“园区”很好"),
        ("at 10:30, (see p. 5)", "at 10:30, (see p. 5)"),
        ("总额1,200亿元", "总额1,200亿元"),
    ],
)
def test_punctuation_beside_chinese_words_is_that_of_chinese_print(printed, usual):
    assert usual_characters(printed) == usual


def test_title_with_commas_directly_above_its_text():
    """The line below is so much longer that no width has broken the title; broken lines are joined."""
    title = "2025：园区启航“高质量号”列车，“六大引擎”共绘新蓝图"
    document = document_of_text(f"{title}\n{PARAGRAPH * 2}\n{PARAGRAPH}")
    assert [block.kind for block in document.blocks][:2] == [BlockKind.MASTHEAD, BlockKind.PARAGRAPH]
    assert document.blocks[0].text == title
    words = PARAGRAPH * 3
    broken = "\n".join(words[start : start + 30] for start in range(0, len(words), 30))
    assert [block.text for block in document_of_text(broken).blocks] == [words]


@pytest.mark.parametrize(
    ("line", "noise"),
    [
        ("图片", True),
        ("会议现场", True),
        ("联系电话：0731-12345678", True),
        ("图片：2025年园区将完成产值100亿元。", False),
        ("开工现场：今年新开工项目30个，总投资50亿元。", False),
    ],
)
def test_words_beside_pictures_and_contacts_are_no_sentences(line: str, noise: bool) -> None:
    kinds = [block.kind for block in document_of_text(f"园区2025年工作要点\n{line}\n今年将建设园区。").blocks]
    assert (kinds[1] == BlockKind.NOISE) is noise
