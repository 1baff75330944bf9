"""Conversations in memory."""

from copy import deepcopy

import msgspec

from services.chat.stores.conversations import FIRST_MEMBERS, StoredConversation, StoredHead, StoredPositions


class FakeConversationStore:
    def __init__(self, world, line):
        self.world, self.line = world, line

    def create(self, conversation_id, kind, title, members, created_at):
        def write():
            if conversation_id in self.world.conversations:
                return False
            self.world.conversations[conversation_id] = StoredConversation(
                id=conversation_id,
                kind=kind,
                title=title,
                created_at=created_at,
                last_seq=0,
                last_message_no=0,
                last_at=created_at,
                last_message=None,
                member_count=len(members),
                members=list(members[:FIRST_MEMBERS]),
                reads={},
            )
            return True

        return self.line.run(write)

    def find(self, conversation_id):
        return self.line.run(lambda: deepcopy(self.world.conversations.get(conversation_id)))

    def some(self, conversation_ids):
        def find():
            known = self.world.conversations
            return [deepcopy(known[one]) for one in conversation_ids if one in known]

        return self.line.run(find)

    def heads(self, conversation_ids, user_id=None):
        def find():
            known = [self.world.conversations[one] for one in conversation_ids if one in self.world.conversations]
            return [
                StoredHead(
                    id=one.id,
                    last_seq=one.last_seq,
                    last_message_no=one.last_message_no,
                    read_message_no=one.reads.get(user_id, 0),
                )
                for one in known
            ]

        return self.line.run(find)

    def positions(self, conversation_ids):
        def find():
            known = [self.world.conversations[one] for one in conversation_ids if one in self.world.conversations]
            return [
                StoredPositions(id=c.id, last_seq=c.last_seq, last_message_no=c.last_message_no, reads=dict(c.reads))
                for c in known
            ]

        return self.line.run(find)

    def ids_after(self, conversation_id, limit=200):
        return self.line.run(lambda: sorted(one for one in self.world.conversations if one > conversation_id)[:limit])

    def advance(self, steps):
        def write():
            return sum(self._take(step) for step in steps) == len(steps)

        return self.line.run(write)

    def _take(self, step):
        stored = self.world.conversations.get(step.conversation_id)
        if stored is None or stored.last_seq != step.from_seq:
            return False
        fields = {"last_seq": step.to_seq, "last_at": step.at}
        if step.last_message is not None:
            fields.update(last_message_no=step.message_no, last_message=step.last_message)
        if step.title is not None:
            fields["title"] = step.title
        if step.members is not None:
            fields.update(members=list(step.members), member_count=step.member_count)
        reads = dict(stored.reads)
        for user_id, message_no in step.reads.items():
            reads[user_id] = max(message_no, reads.get(user_id, message_no))
        last_mention_no = max(stored.last_mention_no, step.mention_no)
        self._replace(stored, reads=reads, last_mention_no=last_mention_no, **fields)
        return True

    def grow_read(self, conversation_id, user_id, message_no):
        def write():
            stored = self.world.conversations.get(conversation_id)
            if stored is None or stored.reads.get(user_id, -1) >= message_no:
                return False
            self._replace(stored, reads={**stored.reads, user_id: message_no})
            return True

        return self.line.run(write)

    def _replace(self, stored, **fields):
        self.world.conversations[stored.id] = msgspec.structs.replace(stored, **fields)
