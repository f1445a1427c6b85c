"""How gunicorn serves the product; `gunicorn` in this folder, without any option, reads it."""

import os
import sys
from pathlib import Path

ROOT = str(Path(__file__).resolve().parent)
# gunicorn reads its settings before it makes the program's own folder importable.
sys.path.insert(0, ROOT)

from opd_web.config import InvalidSettings, from_environment, make_instance  # noqa: E402  needs the line above

try:
    settings = from_environment()
    make_instance(settings.instance)
except InvalidSettings as refused:
    sys.exit(str(refused))

chdir = ROOT
wsgi_app = "wsgi:app"
address = f"[{settings.host}]" if ":" in settings.host else settings.host
bind = f"{address}:{settings.port}"
# One process: live updates reach every client without Redis. Each open board or desk keeps a thread.
workers = 1
worker_class = "gthread"
threads = settings.threads
worker_connections = 2 * settings.threads
# The default of 30 s is spent in full while a board is connected.
graceful_timeout = 3
# Its socket would lie in the home folder, where a second copy of the product finds it in use.
control_socket_disable = True
loglevel = "warning"


def post_worker_init(worker):  # type: ignore[no-untyped-def]  # gunicorn calls it and has no types
    """Start what the process does by itself, and say where the product is, once it answers."""
    from opd_web import jobs, realtime  # noqa: PLC0415  only a worker needs them
    from opd_web.cli import accounts  # noqa: PLC0415  as jobs
    from opd_web.realtime import farewell  # noqa: PLC0415  as jobs

    jobs.start(worker.wsgi)
    farewell.close_sockets_when(lambda: not worker.alive)
    realtime.watch(worker.wsgi)
    if worker.age == 1:
        hint = accounts.hint(worker.wsgi)
        print(
            f"Open {settings.address} in a browser. Ctrl-C stops the server.",
            *filter(None, [hint]),
            sep="\n",
            flush=True,
        )


def worker_exit(_server, worker):  # type: ignore[no-untyped-def]  # as post_worker_init
    """Leave without waiting for threads that listen to a screen which never says goodbye: nothing is left to save."""
    if worker.booted and not worker.alive:
        sys.stdout.flush()
        os._exit(0)
