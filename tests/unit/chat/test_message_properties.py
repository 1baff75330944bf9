"""What becomes of messages, whatever two processes do to the same ones: lost answers, deaths, an unsteady NATS."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.chat.records import message_of
from services.common import events
from services.common.events import MessageCreated
from tests.unit.chat.processes import differences
from tests.unit.chat.test_log_properties import (
    ANA,
    BEN,
    PROCESSES,
    Story,
    assert_changes_of_messages_were_allowed,
    assert_everything_was_announced,
    assert_numbers_have_no_holes,
)
from tests.unit.chat.told_messages import as_read, messages_after

process = st.sampled_from(PROCESSES)
first = st.just(0)
person = st.sampled_from((ANA, BEN))
whom = (st.just("touch"), process, first, person, st.integers(1, 3))
touch = st.one_of(
    st.tuples(*whom, st.just("edit"), st.sampled_from(("x", "y @ben", "@all @ana @dan"))),
    st.tuples(*whom, st.sampled_from(("react", "unreact")), st.just("👍")),
    st.tuples(*whom, st.just("react"), st.just("🎉")),
    st.tuples(*whom, st.just("delete"), st.none()),
)
say = st.tuples(st.just("send"), process, first, person, st.integers(0, 9))
work = st.tuples(st.sampled_from(("append", "append", "settle", "announce", "upkeep")), process)
trouble = st.one_of(
    st.tuples(st.just("tick"), st.sampled_from((0.1, 4.0))),
    st.tuples(st.just("fault"), process, st.integers(0, 6), st.sampled_from(("before", "after", "half"))),
    st.tuples(st.just("fault"), process, st.integers(0, 6), st.sampled_from(("crash before", "crash after"))),
)
ANA_EDITS = (("touch", 0, 0, ANA, 1, "edit", "x"), ("append", 0), ("settle", 0))
ANA_DELETES = (("touch", 1, 0, ANA, 1, "delete", None), ("append", 1))
ANA_DELETES_THE_LAST = (("touch", 1, 0, ANA, 3, "delete", None), ("append", 1))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(script=st.lists(st.one_of(touch, touch, say, work, work, work, trouble), min_size=15, max_size=60))
@example([*ANA_EDITS, *ANA_DELETES, ("settle", 1)])
@example([*ANA_EDITS, *ANA_DELETES, ("fault", 1, 3, "crash after"), ("settle", 1)])
@example([("send", 0, 0, ANA, 9), ("append", 0), *ANA_DELETES_THE_LAST, ("append", 1), ("settle", 1)])
def test_whatever_happens_messages_are_what_their_log_says(script):
    story = Story(send_is_checked_first=False)
    here, conversation_id = story.processes[0], story.conversations[0]
    here.say(conversation_id, ANA, "said by Ana to @ben and @dan")
    here.say(conversation_id, BEN, "said by Ben")
    for action in script:
        story.play(action)
    story.end()

    log = story.world.log_of(conversation_id)
    assert_numbers_have_no_holes(log)
    assert_changes_of_messages_were_allowed(log)
    assert_everything_was_announced(story.world, conversation_id, log)
    assert differences(story.world, conversation_id) == []
    records = [record for record in log if isinstance(record.event, MessageCreated)]
    read = {record.event.message_no: as_read(message_of(record)) for record in records}
    assert messages_after(record.event for record in log) == read
    assert messages_after(heard_live(story.world, conversation_id)) == read


def heard_live(world, conversation_id):
    """The announced events, each once and in order, as a reader applies them."""
    told = {}
    for subject, data, _, _ in world.stream:
        if subject == f"chat.event.{conversation_id}":
            event = events.decode(data)
            told.setdefault(event.seq, event)
    return [told[seq] for seq in sorted(told)]
