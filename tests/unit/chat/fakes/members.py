"""Members in memory."""

import msgspec

from services.chat.stores.members import Membership


class FakeMemberStore:
    def __init__(self, world, line):
        self.world, self.line = world, line

    def ensure_indexes(self):
        pass

    def create(self, conversation_id, kind, roles):
        def write():
            for place, (user_id, role) in enumerate(roles.items()):
                blank = self._blank(conversation_id, user_id, kind)
                first = msgspec.structs.replace(blank, role=role, active=True, place=place, initial_role=role)
                self.world.members.setdefault((conversation_id, user_id), first)

        self.line.run(write)

    def apply(self, changes):
        def write():
            for change in changes:
                key = (change.conversation_id, change.user_id)
                if change.joined:
                    self.world.members.setdefault(key, self._blank(*key, "group"))
                known = self.world.members.get(key)
                if known is None or known.applied_seq >= change.seq:
                    continue
                fields = {"applied_seq": change.seq, "active": change.role is not None}
                if change.role is not None:
                    fields["role"] = change.role
                if change.joined:
                    read = max(known.read_message_no, change.read_message_no)
                    fields.update(joined_seq=change.seq, read_message_no=read, unread_mark=None)
                self.world.members[key] = msgspec.structs.replace(known, **fields)

        self.line.run(write)

    def find(self, conversation_id, user_id):
        def find():
            known = self.world.members.get((conversation_id, user_id))
            return known if known and known.active else None

        return self.line.run(find)

    def find_ever(self, conversation_id, user_id):
        return self.line.run(lambda: self.world.members.get((conversation_id, user_id)))

    def was_there(self, conversation_id, user_id):
        return self.line.run(lambda: (conversation_id, user_id) in self.world.members)

    def of_user(self, user_id):
        return self.line.run(lambda: [m for m in self.world.members.values() if m.user_id == user_id and m.active])

    def of_conversation(self, conversation_id):
        def find():
            found = [m for m in self.world.members.values() if m.conversation_id == conversation_id and m.active]
            return sorted(found, key=lambda membership: membership.standing)

        return self.line.run(find)

    def ever_of(self, conversation_id):
        return self.line.run(lambda: [m for m in self.world.members.values() if m.conversation_id == conversation_id])

    def some(self, pairs):
        def find():
            found = [self.world.members[pair] for pair in pairs if pair in self.world.members]
            return [membership for membership in found if membership.active]

        return self.line.run(find)

    def grow_read(self, conversation_id, user_id, message_no):
        def write():
            known = self.world.members.get((conversation_id, user_id))
            if known is None or known.read_message_no >= message_no:
                return False
            grown = msgspec.structs.replace(known, read_message_no=message_no)
            self.world.members[conversation_id, user_id] = grown
            return True

        return self.line.run(write)

    def set_unread_mark(self, conversation_id, user_id, message_no):
        def write():
            known = self.world.members[conversation_id, user_id]
            marked = msgspec.structs.replace(known, unread_mark=message_no)
            self.world.members[conversation_id, user_id] = marked
            return marked != known

        return self.line.run(write)

    @staticmethod
    def _blank(conversation_id, user_id, kind):
        return Membership(
            conversation_id=conversation_id,
            user_id=user_id,
            kind=kind,
            role="member",
            active=False,
            joined_seq=0,
            place=0,
            applied_seq=0,
            read_message_no=0,
        )
