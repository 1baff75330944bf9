"""Attachments of messages: given to one send, read by members only, gone with the message or when nobody sent them."""

from datetime import timedelta

import pytest

from services.chat.uploads import LIFE
from services.common import ids
from services.common.errors import InvalidInput, NotFound, Unavailable
from services.common.shapes import ATTACHMENT_LIMIT
from tests.unit.chat.processes import Process, group
from tests.unit.chat.test_uploads import Desk
from tests.unit.chat.use_cases import Chat

ANA, BEN, CYN, EVE = "a" * 24, "b" * 24, "c" * 24, "e" * 24


class Office(Desk):
    """Uploads and conversations over one world; a group of Ana, Ben and Cyn."""

    def __init__(self):
        super().__init__()
        self.chat = Chat(self.world, files=self.files)
        self.group = group(self.world, ANA, BEN, CYN)

    def file(self, user_id=ANA, data=b"the secret plan"):
        begun = self.begin("plan.pdf", len(data), user_id)
        return self.add(begun, data, user_id=user_id).attachment

    def send(self, *attachments, user_id=ANA, body="", client_id=None, to=None):
        wanted = [one if isinstance(one, str) else one.id for one in attachments]
        return self.chat.messages.send(to or self.group, user_id, client_id or ids.new_id(), body, None, wanted)

    def reads(self, attachment, user_id):
        opened = self.chat.attachments.open(attachment.id, user_id, is_thumbnail=False)
        return b"".join(opened.read(0, opened.size - 1))

    def may_read(self, attachment, user_id):
        try:
            return bool(self.reads(attachment, user_id))
        except NotFound:
            return False

    def history(self):
        return self.chat.messages.before(self.group, BEN, None, 50).messages

    def collect(self):
        return self.chat.process.removals.collect(self.world.now())


@pytest.fixture
def office():
    return Office()


def test_a_message_carries_its_files_in_order_with_or_without_words(office):
    one, two = office.file(), office.file(data=b"the other plan")
    office.send(two, one)
    office.send(office.file(), body="Look.")
    silent, speaking = office.history()
    assert (silent.body, silent.attachments) == ("", [two, one])
    assert (speaking.body, len(speaking.attachments)) == ("Look.", 1)
    told = office.chat.heads.events_after(office.group, BEN, 0, 200)[0]
    assert told.data.attachments == [two, one]


def test_a_message_needs_words_or_a_file(office):
    with pytest.raises(InvalidInput):
        office.send()


def test_a_repeated_send_is_one_message_with_the_same_files(office):
    file = office.file()
    first = office.send(file, client_id="c-1")
    again = office.send(file, client_id="c-1")
    assert (again.seq, again.duplicate) == (first.seq, True)
    assert [message.attachments for message in office.history()] == [[file]]


def test_a_send_whose_answer_was_lost_is_repeated_with_its_files(office):
    file = office.file()
    office.chat.log.is_open = False
    with pytest.raises(Unavailable):
        office.send(file, client_id="c-1")
    office.chat.log.is_open = True
    with pytest.raises(InvalidInput):
        office.send(file, client_id="c-2")
    assert not office.send(file, client_id="c-1").duplicate


def test_a_file_goes_with_one_message_only(office):
    file = office.file()
    office.send(file)
    office.world.pass_time(3_600)
    with pytest.raises(InvalidInput):
        office.send(file)
    with pytest.raises(InvalidInput):
        office.send(file, to=group(office.world, ANA, EVE))


def test_after_a_refusal_the_file_can_go_with_another_message(office):
    """Who was removed and taken back sends again under another id."""
    file = office.file(BEN)
    office.chat.members.remove(office.group, ANA, BEN)
    with pytest.raises(NotFound):
        office.send(file, user_id=BEN, client_id="c-1")
    office.chat.members.add(office.group, ANA, BEN)
    assert office.send(file, user_id=BEN, client_id="c-1~").message_no == 1


def test_a_claim_that_came_to_nothing_holds_nobody_off_for_long(office):
    file = office.file()
    office.chat.log.is_open = False
    with pytest.raises(Unavailable):
        office.send(file, client_id="c-1")
    office.chat.log.is_open = True
    office.world.pass_time(61)
    assert office.send(file, client_id="c-2").message_no == 1


def test_nobody_sends_what_is_not_theirs_not_ready_or_not_there(office):
    unready = office.begin("a.bin", 10)
    for wanted, user_id in ((office.file(BEN), ANA), (unready, ANA), ("0" * 24, ANA), ("$ne", ANA)):
        with pytest.raises(InvalidInput) as refused:
            office.send(wanted, user_id=user_id)
        assert refused.value.field == "attachment_ids"
    assert office.history() == []


def test_a_message_carries_each_file_once_and_not_too_many(office):
    file = office.file()
    with pytest.raises(InvalidInput):
        office.send(file, file)
    with pytest.raises(InvalidInput):
        office.send(*(office.file() for _ in range(ATTACHMENT_LIMIT + 1)))
    assert office.send(file).message_no == 1, "what was refused took nothing"


def test_before_it_is_sent_only_its_owner_reads_a_file(office):
    file = office.file()
    assert [office.may_read(file, one) for one in (ANA, BEN, EVE)] == [True, False, False]


def test_what_was_sent_is_read_by_members_and_by_nobody_else(office):
    file = office.file()
    office.send(file)
    office.chat.members.remove(office.group, ANA, CYN)
    assert [office.may_read(file, one) for one in (ANA, BEN, CYN, EVE)] == [True, True, False, False]
    office.chat.members.add(office.group, ANA, EVE)
    assert office.may_read(file, EVE), "new members see the history"


def test_who_left_does_not_even_read_what_they_sent(office):
    file = office.file(BEN)
    office.send(file, user_id=BEN)
    office.chat.members.remove(office.group, BEN, BEN)
    assert not office.may_read(file, BEN)


def test_who_may_not_read_learns_nothing(office):
    file = office.file()
    answers = set()
    for attachment_id in (file.id, "0" * 24):
        with pytest.raises(NotFound) as refused:
            office.chat.attachments.open(attachment_id, EVE, is_thumbnail=False)
        answers.add(refused.value.message)
    assert len(answers) == 1


def test_a_deleted_message_leaves_no_files(office):
    files = [office.file(), office.file()]
    office.send(*files, body="the secret", client_id="c-1")
    left = office.chat.messages.delete(office.group, ANA, 1)
    assert (left.attachments, office.history()[0].attachments) == ([], [])
    assert (office.files.files, office.world.attachments) == ({}, {})
    assert not office.may_read(files[0], BEN)
    assert "plan.pdf" not in repr((office.world.events, office.world.conversations))
    assert office.send(*files, body="the secret", client_id="c-1").duplicate, "a late retry gets its ack"
    assert len(office.history()) == 1


def test_files_that_cannot_be_removed_now_are_unreadable_and_removed_later(office):
    file = office.file()
    office.send(file)
    office.files.is_broken = True
    office.chat.messages.delete(office.group, ANA, 1)
    assert not office.may_read(file, BEN)
    office.files.is_broken = False
    office.world.pass_time(1)
    assert office.collect() == 1
    assert (office.files.files, office.world.attachments) == ({}, {})


@pytest.mark.parametrize("calls", range(2, 16))
def test_a_process_that_dies_while_it_deletes_leaves_no_files_for_long(calls):
    office = Office()
    file = office.file()
    office.send(file)
    process = Process(office.world, files=office.files)
    proposal = process.about(office.group, ANA, 1, "delete")
    process.line.fail_in(calls, "crash after")
    waiting = process.propose(proposal)
    process.work_off()
    if waiting.result.ready():
        assert waiting.result.get().records
    successor = Process(office.world, files=office.files)
    for _ in range(4):
        office.world.pass_time(4)
        successor.upkeep()
    if any("deleted" in record.event.__struct_config__.tag for record in office.world.events):
        office.world.pass_time(1)
        successor.removals.collect(office.world.now())
        assert (office.files.files, office.world.attachments) == ({}, {})
    else:
        assert office.may_read(file, BEN)


def test_what_nobody_sent_is_collected_after_a_day(office):
    office.file()
    office.begin("half.bin", 200_000)
    sent = office.file()
    office.send(sent)
    office.world.pass_time(LIFE.total_seconds() - 1)
    assert office.collect() == 0
    office.world.pass_time(2)
    assert office.collect() == 2
    assert list(office.world.attachments) == [sent.id]
    assert office.may_read(sent, BEN)


def test_what_was_sent_stays_even_when_nobody_could_write_that_down(office):
    file = office.file()
    office.send(file)
    stored = office.world.attachments[file.id]
    expires_at = office.world.now() + LIFE
    unconfirmed = type(stored)(
        **{name: getattr(stored, name) for name in stored.__struct_fields__}
        | {"is_sent": False, "expires_at": expires_at}
    )
    office.world.attachments[file.id] = unconfirmed
    assert office.may_read(file, BEN), "members may hear of it before that"
    office.world.pass_time((LIFE + timedelta(hours=1)).total_seconds())
    assert office.collect() == 0
    assert office.may_read(file, BEN)
    assert office.world.attachments[file.id].is_sent
