"""The site's mark in every form browsers and phones ask for, into static/img: part of `make pictures`."""

from initiatives.pictures import logo
from scripts import environment

FOLDER = environment.ROOT / "static" / "img"
FAVICON_SIZES = (16, 32, 48)
# Name, size, and whether the system cuts the corners off itself.
ICONS = (
    ("apple-touch-icon.png", 180, True),
    ("icon-192.png", 192, False),
    ("icon-512.png", 512, False),
    ("icon-maskable-512.png", 512, True),
)


def main() -> None:
    (FOLDER / "logo.svg").write_text(logo.svg(), encoding="utf-8")
    largest, *smaller = (logo.picture(size) for size in reversed(FAVICON_SIZES))
    largest.save(
        FOLDER / "favicon.ico", sizes=[(size, size) for size in FAVICON_SIZES], append_images=smaller
    )
    for name, size, whole in ICONS:
        image = logo.picture(size, whole=whole)
        # An icon that is cut has no corners to see through.
        (image.convert("RGB") if whole else image).save(FOLDER / name, optimize=True)


if __name__ == "__main__":
    main()
