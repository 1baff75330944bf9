"""Wires auth: settings, stores, use-cases, routes and bus answers. Nothing connects before the fork."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask

from services.auth import signing, subscriptions
from services.auth.avatars import BYTES_LIMIT, Avatars
from services.auth.images import Images
from services.auth.invites import Invites
from services.auth.limits import Limits, LimitsWithFallback
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
from services.auth.stores.collections import Stores, stores_of
from services.auth.stores.shared_limits import SharedLimits
from services.auth.threads import Threads
from services.common import cache, clock, database
from services.common.bus import Bus
from services.common.expiry import Expiry
from services.common.service import Service
from services.common.settings import load

NAME = "auth"


def app() -> Flask:
    """What gunicorn runs."""
    return create_app(load(AuthSettings, os.environ))


def create_app(
    settings: AuthSettings,
    *,
    bus: Bus | None = None,
    stores: Stores | None = None,
    limits: Limits | None = None,
    passwords: Passwords | None = None,
    now: Callable[[], datetime] = clock.now,
) -> Flask:
    """The app with its life attached; tests hand in what they want to be different."""
    service = Service(NAME, settings, bus=bus, body_limit=BYTES_LIMIT + 1_000)
    mongo, redis = database.database(settings, NAME), cache.cache(settings)
    stores = stores or stores_of(mongo)
    limits = limits or LimitsWithFallback(SharedLimits(redis), LocalLimits())
    passwords = passwords or Passwords(Threads(settings.hash_threads, settings.hash_queue))
    keys = signing.load(settings.signing_key_file)
    service.tokens.trust(keys.jwks)

    sessions = Sessions(
        stores.sessions,
        stores.revocations,
        keys,
        service.bus,
        idle=timedelta(days=settings.session_idle_days),
        longest=timedelta(days=settings.session_longest_days),
        now=now,
    )
    registration = Registration(
        stores.accounts,
        sessions,
        passwords,
        limits,
        Invites(service.bus),
        needs_invite=settings.registration == "invite",
        per_address=settings.registrations_per_address,
        now=now,
    )
    logins = Logins(stores.accounts, stores.sessions, sessions, passwords, limits, settings)
    profiles, people = Profiles(stores.accounts, service.bus), People(stores.accounts)
    avatars = Avatars(stores.accounts, stores.pictures, profiles, Images(), now)

    cookie_kept = timedelta(days=settings.session_idle_days)
    service.add(account_routes.routes(registration, cookie_kept))
    service.add(session_routes.routes(logins, sessions, profiles, cookie_kept))
    service.add(profile_routes.routes(profiles, people))
    service.add(avatar_routes.routes(avatars))
    service.add(key_routes.routes(keys))
    subscriptions.answer(service.bus, keys, profiles, sessions)

    preparation = Preparation(stores)
    service.on_start(preparation.start)
    service.on_start(Expiry([stores.sessions.expire, stores.revocations.expire], now).start)
    service.check("database", lambda: database.is_reachable(mongo))
    service.check("indexes", lambda: preparation.is_done)
    return service.flask
