"""The whole benchmark: which measurements there are, in which order they run, and where their results go.

Called by deploy/bench.py. Every server is measured alone, one after the other, by the same generator.
"""

import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from deploy.failure import Failure
from services.common import clock
from tests.bench import (
    benched,
    clients,
    fanout,
    generator,
    gopeers,
    memory,
    opening,
    peers,
    reads,
    searches,
    sends,
    storm,
    tables,
)

OTHERS_WARNING = 0.15
"""Cores that others use; above it a run is worth little."""


@dataclass
class Bench:
    """One run of the benchmark. `peer_names`: which others are measured; `natter()` answers the one benched stack."""

    peer_names: tuple[str, ...]
    is_quick: bool
    data_folder: Path | None
    results_folder: Path
    close: ExitStack = field(default_factory=ExitStack)
    not_run: dict[str, str] = field(default_factory=dict)
    _natter: benched.Benched | None = None

    def natter(self) -> benched.Benched:
        """Started when it is first needed, ended after the last measurement."""
        if self._natter is None:
            self._natter = self.close.enter_context(benched.started(self.data_folder))
        return self._natter

    def peers(self) -> Iterator[peers.Peer]:
        """Those who are wanted and can be run here; `not_run` says why the others cannot."""
        for name, peer in peers.known().items():
            if name in self.peer_names and peer.title not in self.not_run:
                try:
                    peer.prepare()
                except gopeers.NotRun as why:
                    self.not_run[peer.title] = str(why)
                    print(f"  {peer.title} is not run: {why}", flush=True)
                else:
                    yield peer

    @property
    def log(self) -> Path:
        return self.results_folder / "peers.log"


@dataclass(frozen=True)
class Measurement:
    title: str
    columns: tuple[tables.Column, ...]
    rows: Callable[[Bench], Iterable[dict]]


def _fanout(bench: Bench) -> Iterable[dict]:
    length = fanout.QUICK if bench.is_quick else fanout.FULL
    for peer in bench.peers():
        yield from fanout.of_peer(peer, bench.log, length)
    for through_gateway in (False, True):
        yield from fanout.of_natter(bench.natter(), length, through_gateway=through_gateway)


def _memory(bench: Bench) -> Iterable[dict]:
    count = memory.QUICK if bench.is_quick else memory.FULL
    for peer in bench.peers():
        yield from memory.of_peer(peer, bench.log, count)
    yield from memory.of_natter(bench.natter(), count)


def _storm(bench: Bench) -> Iterable[dict]:
    yield from storm.of_natter(bench.natter(), *(storm.QUICK if bench.is_quick else storm.FULL))


def _sends(bench: Bench) -> Iterable[dict]:
    length = sends.QUICK if bench.is_quick else sends.FULL
    if "express-chat" in bench.peer_names:
        with tempfile.TemporaryDirectory(prefix="natter-bench-") as folder:
            yield from sends.of_classic(Path(folder), bench.log, length)
    talking = sends.pairs(bench.natter())
    for title, is_looking, through_gateway in (
        ("Natter", True, False),
        ("Natter through nginx", True, True),
        ("Natter, each message notified", False, False),
    ):
        yield from sends.of_natter(
            bench.natter(), talking, length, title, is_looking=is_looking, through_gateway=through_gateway
        )


def _reads(bench: Bench) -> Iterable[dict]:
    yield from reads.of_natter(bench.natter(), reads.QUICK_LONG if bench.is_quick else reads.LONG)


def _search(bench: Bench) -> Iterable[dict]:
    yield from searches.of_natter(bench.natter(), searches.QUICK_LONG if bench.is_quick else searches.LONG)


def _open(bench: Bench) -> Iterable[dict]:
    yield from opening.of_natter(bench.natter(), opening.QUICK_TIMES if bench.is_quick else opening.TIMES)


def _client(bench: Bench) -> Iterable[dict]:
    yield from clients.of_natter(bench.natter(), clients.QUICK_LONG if bench.is_quick else clients.LONG)


MEASUREMENTS: Mapping[str, Measurement] = {
    "fanout": Measurement("Fan-out: one conversation of 500, bodies of 100 bytes", fanout.COLUMNS, _fanout),
    "memory": Measurement("Memory of an idle connection", memory.COLUMNS, _memory),
    "sends": Measurement("Sends: 200 direct conversations, stored and acknowledged", sends.COLUMNS, _sends),
    "reads": Measurement("History", reads.COLUMNS, _reads),
    "search": Measurement("Searching a long conversation", searches.COLUMNS, _search),
    "open": Measurement("Opening the app", opening.COLUMNS, _open),
    "client": Measurement("The client, in a very long conversation", clients.COLUMNS, _client),
    # Last: what it leaves to be done afterwards is nobody else's.
    "storm": Measurement("Reconnect storm", storm.COLUMNS, _storm),
}


def peer_names() -> tuple[str, ...]:
    """Everybody who may be measured beside Natter."""
    return (*peers.known(), "express-chat")


def run(bench: Bench, names: Iterable[str]) -> dict:
    """Measure, print each table as it is finished, answer everything that was found."""
    begun_at = time.monotonic()
    bench.results_folder.mkdir(parents=True, exist_ok=True)
    if not generator.compiler():
        print("There is no C compiler, so the load comes from several Python processes: less of it, and less exact.")
    results = {
        "at": clock.iso(clock.now()),
        "machine": machine(),
        "is_quick": bench.is_quick,
        "measurements": {},
        "failed": {},
    }
    with bench.close:
        for name in names:
            measurement = MEASUREMENTS[name]
            print(f"\n{measurement.title}", flush=True)
            rows: list[dict] = []
            try:
                for row in measurement.rows(bench):
                    rows.append(row)
                    warn(row)
                results["measurements"][name] = rows
            except (Failure, OSError, AssertionError) as error:
                # The others are worth having all the same.
                results["failed"][name] = str(error) or repr(error)
                print(f"  failed: {results['failed'][name]}", flush=True)
            print(tables.plain(measurement.columns, rows), flush=True)
    results["not_run"] = bench.not_run
    results["seconds"] = round(time.monotonic() - begun_at)
    return results


def warn(row: Mapping) -> None:
    """Say what makes a row doubtful."""
    if row.get("is_generator_saturated"):
        print(f"  {row['server']}: the load generator had no core left, its numbers are too low", flush=True)
    if row.get("others_share", 0) > OTHERS_WARNING:
        share = row["others_share"]
        print(
            f"  {row['server']}: other programs used {share:.0%} of a core meanwhile; latencies mean little", flush=True
        )
    if "lost" in row and (row["lost"] or row["refused"]):
        print(f"  {row['server']}: {row['lost']} connections lost, {row['refused']} sends refused", flush=True)


def machine() -> dict:
    """What the numbers are worth knowing of: processor, cores, memory, kernel, Python."""
    info = Path("/proc/cpuinfo").read_text()
    model = next((line.split(":", 1)[1].strip() for line in info.splitlines() if line.startswith("model name")), "")
    kilobytes = int(Path("/proc/meminfo").read_text().split()[1])
    return {
        "processor": model or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gigabytes": round(kilobytes / 2**20),
        "kernel": platform.release().split("-")[0],
        "python": platform.python_version(),
        "generator": "C" if generator.compiler() else "Python, several processes",
    }


def require_known(names: Iterable[str], known: Iterable[str], what: str) -> None:
    """Raises Failure for a name that is not one of these."""
    known = list(known)
    for name in names:
        if name not in known:
            raise Failure(f"there is no {what} {name}", f"choose from {', '.join(known)}")
