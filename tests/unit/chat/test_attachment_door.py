"""/api/chat/attachments as a browser and as an attacker see it: headers, ranges, caching, names; files on the disk."""

import pytest

from services.chat import file_names
from services.chat.attachments import Attachments
from services.chat.disk_files import DiskFiles
from services.chat.pictures import Pictures
from services.chat.routes import attachments as attachment_routes
from services.chat.uploads import Uploads
from services.common.errors import NotFound, Unauthenticated
from services.common.service import Service
from services.common.settings import CommonSettings
from services.common.tokens import Identity
from tests.unit.chat.drawings import picture
from tests.unit.chat.fakes import FakeBus, FakeStores, World
from tests.unit.chat.processes import group
from tests.unit.chat.use_cases import Chat

ANA, BEN, EVE = "a" * 24, "b" * 24, "e" * 24
TEXT = bytes(range(256)) * 20


class Door:
    """The routes over files on the disk; a token is a user's id."""

    def __init__(self, folder):
        world = World()
        self.files, self.folder = DiskFiles(folder), folder
        stores = FakeStores(world)
        self.chat = Chat(world, files=self.files)
        self.group = group(world, ANA, BEN)
        uploads = Uploads(stores.attachments, self.files, Pictures(), bytes_limit=30_000_000, now=world.now)
        attachments = Attachments(stores.attachments, stores.events, self.chat.members, self.files, world.now)
        settings = CommonSettings(nats_url="nats://nowhere", log_level="error")
        service = Service("chat", settings, bus=FakeBus(world))
        service.authenticate = _identity
        service.add(attachment_routes.routes(uploads, attachments))
        self.client = service.flask.test_client()

    def call(self, method, path="", user_id=ANA, headers=None, **more):
        allowed = {"Authorization": f"Bearer {user_id}"} if user_id else {}
        return self.client.open(
            f"/api/chat/attachments{path}", method=method, headers=allowed | (headers or {}), **more
        )

    def patch(self, upload_id, data, offset=0, **more):
        return self.call("PATCH", f"/{upload_id}", headers={"Upload-Offset": str(offset)}, data=data, **more)

    def sent(self, name="notes.txt", data=TEXT):
        """The id of a file that was sent to the group of Ana and Ben."""
        begun = self.call("POST", json={"name": name, "size": len(data)}).json
        done = self.patch(begun["id"], data)
        assert done.status_code == 200, done.json
        self.chat.messages.send(self.group, ANA, begun["id"], "", None, [begun["id"]])
        return begun["id"]

    def file(self, attachment_id, user_id=BEN, variant="file", method="GET", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call(method, f"/{attachment_id}/{variant}", user_id, headers=named)

    def on_disk(self):
        return [path for path in self.folder.rglob("*") if path.is_file()]


def _identity(token):
    if token not in (ANA, BEN, EVE):
        raise Unauthenticated
    return Identity(token, "s" * 24, 0.0)


@pytest.fixture
def door(tmp_path):
    return Door(tmp_path / "files")


def test_an_upload_is_taken_up_where_head_says(door):
    begun = door.call("POST", json={"name": "a.bin", "size": 200_000})
    assert begun.status_code == 201
    upload_id = begun.json["id"]
    assert door.patch(upload_id, b"x" * 120_000).headers["Upload-Offset"] == "120000"
    asked = door.call("HEAD", f"/{upload_id}")
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == ("120000", "200000")
    wrong = door.patch(upload_id, b"x" * 80_000)
    assert (wrong.status_code, wrong.json["error"]["code"]) == (409, "wrong_offset")
    done = door.patch(upload_id, b"y" * 80_000, 120_000).json
    assert (done["offset"], done["attachment"]["size"]) == (200_000, 200_000)
    assert door.file(upload_id, ANA).data == b"x" * 120_000 + b"y" * 80_000
    assert len(door.on_disk()) == 1


def test_a_part_may_be_larger_than_other_requests_but_not_endless(door):
    begun = door.call("POST", json={"name": "a.bin", "size": 20_000_000}).json
    assert door.patch(begun["id"], b"x" * 7_000_000).status_code == 200
    assert door.patch(begun["id"], b"x" * 9_000_000, 7_000_000).status_code == 413
    assert door.call("HEAD", f"/{begun['id']}").headers["Upload-Offset"] == "7000000"


@pytest.mark.parametrize("offset", ["", "-1", "1.5", "٣", "9" * 30])
def test_an_odd_offset_is_refused(door, offset):
    begun = door.call("POST", json={"name": "a.bin", "size": 10}).json
    assert door.patch(begun["id"], b"0123456789", offset).status_code == 422


def test_everything_needs_a_login(door):
    attachment_id = door.sent()
    for method, path in (
        ("POST", ""), ("GET", f"/{attachment_id}"), ("PATCH", f"/{attachment_id}"), ("DELETE", f"/{attachment_id}"),
        ("GET", f"/{attachment_id}/file"), ("GET", f"/{attachment_id}/thumbnail"),
    ):  # fmt: skip
        assert door.call(method, path, user_id=None).status_code == 401
        assert door.call(method, path, user_id="nobody").status_code == 401


def test_a_file_is_only_ever_a_download(door):
    page = door.sent("page.html", b"<script>alert(1)</script>")
    answer = door.file(page)
    assert (answer.status_code, answer.data) == (200, b"<script>alert(1)</script>")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="page.html"')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert door.file(page, variant="thumbnail").status_code == 404


def test_a_picture_has_a_thumbnail(door):
    attachment_id = door.sent("a.png", picture("PNG", (2_000, 1_000)))
    small = door.file(attachment_id, variant="thumbnail")
    assert (small.status_code, small.headers["Content-Type"]) == (200, "image/webp")
    assert door.file(attachment_id).headers["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=100-", 100, 5119), ("bytes=-10", 5110, 5119), ("bytes=5000-9999", 5000, 5119)],
)
def test_a_part_of_a_file_can_be_asked_for(door, wanted, first, last):
    answer = door.file(door.sent(), Range=wanted)
    assert (answer.status_code, answer.data) == (206, TEXT[first : last + 1])
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/5120"


@pytest.mark.parametrize("wanted", ["bytes=5120-", "bytes=9999999999-"])
def test_what_lies_beyond_the_end_is_refused(door, wanted):
    answer = door.file(door.sent(), Range=wanted)
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */5120")
    assert answer.json["error"]["code"] == "range_not_satisfiable"


@pytest.mark.parametrize("wanted", ["bytes=9-0", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes=--1", "-"])
def test_a_range_that_says_nothing_sound_gets_the_whole_file(door, wanted):
    answer = door.file(door.sent(), Range=wanted)
    assert (answer.status_code, answer.data) == (200, TEXT)


def test_what_one_has_is_not_sent_again_but_asked_for_again(door):
    attachment_id = door.sent()
    etag = door.file(attachment_id).headers["ETag"]
    again = door.file(attachment_id, If_None_Match=etag)
    assert (again.status_code, again.data) == (304, b"")
    assert door.file(attachment_id, EVE, If_None_Match=etag).status_code == 404
    assert door.file(attachment_id, Range="bytes=0-1", If_Range='"another"').status_code == 200
    assert door.file(attachment_id, Range="bytes=0-1", If_Range=etag).status_code == 206


def test_head_tells_the_size_and_nothing_more(door):
    answer = door.file(door.sent(), method="HEAD")
    assert (answer.headers["Content-Length"], answer.data) == ("5120", b"")


def test_a_removed_member_gets_nothing_any_more(door):
    attachment_id = door.sent()
    assert door.file(attachment_id).status_code == 200
    door.chat.members.remove(door.group, ANA, BEN)
    assert door.file(attachment_id).status_code == 404
    assert door.file(attachment_id, EVE).status_code == 404


@pytest.mark.parametrize(
    "path", ["/../../etc/passwd", "/..%2f..%2fetc", "/%2e%2e/file", f"/{'0' * 24}/../x", "/x/file"]
)
def test_no_address_leads_out_of_the_files(door, path):
    door.sent()
    assert door.call("GET", path).status_code in (404, 405)


def test_nothing_on_the_disk_is_named_by_a_visitor(door, tmp_path):
    door.sent("../../../etc/cron.d/evil", b"x")
    assert not any("evil" in path.name for path in tmp_path.rglob("*"))
    for attachment_id, name in (("..", "x"), ("a" * 24, "../x"), ("a" * 24, ".x"), ("a/b", "x"), ("A" * 24, "x")):
        with pytest.raises(NotFound):
            door.files.read(attachment_id, name, 0, 1)


def test_deleted_files_leave_no_folder(door):
    door.sent()
    door.chat.messages.delete(door.group, ANA, 1)
    assert door.on_disk() == []
    assert [path for path in door.folder.rglob("*") if len(path.name) == 24] == []


def test_a_file_that_breaks_off_leaves_nothing_on_the_disk(door):
    def pieces():
        yield b"x"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        door.files.put("a" * 24, "part", pieces())
    assert door.on_disk() == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("notes.txt", "notes.txt"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("..", "file"),
        ("", "file"),
        (" . ", "file"),
        ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie_ x=1.txt"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("a\x00b.txt", "ab.txt"),
        ("Über 日本.pdf", "Über 日本.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("x" * 300, "x" * 120),
        ("con<|>.txt", "con___.txt"),
        ("\ud800.txt", "txt"),
    ],
)
def test_names_are_cleaned(given, kept):
    assert file_names.clean(given) == kept


def test_a_name_goes_safely_into_a_header():
    assert file_names.content_disposition('Ü "quote"; x.pdf') == (
        "attachment; filename=\"U _quote__ x.pdf\"; filename*=UTF-8''%C3%9C%20%22quote%22%3B%20x.pdf"
    )
    assert (
        file_names.content_disposition("日本") == "attachment; filename=\"file\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC"
    )
