"""The search index in memory."""


class FakeSearchStore:
    def __init__(self, world, line):
        self.world, self.line = world, line

    def drop_former(self):
        pass

    def heads(self, conversation_ids):
        heads = self.world.search_heads
        return self.line.run(lambda: [heads[one] for one in conversation_ids if one in heads])

    def seqs(self, conversation_ids):
        return {head.conversation_id: head.seq for head in self.heads(conversation_ids)}

    def segments(self, conversation_id, numbers):
        def find():
            found = (self.world.search_segments.get((conversation_id, number)) for number in numbers)
            return {number: block for segment in found if segment for number, block in segment[1].items()}

        return self.line.run(find)

    def put_segment(self, conversation_id, number, blocks, seq):
        def write():
            known = self.world.search_segments.get((conversation_id, number))
            if known is None or known[0] <= seq:
                self.world.search_segments[conversation_id, number] = seq, dict(blocks)

        self.line.run(write)

    def advance(self, head, from_seq):
        def write():
            known = self.world.search_heads.get(head.conversation_id)
            if (known.seq if known else 0) != from_seq:
                return False
            self.world.search_heads[head.conversation_id] = head
            return True

        return self.line.run(write)

    def forget(self, conversation_id):
        def write():
            self.world.search_heads.pop(conversation_id, None)
            for key in [key for key in self.world.search_segments if key[0] == conversation_id]:
                del self.world.search_segments[key]

        self.line.run(write)
