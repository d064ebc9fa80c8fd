"""A site with the plans of `plan_shapes` beside the shipped one: `python -m tests.shape_site`."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import django

from scripts import temporary_site

STORE = "from tests.plan_shapes import SHAPES, make_shape\nfor name in SHAPES: make_shape(name)"


@contextmanager
def shape_site() -> Iterator[str]:
    """Serve it as `make run` does; yields the URL without a trailing slash, to go before `address(shape)`."""
    with temporary_site.installation() as variables:
        temporary_site.manage(variables, "shell", "-v", "0", "-c", STORE)
        with temporary_site.serving(variables) as site:
            yield site


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkplan.settings")
    django.setup()
    from tests.plan_shapes import SHAPES, address

    with shape_site() as site:
        print(*(f"{site}{prefix}{address(shape)}" for shape in SHAPES for prefix in ("", "/en")), sep="\n")
        signal.pause()


if __name__ == "__main__":
    main()
