"""The application that gunicorn loads: the service's frame, the door to the WebSocket, and what lies outside."""

import os

from flask import Flask

from services.common import settings
from services.common.cache import cache
from services.common.service import Service
from services.realtime.chat import Chat
from services.realtime.routes import sockets
from services.realtime.settings import RealtimeSettings
from services.realtime.stores.looks import LookStore
from services.realtime.stores.presences import PresenceStore
from services.realtime.wiring import Realtime


def app() -> Flask:
    """For gunicorn. Raises SettingsError."""
    return create_app(settings.load(RealtimeSettings, os.environ))


def create_app(chosen: RealtimeSettings) -> Flask:
    """Nothing connects here: gunicorn loads this before it forks. Ready without Redis: what is there are hints."""
    service = Service("realtime", chosen)
    redis = cache(chosen)
    realtime = Realtime(
        chosen, service.bus, Chat(service.bus), PresenceStore(redis), LookStore(redis), service.authenticate
    )
    sockets.serve(service.flask, realtime.adopt, lambda: service.is_draining, chosen.origins)
    service.tokens.on_revoked(realtime.sessions.revoke)
    service.on_start(realtime.start)
    service.on_stop(realtime.drain.run)
    return service.flask
