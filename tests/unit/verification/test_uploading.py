"""Uploads: whatever is lost on the way, the server ends with just the bytes of the file, in order."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.verification import contents, plan, uploading
from deploy.verification.door import Answer, Lost
from deploy.verification.history import History
from deploy.verification.records import Uploaded, UploadRefused

LARGE = plan.File("1-0.bin", 150_000)
SMALL = plan.File("2-0.bin", 1_000)
PICTURE = plan.File("3-0.png", 0, 20, 10)
EXPIRED = Answer(401, {"error": {"code": "unauthenticated", "message": ""}})
DAMAGED = Answer(422, {"error": {"code": "unusable_picture", "message": ""}})
BUSY = Answer(503, {"error": {"code": "unavailable", "message": "", "retry": 0.0}})
LOST_BEFORE, LOST_AFTER = "lost before", "lost after"


class Person:
    user_id = "u-1"

    def __init__(self):
        self.refused = []

    async def fresh_token(self, refused=None):
        self.refused += [refused] if refused else []
        return "token"


class Server:
    """A server with uploads, seen through a door on which `troubles` happen one after the other, then none."""

    def __init__(self, *troubles):
        self.troubles, self.uploads = list(troubles), {}

    async def call(self, method, path, token=None, body=None):
        return self._with_trouble(lambda: self._begin(body) if method == "POST" else self._shown(path))

    async def send_part(self, path, token, offset, part, kept=None):
        if kept is not None:
            # What does not come whole is not kept; what does may be.
            if kept == len(part):
                self._keep(path, offset, part)
            raise Lost("cut")
        return self._with_trouble(lambda: self._keep(path, offset, part))

    def _with_trouble(self, act):
        trouble = self.troubles.pop(0) if self.troubles else None
        if isinstance(trouble, Answer):
            return trouble
        if trouble == LOST_BEFORE:
            raise Lost(trouble)
        answer = act()
        if trouble == LOST_AFTER:
            raise Lost(trouble)
        return answer

    def _begin(self, body):
        attachment_id = f"f-{len(self.uploads) + 1}"
        self.uploads[attachment_id] = {"size": body["size"], "raw": b""}
        return self._shown(attachment_id)

    def _keep(self, path, offset, part):
        upload = self.uploads[path.rpartition("/")[2]]
        if offset != len(upload["raw"]):
            return Answer(409, {"error": {"code": "wrong_offset", "message": ""}})
        upload["raw"] += part
        return self._shown(path)

    def _shown(self, path):
        attachment_id = path.rpartition("/")[2]
        upload = self.uploads[attachment_id]
        is_whole = len(upload["raw"]) == upload["size"]
        attachment = {"id": attachment_id, "size": upload["size"]} if is_whole else None
        return Answer(200, {"id": attachment_id, "offset": len(upload["raw"]), "attachment": attachment})


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr(uploading, "PAUSE_LIMIT_SECONDS", 0.0)


def upload(server, *files, person=None):
    """The ids and the history."""
    history = History()

    async def run():
        async with asyncio.timeout(10):
            return await uploading.upload_all(files, 1, person or Person(), server, history)

    return asyncio.run(run()), history.records


def broken(file, *breaks):
    return plan.File(file.name, file.size, file.width, file.height, breaks)


def test_files_are_uploaded_in_parts_and_written_down():
    server = Server()
    ids, records = upload(server, LARGE, PICTURE)
    assert [server.uploads[one]["raw"] for one in ids] == [contents.content(1, LARGE), contents.content(1, PICTURE)]
    assert [type(record) for record in records] == [Uploaded, Uploaded]
    assert [(record.size, record.resumed) for record in records] == [
        (150_000, 0),
        (len(contents.content(1, PICTURE)), 0),
    ]
    assert (records[1].looks.width, records[1].looks.height) == (20, 10)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.sampled_from([LOST_BEFORE, LOST_AFTER, BUSY, EXPIRED, None]), max_size=12),
    st.lists(st.sampled_from([0.01, 0.3, 0.6, 0.9, 1.0]), max_size=3).map(sorted),
    st.sampled_from([LARGE, SMALL]),
)
def test_whatever_is_lost_on_the_way_the_file_arrives_once_and_whole(troubles, breaks, file):
    server = Server(*troubles)
    (attachment_id,), (written,) = upload(server, broken(file, *breaks))
    assert server.uploads[attachment_id]["raw"] == contents.content(1, file)
    assert written.attachment_id == attachment_id
    assert written.resumed >= bool(breaks)


def test_a_file_that_the_server_does_not_want_is_not_argued_about():
    server = Server(None, DAMAGED)
    ids, records = upload(server, PICTURE, SMALL)
    assert ids is None
    assert [(type(record), record.code) for record in records] == [(UploadRefused, "unusable_picture")]


def test_an_upload_that_the_server_has_forgotten_begins_again():
    gone = Answer(404, {"error": {"code": "not_found", "message": ""}})
    server = Server(None, gone)
    (attachment_id,), _ = upload(server, SMALL)
    assert attachment_id == "f-2"


def test_an_ended_token_is_renewed():
    person = Person()
    upload(Server(EXPIRED), SMALL, person=person)
    assert person.refused == ["token"]


def test_a_picture_is_compared_by_its_pixels_and_anything_else_by_its_bytes():
    raw = contents.content(1, PICTURE)
    assert contents.looks(raw, is_picture=True) == contents.looks(raw + b"behind", is_picture=True)
    assert contents.looks(raw, is_picture=False) != contents.looks(raw + b"behind", is_picture=False)
    assert contents.looks(raw[:-40], is_picture=True) == contents.NO_PICTURE
    assert contents.looks(b"no picture", is_picture=True) == contents.NO_PICTURE
