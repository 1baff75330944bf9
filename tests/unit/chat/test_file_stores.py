"""Where bytes are kept: the disk and its stand-in in memory do the same."""

import pytest

from services.chat.disk_files import DiskFiles
from services.chat.files import PIECE_BYTES
from services.common.errors import NotFound
from tests.unit.chat.fakes import MemoryFiles

ONE, OTHER = "a" * 24, "b" * 24
LONG = bytes(range(256)) * (PIECE_BYTES // 128)


@pytest.fixture(params=["disk", "memory"])
def files(request, tmp_path):
    return DiskFiles(tmp_path / "files") if request.param == "disk" else MemoryFiles()


def whole(files, attachment_id, name, first=0, last=10**9):
    return b"".join(files.read(attachment_id, name, first, last))


def test_what_was_put_is_read_whole_or_in_part(files):
    assert files.has_room(1)
    assert files.put(ONE, "file", [LONG[:9], b"", LONG[9:]]) == len(LONG)
    assert files.put(OTHER, "file", []) == 0
    assert whole(files, ONE, "file") == LONG
    assert whole(files, ONE, "file", 5, PIECE_BYTES + 5) == LONG[5 : PIECE_BYTES + 6]
    assert whole(files, ONE, "file", len(LONG), len(LONG) + 5) == b""
    assert whole(files, OTHER, "file") == b""


def test_what_ends_with_an_error_is_not_kept(files):
    def pieces():
        yield b"some"
        raise EOFError

    with pytest.raises(EOFError):
        files.put(ONE, "file", pieces())
    with pytest.raises(NotFound):
        files.read(ONE, "file", 0, 9)


def test_what_is_not_there_is_not_found_before_the_first_byte(files):
    files.put(ONE, "file", [b"x"])
    for attachment_id, name in ((ONE, "other"), (OTHER, "file"), (ONE, "../file"), ("../..", "file"), (ONE, ".file")):
        with pytest.raises(NotFound):
            files.read(attachment_id, name, 0, 9)


def test_removing_takes_what_was_named_and_may_be_repeated(files):
    for name in ("one", "two", "three"):
        files.put(ONE, name, [b"x"])
    files.put(OTHER, "one", [b"y"])
    for _ in range(2):
        files.remove(ONE, "one")
        files.keep_only(ONE, ["two", "never"])
        assert whole(files, ONE, "two") == b"x"
        for name in ("one", "three"):
            with pytest.raises(NotFound):
                files.read(ONE, name, 0, 9)
    for _ in range(2):
        files.keep_only(ONE, ())
        with pytest.raises(NotFound):
            files.read(ONE, "two", 0, 9)
    assert whole(files, OTHER, "one") == b"y"
