"""Pictures in: upright, in sRGB, without a word of where they come from; or refused in words."""

import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from initiatives.models.picture_field import WIDTHS
from initiatives.pictures import derivatives, refusals, uploads
from initiatives.pictures.derivatives import RefusedPicture, derive
from tests.sample_images import (
    EDGE,
    GRASS,
    SKY,
    animation,
    chunk,
    exif,
    metadata_of,
    phone_photo,
    pixel_bomb,
    png_with,
    rgb_profile,
    saved,
    scene,
    shade,
    wide_profile,
    zeros,
)

ROOT = Path(__file__).parent.parent


def decoded(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def near(one: object, other: tuple[int, ...], by: int = 12) -> bool:
    assert isinstance(one, tuple)
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def is_scene(image: Image.Image) -> bool:
    """Whether sky, grass and edge are where they belong, in their colours."""
    places = {(0.5, 0.2): SKY, (0.5, 0.8): GRASS, (0.06, 0.5): EDGE}
    return all(near(shade(image, place), colour) for place, colour in places.items())


# Clean


def test_phone_photo_is_upright_in_three_widths_and_two_formats():
    made = derive(phone_photo(1800, 2400), WIDTHS)
    assert set(made.files) == {f"{width}.{kind}" for width in (480, 960, 1600) for kind in ("webp", "avif")}
    assert (made.width, made.height) == (1600, 2133)
    for name, data in made.files.items():
        image = decoded(data)
        assert image.width == int(name.split(".")[0])
        assert is_scene(image), name
    assert made.treatment == ["location", "metadata", "size", "orientation"]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_a_phone_is_held_comes_out_upright(orientation):
    turns = dict(zip(range(1, 9), [None, 0, 3, 1, 5, 2, 6, 4], strict=True))
    turn = turns[orientation]
    stored = scene() if turn is None else scene().transpose(Image.Transpose(turn))
    image = decoded(derive(saved(stored, "JPEG", exif=exif(orientation)), WIDTHS).files["480.webp"])
    assert image.size == (480, 360)
    assert is_scene(image)


@pytest.mark.slow
def test_files_kept_hold_no_metadata():
    sources = [
        phone_photo(),
        saved(scene(), "JPEG", exif=exif(), icc_profile=rgb_profile(), comment="hidden"),
        saved(scene(), "PNG", exif=exif(), icc_profile=rgb_profile()),
        saved(scene(), "WEBP", exif=exif(), icc_profile=rgb_profile(), xmp=b"<x:xmpmeta/>"),
        saved(scene(), "AVIF", exif=exif(), icc_profile=rgb_profile(), xmp=b"<x:xmpmeta/>"),
    ]
    for source in sources:
        made = derive(source, WIDTHS)
        assert {name.split(".")[1] for name in made.files} == {"webp", "avif"}
        for name, data in made.files.items():
            assert metadata_of(data) == {}, name
            image = decoded(data)
            assert not image.getexif()
            assert not {"exif", "icc_profile", "xmp", "comment"} & set(image.info)
            assert not {b"Telephone", b"hidden", b"xmpmeta"} & {
                word for word in (b"Telephone", b"hidden", b"xmpmeta") if word in data
            }


def test_parser_of_the_test_finds_metadata_where_it_is():
    told = {"exif": exif(), "icc_profile": rgb_profile(), "xmp": b"<x:xmpmeta/>"}
    assert set(metadata_of(saved(scene(), "WEBP", **told))) == {"EXIF", "ICCP", "XMP "}
    assert set(metadata_of(saved(scene(), "AVIF", **told))) == {"Exif", "mime", "prof"}


def test_small_picture_is_not_blown_up():
    made = derive(saved(scene(300, 200), "PNG"), WIDTHS)
    assert (made.width, made.height) == (300, 200)
    assert "300.webp" in made.files
    assert "size" not in made.treatment


def test_narrow_picture_keeps_within_the_height():
    made = derive(saved(Image.new("RGB", (400, 9_000), "teal"), "PNG"), WIDTHS)
    assert made.height == derivatives.MAX_HEIGHT


def test_colours_follow_the_embedded_profile():
    wide = saved(Image.new("RGB", (60, 40), (200, 40, 40)), "PNG", icc_profile=wide_profile())
    made = derive(wide, WIDTHS)
    red, green, _blue = decoded(made.files["60.webp"]).getpixel((30, 20))
    assert "colours" in made.treatment
    assert red > 215
    assert green < 40


def test_unreadable_profile_is_left_out_and_said():
    made = derive(saved(scene(), "JPEG", icc_profile=b"no profile at all"), WIDTHS)
    assert "profile" in made.treatment
    assert is_scene(decoded(made.files["480.webp"]))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
def test_every_way_to_store_colours_is_read(mode):
    made = derive(saved(scene().convert("RGB").convert(mode), "PNG"), WIDTHS)
    assert decoded(made.files["480.webp"]).mode == "RGB"


def test_16_bits_keep_their_brightness():
    grey = Image.new("I;16", (60, 40), 0x8080)
    made = derive(saved(grey, "PNG"), WIDTHS)
    assert near(decoded(made.files["60.webp"]).getpixel((30, 20)), (128, 128, 128), by=3)
    assert "depth" in made.treatment


def test_transparent_photo_stands_on_white_and_logo_stays_transparent():
    clear = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    photo = derive(saved(clear, "PNG"), WIDTHS)
    assert near(decoded(photo.files["60.webp"]).getpixel((30, 20)), (255, 255, 255), by=2)
    assert photo.treatment == ["transparency"]
    logo = derive(saved(clear, "PNG"), WIDTHS, transparent=True)
    assert list(logo.files) == ["60.webp"]
    assert decoded(logo.files["60.webp"]).getpixel((30, 20))[3] == 0


def test_second_picture_in_a_phones_file_is_left_out():
    depth = Image.new("RGB", (60, 40), "white")
    data = saved(scene(), "MPO", save_all=True, append_images=[depth])
    assert is_scene(decoded(derive(data, WIDTHS).files["480.webp"]))


@pytest.mark.slow
def test_what_is_hung_onto_a_picture_does_not_go_on():
    for trailer in (b"PK\x03\x04 a zip archive", b"<script>alert(1)</script>"):
        for kind in ("JPEG", "PNG"):
            made = derive(saved(scene(), kind) + trailer, WIDTHS)
            assert not any(trailer in data for data in made.files.values())


def test_wrong_extension_does_not_matter():
    upload = SimpleUploadedFile("photo.jpg", saved(scene(), "PNG"), content_type="text/html")
    assert uploads.process_upload(upload, folder="photos", widths=WIDTHS).name.endswith("/640.webp")


# RefusedPicture

# What each file is made by, and why it is refused.
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "zero bytes": (lambda: b"", "unknown"),
    "web page as JPEG": (lambda: b"<!DOCTYPE html><script>alert(1)</script>", "kind"),
    "script behind spaces": (lambda: b"\n <script>alert(1)</script>", "kind"),
    "svg": (lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "kind"),
    "gif with script": (lambda: saved(Image.new("P", (9, 9)), "GIF") + b"<script>alert(1)</script>", "kind"),
    "gif that is script": (lambda: b"GIF89a/*" + bytes(9) + b"*/=1;alert(1)", "kind"),
    "tiff": (lambda: saved(scene(), "TIFF"), "kind"),
    "photoshop": (lambda: b"8BPS\0\1" + bytes(99), "kind"),
    "eps": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (r) file", "kind"),
    "pdf": (lambda: saved(scene(), "PDF"), "kind"),
    "bmp": (lambda: saved(scene(), "BMP"), "kind"),
    "heic": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99), "kind"),
    "text": (lambda: "园区照片".encode(), "unknown"),
    "zip": (lambda: b"PK\x03\x04" + bytes(99), "unknown"),
    "pixel bomb of 3.6 gigapixels": (lambda: pixel_bomb(60_000, 60_000), "pixels"),
    "pixel bomb of 100 megapixels": (lambda: pixel_bomb(10_000, 10_000), "pixels"),
    "one pixel row above the limit": (lambda: pixel_bomb(8_000, 5_001), "pixels"),
    "truncated jpeg": (lambda: phone_photo()[:-4_000], "broken"),
    "truncated png": (lambda: saved(scene(), "PNG")[:-700], "broken"),
    "truncated webp": (lambda: saved(scene(), "WEBP")[:-400], "broken"),
    "truncated avif": (lambda: saved(scene(), "AVIF")[:-400], "broken"),
    "head of a jpeg alone": (lambda: phone_photo()[:300], "broken"),
    "png that ends in its head": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(9), "broken"),
    "png with a text of a gigabyte": (
        lambda: png_with(chunk(b"zTXt", b"Comment\0\0" + zeros(10**9))),
        "broken",
    ),
    "png with a profile of a gigabyte": (
        lambda: png_with(chunk(b"iCCP", b"icc\0\0" + zeros(10**9))),
        "broken",
    ),
    "animated png": (lambda: animation("PNG"), "animated"),
    "animated webp": (lambda: animation("WEBP"), "animated"),
    "animated avif": (lambda: animation("AVIF"), "animated"),
    "cmyk without profile": (lambda: saved(scene().convert("CMYK"), "JPEG"), "cmyk"),
}


@pytest.mark.parametrize(("make", "code"), REFUSED.values(), ids=REFUSED)
def test_file_is_refused(make, code):
    with pytest.raises(RefusedPicture) as refused:
        derive(make(), WIDTHS)
    assert refused.value.code == code


@pytest.mark.parametrize("kind", [kind for kind, _ in derivatives.REFUSED_KINDS])
def test_every_other_kind_is_named_with_a_remedy(kind):
    with translation.override("en"):
        words = refusals.refusal("kind", kind=kind).messages[0]
    assert any(remedy in words for remedy in ("Save it", "Export it", "Accepted are")), words


def test_every_refusal_has_its_words():
    codes = {code for _make, code in REFUSED.values()} | {"memory"}
    for code in codes:
        assert "%(" not in refusals.refusal(code, kind="gif").messages[0]


def test_file_too_large_is_refused_with_size_and_limit():
    upload = SimpleUploadedFile("photo.jpg", b"x" * 20_000_001)
    with pytest.raises(ValidationError) as refused:
        uploads.process_upload(upload, folder="photos", widths=WIDTHS)
    with translation.override("en"):
        assert "20.0 MB; at most 20 MB" in refused.value.messages[0]


def test_decoder_that_dies_is_a_refusal(monkeypatch):
    def killed(*args, **kwargs):
        return subprocess.CompletedProcess(args, -9)

    monkeypatch.setattr(uploads.subprocess, "run", killed)
    with pytest.raises(ValidationError) as refused:
        uploads.process_upload(SimpleUploadedFile("a.jpg", phone_photo()), folder="photos", widths=WIDTHS)
    assert refused.value.code == "memory"


def test_decoder_that_does_not_end_is_a_refusal(monkeypatch):
    monkeypatch.setattr(uploads, "TIMEOUT_SECONDS", 0.001)
    with pytest.raises(ValidationError) as refused:
        uploads.process_upload(SimpleUploadedFile("a.jpg", phone_photo()), folder="photos", widths=WIDTHS)
    assert refused.value.code == "time"


@pytest.mark.slow
def test_40_megapixels_stay_within_400_megabytes(tmp_path):
    """Measured in a process of its own, as it is done."""
    (tmp_path / "upload").write_bytes(saved(scene(7_300, 5_475), "JPEG", exif=exif(6)))
    told = (
        "import sys; from pathlib import Path; from initiatives.pictures.derivatives import main; "
        "main(Path(sys.argv[1]), [480, 960, 1600], False); "
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    command = [sys.executable, "-c", told, str(tmp_path)]
    peak = int(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)
    assert json.loads((tmp_path / "facts.json").read_text())["width"] == 1600
    assert peak < 400_000


@pytest.mark.parametrize(
    ("status", "stderr", "code"),
    [
        (-signal.SIGKILL, "", "memory"),
        (-signal.SIGABRT, "terminate called after throwing std::bad_alloc", "memory"),
        (1, "Traceback (most recent call last):\nMemoryError", "memory"),
        (-signal.SIGXCPU, "", "time"),
        (-signal.SIGSEGV, "Fatal Python error: Segmentation fault", "crash"),
        (1, "Traceback (most recent call last):\nModuleNotFoundError: No module named 'PIL'", "crash"),
        (0, "", "crash"),
    ],
)
def test_decoder_that_ends_without_a_result_is_told_by_its_reason_and_logged(
    monkeypatch, caplog, status, stderr, code
):
    def ended(command, **options):
        return subprocess.CompletedProcess(command, status, "", stderr)

    monkeypatch.setattr(uploads.subprocess, "run", ended)
    with pytest.raises(ValidationError) as refused:
        uploads.process_upload(SimpleUploadedFile("a.jpg", b"x"), folder="photos", widths=WIDTHS)
    assert refused.value.code == code
    [record] = [record for record in caplog.records if record.name == uploads.__name__]
    assert record.levelname == "ERROR"
    assert record.getMessage() == f"The picture process ended with status {int(status)}: {stderr}"


def test_crashed_decoder_is_told_as_an_error_of_the_site_in_both_languages():
    told = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            told[language] = refusals.refusal("crash").messages
    assert told == {
        "en": ["The picture could not be read because of an error of the site. Tell whoever runs the site."],
        "zh-hans": ["由于网站程序出错，图片未能读取。请告知网站管理员。"],
    }


def test_decoder_that_crashes_in_truth_leaves_its_traceback_in_the_log(monkeypatch, tmp_path, caplog):
    package = tmp_path / "initiatives" / "pictures"
    package.mkdir(parents=True)
    (package / "derivatives.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(uploads, "ROOT", tmp_path)
    with pytest.raises(ValidationError) as refused:
        uploads.process_upload(SimpleUploadedFile("a.jpg", b"x"), folder="photos", widths=WIDTHS)
    assert refused.value.code == "crash"
    assert "Segmentation fault" in caplog.text
