"""Search finds exactly what a plain scan finds, whatever happened to messages, members, the index and processes."""

import contextlib
import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.chat.proposals import AddMember, RemoveMember
from services.chat.records import message_of
from services.common.errors import Problem, Unavailable
from tests.unit.chat.fakes import World
from tests.unit.chat.processes import group
from tests.unit.chat.searching import Searching, scan

ANA, BEN, EVE = "a" * 24, "b" * 24, "e" * 24
PEOPLE = (ANA, BEN, EVE)
LETTERS = ("a", "B", "ß", "ä", "é", "م", "ح", "会", "议", "🎉", " ")
WORDS = ("abc", "Straße", "Äpfel", "مرحبا", "会议记录", "🎉🎉", "a b")

text = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
    st.text(st.sampled_from(LETTERS), min_size=1, max_size=6),
)
query = st.text(st.sampled_from(LETTERS[:-1]), min_size=1, max_size=4)
process = st.integers(0, 1)
place = st.integers(0, 1)
person = st.sampled_from(PEOPLE)
# Other words than those that are said, so that a filter made before does not know them by chance.
edit = st.tuples(st.just("edit"), process, place, st.integers(1, 12), st.sampled_from(("Zug", "öl", "新", "qq", "🚀")))
index = st.tuples(st.just("index"), process, st.sampled_from((1, 100, 4_000)))
action = st.one_of(
    edit,
    edit,
    index,
    index,
    st.tuples(st.just("say"), process, place, person, st.lists(text, min_size=1, max_size=20)),
    st.tuples(st.just("delete"), process, place, st.integers(1, 12)),
    st.tuples(st.sampled_from(("add", "remove")), process, place, person),
    st.tuples(st.just("fault"), process, st.integers(0, 5), st.sampled_from(("before", "after"))),
    st.tuples(st.just("die while indexing"), process, st.integers(0, 7), st.sampled_from(("before", "after"))),
    st.tuples(st.just("sweep"), process),
    st.tuples(st.just("search"), process, person, query, st.integers(1, 5)),
)


class Story:
    """Two processes and two groups; who dies is followed by another."""

    def __init__(self):
        self.world = World()
        self.processes = [Searching(self.world), Searching(self.world)]
        self.groups = [group(self.world, ANA, BEN), group(self.world, ANA, BEN, EVE)]
        self.changed: set[str] = set()
        """Words that were edited in, edited away or deleted."""

    def play(self, step):
        kind, number, *rest = step
        here = self.processes[number]
        # So that messages do not all bear the same time, yet some do, also in different conversations.
        if number == 0:
            self.world.pass_time(0.001)
        with contextlib.suppress(Problem):
            self._play(kind, here, *rest)
        if here.is_dead:
            self.processes[number] = Searching(self.world)

    def _play(self, kind, here, *rest):
        if kind == "say":
            where, actor_id, texts = rest
            for body in texts:
                here.say(self.groups[where], actor_id, body)
        elif kind in ("edit", "delete"):
            where, message_no, *said = rest
            proposal = here.about(self.groups[where], ANA, message_no, kind, *said)
            if proposal is not None:
                self.changed.update(" ".join([message_of(proposal.message).body, *said]).split())
                here.do(proposal)
        elif kind in ("add", "remove"):
            where, user_id = rest
            fields = {"conversation_id": self.groups[where], "actor_id": ANA, "user_id": user_id}
            here.do(AddMember(**fields, limit=10) if kind == "add" else RemoveMember(**fields))
        elif kind == "index":
            self.world.pass_time(rest[0])
            here.settle()
            here.index()
        elif kind == "fault":
            calls, when = rest
            here.line.fail_in(calls, when)
            here.index()
            here.line.faults.clear()
        elif kind == "die while indexing":
            calls, when = rest
            self.world.pass_time(4_000)
            here.settle()
            here.line.fail_in(calls, f"crash {when}")
            here.index()
            here.line.faults.clear()
        elif kind == "sweep":
            here.step(here.indexer.sweep)
        else:
            user_id, sought, limit = rest
            self.compare(here, user_id, sought, limit)

    def compare(self, here, user_id, sought, limit):
        plain = folded(sought)
        if not plain:
            return
        expected = scan(self.world, user_id, lambda body: plain in folded(body))
        assert here.find(user_id, sought, limit=limit) == expected


def folded(text):
    """The same as the service says it does, written down once more for these letters."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in bare if one not in ("\u0308", "\u0301"))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    beginning=st.lists(text, min_size=1, max_size=4),
    script=st.lists(action, min_size=10, max_size=25),
    sought=st.lists(query, min_size=1, max_size=3),
)
def test_search_finds_what_a_scan_finds(beginning, script, sought):
    story = Story()
    for step in (("say", 0, 0, ANA, beginning * 3), ("say", 1, 1, ANA, beginning * 3), *script):
        story.play(step)
    for here in story.processes:
        for user_id in PEOPLE:
            for one in (*sought, *story.changed):
                story.compare(here, user_id, one, 3)


def test_an_unavailable_database_is_said_and_not_taken_for_nothing_found():
    story = Story()
    here = story.processes[0]
    here.say(story.groups[0], ANA, "abc")
    for calls in range(4):
        here.line.fail_in(calls, "before")
        try:
            here.find(ANA, "abc")
        except Unavailable:
            continue
        raise AssertionError(f"call {calls} failed and nobody was told")
