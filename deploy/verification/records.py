"""What the history consists of: an event as it was seen, and a record for each kind of thing that may happen.

Written by the actors, read by evidence.py for the checks. `t` is in seconds since the run began, on one monotonic
clock: all actors live in one process, so that before and after mean something.
"""

from typing import Any

import msgspec


class Event(msgspec.Struct, frozen=True, gc=False):
    """An event of a log, wherever it was seen. Equal when everything that was said of it is equal.

    `user_id`: whom a membership event is about. `body`: digest of a message's body. `rest`: everything else of `data`.
    """

    conversation_id: str
    seq: int
    kind: str
    at: str
    actor_id: str
    message_no: int | None
    client_message_id: str | None
    user_id: str | None
    body: str | None
    rest: str


class Looks(msgspec.Struct, frozen=True, gc=False):
    """A file as far as two can be compared: the digest of its bytes, or of a picture's pixels and its size."""

    digest: str
    width: int = 0
    height: int = 0


class Record(msgspec.Struct, frozen=True, gc=False, tag_field="what", kw_only=True):
    t: float


class Invoked(Record, frozen=True, tag="invoked"):
    """One attempt at a send. `copies`: how often the frame was written in a row. `speaks_to`: user ids or "all".
    `attachment_ids`: the files that it carries."""

    user_id: str
    device_id: str
    conversation_id: str
    client_message_id: str
    body: str
    door: str
    attempt: int
    copies: int = 1
    speaks_to: tuple[str, ...] = ()
    attachment_ids: tuple[str, ...] = ()


class Acked(Record, frozen=True, tag="acked"):
    user_id: str
    conversation_id: str
    client_message_id: str
    seq: int
    message_no: int
    is_duplicate: bool
    door: str


class Refused(Record, frozen=True, tag="refused"):
    """`is_final`: the server said that it makes no sense to try again."""

    user_id: str
    conversation_id: str
    client_message_id: str
    code: str
    is_final: bool


class Unanswered(Record, frozen=True, tag="unanswered"):
    """An attempt whose outcome nobody knows: the line was lost, or the time was up."""

    user_id: str
    conversation_id: str
    client_message_id: str
    why: str


class Connected(Record, frozen=True, tag="connected"):
    """`ready` came. `cursors`: what the hello named; `heads`: the last seq of each conversation as `ready` told it."""

    connection: int
    device_id: str
    user_id: str
    cursors: dict[str, int]
    heads: dict[str, int]
    is_same_epoch: bool = True


class CaughtUp(Record, frozen=True, tag="caught_up"):
    connection: int


class Received(Record, frozen=True, tag="received"):
    """An event on the wire; `is_replay` while `caught` has not come."""

    connection: int
    event: Event
    is_replay: bool


class GapTold(Record, frozen=True, tag="gap_told"):
    connection: int
    conversation_id: str
    first: int
    last: int


class JoinedTold(Record, frozen=True, tag="joined_told"):
    connection: int
    conversation_id: str
    last_seq: int


class Closed(Record, frozen=True, tag="closed"):
    connection: int
    code: int | None
    by_us: bool


class Fetched(Record, frozen=True, tag="fetched"):
    """A page read over REST to fill a gap or a jump."""

    device_id: str
    conversation_id: str
    after: int
    count: int
    why: str


class Applied(Record, frozen=True, tag="applied"):
    device_id: str
    event: Event


class Begun(Record, frozen=True, tag="begun"):
    """A device counts a conversation as seen up to `seq`: what it applies from here on follows that."""

    device_id: str
    conversation_id: str
    seq: int


class MembershipAsked(Record, frozen=True, tag="membership_asked"):
    actor_id: str
    conversation_id: str
    user_id: str
    change: str


class TouchAsked(Record, frozen=True, tag="touch_asked"):
    """Somebody tries to `edit`, `delete`, `react` to or `unreact` a message. `said`: the body's digest or the emoji;
    `speaks_to`: user ids or "all"."""

    user_id: str
    conversation_id: str
    message_no: int
    change: str
    said: str
    speaks_to: tuple[str, ...] = ()


class TouchAnswered(Record, frozen=True, tag="touch_answered"):
    """The server said that it is so."""

    user_id: str
    conversation_id: str
    message_no: int
    change: str


class Uploaded(Record, frozen=True, tag="uploaded"):
    """A file of `size` bytes is with the server. `told`: what the server says of it, as JSON; `resumed`: how often it
    was taken up again."""

    user_id: str
    attachment_id: str
    name: str
    size: int
    looks: Looks
    told: str
    resumed: int


class UploadRefused(Record, frozen=True, tag="upload_refused"):
    """The server said that it does not want a file."""

    user_id: str
    name: str
    code: str


class Downloaded(Record, frozen=True, tag="downloaded"):
    """What came when a person asked for a file at `asked_at`. `status` 0: nothing whole in a long time."""

    user_id: str
    attachment_id: str
    asked_at: float
    status: int
    looks: Looks | None = None
    is_thumbnail: bool = False


class Searched(Record, frozen=True, tag="searched"):
    """What a person found who searched for something that a message `says`, `said` before it was edited or deleted, or
    says where they do not belong (`private`). `hits`: conversations and message_nos, of this run only."""

    user_id: str
    conversation_id: str
    message_no: int
    why: str
    query: str
    hits: tuple[tuple[str, int], ...]


class ReadAsked(Record, frozen=True, tag="read_asked"):
    user_id: str
    conversation_id: str
    message_no: int
    door: str


class ReadSeen(Record, frozen=True, tag="read_seen"):
    """What the server said of a read position, to a question put at `asked_at`. `is_promised`: an answer to a mark.

    `up_to`: the last message that the answer knew of, where it may be a moment behind (a `ready`).
    """

    user_id: str
    conversation_id: str
    message_no: int
    asked_at: float
    is_promised: bool = False
    up_to: int | None = None


class FaultBegan(Record, frozen=True, tag="fault_began"):
    name: str
    target: str


class FaultHealed(Record, frozen=True, tag="fault_healed"):
    """`began_at`: when it began. `record`: what was really done, such as the processes before and after."""

    name: str
    target: str
    began_at: float
    record: dict[str, Any]


class Busy(Record, frozen=True, tag="busy"):
    """Which share of this machine's processors programs took in the last second that are none of ours."""

    others: float


class Phase(Record, frozen=True, tag="phase"):
    """`driving` begins, `settling` begins, `settled` or `unsettled`."""

    name: str
