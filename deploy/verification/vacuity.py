"""Whether a run has proved anything: that nothing was violated says little when nothing was tried. Pure.

The least numbers are those of a run of two minutes and grow with the length of a run; what a plan does not hold (a
gap in a short one) is not asked for.
"""

from collections.abc import Iterator

from deploy.verification.ledger import Ledger
from deploy.verification.plan import Plan

FULL_SECONDS = 120.0
UNKNOWN, RESUMES, DUPLICATES, ACKED = 20, 20, 10, 200
CHANGES, DELETIONS = 20, 5
CARRIED, RESUMED, FETCHED, DENIED, FOUND = 40, 10, 80, 20, 40
LEAST_SHARE = 0.25
KILLS = 3


def lacks(ledger: Ledger, planned: Plan, has_faults: bool) -> list[str]:
    """What must have happened and did not, as sentences; none when the run counts."""
    return list(_lacks(ledger, planned, has_faults))


def _lacks(ledger: Ledger, planned: Plan, has_faults: bool) -> Iterator[str]:
    share = min(1.0, planned.wanted.seconds / FULL_SECONDS)
    wanted = (
        ("acknowledged sends", ledger.acked, ACKED),
        ("sends whose outcome was unknown", ledger.unknown, UNKNOWN),
        ("resumes with something to replay", ledger.resumes_with_replay, RESUMES),
        ("duplicates that were suppressed", ledger.duplicates_suppressed, DUPLICATES),
        # The shortest runs need none: chance may have left them without.
        ("edits and reactions", ledger.changed, CHANGES if share >= LEAST_SHARE else 0),
        ("deleted messages", ledger.deleted, DELETIONS if share >= LEAST_SHARE else 0),
        ("files of acknowledged messages", ledger.carried, CARRIED if planned.expects_files else 0),
        ("uploads that were resumed", ledger.resumed, RESUMED if planned.expects_files else 0),
        ("files that came", ledger.fetched, FETCHED if planned.expects_files else 0),
        ("files that were denied", ledger.denied, DENIED if share >= LEAST_SHARE else 0),
        ("messages that were found", ledger.found, FOUND),
    )
    for what, count, least in wanted:
        least = max(min(1, least), round(least * share))
        if count < least:
            yield f"{count} {what}, at least {least} are needed"
    if planned.expects_gap and not ledger.gaps_repaired:
        yield "no gap was filled over REST, at least one was planned"
    if not ledger.unread_recounted:
        yield "no unread count was compared"
    if has_faults and ledger.kills < max(1, round(KILLS * share)):
        yield f"{ledger.kills} processes were killed and replaced, at least {max(1, round(KILLS * share))} are needed"
