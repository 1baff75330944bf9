"""A good run for the checker's tests: two people in a group, a third who comes and goes, a direct conversation.

Built event by event, so that the history and the log agree; tests then spoil one thing and see who notices. Times are
in seconds and only grow.
"""

from datetime import UTC, datetime, timedelta

import msgspec

from deploy.verification import lives
from deploy.verification import records as told
from deploy.verification.evidence import Cost, Evidence
from deploy.verification.history import digest
from deploy.verification.settling import Served
from deploy.verification.stage import Conversation
from services.common import clock

GROUP, DIRECT = "c-group", "c-direct"
ANA, BEN, EVE = "u-ana", "u-ben", "u-eve"
DEVICES = {"d-ana": (ANA, 1), "d-ben": (BEN, 2), "d-eve": (EVE, 3)}
FILE, PICTURE, DELETED_FILE = "f-file", "f-picture", "f-deleted"
LOOKS = {FILE: told.Looks("1a"), PICTURE: told.Looks("2b", 40, 30), DELETED_FILE: told.Looks("3c")}
NOTHING = {"message_no": None, "client_message_id": None, "user_id": None, "body": None, "rest": ""}
BEGUN_AT = datetime(2026, 1, 1, tzinfo=UTC)
STEP_SECONDS = 0.02


class GoodRun:
    """`records`, `log` and `served` may be spoiled before `evidence()` is asked for."""

    def __init__(self):
        self.records, self.t = [], 0.0
        self.log = {GROUP: [], DIRECT: []}
        self.members = {GROUP: {ANA, BEN, EVE}, DIRECT: {ANA, BEN}}
        self.conversations = [
            Conversation(GROUP, "group", [ANA, BEN, EVE]),
            Conversation(DIRECT, "direct", [ANA, BEN]),
        ]
        self.costs = {"realtime": Cost(100 * 2**20, 40, 0)}
        self.costs_after = dict(self.costs)
        self.late = []
        self._play()
        self.ask_lists()

    def _play(self):
        self.write(told.Phase, name="driving")
        for device_id, (user_id, connection) in DEVICES.items():
            self.connect(device_id, user_id, connection)
        for number in range(1, 31):
            conversation_id = DIRECT if number % 3 == 0 else GROUP
            speaks_to = {28: (BEN, "all"), 29: (BEN,)}.get(number, ())
            files = {13: (PICTURE,), 15: (FILE,), 16: (DELETED_FILE,)}.get(number, ())
            sender = ANA if number % 2 else BEN
            self.send(sender, conversation_id, f"m-{number}", f"body {number}", speaks_to, files=files)
            if number == 10:
                self.change(EVE, "remove", "member.removed")
            if number == 12:
                self._play_with_messages()
            if number == 22:
                self.touch(BEN, *self.place_of("m-16"), "delete")
            if number == 20:
                self.change(EVE, "add", "member.added")
        names = {"user_id": ANA, "conversation_id": GROUP, "client_message_id": "m-bad"}
        self.write(told.Invoked, **names, device_id="d", body=digest(" "), door="socket", attempt=1)
        self.write(told.Refused, **names, code="invalid_input", is_final=True)
        self.write(told.Phase, name="settling")
        self.write(told.Phase, name="settled")
        self._fetch()
        self._search()

    def _fetch(self):
        for user_id, attachment_id in ((BEN, FILE), (BEN, PICTURE), (EVE, PICTURE)):
            self.fetch(user_id, attachment_id, True)
        self.fetch(EVE, FILE, False)
        self.fetch(BEN, DELETED_FILE, False)
        self.fetch(BEN, PICTURE, True, is_thumbnail=True)

    def _search(self):
        says, said, private = (self.place_of(name) for name in ("m-6", "m-4", "m-9"))
        self.search(BEN, says, "says", "body 6", (says,))
        self.search(BEN, said, "said", "body 4", ())
        self.search(EVE, private, "private", "body 9", ())

    def _play_with_messages(self):
        self.touch(BEN, GROUP, 1, "react", "👍")
        self.touch(ANA, GROUP, 1, "edit", "said better")
        self.touch(ANA, GROUP, 1, "delete")
        self.touch(BEN, GROUP, 3, "edit", "said better")
        self.touch(BEN, GROUP, 3, "react", "👍")
        self.touch(ANA, GROUP, 3, "react", "👍")
        self.touch(BEN, GROUP, 3, "unreact", "👍")

    # -- making it

    def write(self, kind, **fields):
        self.t += STEP_SECONDS
        self.records.append(kind(t=self.t, **fields))

    def connect(self, device_id, user_id, connection):
        heads = {each: len(self.log[each]) for each in self.log if user_id in self.members[each]}
        whose = {"connection": connection, "device_id": device_id, "user_id": user_id}
        self.write(told.Connected, **whose, cursors={}, heads=heads)
        for conversation_id, head in heads.items():
            self.write(told.Begun, device_id=device_id, conversation_id=conversation_id, seq=head)
        self.write(told.CaughtUp, connection=connection)

    def send(self, user_id, conversation_id, client_message_id, body, speaks_to=(), mentions=None, files=()):
        """`mentions`: whom the log says that it speaks to; None: those whom it does. `files`: ids of LOOKS."""
        data = {"attachments": [self.upload(user_id, one) for one in files]} if files else {}
        names = {"user_id": user_id, "conversation_id": conversation_id, "client_message_id": client_message_id}
        body = digest(body)
        meant = {"speaks_to": speaks_to, "attachment_ids": files}
        self.write(told.Invoked, **names, device_id="d", body=body, door="socket", attempt=1, **meant)
        if mentioned := list(speaks_to if mentions is None else mentions):
            data["mentions"] = mentioned
        rest = msgspec.json.encode(data, order="deterministic").decode() if data else ""
        event = self.append_message(conversation_id, user_id, client_message_id, body, rest)
        self.write(told.Acked, **names, seq=event.seq, message_no=event.message_no, is_duplicate=False, door="socket")

    def upload(self, user_id, attachment_id):
        """What is said of the file from here on."""
        looks, name = LOOKS[attachment_id], f"{attachment_id}.bin"
        said = {"id": attachment_id, "name": name, "size": 7}
        if looks.width:
            said |= {"width": looks.width, "height": looks.height}
        names = {"user_id": user_id, "attachment_id": attachment_id, "name": name, "looks": looks}
        self.write(told.Uploaded, **names, size=7, told=msgspec.json.encode(said).decode(), resumed=1)
        return said

    def fetch(self, user_id, attachment_id, is_given, *, looks=None, is_thumbnail=False):
        """Somebody asks for a file; what comes looks as it should when nothing else is said."""
        came = {"status": 200, "looks": looks or LOOKS[attachment_id]} if is_given else {"status": 404}
        names = {"user_id": user_id, "attachment_id": attachment_id, "is_thumbnail": is_thumbnail}
        self.write(told.Downloaded, **names, asked_at=self.t, **came)

    def search(self, user_id, place, why, query, hits):
        names = {"user_id": user_id, "conversation_id": place[0], "message_no": place[1]}
        self.write(told.Searched, **names, why=why, query=query, hits=hits)

    def place_of(self, client_message_id):
        """Conversation and message_no."""
        events = (event for log in self.log.values() for event in log)
        return next(
            (event.conversation_id, event.message_no)
            for event in events
            if event.client_message_id == client_message_id
        )

    def append_message(self, conversation_id, user_id, client_message_id, body, rest=""):
        """A message in the log and on all devices, whether anybody sent it or not."""
        message_no = 1 + sum(1 for event in self.log[conversation_id] if event.message_no)
        named = {"message_no": message_no, "client_message_id": client_message_id, "body": body, "rest": rest}
        return self._append(conversation_id, "message.created", user_id, **named)

    def touch(self, user_id, conversation_id, message_no, change, said=""):
        """Somebody edits, deletes or reacts; all devices hear of it. The log forgets what a deleted message said."""
        names = {"user_id": user_id, "conversation_id": conversation_id, "message_no": message_no, "change": change}
        said = digest(said) if change == "edit" else said
        self.write(told.TouchAsked, **names, said=said)
        data = {"emoji": said, "message_no": message_no} if "react" in change else {"message_no": message_no}
        kind = {"edit": "message.edited", "delete": "message.deleted", "react": "reaction.added"}.get(
            change, "reaction.removed"
        )
        rest = msgspec.json.encode(data, order="deterministic").decode()
        self._append(conversation_id, kind, user_id, rest=rest, body=said if change == "edit" else None)
        if change == "delete":
            log = self.log[conversation_id]
            log[:] = [lives.unsaid(event, {message_no}) for event in log]
        self.write(told.TouchAnswered, **names)

    def change(self, user_id, change, kind):
        self.write(told.MembershipAsked, actor_id=ANA, conversation_id=GROUP, user_id=user_id, change=change)
        event = self._append(GROUP, kind, ANA, user_id=user_id)
        if change == "remove":
            self.members[GROUP].discard(user_id)
            return
        self.members[GROUP].add(user_id)
        device_id, connection = next((each, line) for each, (user, line) in DEVICES.items() if user == user_id)
        self.write(told.JoinedTold, connection=connection, conversation_id=GROUP, last_seq=event.seq)
        self.write(told.Begun, device_id=device_id, conversation_id=GROUP, seq=event.seq)

    def ask_lists(self):
        """What lists say, as the log tells it."""
        self.histories = {each: lives.after(self.log[each]) for each in self.log}
        self.served = [self._served(user, each) for each in self.log for user in sorted(self.members[each])]

    def _append(self, conversation_id, kind, actor_id, **fields):
        seq = len(self.log[conversation_id]) + 1
        place = {"conversation_id": conversation_id, "seq": seq, "at": clock.iso(BEGUN_AT + timedelta(seconds=self.t))}
        event = told.Event(**place, kind=kind, actor_id=actor_id, **{**NOTHING, **fields})
        self.log[conversation_id].append(event)
        for device_id, (user_id, connection) in DEVICES.items():
            if user_id in self.members[conversation_id]:
                self.write(told.Received, connection=connection, event=event, is_replay=False)
                self.write(told.Applied, device_id=device_id, event=event)
        return event

    def _served(self, user_id, conversation_id):
        read = total = 0
        for event in self.log[conversation_id]:
            total = event.message_no or total
            if (event.message_no and event.actor_id == user_id) or (event.kind, event.user_id) == (
                "member.added",
                user_id,
            ):
                read = total
        shown = lives.after(self.log[conversation_id])
        mentions = sum(1 for number in range(read + 1, total + 1) if {user_id, "all"} & set(shown[number].mentions))
        last = shown[total]
        return Served(
            user_id, conversation_id, len(self.log[conversation_id]), total, read, total - read, mentions, last
        )

    # -- spoiling it

    def find(self, kind, is_it=lambda record: True):
        """The place of the first such record."""
        return next(n for n, record in enumerate(self.records) if isinstance(record, kind) and is_it(record))

    def alter(self, place, **fields):
        self.records[place] = msgspec.structs.replace(self.records[place], **fields)

    def evidence(self):
        costs = {"costs_before": self.costs, "costs_after": self.costs_after}
        return Evidence(
            self.records, self.log, self.conversations, self.served, late=self.late, histories=self.histories, **costs
        )
