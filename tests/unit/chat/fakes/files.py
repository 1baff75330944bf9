"""The bytes of attachments in memory."""

from services.common.errors import NotFound, Unavailable


class MemoryFiles:
    """A FileStore. `is_broken`: nothing can be removed."""

    def __init__(self):
        self.files, self.has_space, self.is_broken = {}, True, False

    def has_room(self, size):
        return self.has_space

    def put(self, attachment_id, name, pieces):
        whole = b"".join(pieces)
        self.files[attachment_id, name] = whole
        return len(whole)

    def read(self, attachment_id, name, first, last):
        if (attachment_id, name) not in self.files:
            raise NotFound("attachment")
        return iter([self.files[attachment_id, name][first : last + 1]])

    def remove(self, attachment_id, name):
        self._require()
        self.files.pop((attachment_id, name), None)

    def keep_only(self, attachment_id, names):
        self._require()
        kept = {(attachment_id, name) for name in names}
        self.files = {key: data for key, data in self.files.items() if key[0] != attachment_id or key in kept}

    def ids_after(self, attachment_id, limit):
        self._require()
        return sorted({one for one, _ in self.files if one > attachment_id})[:limit]

    def _require(self):
        if self.is_broken:
            raise Unavailable
