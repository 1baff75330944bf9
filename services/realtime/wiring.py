"""Wiring: the parts of realtime, and what calls what.

app.py gives it the real outside (bus, chat, Redis), tests give it fakes. Nothing begins before `start`.
"""

from collections.abc import Callable

import msgspec
from gevent import get_hub

from services.common import frames, ids
from services.common.bus import Bus
from services.common.tokens import Identity
from services.realtime.admissions import Admission
from services.realtime.chat import Chat
from services.realtime.checks import Checks
from services.realtime.connections import Connection
from services.realtime.drains import Drain
from services.realtime.errands import Errands
from services.realtime.hellos import Hellos
from services.realtime.hub import Hub
from services.realtime.inbox import Handler, Inbox
from services.realtime.joins import Joins
from services.realtime.looks import Looks
from services.realtime.metrics import Metrics
from services.realtime.newcomers import Newcomers
from services.realtime.presences import Presences
from services.realtime.reads import Reads
from services.realtime.repairs import Repairs
from services.realtime.replays import Replays
from services.realtime.sends import Sends
from services.realtime.sessions import Sessions
from services.realtime.settings import RealtimeSettings
from services.realtime.stores.looks import LookStore
from services.realtime.stores.presences import PresenceStore
from services.realtime.subscriptions import Subscriptions
from services.realtime.sweeps import Sweeps
from services.realtime.typing_marks import TypingMarks
from services.realtime.writer import Writer


class Realtime:
    """All parts of one process. Attributes: `hub`, `writer`, `checks`, `sessions`, `sweeps` and `drain`."""

    def __init__(
        self,
        chosen: RealtimeSettings,
        bus: Bus,
        chat: Chat,
        presence_store: PresenceStore,
        look_store: LookStore,
        verify: Callable[[str], Identity],
    ):
        self._errands = Errands()
        subscriptions = Subscriptions(bus)
        hub = self.hub = Hub(subscriptions)
        self.writer = Writer(chosen.outbox_limit_megabytes * 1024 * 1024)

        replays, repairs = Replays(chat, hub), Repairs(chat, hub)
        joins = Joins(chat, hub, replays)
        hub.missing, hub.newly_member = repairs.need, joins.join
        hub.is_deaf = lambda: not bus.is_connected
        self.checks = Checks(chat, hub, joins)
        bus.on_trouble(self.checks.trouble)

        sends, reads, typing_marks = Sends(chat, hub), Reads(chat), TypingMarks(bus, hub)
        self._presences = Presences(presence_store, self._errands, chat, bus, hub)
        self._looks = Looks(look_store, self._errands, hub)
        self.sessions, self._newcomers = Sessions(verify, hub), Newcomers()
        self._metrics = Metrics(hub, self.writer, repairs)
        self.sweeps = Sweeps(hub, self._newcomers, self.sessions, self._presences, self._looks, self._metrics)
        self.drain = Drain(hub, sends)
        subscriptions.listen(hub, joins, self._presences, typing_marks)

        admission = Admission(chosen.hellos_at_once, chosen.hello_queue)
        hellos = Hellos(verify, chat, hub, joins, replays, admission, chosen.connections_per_user)
        hellos.greeted, hellos.on_seconds = self._greeted, self._metrics.greeted
        handlers: dict[type[msgspec.Struct], Handler] = {
            frames.Send: sends.take,
            frames.MarkRead: reads.take,
            frames.StartTyping: typing_marks.take,
            frames.Watch: self._presences.watch,
            frames.Look: self._looks.take,
            frames.RenewToken: self.sessions.take,
        }
        self._inbox = Inbox(self._newcomers, hellos.take, handlers, self._presences.act, self._gone)

    def start(self) -> None:
        """After the fork, when the bus has started."""
        self.writer.start(get_hub().loop)
        self._errands.start()
        self.checks.start()
        self.sweeps.start()

    def adopt(self, descriptor: int) -> Connection:
        """A WebSocket whose handshake is done; the descriptor is ours from now on."""
        connection = Connection(descriptor, ids.new_id(), self._inbox, self.writer)
        self.hub.connections[connection] = None
        self._newcomers.welcome(connection)
        return connection

    def _greeted(self, connection: Connection) -> None:
        self._presences.arrive(connection)
        self._inbox.ready(connection)

    def _gone(self, connection: Connection, code: int) -> None:
        self.hub.leave(connection)
        self._presences.depart(connection)
        self._looks.depart(connection)
        self._metrics.closed(code)
