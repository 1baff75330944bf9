"""Notify that dies once, by kill -9, when it has stored notifications and told nobody else: fault F6.

It dies while the file NOTIFY_DIES exists, and removes it just before.
"""

import os
import signal
from pathlib import Path

from flask import Flask

from services.common import database, settings
from services.notify.app import create_app
from services.notify.settings import NotifySettings
from services.notify.stores.notifications import NotificationStore


class DyingStore(NotificationStore):
    def add(self, addressed):
        created = super().add(addressed)
        last_words = Path(os.environ["NOTIFY_DIES"])
        if created and last_words.exists():
            last_words.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return created


def app() -> Flask:
    chosen = settings.load(NotifySettings, os.environ)
    return create_app(chosen, notification_store=DyingStore(database.database(chosen, "notify")))
