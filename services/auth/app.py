"""Wires auth: settings, stores, use-cases, routes and bus answers. Nothing connects before the fork."""

import os
from datetime import timedelta

from flask import Flask

from services.auth import signing, subscriptions
from services.auth.avatars import BYTES_LIMIT, Avatars
from services.auth.limits import LimitsWithFallback
from services.auth.local_limits import LocalLimits
from services.auth.logins import Logins
from services.auth.passwords import Passwords
from services.auth.people import People
from services.auth.preparation import Preparation
from services.auth.profiles import Profiles
from services.auth.registration import Registration
from services.auth.routes import accounts as account_routes
from services.auth.routes import avatars as avatar_routes
from services.auth.routes import keys as key_routes
from services.auth.routes import profiles as profile_routes
from services.auth.routes import sessions as session_routes
from services.auth.sessions import Sessions
from services.auth.settings import AuthSettings
from services.auth.stores.accounts import AccountStore
from services.auth.stores.pictures import PictureStore
from services.auth.stores.revocations import RevocationStore
from services.auth.stores.sessions import SessionStore
from services.auth.stores.shared_limits import SharedLimits
from services.auth.threads import Threads
from services.common import cache, database
from services.common.bus import Bus
from services.common.service import Service
from services.common.settings import load

NAME = "auth"
PICTURES_WAITING = 8


def app() -> Flask:
    """What gunicorn runs."""
    return create_app(load(AuthSettings, os.environ))


def create_app(settings: AuthSettings, *, bus: Bus | None = None) -> Flask:
    """The app with its life attached; tests hand in a bus of their own."""
    service = Service(NAME, settings, bus=bus, body_limit=BYTES_LIMIT + 1_000)
    keys = signing.load(settings.signing_key_file)
    service.tokens.trust(keys.jwks)

    mongo, redis = database.database(settings, NAME), cache.cache(settings)
    account_store, session_store = AccountStore(mongo), SessionStore(mongo)
    revocation_store, picture_store = RevocationStore(mongo), PictureStore(mongo)
    limits = LimitsWithFallback(SharedLimits(redis), LocalLimits())
    passwords = Passwords(Threads(settings.hash_threads, settings.hash_queue))

    idle, longest = timedelta(days=settings.session_idle_days), timedelta(days=settings.session_longest_days)
    sessions = Sessions(session_store, revocation_store, keys, service.bus, idle=idle, longest=longest)
    registration = Registration(
        account_store, sessions, passwords, limits, per_address=settings.registrations_per_address
    )
    logins = Logins(account_store, session_store, sessions, passwords, limits, settings)
    profiles, people = Profiles(account_store, service.bus), People(account_store)
    avatars = Avatars(account_store, picture_store, profiles, Threads(1, PICTURES_WAITING))

    service.add(account_routes.routes(registration, idle))
    service.add(session_routes.routes(logins, sessions, profiles, idle))
    service.add(profile_routes.routes(profiles, people))
    service.add(avatar_routes.routes(avatars))
    service.add(key_routes.routes(keys))
    subscriptions.answer(service.bus, keys, profiles, sessions)

    preparation = Preparation([account_store, session_store, revocation_store])
    service.on_start(preparation.start)
    service.check("database", lambda: database.is_reachable(mongo))
    service.check("indexes", lambda: preparation.is_done)
    return service.flask
