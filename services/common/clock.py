"""The time as Natter writes it: aware UTC datetimes inside, ISO 8601 with milliseconds outside."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment in UTC, cut to milliseconds, which is what MongoDB and our JSON keep."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def iso(moment: datetime) -> str:
    """`2026-11-23T01:02:03.456Z`; naive datetimes (as PyMongo may hand out) count as UTC."""
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return aware.strftime("%Y-%m-%dT%H:%M:%S.") + f"{aware.microsecond // 1000:03d}Z"


def from_iso(text: str) -> datetime:
    """The inverse of `iso`. Raises ValueError for anything else."""
    return datetime.fromisoformat(text).astimezone(UTC)
