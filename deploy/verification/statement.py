"""The ledger as lines for a terminal."""

from collections.abc import Iterator

from deploy.verification.invariants import CHECKS
from deploy.verification.result import Result

SHOWN_VIOLATIONS = 3
WIDTH = 26


def lines(result: Result) -> Iterator[str]:
    """Everything that an operator should read, the verdict last."""
    yield ""
    for name, value in entries(result):
        yield f"  {name:<{WIDTH}} {value}"
    yield ""
    for invariant in CHECKS:
        found = result.violations.get(invariant.name, [])
        verdict = f"{len(found)} VIOLATED" if found else "holds" if result.is_judged else "not judged"
        yield f"  {invariant.name:<4} {verdict:<12} {invariant.promise}"
        for violation in found[:SHOWN_VIOLATIONS]:
            where = " ".join(f"{name}={value}" for name, value in violation.ids.items())
            yield f"         {violation.what}  {where}".rstrip()
        if len(found) > SHOWN_VIOLATIONS:
            yield f"         … and {len(found) - SHOWN_VIOLATIONS} more, see the report"
    if result.gone is not None:
        yield f"  the server stopped answering: {result.gone}"
    for lack in result.lacks:
        yield f"  too little: {lack}"
    yield ""
    yield f"  {result.verdict}"


def entries(result: Result) -> list[tuple[str, str]]:
    """Name and value of each line of the ledger."""
    ledger = result.ledger
    received = [row.received for row in ledger.devices]
    spread = f" ({min(received):,} to {max(received):,} on {len(received)} devices)" if received else ""
    found = [
        ("sent", f"{ledger.sent:,} in {ledger.attempts:,} attempts"),
        ("acknowledged", f"{ledger.acked:,}"),
        ("refused for good", f"{ledger.refused:,}"),
        ("stored", f"{ledger.stored:,} messages, {ledger.events:,} events, read from {result.log_source}"),
        ("received", f"{ledger.received:,}{spread}"),
        ("applied", f"{ledger.applied:,}"),
        ("outcome unknown", f"{ledger.unknown:,} attempts; {ledger.unknown_stored:,} of those sends are stored"),
        ("resent", f"{ledger.resent:,}"),
        ("duplicates suppressed", f"{ledger.duplicates_suppressed:,}"),
        ("changed later", f"{ledger.changed:,} edits and reactions; {ledger.deleted:,} messages are deleted"),
        (
            "files",
            f"{ledger.carried:,} carried, {ledger.pictures:,} of them pictures; {ledger.resumed:,} uploads resumed",
        ),
        ("fetched", f"{ledger.fetched:,} files; {ledger.denied:,} were denied"),
        ("searched", f"{ledger.searched:,} pieces of messages, {ledger.found:,} found"),
        ("resumes with replay", f"{ledger.resumes_with_replay:,} with {ledger.replayed:,} events"),
        ("gaps repaired", f"{ledger.gaps_repaired:,} as told, {ledger.jumps_repaired:,} after a jump"),
        ("closed as too slow", f"{ledger.closed_as_too_slow:,}"),
        ("came again to a device", f"{ledger.read_again:,}"),
        ("unread recounted", f"{ledger.unread_recounted:,}"),
        ("send to ack", f"p50 {ledger.ack_ms[0]:,} ms, p99 {ledger.ack_ms[1]:,} ms"),
        ("send to delivery", f"p50 {ledger.delivery_ms[0]:,} ms, p99 {ledger.delivery_ms[1]:,} ms"),
    ]
    if result.has_faults:
        found.append(("p99 of sends", _speed(result)))
        found.append(("faults", f"{ledger.faults:,}, in {ledger.kills:,} of them processes were killed and replaced"))
    return found


def _speed(result: Result) -> str:
    """Before the first fault and after the last one."""
    speed = result.speed
    before, after = (
        "?" if seconds is None else f"{seconds * 1_000:,.0f} ms" for seconds in (speed.before, speed.after)
    )
    told = f"{before} before the faults, {after} after them"
    return f"{told}; not judged: {speed.is_not_judged_because}" if speed.is_not_judged_because else told
