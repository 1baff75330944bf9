"""What is known of attachments, in memory."""

import msgspec


class FakeAttachmentStore:
    def __init__(self, world, line):
        self.world, self.line = world, line

    def ensure_indexes(self):
        pass

    def insert(self, attachment):
        self.line.run(lambda: self.world.attachments.__setitem__(attachment.id, attachment))

    def find(self, attachment_id):
        return self.line.run(lambda: self._living(attachment_id))

    def known(self, attachment_ids):
        return self.line.run(lambda: set(attachment_ids) & self.world.attachments.keys())

    def unsent_of(self, owner_id):
        def find():
            mine = [one for one in self.world.attachments.values() if one.owner_id == owner_id]
            return [one for one in mine if not one.is_sent and not one.is_removed]

        return self.line.run(find)

    def add_part(self, attachment_id, offset, part):
        def write():
            known = self._living(attachment_id)
            if known is None or known.kept is not None or known.received != offset:
                return False
            self._change(attachment_id, parts=[*known.parts, part], received=offset + part.size)
            return True

        return self.line.run(write)

    def keep(self, attachment_id, name, kept):
        def write():
            known = self._living(attachment_id)
            if known is None or known.kept is not None:
                return False
            self._change(attachment_id, name=name, kept=kept, parts=[])
            return True

        return self.line.run(write)

    def claim(self, attachment_id, claim, former):
        def write():
            known = self._living(attachment_id)
            if known is None or known.is_sent or _send_of(known.claim) != _send_of(former):
                return False
            self._change(attachment_id, claim=claim)
            return True

        return self.line.run(write)

    def mark_sent(self, attachment_ids):
        def write():
            for attachment_id in attachment_ids:
                if self._living(attachment_id):
                    self._change(attachment_id, is_sent=True, expires_at=None)

        self.line.run(write)

    def mark_removed(self, attachment_ids, at):
        def write():
            for attachment_id in attachment_ids:
                if attachment_id in self.world.attachments:
                    self._change(attachment_id, is_removed=True, expires_at=at)

        self.line.run(write)

    def delete(self, attachment_id):
        self.line.run(lambda: self.world.attachments.pop(attachment_id, None))

    def due(self, moment):
        def find():
            return [one for one in self.world.attachments.values() if one.expires_at and one.expires_at < moment]

        return self.line.run(find)

    def _living(self, attachment_id):
        known = self.world.attachments.get(attachment_id)
        return known if known and not known.is_removed else None

    def _change(self, attachment_id, **fields):
        self.world.attachments[attachment_id] = msgspec.structs.replace(self.world.attachments[attachment_id], **fields)


def _send_of(claim):
    return claim and (claim.conversation_id, claim.client_message_id)
