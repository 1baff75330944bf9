"""Pictures and files on a running Natter: up in parts through the gateway, sent over both doors, read, deleted."""

import json
import os
from datetime import timedelta

import pytest
import requests

from services.chat.stores.attachments import Claim, Kept, Part, StoredAttachment
from services.common import ids
from tests.integration.people import SECONDS, Person
from tests.integration.test_chat_stores import AT, real_stores, stores  # noqa: F401 - fixtures
from tests.unit.chat.drawings import opened, telling_photo

CHAT = "/api/chat"


def request(person, method, path, **more):
    headers = {"Authorization": f"Bearer {person.token}", **more.pop("headers", {})}
    return requests.request(method, f"{person.url}{CHAT}/attachments{path}", headers=headers, timeout=SECONDS, **more)


def upload(person, name, data, part=300_000):
    begun = person.call("POST", f"{CHAT}/attachments", {"name": name, "size": len(data)}, status=201)
    for offset in range(0, len(data), part):
        headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        answer = request(person, "PATCH", f"/{begun['id']}", data=data[offset : offset + part], headers=headers)
        assert answer.status_code == 200, answer.text
    return answer.json()["attachment"]


@pytest.fixture(scope="module")
def people(stack):
    ana, ben, eve = (Person(stack.url, name) for name in ("ana", "ben", "eve"))
    return ana, ben, eve, ana.open_group("Pictures", ben)


def test_a_photo_goes_from_one_to_the_other_and_away_again(stack, people):
    ana, ben, eve, group = people
    photo = upload(ana, "beach.jpg", telling_photo((1_600, 1_200)))
    assert (photo["content_type"], photo["width"], photo["height"]) == ("image/jpeg", 1200, 1600)
    listening = ben.device()
    device = ana.device()
    frame = {"type": "send", "ref": "1", "conversation_id": group, "client_message_id": "c-1", "body": ""}
    device.say({**frame, "attachment_ids": [photo["id"]]})
    ack = device.wait_for("ack", ref="1")
    event = listening.wait_for("event", conversation_id=group, seq=ack["seq"])
    assert event["data"]["attachments"] == [photo]
    again = ana.call(
        "POST", f"{CHAT}/conversations/{group}/messages",
        {"client_message_id": "c-1", "body": "", "attachment_ids": [photo["id"]]},
    )  # fmt: skip
    assert (again["seq"], again["duplicate"]) == (ack["seq"], True)
    seen = request(ben, "GET", f"/{photo['id']}/file")
    assert (opened(seen.content).size, len(seen.content)) == ((1200, 1600), photo["size"])
    assert seen.headers["Cache-Control"] == "private, no-cache"
    assert opened(request(ben, "GET", f"/{photo['id']}/thumbnail").content).format == "WEBP"
    part = request(ben, "GET", f"/{photo['id']}/file", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, seen.content[10:20])
    assert request(eve, "GET", f"/{photo['id']}/file").status_code == 404
    folder = stack.data / "files" / photo["id"][-2:] / photo["id"]
    assert len(os.listdir(folder)) == 2
    ana.call("DELETE", f"{CHAT}/conversations/{group}/messages/{ack['message_no']}")
    assert request(ben, "GET", f"/{photo['id']}/file").status_code == 404
    assert not folder.exists()
    assert photo["id"] not in json.dumps(ben.events(group))
    for one in (device, listening):
        one.close()


def test_a_removed_member_reads_no_files_any_more(people):
    ana, ben, eve, group = people
    file = upload(ana, "list.txt", os.urandom(700_000))
    body = {"client_message_id": "c-2", "body": "The list", "attachment_ids": [file["id"]]}
    assert eve.refusal("POST", f"{CHAT}/conversations/{group}/messages", body) == (422, "invalid_input")
    ana.call("POST", f"{CHAT}/conversations/{group}/messages", body, status=201)
    assert len(request(ben, "GET", f"/{file['id']}/file").content) == 700_000
    ana.call("DELETE", f"{CHAT}/conversations/{group}/members/{ben.user_id}", status=204)
    assert request(ben, "GET", f"/{file['id']}/file").status_code == 404


def test_a_part_beyond_the_gateways_limit_is_refused_in_our_words(people):
    ana = people[0]
    begun = ana.call("POST", f"{CHAT}/attachments", {"name": "a", "size": 20_000_000}, status=201)
    data = b"x" * (8 * 1024 * 1024 + 1)
    answer = request(ana, "PATCH", f"/{begun['id']}", data=data, headers={"Upload-Offset": "0"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    ana.call("DELETE", f"{CHAT}/attachments/{begun['id']}", status=204)


def test_the_store_changes_only_from_where_things_stand(stores):  # noqa: F811
    store = stores.attachments
    store.ensure_indexes()
    upload = StoredAttachment(id=ids.new_id(), owner_id=ids.new_id(), name="a", size=9, created_at=AT, expires_at=AT)
    store.insert(upload)
    assert (store.find(upload.id), store.unsent_of(upload.owner_id)) == (upload, [upload])
    assert store.add_part(upload.id, 0, Part("one", 5))
    assert not store.add_part(upload.id, 0, Part("other", 5))
    assert store.add_part(upload.id, 5, Part("two", 4))
    assert (store.find(upload.id).received, [part.name for part in store.find(upload.id).parts]) == (9, ["one", "two"])
    kept = Kept(file="f", size=9, content_type="image/png", thumbnail="t", thumbnail_size=1, width=2, height=3)
    assert store.keep(upload.id, "a.png", kept)
    assert not store.keep(upload.id, "b.png", kept)
    assert (store.find(upload.id).kept, store.find(upload.id).name) == (kept, "a.png")
    claims = [Claim(conversation_id=ids.new_id(), client_message_id=name, at=AT) for name in ("c-1", "c-2")]
    assert not store.claim(upload.id, claims[1], claims[0])
    assert store.claim(upload.id, claims[0], None)
    assert not store.claim(upload.id, claims[1], None)
    assert store.claim(upload.id, claims[1], claims[0])
    assert store.find(upload.id).claim == claims[1]
    later = AT + timedelta(seconds=1)
    assert upload.id in [one.id for one in store.due(later)]
    store.mark_sent([upload.id])
    assert not store.claim(upload.id, claims[0], claims[1])
    assert store.unsent_of(upload.owner_id) == []
    assert upload.id not in [one.id for one in store.due(later)]
    store.mark_removed([upload.id], AT)
    assert (store.find(upload.id), [one.id for one in store.due(later) if one.id == upload.id]) == (None, [upload.id])
    store.delete(upload.id)
    assert upload.id not in [one.id for one in store.due(later)]
