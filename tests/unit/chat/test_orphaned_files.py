"""Files that the database does not know: removed when that was so for a month, and never otherwise."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.chat import orphaned_files
from services.chat.disk_files import DiskFiles
from services.chat.orphaned_files import AT_ONCE, MARK, ORPHANED_FOR, OrphanedFiles
from services.common import ids
from services.common.errors import Unavailable
from tests.unit.chat.fakes import FakeStores, MemoryFiles, World

MONTH = ORPHANED_FOR.total_seconds()


class Cellar:
    """Files, and a database that knows of some."""

    def __init__(self, files=None):
        self.world, self.files = World(), files or MemoryFiles()
        self.attachments = FakeStores(self.world).attachments
        self.orphans = self.opened_anew()

    def opened_anew(self):
        return OrphanedFiles(self.attachments, self.files)

    def put(self, is_known):
        attachment_id = ids.new_id()
        self.files.put(attachment_id, "file-1", [b"bytes"])
        if is_known:
            self.remember(attachment_id)
        return attachment_id

    def remember(self, attachment_id):
        self.world.attachments[attachment_id] = "whatever is known of it"

    def forget(self, attachment_id):
        self.world.attachments.pop(attachment_id, None)

    def collect(self, after_seconds=0.0):
        self.world.pass_time(after_seconds)
        return self.orphans.collect(self.world.now())

    def is_there(self, attachment_id):
        return attachment_id in self.files.ids_after("", 10_000)


@pytest.fixture(params=["memory", "disk"])
def cellar(request, tmp_path):
    return Cellar(DiskFiles(tmp_path / "files") if request.param == "disk" else None)


def test_what_the_database_has_not_known_for_a_month_is_removed(cellar):
    orphan, known = cellar.put(is_known=False), cellar.put(is_known=True)
    assert cellar.collect() == 0
    assert cellar.collect(MONTH - 1) == 0
    assert cellar.is_there(orphan)
    assert cellar.collect(1) == 1
    assert not cellar.is_there(orphan)
    assert b"".join(cellar.files.read(known, "file-1", 0, 99)) == b"bytes"


def test_age_alone_removes_nothing(cellar):
    orphan = cellar.put(is_known=False)
    assert cellar.collect(10 * MONTH) == 0
    assert cellar.is_there(orphan)


def test_what_the_database_knows_again_is_an_orphan_no_more(cellar):
    """A wrong database was noticed, and the right one is back."""
    once = cellar.put(is_known=False)
    cellar.collect()
    cellar.remember(once)
    cellar.collect(MONTH / 2)
    cellar.forget(once)
    assert cellar.collect(MONTH) == 0
    assert cellar.collect(MONTH - 1) == 0
    assert cellar.collect(1) == 1


def test_another_process_and_the_next_one_know_since_when(cellar):
    cellar.put(is_known=False)
    cellar.collect()
    cellar.orphans = cellar.opened_anew()
    assert cellar.collect(MONTH) == 1


def test_all_are_looked_at_some_at_a_time(cellar, monkeypatch):
    monkeypatch.setattr(orphaned_files, "AT_ONCE", 3)
    orphans = [cellar.put(is_known=False) for _ in range(7)]
    for _ in range(3):
        cellar.collect()
    removed = [cellar.collect(MONTH if first else 0) for first in (True, False, False)]
    assert removed == [3, 3, 1]
    assert not any(map(cellar.is_there, orphans))


def test_without_the_database_nothing_is_an_orphan():
    cellar = Cellar()
    orphan = cellar.put(is_known=False)
    cellar.attachments.line.fail_in(0, "before")
    with pytest.raises(Unavailable):
        cellar.collect()
    assert (orphan, MARK) not in cellar.files.files


def test_a_mark_that_nobody_can_read_is_made_anew(cellar):
    orphan = cellar.put(is_known=False)
    cellar.files.put(orphan, MARK, [b"rubbish"])
    assert cellar.collect() == 0
    assert cellar.collect(MONTH) == 1


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["put", "remember", "forget", "collect"]), st.integers(0, 5)), max_size=40))
def test_whatever_comes_and_goes_only_what_no_look_of_a_month_knew_is_removed(steps):
    cellar = Cellar()
    seen, unknown_since, removed = [], {}, set()
    for step, number in steps:
        if step == "put":
            seen.append(cellar.put(is_known=True))
        elif seen and step != "collect":
            getattr(cellar, step)(seen[number % len(seen)])
        else:
            cellar.collect(timedelta(days=10).total_seconds())
            for one in seen:
                if one in cellar.world.attachments:
                    unknown_since.pop(one, None)
                else:
                    unknown_since.setdefault(one, cellar.world.now())
        gone = {one for one in seen if not cellar.is_there(one)}
        for one in gone - removed:
            assert cellar.world.now() - unknown_since[one] >= ORPHANED_FOR
        removed = gone
    assert len(seen) <= AT_ONCE
