"""Uploading: in parts that may be lost and repeated, into what will be shown; and what is refused."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.chat import uploads as limits
from services.chat.pictures import Pictures
from services.chat.uploads import LEAST_PART_BYTES, LIFE, Uploads
from services.common.errors import Conflict, InvalidInput, NotFound, Problem, TooLarge, Unavailable
from tests.unit.chat.drawings import bomb, moving, opened, picture, polyglot, telling_photo
from tests.unit.chat.fakes import FakeStores, MemoryFiles, World

ANA, EVE = "a" * 24, "e" * 24
MB = 1_000_000


class Desk:
    """Uploads over a world in memory."""

    def __init__(self):
        self.world, self.files = World(), MemoryFiles()
        self.stores = FakeStores(self.world)
        self.uploads = Uploads(self.stores.attachments, self.files, Pictures(), bytes_limit=25 * MB, now=self.world.now)

    def begin(self, name, size, user_id=ANA):
        return self.uploads.begin(user_id, name, size)

    def add(self, upload, data, offset=0, user_id=ANA):
        return self.uploads.add(upload.id, user_id, offset, len(data), [data])

    def upload(self, name, data):
        """All in one part."""
        return self.add(self.begin(name, len(data)), data)

    def file_of(self, upload, thumbnail=False):
        kept = self.world.attachments[upload.id].kept
        return self.files.files[upload.id, kept.thumbnail if thumbnail else kept.file]


@pytest.fixture
def desk():
    return Desk()


def test_a_file_in_parts_is_kept_as_it_was_and_nothing_else_is_left(desk):
    data = bytes(range(256)) * 1_000
    begun = desk.begin("notes.pdf", len(data))
    assert (begun.offset, begun.attachment) == (0, None)
    first = desk.add(begun, data[:100_000])
    assert (first.offset, first.attachment, desk.uploads.get(begun.id, ANA)) == (100_000, None, first)
    done = desk.add(begun, data[100_000:], 100_000)
    assert (done.attachment.name, done.attachment.size) == ("notes.pdf", len(data))
    assert (done.attachment.content_type, done.attachment.width) == ("application/octet-stream", None)
    assert list(desk.files.files.values()) == [data]


def test_whoever_missed_the_answer_to_the_last_part_gets_it_by_an_empty_one(desk):
    done = desk.upload("notes.txt", b"hello")
    assert desk.add(done, b"", offset=5) == done
    assert desk.uploads.get(done.id, ANA) == done


def test_a_part_at_a_wrong_place_is_a_conflict_and_changes_nothing(desk):
    begun = desk.begin("a.bin", 200_000)
    desk.add(begun, b"x" * 100_000)
    for offset in (0, 99_999, 100_001):
        with pytest.raises(Conflict) as refused:
            desk.add(begun, b"y" * 100_000, offset)
        assert refused.value.code == "wrong_offset"
    assert desk.uploads.get(begun.id, ANA).offset == 100_000


def test_of_two_tries_of_one_part_at_once_one_counts(desk):
    begun = desk.begin("a.bin", 200_000)

    def slow_pieces():
        yield b"x" * 60_000
        desk.add(begun, b"y" * 100_000)
        yield b"x" * 40_000

    with pytest.raises(Conflict):
        desk.uploads.add(begun.id, ANA, 0, 100_000, slow_pieces())
    assert desk.add(begun, b"z" * 100_000, 100_000).attachment is not None
    assert list(desk.files.files.values()) == [b"y" * 100_000 + b"z" * 100_000]


def test_a_part_that_ends_early_is_not_there(desk):
    begun = desk.begin("a.bin", 200_000)
    with pytest.raises(InvalidInput):
        desk.uploads.add(begun.id, ANA, 0, 100_000, [b"x" * 70_000])
    assert (desk.uploads.get(begun.id, ANA).offset, desk.files.files) == (0, {})


def test_crumbs_and_more_than_was_announced_are_refused(desk):
    begun = desk.begin("a.bin", LEAST_PART_BYTES + 10)
    for data in (b"x", b"x" * (LEAST_PART_BYTES - 1), b"x" * (LEAST_PART_BYTES + 11)):
        with pytest.raises(InvalidInput):
            desk.add(begun, data)
    with pytest.raises(TooLarge):
        desk.uploads.add(begun.id, ANA, 0, limits.PART_BYTES + 1, [])
    desk.add(begun, b"x" * LEAST_PART_BYTES)
    assert desk.add(begun, b"x" * 10, LEAST_PART_BYTES).attachment is not None


@pytest.mark.parametrize(("size", "problem"), [(0, InvalidInput), (-1, InvalidInput), (25 * MB + 1, TooLarge)])
def test_sizes_that_cannot_be_are_refused_before_anything_is_sent(desk, size, problem):
    with pytest.raises(problem) as refused:
        desk.begin("a.bin", size)
    assert problem is InvalidInput or "25 MB" in refused.value.message


def test_one_person_cannot_have_too_much_unsent(desk):
    for _ in range(limits.UNSENT_LIMIT):
        last = desk.begin("a.bin", 10)
    with pytest.raises(Conflict) as refused:
        desk.begin("a.bin", 10)
    assert refused.value.code == "too_many_uploads"
    desk.begin("a.bin", 10, user_id=EVE)
    desk.uploads.cancel(last.id, ANA)
    desk.begin("a.bin", 10)


def test_nor_too_many_bytes(desk):
    for _ in range(limits.UNSENT_FILES):
        desk.begin("a.bin", 25 * MB)
    with pytest.raises(Conflict):
        desk.begin("a.bin", 1)


def test_a_full_disk_is_told_before_the_upload(desk):
    desk.files.has_space = False
    with pytest.raises(Unavailable):
        desk.begin("a.bin", 10)


def test_others_neither_see_an_upload_nor_go_on_with_it(desk):
    begun = desk.begin("a.bin", 10)
    for act in (
        lambda: desk.uploads.get(begun.id, EVE),
        lambda: desk.add(begun, b"0123456789", user_id=EVE),
        lambda: desk.uploads.cancel(begun.id, EVE),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_cancelled_upload_is_gone_with_its_bytes(desk):
    begun = desk.begin("a.bin", 200_000)
    desk.add(begun, b"x" * 100_000)
    desk.uploads.cancel(begun.id, ANA)
    assert (desk.files.files, desk.world.attachments) == ({}, {})
    with pytest.raises(NotFound):
        desk.add(begun, b"x" * 100_000, 100_000)


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("PNG", mode="RGBA", colour=(1, 2, 3, 100)), "image/png"),
        (picture("PNG", mode="P", colour=3), "image/png"),
        (picture("WEBP"), "image/webp"),
        (picture("JPEG", mode="CMYK", colour=(10, 20, 30, 40)), "image/jpeg"),
        (picture("GIF"), "image/png"),
    ],
)
def test_a_picture_is_told_by_its_bytes_and_gets_size_thumbnail_and_placeholder(desk, data, content_type):
    done = desk.upload("whatever.txt", data).attachment
    assert (done.content_type, done.width, done.height) == (content_type, 400, 300)
    assert done.name.startswith("whatever.txt.")
    assert opened(desk.file_of(done)).size == (400, 300)
    assert opened(desk.file_of(done, thumbnail=True)).format == "WEBP"
    assert 20 < len(done.placeholder) < 400
    assert done.size == len(desk.file_of(done))


def test_a_photo_is_turned_upright_and_forgets_where_it_was_taken(desk):
    done = desk.upload("IMG_1.JPG", telling_photo()).attachment
    assert (done.width, done.height, done.name) == (300, 400, "IMG_1.JPG")
    image = opened(desk.file_of(done))
    assert not image.getexif()
    assert image.getpixel((150, 20))[2] > 150, "what was on the left is on top"
    for thumbnail in (False, True):
        data = desk.file_of(done, thumbnail)
        for secret in (b"Secret", b"Exif", b"GPS"):
            assert secret not in data


def test_a_moving_picture_goes_on_moving_within_bounds(desk):
    done = desk.upload("cat.gif", moving(4, comment=b"SecretComment")).attachment
    image = opened(desk.file_of(done))
    assert (done.content_type, done.name, image.n_frames) == ("image/gif", "cat.gif", 4)
    assert b"Secret" not in desk.file_of(done)


def test_one_with_too_many_frames_stands_still(desk):
    done = desk.upload("cat.gif", moving(301, size=(8, 8))).attachment
    assert (done.content_type, done.name) == ("image/png", "cat.png")


def test_a_large_picture_is_made_smaller(desk):
    done = desk.upload("large.png", picture("PNG", (5_000, 1_000))).attachment
    assert (done.width, done.height) == (3840, 768)
    assert opened(desk.file_of(done, thumbnail=True)).size == (960, 192)


def test_what_hides_behind_a_picture_stays_behind(desk):
    done = desk.upload("page.html", polyglot()).attachment
    assert (done.content_type, done.name) == ("image/png", "page.html.png")
    assert b"script" not in desk.file_of(done) + desk.file_of(done, thumbnail=True)


@pytest.mark.parametrize(
    "data", [bomb(), picture("PNG")[:60], b"\xff\xd8\xff" + b"no picture" * 50, b"GIF89a" + b"\x00" * 40]
)
def test_a_bomb_or_a_broken_picture_is_refused_and_gone(desk, data):
    with pytest.raises(InvalidInput) as refused:
        desk.upload("a.png", data)
    assert refused.value.code == "unusable_picture"
    assert (desk.files.files, desk.world.attachments) == ({}, {})


def test_a_bomb_is_told_by_its_size(desk):
    with pytest.raises(InvalidInput, match="50 million pixels"):
        desk.upload("a.png", bomb())


def test_too_many_pictures_at_once_wait_for_another_time(desk):
    desk.uploads = Uploads(
        desk.stores.attachments, desk.files, Pictures(running=1, waiting=-1), bytes_limit=MB, now=desk.world.now
    )
    begun = desk.begin("a.png", len(picture("PNG")))
    with pytest.raises(Unavailable):
        desk.add(begun, picture("PNG"))
    assert desk.uploads.get(begun.id, ANA).offset == begun.size, "nothing needs to be sent again"


def test_who_asks_again_while_a_picture_is_redrawn_does_not_start_it_again(desk):
    begun = desk.begin("a.png", len(picture("PNG")))

    class Curious(Pictures):
        def redraw(self, kind, source, folder):
            with pytest.raises(Unavailable):
                desk.add(begun, b"", begun.size)
            return super().redraw(kind, source, folder)

    desk.uploads = Uploads(desk.stores.attachments, desk.files, Curious(), bytes_limit=MB, now=desk.world.now)
    assert desk.add(begun, picture("PNG")).attachment is not None


def test_of_two_processes_that_finish_one_upload_both_answer_the_same(desk):
    begun = desk.begin("a.png", len(picture("PNG")))
    other = Uploads(desk.stores.attachments, desk.files, Pictures(), bytes_limit=MB, now=desk.world.now)
    answers = []

    class Slow(Pictures):
        def redraw(self, kind, source, folder):
            drawn = super().redraw(kind, source, folder)
            answers.append(other.add(begun.id, ANA, begun.size, 0, []))
            return drawn

    desk.uploads = Uploads(desk.stores.attachments, desk.files, Slow(), bytes_limit=MB, now=desk.world.now)
    answers.append(desk.add(begun, picture("PNG")))
    assert answers[0] == answers[1]
    assert len(desk.files.files) == 2


def test_who_finds_the_parts_taken_away_answers_what_became_of_them(desk):
    begun = desk.begin("a.bin", 10)
    other = Uploads(desk.stores.attachments, desk.files, Pictures(), bytes_limit=MB, now=desk.world.now)
    read = desk.files.read

    def late(*wanted):
        desk.files.read = read
        other.add(begun.id, ANA, 10, 0, [])
        return read(*wanted)

    desk.files.read = late
    assert desk.add(begun, b"0123456789").attachment is not None


def test_a_picture_that_takes_too_long_is_refused(desk):
    desk.uploads = Uploads(
        desk.stores.attachments, desk.files, Pictures(seconds=0.001), bytes_limit=MB, now=desk.world.now
    )
    with pytest.raises(InvalidInput, match="too long"):
        desk.upload("a.png", picture("PNG"))


@pytest.mark.parametrize("name", ["page.svg", "page.html", "program.exe", "paper.pdf"])
def test_what_a_browser_would_run_or_draw_is_only_a_download(desk, name):
    done = desk.upload(name, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>").attachment
    assert (done.content_type, done.width, done.placeholder) == ("application/octet-stream", None, None)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["none", "before", "after"])), min_size=1, max_size=14)
)
def test_whatever_is_lost_or_repeated_on_the_way_the_file_is_whole(steps):
    """Parts are tried at any place, and the database fails before or after it did something."""
    desk = Desk()
    parts = [bytes([65 + number]) * 70_000 for number in range(5)]
    begun = desk.begin("a.bin", 350_000)
    for number, fault in itertools.chain(steps, ((n, "none") for n in range(5))):
        line = desk.stores.line
        line.faults.clear()
        if fault != "none":
            line.fail_in(1, fault)
        try:
            desk.add(begun, parts[number], number * 70_000)
        except Problem:
            continue
    desk.stores.line.faults.clear()
    done = desk.uploads.get(begun.id, ANA)
    if done.offset < 350_000:
        for number in range(done.offset // 70_000, 5):
            done = desk.add(begun, parts[number], number * 70_000)
    done = desk.add(begun, b"", 350_000)
    assert desk.file_of(done) == b"".join(parts)


def test_an_upload_is_forgotten_after_a_day(desk):
    begun = desk.begin("a.bin", 10)
    assert desk.world.attachments[begun.id].expires_at == desk.world.now() + LIFE
