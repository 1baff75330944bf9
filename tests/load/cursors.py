"""How far one device has read each log: the reader's rule of docs/protocol.md. Pure.

Called by line.py for every event. Applied is only seq == applied + 1; older ones are dropped, early ones wait until the
hole before them is filled.
"""

EARLY_LIMIT = 256


class Cursors:
    """`applied` is the last seq per conversation, as `hello` wants it."""

    def __init__(self):
        self.applied = {}
        self._early = {}

    def begin(self, conversation_id, seq):
        """The log counts from after `seq` on, unless it is followed already."""
        self.applied.setdefault(conversation_id, seq)

    def take(self, event):
        """The events that are due now, in order; none for one that is old, early or of a log that is not followed."""
        conversation_id, seq = event["conversation_id"], event["seq"]
        applied = self.applied.get(conversation_id)
        if applied is None or seq <= applied:
            return []
        early = self._early.setdefault(conversation_id, {})
        if seq > applied + 1:
            if len(early) < EARLY_LIMIT:
                early[seq] = event
            return []
        due = [event]
        while due[-1]["seq"] + 1 in early:
            due.append(early.pop(due[-1]["seq"] + 1))
        self.applied[conversation_id] = due[-1]["seq"]
        self._early[conversation_id] = {seq: one for seq, one in early.items() if seq > due[-1]["seq"]}
        return due

    def has_hole(self, conversation_id):
        return bool(self._early.get(conversation_id))
