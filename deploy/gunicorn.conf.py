"""How the site is served, by `make run` and as a service. `bind` is given on the command line.

WEB_CONCURRENCY in the environment sets the number of processes; two serve a park with its readers.
"""

import ctypes
import os
from contextlib import suppress
from typing import Any

# As malloc.h calls it: how many heaps the C library keeps.
M_ARENA_MAX = -8

wsgi_app = "parkplan.wsgi"
worker_class = "parkplan.waitress_worker.WaitressWorker"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
# Threads that answer whole requests. Some may wait for the database while the others serve readers.
threads = 8
preload_app = True
# A process that does not answer for so long is replaced.
timeout = 60
graceful_timeout = 30
loglevel = "warning"
# Where workers tell that they live: in memory where there is such a folder, and no state beside VAR_DIR.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
control_socket_disable = True


# One heap for all threads: with one for each, what is freed after heavy answers is kept many times over.
# Other C libraries than glibc have no such setting.
with suppress(AttributeError):
    ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def on_starting(server: object) -> None:
    """Refuse to serve a database that does not notice changes; `manage.py prepare` mends it.

    Runs once the site is loaded (`preload_app`), before there are processes that serve.
    """
    from parkplan.wsgi import make_ready

    make_ready()


def child_exit(_server: Any, worker: Any) -> None:
    """Numbers for Prometheus (METRICS_HOST), where they are served."""
    from parkplan.request_metrics import forget_process

    forget_process(worker.pid)


def on_exit(_server: Any) -> None:
    from parkplan.request_metrics import remove_files

    remove_files()
