"""The frame around every service: its Flask app, error answers, health, metrics, and a life from fork to drain.

app.py builds a `Service`, registers routes, checks and hooks, and returns `service.flask`. gunicorn loads that before
the fork, so nothing connects until `start`, which deploy/gunicorn.conf.py calls in each worker. When the worker is
told to end, the stop hooks run within the drain time.
"""

import time
from collections.abc import Callable
from typing import Any

import gevent
import msgspec
from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest, multiprocess
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from services.common import ids, logs, openapi
from services.common.bus import Bus
from services.common.detours import Detours
from services.common.errors import Malformed, NotFound, Problem, TooLarge
from services.common.http import BODY_LIMIT_BYTES, Routes
from services.common.settings import CommonSettings
from services.common.tokens import Identity, TokenVerifier

log = logs.get_logger("service")

REQUEST_SECONDS = Histogram(
    "natter_http_request_seconds",
    "Time to answer a REST request",
    ["service", "operation", "status"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


class Service:
    """One service in one process. Attributes: `flask`, `bus`, `tokens`, `is_draining`."""

    def __init__(
        self, name: str, settings: CommonSettings, *, bus: Bus | None = None, body_limit: int = BODY_LIMIT_BYTES
    ):
        logs.configure(name, settings.log_level)
        self.name, self.settings = name, settings
        self.detours = Detours(name, settings.detours, settings.detour_keys)
        self.bus = bus or Bus(settings.nats_url, name, self.detours)
        self.tokens = TokenVerifier(self.bus)
        self.is_draining = False
        self._groups: list[Routes] = []
        self._checks: dict[str, Callable[[], bool]] = {"bus": lambda: self.bus.is_connected}
        # Without NATS everything is slower to arrive, and nothing else: no reason to send visitors away.
        self._hints = {"bus"} if self.detours.are_open else set()
        self._starts: list[Callable[[], None]] = []
        self._stops: list[Callable[[float], None]] = []
        self.flask = self._make_flask(body_limit)

    # -- wiring, before the fork

    def add(self, routes: Routes) -> None:
        """Serve these routes and list them in the OpenAPI page."""
        self._groups.append(routes)
        self.flask.register_blueprint(routes.blueprint(self.authenticate))

    def check(self, part: str, is_well: Callable[[], bool]) -> None:
        """/readyz answers 503 and names `part` while `is_well()` is false."""
        self._checks[part] = is_well

    def on_start(self, hook: Callable[[], None]) -> None:
        """Runs in each worker after the fork, when the bus is starting."""
        self._starts.append(hook)

    def on_stop(self, hook: Callable[[float], None]) -> None:
        """Runs when the worker ends, with the seconds it may take; before the bus is closed."""
        self._stops.append(hook)

    def authenticate(self, token: str) -> Identity:
        return self.tokens.verify(token)

    # -- life, in the worker

    def start(self) -> None:
        logs.gather()
        self.bus.start()
        self.tokens.start()
        for hook in self._starts:
            hook()
        log.info("started")

    def stop(self) -> None:
        """Not ready any more; finish what was begun; close the bus."""
        self.is_draining = True
        deadline = time.monotonic() + self.settings.drain_seconds
        for hook in self._stops:
            try:
                hook(max(0.5, deadline - time.monotonic()))
            except Exception as error:  # the others must still get their turn
                log.exception("stop hook failed", error)
        self.bus.stop()
        log.info("stopped")
        logs.flush()

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI 3.1 page of this service's routes."""
        return openapi.document(self.name, self._groups)

    def readiness(self) -> dict[str, bool]:
        """Each part that this service uses, and whether it answers."""
        return {"accepting": not self.is_draining, **{part: is_well() for part, is_well in self._checks.items()}}

    # -- the app

    def _make_flask(self, body_limit: int) -> Flask:
        flask = Flask(f"natter.{self.name}", static_folder=None)
        flask.config["MAX_CONTENT_LENGTH"] = body_limit
        # One spelling an address: the gateway's limits are by address, and another spelling would go round them.
        flask.url_map.merge_slashes = False
        flask.extensions["natter"] = self
        flask.before_request(_begin_request)
        flask.after_request(self._end_request)
        flask.register_error_handler(Exception, _answer_error)
        flask.add_url_rule("/healthz", "healthz", lambda: _json({"status": "ok"}))
        flask.add_url_rule("/readyz", "readyz", self._answer_readiness)
        flask.add_url_rule("/metrics", "metrics", _answer_metrics)
        flask.add_url_rule(
            "/internal/<subject>", "internal", self._answer_detour, methods=["POST"], provide_automatic_options=False
        )
        flask.add_url_rule(f"/api/{self.name}/openapi.json", "openapi", lambda: _json(self.openapi()))
        return flask

    def _answer_readiness(self) -> Response:
        parts = self.readiness()
        is_ready = all(is_well for part, is_well in parts.items() if part not in self._hints)
        return _json({"ready": is_ready, "parts": parts}, 200 if is_ready else 503)

    def _answer_detour(self, subject: str) -> Response:
        self.detours.admit(request.headers.get("Authorization"), subject)
        return Response(self.bus.answer(subject, request.get_data()), content_type="application/json")

    def _end_request(self, response: Response) -> Response:
        response.headers["X-Request-Id"] = g.request_id
        rule = request.url_rule
        operation = f"{request.method} {rule.rule}" if rule else "none"
        if operation.startswith(("GET /healthz", "GET /readyz", "GET /metrics")):
            return response
        if rule is not None and rule.websocket and response.status_code == 200:
            # An open line, and no answer: the gateway tells of it when it ends. Thousands may come in a few seconds.
            return response
        seconds = time.perf_counter() - g.begun_at
        REQUEST_SECONDS.labels(self.name, operation, response.status_code).observe(seconds)
        log.info(
            "answered",
            method=request.method,
            operation=operation,
            status=response.status_code,
            ms=round(seconds * 1e3, 1),
        )
        return response


def start(flask: Flask, worker: Any) -> None:
    """Called by gunicorn's post_worker_init: start the service, and stop it when the worker is told to end."""
    service: Service = flask.extensions["natter"]
    service.start()
    worker.natter_stop = gevent.spawn(_stop_with, service, worker)


def finish(worker: Any) -> None:
    """Called by gunicorn's worker_exit: wait until the service has stopped.

    gunicorn waits for requests only, and a WebSocket that the hub serves is none any more.
    """
    stop = getattr(worker, "natter_stop", None)
    if stop is not None:
        stop.join()


def _stop_with(service: Service, worker: Any) -> None:
    # gunicorn tells a gevent worker to end by this flag alone, then waits up to graceful_timeout.
    while worker.alive:
        gevent.sleep(0.1)
    service.stop()


def _begin_request() -> None:
    g.begun_at = time.perf_counter()
    g.request_id = ids.request_id_from(request.headers.get("X-Request-Id"))
    logs.request_id.set(g.request_id)


def _answer_error(error: Exception) -> Response:
    problem = _problem(error)
    response = _json(problem.body(), problem.status)
    response.headers["Cache-Control"] = "no-store"
    if problem.retry is not None:
        response.headers["Retry-After"] = str(max(1, round(problem.retry)))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(error.valid_methods)
    return response


def _problem(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException):
        if error.code == 404:
            return NotFound("page")
        if error.code == 413:
            return TooLarge("The request is larger than this server takes.")
        if error.code == 405:
            problem = Problem("This address does not answer that method.", code="method_not_allowed")
            problem.status = 405
            return problem
        malformed = Malformed("The request could not be understood.")
        malformed.status = error.code or 400
        return malformed
    log.exception("request failed", error, path=request.path)
    return Problem("Something went wrong on the server. It has been noted.")


def _answer_metrics() -> Response:
    registry = CollectorRegistry()
    try:
        # Set up by deploy (PROMETHEUS_MULTIPROC_DIR) where a service has several workers.
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        page = generate_latest(registry)
    except ValueError:
        page = generate_latest()
    return Response(page, content_type=CONTENT_TYPE_LATEST)


def _json(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status=status, content_type="application/json")
