"""The site's mark: one drawing behind every icon, and every icon where browsers look for it."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from initiatives.pictures import logo

ROOT = Path(__file__).parent.parent
ICONS = ROOT / "static" / "img"
WHITE = (255, 255, 255)


def test_committed_svg_is_the_one_the_code_draws():
    assert (ICONS / "seal.svg").read_text(encoding="utf-8") == logo.svg()


@pytest.mark.parametrize(
    ("name", "size", "whole"),
    [
        ("icon-192.png", 192, False),
        ("icon-512.png", 512, False),
        ("icon-maskable-512.png", 512, True),
        ("apple-touch-icon.png", 180, True),
    ],
)
def test_committed_icon_is_the_one_the_code_draws(name, size, whole):
    drawn = logo.picture(size, whole=whole)
    committed = Image.open(ICONS / name).convert("RGBA")
    assert committed.size == (size, size)
    assert ImageStat.Stat(ImageChops.difference(committed, drawn)).sum == [0, 0, 0, 0]


def test_favicon_holds_the_three_sizes_browsers_choose_from():
    with Image.open(ICONS / "favicon.ico") as icon:
        assert icon.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_icon_that_is_cut_to_a_circle_keeps_all_of_its_mark():
    image = logo.picture(512, whole=True).convert("RGB")
    marked = [(x - 256, y - 256) for x in range(512) for y in range(512) if image.getpixel((x, y)) == WHITE]
    assert max(x * x + y * y for x, y in marked) < (0.4 * 512) ** 2


def test_icon_that_is_not_cut_is_round_by_itself():
    assert logo.picture(192).getpixel((0, 0))[3] == 0
    assert logo.picture(192, whole=True).getpixel((0, 0))[3] == 255


def test_manifest_names_icons_that_are_there_and_of_the_size_it_says():
    manifest = json.loads((ROOT / "static" / "manifest.webmanifest").read_text(encoding="utf-8"))
    purposes = set()
    for icon in manifest["icons"]:
        content = (ROOT / "static" / icon["src"]).read_bytes()
        purposes.add(icon.get("purpose", "any"))
        if icon["sizes"] != "any":
            width, height = Image.open(io.BytesIO(content)).size
            assert icon["sizes"] == f"{width}x{height}"
    assert purposes == {"any", "maskable"}


def test_favicon_answers_at_the_root(client):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/static/img/favicon.ico")
    assert client.post("/favicon.ico").status_code == 405
