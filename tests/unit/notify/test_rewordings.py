"""What people were told of a message that was edited or deleted since."""

from tests.unit.notify.world import ANA, BEN, CLEO, CONVERSATION


def test_nothing_of_a_deleted_message_is_kept_or_shown(world):
    for body in ("one", "the secret", "three"):
        world.say(body)
    secret = world.chat.log[CONVERSATION][1]
    world.deliver(world.delete(secret))
    for user_id in (BEN, CLEO):
        assert [preview.removeprefix("Ana: ") for preview in world.previews(user_id)] == ["one", "three"]
        assert world.unread(user_id) == 2
        assert world.unsaid(user_id) == [(CONVERSATION, 2)]
    assert world.unsaid(ANA) == []


def test_a_deletion_that_comes_again_is_told_once(world):
    deletion = world.delete(world.say("the secret"))
    world.deliver(deletion)
    world.deliver(deletion)
    assert world.unsaid(BEN) == [(CONVERSATION, 1)]


def test_a_message_that_comes_with_its_deletion_leaves_nothing(world):
    message = world.write("the secret")
    world.deliver(message, world.delete(message))
    assert world.list(BEN) == []


def test_nobody_is_told_of_a_message_that_was_deleted_before_it_was_fetched(world):
    world.delete(world.write("the secret"))
    world.deliver(*world.chat.log[CONVERSATION])
    assert world.told(BEN) == []
    assert world.why(BEN, world.chat.log[CONVERSATION][0]) == "deleted"


def test_an_edit_is_shown_live_to_those_who_were_told_of_the_message(world):
    message = world.say("lunhc?")
    world.read(CLEO, 1)
    world.deliver(world.edit(message, "lunch, @ben?"))
    assert world.reworded(BEN) == [("mention", "Ana: lunch, @ben?")]
    assert world.reworded(CLEO) == [("message", "Ana: lunch, @ben?")]
    assert world.list(CLEO)[0].read_at is not None
    assert world.reworded(ANA) == []


def test_an_edit_changes_what_the_list_shows_and_tells_nobody_again(world):
    message = world.say("lunhc?")
    world.deliver(world.edit(message, "lunch?"))
    assert [preview.removeprefix("Ana: ") for preview in world.previews(BEN)] == ["lunch?"]
    assert len(world.told(BEN)) == 1
    world.deliver(world.edit(message, ""))
    assert world.previews(BEN)[0].endswith("lunch?")
