"""How gunicorn runs each service, in the local stack and in containers alike. Everything variable comes as variables.

The application is loaded and frozen before the fork, so that workers share its memory; nothing connects before
`services.common.service.start`, which runs in each worker.
"""

from gevent import monkey

monkey.patch_all()

import gc  # noqa: E402 - the patch comes before every other import
import os  # noqa: E402
from pathlib import Path  # noqa: E402

METRICS = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
if METRICS:
    # prometheus_client opens its file there on import. What dead processes left would be added up for ever.
    Path(METRICS).mkdir(mode=0o700, parents=True, exist_ok=True)
    for numbers in Path(METRICS).glob("*_*.db"):
        if not Path("/proc", numbers.stem.rpartition("_")[2]).exists():
            numbers.unlink()

from prometheus_client import multiprocess  # noqa: E402

from services.common import service  # noqa: E402

if os.environ.get("NATTER_SEEDED_BUG"):
    # A mistake made on purpose, to see that `./natter verify` finds it. Only checkouts have tests/, images have not.
    from tests.faults import seeded_bugs

    seeded_bugs.plant(os.environ["NATTER_SEEDED_BUG"])

bind = os.environ.get("NATTER_BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_class = "gevent"
worker_connections = 4096
# Whoever knocks while all are busy waits here; what the system allows at most by default.
backlog = 4096
preload_app = True
# The gateway closes an idle connection after 3 s, always before we do: no request meets a closing door.
keepalive = 5
timeout = 60
graceful_timeout = int(os.environ.get("GRACEFUL_SECONDS", "15"))
max_requests = 0
# Requests come from the gateway, which overwrites every forwarding header; services read those by themselves.
forwarded_allow_ips = ""
limit_request_line = 8190
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a heartbeat file, unlinked at once
accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "deploy.json_lines.JsonLines", "service": os.environ.get("NATTER_SERVICE", "natter")}
    },
    "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
    "root": {"level": "WARNING", "handlers": ["out"]},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": ["out"], "propagate": False}},
}


def when_ready(server):
    """Just before the first fork: what was loaded stays out of the collector's way and is never copied."""
    gc.collect()
    gc.freeze()


def post_worker_init(worker):
    service.start(worker.wsgi, worker)


def worker_exit(server, worker):
    service.finish(worker)


def child_exit(server, worker):
    if METRICS:
        multiprocess.mark_process_dead(worker.pid)
