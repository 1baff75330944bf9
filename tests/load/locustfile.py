"""People as they are, for locust: most are just there, some read, some chat, a few talk to many.

Run by `./natter load`. Everybody registers, gets conversations (town.py) and keeps a real WebSocket open. What locust
counts beside REST, as type WS: connect (to ready), catch up (to caught), send (to ack), deliver (from the send until
another device heard it), replay (the same for what was missed while a line was cut), close (a line that the server
should not have closed). A message that somebody should have heard and did not in 20 s is a failure of deliver.
"""

import random
import time

import gevent
from locust import HttpUser, between, events, task
from locust.exception import StopUser

from tests.load import pauses
from tests.load.flights import OVERDUE_SECONDS, Flights
from tests.load.line import Closed, Line, Refused, new_message_id
from tests.load.person import NotPossible, Person
from tests.load.town import Town

SWEEP_SECONDS = 2.0
WORDS = ("lunch", "train", "report", "garden", "please", "tomorrow", "ready", "where", "maybe", "ticket", "thanks")
PEEK_CHANCE = 0.1
# A talker who fell behind by more than this does not catch up.
LAG_SECONDS = 2.0

town = Town()
flights = Flights(time.perf_counter)
senders = set()


@events.init_command_line_parser.add_listener
def _(parser):
    parser.add_argument(
        "--sends-per-second", type=float, default=5.0, env_var="NATTER_LOAD_RATE", help="messages, all users together"
    )


class NotHeard(Exception):
    """Somebody should have heard a message and did not."""


class Townsperson(HttpUser):
    """Arrives, settles and stays connected; what they do there is told by the classes below."""

    abstract = True

    def on_start(self):
        try:
            self.person = Person(self.client)
            self.home = town.settle(self.person)
            self.line = Line(self._socket_url(), self.person, self._heard, self._report)
            self.line.wait()
        except (NotPossible, Closed) as error:
            self._report("arrive", 0.0, error)
            raise StopUser from error
        flights.arrive(self.person.user_id, self.home.conversation_ids)

    def on_stop(self):
        senders.discard(self)
        if hasattr(self, "person"):
            flights.leave(self.person.user_id)
        if hasattr(self, "line"):
            self.line.stop()

    def say(self, conversation_id):
        """Type a little, then send, and wait for the ack."""
        self.line.say({"type": "typing", "conversation_id": conversation_id})
        gevent.sleep(random.uniform(0.1, 0.8))
        client_message_id = new_message_id()
        flights.start(client_message_id, conversation_id, self.person.user_id)
        try:
            self.line.send(conversation_id, " ".join(random.choices(WORDS, k=random.randint(1, 25))), client_message_id)
        except Refused:
            flights.cancel(client_message_id)

    def read(self, conversation_id):
        """Look at the newest page, and say so."""
        self.line.say({"type": "look", "conversation_id": conversation_id})
        messages = self.person.page(conversation_id)
        if messages:
            self.line.say(
                {"type": "read", "conversation_id": conversation_id, "message_no": messages[-1]["message_no"]}
            )
        return messages

    def _socket_url(self):
        return "ws" + self.host.removeprefix("http").rstrip("/") + "/ws"

    def _heard(self, event, is_replay):
        if event["kind"] != "message.created":
            return
        seconds = flights.land(event["client_message_id"], self.person.user_id)
        if seconds is not None:
            self._report("replay" if is_replay else "deliver", seconds, None)

    def _report(self, name, seconds, failure):
        report(self.environment, name, seconds, failure)


class Idler(Townsperson):
    """Has it open in some tab, glances at the list now and then."""

    weight = 5
    wait_time = between(20, 60)

    @task
    def glance(self):
        self.person.conversations()


class Reader(Townsperson):
    """Reads along, scrolls back, and goes through tunnels."""

    weight = 3
    wait_time = between(2, 8)

    @task(6)
    def follow(self):
        self.read(random.choice(self.home.conversation_ids))

    @task(3)
    def scroll_back(self):
        listed = [each for each in self.person.conversations() if each["last_message_no"] > 0]
        if not listed:
            return
        conversation_id = random.choice(listed)["id"]
        messages = self.read(conversation_id)
        if messages and messages[0]["message_no"] > 1:
            self.person.page(conversation_id, before=messages[0]["message_no"])

    @task(1)
    def tunnel(self):
        self.line.drop()


class Talker(Townsperson):
    """Whoever sends; all together keep the rate that was asked for, whatever a send takes."""

    abstract = True
    due_at = 0.0

    def on_start(self):
        super().on_start()
        senders.add(self)

    def wait_time(self):
        rate = self.environment.parsed_options.sends_per_second
        self.due_at = max(self.due_at, time.monotonic() - LAG_SECONDS) + pauses.between_sends(
            rate, len(senders), random
        )
        return max(0.0, self.due_at - time.monotonic())


class Chatter(Talker):
    """Writes to one person and to the team, and reads there as well."""

    weight = 3

    @task
    def chat(self):
        conversation_id = random.choice([each for each in (self.home.direct, self.home.team) if each])
        if random.random() < PEEK_CHANCE:
            self.read(conversation_id)
        self.say(conversation_id)


class Speaker(Talker):
    """Talks on the square, where many listen."""

    weight = 1

    @task
    def speak(self):
        self.say(self.home.square)


def report(environment, name, seconds, failure):
    environment.events.request.fire(
        request_type="WS", name=name, response_time=seconds * 1000, response_length=0, exception=failure, context={}
    )


@events.test_start.add_listener
def _(environment, **_more):
    gevent.spawn(watch, environment)


def watch(environment):
    """Name those who should have heard something."""
    while environment.runner is not None and environment.runner.state not in ("stopping", "stopped", "cleanup"):
        gevent.sleep(SWEEP_SECONDS)
        for client_message_id, user_id in flights.overdue():
            report(environment, "deliver", OVERDUE_SECONDS, NotHeard(f"{client_message_id} by {user_id}"))


@events.quitting.add_listener
def _(environment, **_more):
    """A run in which nothing was said or heard proves nothing; on the page everybody sees for themselves."""
    if environment.web_ui is not None:
        return
    for name in ("send", "deliver"):
        if (name, "WS") not in environment.stats.entries:
            print(f"natter: not one {name} in this run: give it more users, a higher rate or more time")
            environment.process_exit_code = 1
    if environment.stats.total.num_failures > 0:
        environment.process_exit_code = 1
