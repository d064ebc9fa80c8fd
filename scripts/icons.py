"""Write the logo in all icon formats to static/img; part of `make pictures`."""

from initiatives.pictures import logo
from scripts import environment

FOLDER = environment.ROOT / "static" / "img"
FAVICON_SIZES = (16, 32, 48)
# Name, size, and whether the system crops the icon itself.
ICONS = (
    ("apple-touch-icon.png", 180, True),
    ("icon-192.png", 192, False),
    ("icon-512.png", 512, False),
    ("icon-maskable-512.png", 512, True),
)


def main() -> None:
    (FOLDER / "seal.svg").write_text(logo.svg(), encoding="utf-8")
    largest, *smaller = (logo.picture(size) for size in reversed(FAVICON_SIZES))
    largest.save(
        FOLDER / "favicon.ico", sizes=[(size, size) for size in FAVICON_SIZES], append_images=smaller
    )
    for name, size, whole in ICONS:
        image = logo.picture(size, whole=whole)
        # Icons that are cropped are opaque.
        (image.convert("RGB") if whole else image).save(FOLDER / name, optimize=True)


if __name__ == "__main__":
    main()
