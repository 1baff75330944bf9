"""Invites in memory."""

import msgspec

from services.chat.stores.invites import KEPT


class FakeInviteStore:
    def __init__(self, world, line):
        self.world, self.line = world, line

    def ensure_indexes(self):
        pass

    def insert(self, invite):
        def write():
            self.world.invites[invite.id], self.world.invite_uses[invite.id] = invite, set()

        self.line.run(write)

    def find(self, invite_id):
        return self.line.run(lambda: self._read(invite_id))

    def find_by_token(self, token_hash):
        def find():
            found = [one.id for one in self.world.invites.values() if one.token_hash == token_hash]
            return self._read(found[0]) if found else None

        return self.line.run(find)

    def of_conversation(self, conversation_id):
        def find():
            found = [self._read(one) for one in self.world.invites]
            mine = [invite for invite in found if invite.conversation_id == conversation_id]
            return sorted(mine, key=lambda invite: invite.created_at, reverse=True)

        return self.line.run(find)

    def claim(self, invite, user_id, now):
        def write():
            uses = self.world.invite_uses.get(invite.id)
            if uses is None:
                return False
            if user_id not in uses and (invite.use_limit is None or len(uses) < invite.use_limit):
                uses.add(user_id)
            return user_id in uses

        return self.line.run(write)

    def give_back(self, invite_id, user_id):
        self.line.run(lambda: self.world.invite_uses.get(invite_id, set()).discard(user_id))

    def has_let_in(self, invite_id, user_id):
        return self.line.run(lambda: user_id in self.world.invite_uses.get(invite_id, ()))

    def remove(self, invite_id):
        def write():
            self.world.invite_uses.pop(invite_id, None)
            return self.world.invites.pop(invite_id, None) is not None

        return self.line.run(write)

    def expire(self, now):
        def write():
            over = [one.id for one in self.world.invites.values() if one.has_expired(now - KEPT)]
            for invite_id in over:
                del self.world.invites[invite_id], self.world.invite_uses[invite_id]
            return len(over)

        return self.line.run(write)

    def _read(self, invite_id):
        invite = self.world.invites.get(invite_id)
        return invite and msgspec.structs.replace(invite, uses=len(self.world.invite_uses[invite_id]))
