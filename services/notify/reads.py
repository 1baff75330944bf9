"""Reads: announced read positions on their way to withdrawing what was notified.

`hear` is called in the bus's loop and never blocks; one greenlet works off what was heard, the furthest position for
each person and conversation. Who writes several messages in a row has nothing to withdraw but the first time, and that
is remembered. Called by subscriptions.py, log_events.py and healing.py.
"""

from collections import OrderedDict

import gevent
from gevent.event import Event as Signal

from services.common import logs
from services.notify.notifications import Notifications
from services.notify.rosters import Rosters

WAITING_LIMIT = 50_000
"""People times conversations; beyond that positions are dropped, and healing finds what they would have withdrawn."""
REMEMBERED_LIMIT = 50_000
PAUSE_SECONDS = 2.0

_Reader = tuple[str, str]
"""conversation_id, user_id"""

log = logs.get_logger("reads")


class Reads:
    def __init__(self, rosters: Rosters, notifications: Notifications):
        self._rosters, self._notifications = rosters, notifications
        self._waiting: dict[_Reader, int] = {}
        self._withdrawn: OrderedDict[_Reader, int] = OrderedDict()
        """The message_no up to which everything was withdrawn from the reader."""
        self._signal = Signal()

    def hear(self, conversation_id: str, user_id: str, message_no: int) -> None:
        """Somebody has read up to there; does not block."""
        self._rosters.hear_read(conversation_id, user_id, message_no)
        self._put(conversation_id, user_id, message_no)

    def hear_send(self, conversation_id: str, user_id: str, message_no: int) -> None:
        """Somebody has written this message, and so read what was there before; does not block."""
        self._rosters.hear_read(conversation_id, user_id, message_no)
        reader = (conversation_id, user_id)
        if self._withdrawn.get(reader, 0) == message_no - 1 and reader not in self._waiting:
            # Nobody is told of their own message, and everything before it was withdrawn.
            self._remember(reader, message_no)
        else:
            self._put(conversation_id, user_id, message_no)

    def forget(self) -> None:
        """Something may have been missed: withdraw again what was withdrawn."""
        self._withdrawn.clear()

    def look_again(self, user_id: str, conversation_id: str, message_no: int) -> None:
        """A notification was stored: withdraw it if its reader has read that far meanwhile."""
        position = self._rosters.position(conversation_id, user_id)
        if position >= message_no:
            self._put(conversation_id, user_id, position)

    def work_off(self) -> None:
        """Withdraw what all positions heard so far make read. Raises Unavailable and keeps the rest."""
        while self._waiting:
            reader, message_no = next(iter(self._waiting.items()))
            conversation_id, user_id = reader
            self._notifications.withdraw(user_id, conversation_id, message_no)
            if self._waiting.get(reader) == message_no:
                del self._waiting[reader]
                self._remember(reader, message_no)

    def run(self) -> None:
        """The greenlet's work, for ever."""
        while True:
            self._signal.wait()
            self._signal.clear()
            try:
                self.work_off()
            except Exception as error:  # whatever it is, the positions are still there
                log.warning("read positions wait", error=repr(error), waiting=len(self._waiting))
                self._signal.set()
                gevent.sleep(PAUSE_SECONDS)

    def _put(self, conversation_id: str, user_id: str, message_no: int) -> None:
        key = (conversation_id, user_id)
        if key in self._waiting or len(self._waiting) < WAITING_LIMIT:
            self._waiting[key] = max(message_no, self._waiting.get(key, 0))
            self._signal.set()

    def _remember(self, reader: _Reader, message_no: int) -> None:
        self._withdrawn[reader] = message_no
        self._withdrawn.move_to_end(reader)
        if len(self._withdrawn) > REMEMBERED_LIMIT:
            self._withdrawn.popitem(last=False)
