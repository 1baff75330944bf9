"""The log in memory, with the two unique indexes that are its sequencer."""

import msgspec

from services.chat.records import REFUSED_FOR, Record, mentions_of
from services.chat.stores.events import PAGE, Taken, Uncertain
from services.common.events import MessageChange, MessageCreated, MessageEdited


class FakeEventStore:
    def __init__(self, world, line):
        self.world, self.line = world, line

    def ensure_indexes(self):
        pass

    def insert(self, records):
        def write():
            for index, record in enumerate(records):
                self._require_free(index, record)
                self.world.events.append(record)

        fault = self.line.faults.get(self.line.calls)
        if fault == "half":
            # Some are stored, then the answer is lost.
            del self.line.faults[self.line.calls]
            self.line.calls += 1
            records = records[: len(records) // 2]
            write()
            raise Uncertain
        self.line.run(write, Uncertain)

    def _require_free(self, index, record):
        event = record.event
        if isinstance(event, MessageCreated) and (
            (event.conversation_id, event.actor_id, event.client_message_id) in self.world.refusals
        ):
            raise Taken(index, is_send=True)
        for other in self.world.events:
            if other.conversation_id != record.conversation_id:
                continue
            same_place = other.seq == record.seq
            theirs = other.event
            same_send = (
                isinstance(event, MessageCreated)
                and isinstance(theirs, MessageCreated)
                and (event.actor_id, event.client_message_id) == (theirs.actor_id, theirs.client_message_id)
            )
            if same_place and same_send:
                raise Taken(index, is_send=self.world.send_is_checked_first)
            if same_send:
                raise Taken(index, is_send=True)
            if same_place:
                raise Taken(index, is_send=False)

    def find_send(self, conversation_id, actor_id, client_message_id):
        def find():
            for record in self.world.log_of(conversation_id):
                event = record.event
                if isinstance(event, MessageCreated) and (event.actor_id, event.client_message_id) == (
                    actor_id,
                    client_message_id,
                ):
                    return record
            return self.world.refusals.get((conversation_id, actor_id, client_message_id))

        return self.line.run(find)

    def refuse(self, refusal):
        key = (refusal.conversation_id, refusal.actor_id, refusal.client_message_id)
        stored = self.find_send(*key)
        if stored is None:
            self.line.run(lambda: self.world.refusals.setdefault(key, refusal))
        return stored if isinstance(stored, Record) else None

    def forget_refusals(self, now):
        def forget():
            over = [key for key, refusal in self.world.refusals.items() if refusal.at + REFUSED_FOR < now]
            for key in over:
                del self.world.refusals[key]
            return len(over)

        return self.line.run(forget)

    def after(self, conversation_id, seq, limit=PAGE):
        return self.line.run(lambda: [r for r in self.world.log_of(conversation_id) if seq < r.seq <= seq + limit])

    def all_after(self, conversation_id, seq):
        page = self.after(conversation_id, seq)
        yield from page
        while len(page) == PAGE:
            page = self.after(conversation_id, page[-1].seq)
            yield from page

    def messages(self, conversation_id, first, last):
        def find():
            return [
                record
                for record in self.world.log_of(conversation_id)
                if isinstance(record.event, MessageCreated) and first <= record.event.message_no <= last
            ]

        return self.line.run(find)

    def mentioning(self, conversation_id, who, after, last):
        def find():
            return [
                record.event.message_no
                for record in self.world.log_of(conversation_id)
                if isinstance(record.event, MessageCreated)
                and after < record.event.message_no <= last
                and set(who) & set(mentions_of(record))
            ]

        return self.line.run(find)

    def about(self, conversation_id, message_no, seq=0):
        def find():
            return [r for r in self.world.log_of(conversation_id) if r.seq > seq and _is_about(r, message_no)]

        return self.line.run(find)

    def bring_up(self, record, from_seq):
        def write():
            place = next(place for place, other in enumerate(self.world.events) if other.id == record.id)
            if self.world.events[place].message.applied_seq != from_seq:
                return False
            self.world.events[place] = record
            return True

        return self.line.run(write)

    def purge(self, conversation_id, message_no):
        def write():
            for place, record in enumerate(self.world.events):
                event = record.event
                is_edit = isinstance(event, MessageEdited) and record.conversation_id == conversation_id
                if is_edit and event.data.message_no == message_no:
                    data = msgspec.structs.replace(event.data, body="", mentions=[])
                    emptied = msgspec.structs.replace(event, data=data)
                    self.world.events[place] = msgspec.structs.replace(record, event=emptied)

        self.line.run(write)


def _is_about(record, message_no):
    return isinstance(record.event, MessageChange) and record.event.data.message_no == message_no
