"""What each service's credentials may do in the embedded parts, tried on the running ones."""

import json
import socket

import pymongo
import pytest
import redis
from pymongo.errors import OperationFailure

SERVICES = ("auth", "chat", "realtime", "notify")
WITH_DATABASE = ("auth", "chat", "notify")
SECONDS = 5


class NatsLine:
    """NATS by hand: what the server answers to one line, so that nothing smooths over a refusal."""

    def __init__(self, port, user=None, password=None):
        self.line = socket.create_connection(("127.0.0.1", port), SECONDS)
        self.answers = self.line.makefile("rb")
        self.answers.readline()
        # The name keeps these refusals apart from those of services in the server's log.
        given = {"verbose": False, "pedantic": False, "name": "permission-test", "lang": "test", "version": "1"}
        if user:
            given |= {"user": user, "pass": password}
        self.say(b"CONNECT " + json.dumps(given).encode())

    def say(self, words):
        self.line.sendall(words + b"\r\n")

    def refusal(self, words=None):
        """The error that a line brings, or None when it is taken."""
        if words:
            self.say(words)
        self.say(b"PING")
        while answer := self.answers.readline():
            if answer.startswith(b"-ERR"):
                return answer.decode()
            if answer.startswith(b"PONG"):
                return None
        return "closed"

    def close(self):
        self.answers.close()
        self.line.close()


@pytest.fixture
def nats_line(stack):
    opened = []

    def connect(user=None, password=None):
        opened.append(NatsLine(stack.ports["nats"], user, password))
        return opened[-1]

    yield connect
    for line in opened:
        line.close()


def as_service(stack, nats_line, service):
    return nats_line(service, stack.secrets.read(f"nats-{service}"))


def test_nats_refuses_who_does_not_say_a_name_and_password(stack, nats_line):
    assert "Authorization" in nats_line().refusal()
    assert "Authorization" in nats_line("chat", "wrong").refusal()
    assert "Authorization" in nats_line("chat", stack.secrets.read("nats-auth")).refusal()


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    "subject",
    [
        "$JS.API.STREAM.DELETE.CHAT", "$JS.API.STREAM.PURGE.CHAT", "$JS.API.STREAM.CREATE.OTHER", "$JS.API.STREAM.LIST",
        "$JS.API.CONSUMER.DELETE.CHAT.notify", "$JS.API.CONSUMER.CREATE.CHAT.other", "$SYS.REQ.SERVER.PING",
        "chat.unknown", "_INBOX_auth.x", "anything",
    ],
)  # fmt: skip
def test_nobody_may_publish_what_is_for_nobody(stack, nats_line, service, subject):
    refusal = as_service(stack, nats_line, service).refusal(f"PUB {subject} 2\r\n{{}}".encode())
    assert "Permissions Violation for Publish" in refusal


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("subject", [">", "*", "chat.>", "_INBOX_>", "$SYS.>", "$JS.>", "auth.*", "user.>"])
def test_nobody_may_listen_to_everything(stack, nats_line, service, subject):
    refusal = as_service(stack, nats_line, service).refusal(f"SUB {subject} 1".encode())
    assert "Permissions Violation for Subscription" in refusal


@pytest.mark.parametrize(
    ("service", "subject"),
    [
        ("auth", "chat.event.x"), ("realtime", "chat.event.x"), ("notify", "chat.event.x"), ("notify", "chat.send"),
        ("notify", "chat.mark_read"), ("chat", "user.x.notification"), ("realtime", "user.x.joined"),
        ("chat", "auth.session_revoked"), ("realtime", "auth.user_changed"), ("auth", "presence.x"),
        ("chat", "typing.x"), ("realtime", "$JS.API.STREAM.INFO.CHAT"), ("auth", "$JS.API.STREAM.INFO.CHAT"),
        ("chat", "$JS.API.CONSUMER.MSG.NEXT.CHAT.notify"),
    ],
)  # fmt: skip
def test_a_service_may_not_speak_for_another(stack, nats_line, service, subject):
    refusal = as_service(stack, nats_line, service).refusal(f"PUB {subject} 2\r\n{{}}".encode())
    assert "Permissions Violation for Publish" in refusal


def test_services_themselves_never_ask_for_what_they_may_not(stack):
    stack.wait_until_ready()
    violations = [line for line in stack.log("nats").splitlines() if "Violation" in line]
    assert [line for line in violations if "permission-test" not in line] == []


def cache(stack, service):
    return redis.Redis.from_url(stack.redis_url(service), decode_responses=True)


def test_valkey_refuses_who_does_not_say_a_name_and_password(stack):
    with redis.Redis(port=stack.ports["valkey"]) as anybody, pytest.raises(redis.AuthenticationError):
        anybody.get("x")


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    "command",
    [
        ("FLUSHALL",), ("CONFIG", "GET", "*"), ("EVAL", "return 1", "0"), ("KEYS", "*"), ("ACL", "LIST"), ("SHUTDOWN",),
        ("MONITOR",), ("REPLICAOF", "h", "1"), ("MODULE", "LIST"), ("SUBSCRIBE", "x"), ("SWAPDB", "0", "1"),
    ],
)  # fmt: skip
def test_nobody_may_administer_valkey(stack, service, command):
    with cache(stack, service) as client, pytest.raises(redis.exceptions.NoPermissionError):
        client.execute_command(*command)


@pytest.mark.parametrize("service", SERVICES)
def test_keys_of_others_are_out_of_reach(stack, service):
    with cache(stack, service) as client:
        client.set(f"{service}:test", "1", ex=5)
        for other in SERVICES:
            if other != service:
                with pytest.raises(redis.exceptions.NoPermissionError):
                    client.get(f"{other}:test")
        with pytest.raises(redis.exceptions.NoPermissionError):
            client.get("anything")


def test_notify_may_see_who_looks_but_not_change_it(stack):
    with cache(stack, "notify") as client:
        client.zrange("looking:x", 0, -1)
        with pytest.raises(redis.exceptions.NoPermissionError):
            client.zadd("looking:x", {"a": 1})


def test_the_database_answers_nobody_without_a_password(stack):
    address = f"mongodb://127.0.0.1:{stack.ports['mongo']}/?directConnection=true"
    with pymongo.MongoClient(address) as anybody:
        for ask in (
            lambda: anybody.natter_chat.events.find_one(),
            lambda: anybody.natter_auth.accounts.insert_one({}),
            lambda: anybody.list_database_names(),
            lambda: anybody.admin.command("createUser", "evil", pwd="x", roles=["root"]),
        ):
            with pytest.raises(OperationFailure, match="authentication"):
                ask()


@pytest.mark.parametrize("service", WITH_DATABASE)
def test_a_service_works_in_its_own_database_only(stack, service):
    with pymongo.MongoClient(stack.mongo_uri(service)) as client:
        own = client[stack.database_name(service)]
        own.permission_test.insert_one({"a": 1})
        own.permission_test.drop()
        others = [client[stack.database_name(other)] for other in WITH_DATABASE if other != service]
        for ask in (
            *(database.events.find_one for database in others),
            *((lambda database=database: database.events.insert_one({})) for database in others),
            *((lambda database=database: client.drop_database(database)) for database in others),
            lambda: own.command("createUser", "evil", pwd="x", roles=[]),
            lambda: client.admin.command("createUser", "evil", pwd="x", roles=["root"]),
            client.list_database_names,
        ):
            with pytest.raises(OperationFailure, match="not authorized"):
                ask()
