"""Wiring of notify: constructs everything, connects nothing; gunicorn loads this before it forks."""

import os

import gevent
from flask import Flask

from services.common import cache, database, settings
from services.common.bus import Bus
from services.common.expiry import Expiry
from services.common.service import Service
from services.notify.explanations import Explanations
from services.notify.healing import Healing
from services.notify.log_events import LogEvents
from services.notify.missed_events import MissedEvents
from services.notify.missed_reads import MissedReads
from services.notify.notifications import Notifications
from services.notify.people import People
from services.notify.planning import Planner
from services.notify.portions import Portions
from services.notify.preferences import PreferenceBook
from services.notify.progress import Progress
from services.notify.reads import Reads
from services.notify.rewordings import Rewordings
from services.notify.rosters import Rosters
from services.notify.routes.decisions import decision_routes
from services.notify.routes.notifications import notification_routes
from services.notify.routes.preferences import preference_routes
from services.notify.settings import NotifySettings
from services.notify.stores.decisions import DecisionStore
from services.notify.stores.heads import HeadStore
from services.notify.stores.lookers import LookerStore
from services.notify.stores.notifications import NotificationStore
from services.notify.stores.preferences import PreferenceStore
from services.notify.subscriptions import Subscriptions
from services.notify.upkeep import Upkeep


def app() -> Flask:
    """What gunicorn runs. Raises SettingsError when the environment does not suffice."""
    return create_app(settings.load(NotifySettings, os.environ))


def create_app(
    chosen: NotifySettings, *, bus: Bus | None = None, notification_store: NotificationStore | None = None
) -> Flask:
    """The Flask app of notify; tests hand in a bus or a store of their own."""
    service = Service("notify", chosen, bus=bus)
    mongo, redis = database.database(chosen, "notify"), cache.cache(chosen)
    store, decisions = notification_store or NotificationStore(mongo), DecisionStore(mongo)

    rosters, people = Rosters(service.bus), People(service.bus)
    preferences = PreferenceBook(PreferenceStore(mongo), service.bus)
    progress = Progress(HeadStore(mongo))
    portions = Portions()
    notifications = Notifications(store, service.bus, portions)
    missed_reads = MissedReads(service.bus, store, notifications, progress, portions)
    reads = Reads(rosters, notifications)
    log_events = LogEvents(
        rosters=rosters,
        planner=Planner(people, preferences),
        lookers=LookerStore(redis),
        notifications=notifications,
        rewordings=Rewordings(notifications, people),
        reads=reads,
        missed_reads=missed_reads,
        decisions=decisions,
        progress=progress,
    )
    healing = Healing(
        bus=service.bus,
        rosters=rosters,
        reads=reads,
        people=people,
        missed_events=MissedEvents(service.bus, rosters, log_events, progress),
        missed_reads=missed_reads,
        progress=progress,
        pause_seconds=chosen.heal_seconds,
    )
    subscriptions = Subscriptions(
        bus=service.bus, log_events=log_events, progress=progress, reads=reads, people=people, healing=healing
    )
    upkeep = Upkeep(progress, [store.ensure_indexes, decisions.ensure_indexes])

    subscriptions.register()
    service.add(notification_routes(notifications, missed_reads))
    service.add(preference_routes(preferences))
    service.add(decision_routes(Explanations(decisions, store)))
    # Redis is not asked: without it everybody is notified, and nothing has to wait.
    service.check("database", lambda: database.is_reachable(mongo))
    service.on_start(subscriptions.start)
    service.on_start(lambda: gevent.spawn(upkeep.run))
    service.on_start(Expiry([store.expire, decisions.expire]).start)
    service.on_stop(lambda _: upkeep.once())
    return service.flask
