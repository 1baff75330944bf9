"""Measure how fast Natter is, beside what people would use instead, in one run on this machine.

fanout    what one says in a conversation of 500, all hear: CPU per delivery and latency
memory    of an idle connection
sends     how many messages a second are stored and acknowledged, beside the classic chat on the same database
reads     the last page of a short and of a very long conversation
search    messages by what they say in a very long conversation, and what its index costs
open      hello until ready and the list, for somebody with 1,000 conversations
client    in a browser, in a very long conversation: switching, typing, scrolling, opening, until it is painted
storm     10,000 connections are cut at once and come back, while others go on talking

Without a name everything is measured, within 20 minutes. Nothing else should run meanwhile. The Natter that is measured
is a new one with its own data directory; those that run already are left alone. What the numbers mean and do not
mean: docs/performance.md
"""

import argparse
import os
import resource
from pathlib import Path

from deploy import environment, places
from deploy.failure import Failure

DEFAULT_RESULTS = places.ROOT / "test-results" / "bench"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("measurements", nargs="*", metavar="measurement", help="which ones (all)")
    parser.add_argument(
        "--peers",
        metavar="NAMES",
        help="which others: some of ws,socketio,flask-sock,centrifuge,centrifugo,express-chat; or none (all)",
    )
    parser.add_argument("--quick", action="store_true", help="shorter and smaller: within 4 minutes, less exact")
    parser.add_argument(
        "--results", type=Path, default=DEFAULT_RESULTS, metavar="DIR", help="where tables, picture and JSON go"
    )
    parser.add_argument("--publish", action="store_true", help="write tables and picture into docs/ of this checkout")
    parser.add_argument(
        "--data-dir", type=Path, metavar="DIR", help="keep the measured Natter there (a temporary folder, removed)"
    )


def run(given: argparse.Namespace) -> int:
    environment.enter("dev")
    # Names the development packages, which are there from here on.
    from tests.bench import reports, suite

    names = given.measurements or list(suite.MEASUREMENTS)
    suite.require_known(names, suite.MEASUREMENTS, "measurement")
    wanted = tuple(given.peers.split(",")) if given.peers else suite.peer_names()
    wanted = () if wanted == ("none",) else wanted
    suite.require_known(wanted, suite.peer_names(), "peer")
    _raise_limits()
    os.chdir(places.ROOT)
    bench = suite.Bench(wanted, given.quick, given.data_dir, given.results.absolute())
    results = suite.run(bench, names)
    titles = {name: (suite.MEASUREMENTS[name].title, suite.MEASUREMENTS[name].columns) for name in names}
    print(f"\n{reports.write(bench.results_folder, results, titles)}")
    print(f"\n{results['seconds']} s. Every number, tables and picture: {bench.results_folder}")
    if results["failed"]:
        raise Failure(f"not measured: {', '.join(results['failed'])}", "see above why, and measure those again")
    if given.publish:
        reports.publish(bench.results_folder)
    return 0


def _raise_limits() -> None:
    """Thousands of connections are thousands of descriptors, here and in the servers that are started from here."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
