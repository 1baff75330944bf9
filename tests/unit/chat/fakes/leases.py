"""Leases in memory."""


class FakeLeaseStore:
    def __init__(self, world, line):
        self.world, self.line = world, line

    def write(self, lease):
        self.line.run(lambda: self.world.leases.__setitem__(lease.process_id, lease))

    def all(self):
        return self.line.run(lambda: list(self.world.leases.values()))

    def remove(self, process_id, beat):
        def write():
            lease = self.world.leases.get(process_id)
            if lease is None or lease.beat != beat:
                return False
            del self.world.leases[process_id]
            return True

        return self.line.run(write)
