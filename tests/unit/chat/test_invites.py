"""Invite links: who makes them, who comes in by them, and how often."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.chat.invites import INVITES_LIMIT, Invites, hash_of, new_invite
from services.chat.people import People
from services.chat.proposals import AddMember, RemoveMember
from services.common.errors import Conflict, Forbidden, NotFound, Problem
from tests.unit.chat.fakes import World
from tests.unit.chat.processes import differences, direct, group
from tests.unit.chat.use_cases import Chat

ANA, BEN, EVE = "a" * 24, "b" * 24, "e" * 24
DAY = timedelta(days=1)
MEMBER_LIMIT = 5


class InvitingChat(Chat):
    def __init__(self, world):
        super().__init__(world)
        stores = self.process.stores
        self.invites = Invites(
            self.log,
            stores.invites,
            self.members,
            stores.members,
            stores.events,
            People(self.process.bus),
            member_limit=MEMBER_LIMIT,
            now=world.now,
        )

    def link(self, conversation_id, user_id=ANA, lifetime=DAY, use_limit=None):
        return self.invites.make(conversation_id, user_id, lifetime, use_limit)[1]

    def add(self, conversation_id, actor_id, user_id):
        self.log.append(AddMember(conversation_id=conversation_id, actor_id=actor_id, user_id=user_id, limit=100))

    def remove(self, conversation_id, actor_id, user_id):
        self.log.append(RemoveMember(conversation_id=conversation_id, actor_id=actor_id, user_id=user_id))

    def uses(self, token):
        return self.process.stores.invites.find_by_token(hash_of(token)).uses

    def names(self, conversation_id):
        return {member.user_id for member in self.process.stores.members.of_conversation(conversation_id)}


@pytest.fixture
def chat(world):
    return InvitingChat(world)


@pytest.fixture
def plans(world):
    return group(world, ANA, title="Plans")


def code_of(action, *arguments):
    with pytest.raises(Problem) as refused:
        action(*arguments)
    return refused.value.code


def test_who_follows_a_link_becomes_a_member_through_the_log(world, chat, plans):
    token = chat.link(plans)
    assert chat.invites.preview(token, None).state == "open"
    assert chat.invites.accept(token, BEN) == (plans, True)
    event = world.log_of(plans)[-1].event
    assert (event.__struct_config__.tag, event.actor_id, event.data.user_id) == ("member.added", BEN, BEN)
    assert not differences(world, plans)


def test_the_token_is_not_kept(world, chat, plans):
    token = chat.link(plans)
    assert token not in repr(world.invites)
    assert len(token) >= 22


def test_a_preview_says_title_count_and_who_invites_to_holders_of_the_link_only(chat, plans):
    token = chat.link(plans)
    preview = chat.invites.preview(token, None)
    assert (preview.title, preview.member_count, preview.inviter_name) == ("Plans", 1, ANA)
    assert preview.conversation_id == plans
    for wrong in (token[:-1], token + "a", "", "a" * 5_000, "\udcff", plans):
        assert code_of(chat.invites.preview, wrong, BEN) == "not_found"
        assert code_of(chat.invites.accept, wrong, BEN) == "not_found"


def test_following_it_again_is_the_same_and_takes_no_second_use(world, chat, plans):
    token = chat.link(plans, use_limit=1)
    chat.invites.accept(token, BEN)
    before = len(world.log_of(plans))
    assert chat.invites.accept(token, BEN) == (plans, False)
    assert (len(world.log_of(plans)), chat.uses(token)) == (before, 1)
    preview = chat.invites.preview(token, BEN)
    assert (preview.state, preview.conversation_id) == ("member", plans)


def test_members_take_no_use(chat, plans):
    token = chat.link(plans, use_limit=1)
    assert chat.invites.accept(token, ANA) == (plans, False)
    assert chat.uses(token) == 0


def test_a_link_with_no_use_left_says_so_and_lets_nobody_in(chat, plans):
    token = chat.link(plans, use_limit=1)
    chat.invites.accept(token, BEN)
    preview = chat.invites.preview(token, EVE)
    assert (preview.state, preview.title) == ("used_up", None)
    assert code_of(chat.invites.accept, token, EVE) == "invite_used_up"
    assert EVE not in chat.names(plans)


def test_an_expired_link_says_so_and_lets_nobody_in(world, chat, plans):
    token = chat.link(plans, lifetime=DAY)
    world.pass_time(DAY.total_seconds())
    preview = chat.invites.preview(token, EVE)
    assert (preview.state, preview.title) == ("expired", None)
    assert code_of(chat.invites.accept, token, EVE) == "invite_expired"
    assert chat.invites.list_open(plans, ANA) == []


def test_a_link_without_an_end_goes_on(world, chat, plans):
    token = chat.link(plans, lifetime=None)
    world.pass_time(DAY.total_seconds() * 10_000)
    assert chat.process.stores.invites.expire(world.now()) == 0
    assert chat.invites.accept(token, BEN) == (plans, True)


def test_expired_links_are_removed_after_a_while(world, chat, plans):
    token = chat.link(plans, lifetime=DAY)
    world.pass_time(DAY.total_seconds() * 30)
    assert chat.process.stores.invites.expire(world.now()) == 0
    world.pass_time(DAY.total_seconds() * 2)
    assert chat.process.stores.invites.expire(world.now()) == 1
    assert code_of(chat.invites.preview, token, None) == "not_found"


def test_a_revoked_link_is_no_link(chat, plans):
    invite, token = chat.invites.make(plans, ANA, DAY, None)
    chat.invites.revoke(plans, ANA, invite.id)
    assert code_of(chat.invites.preview, token, None) == "not_found"
    assert code_of(chat.invites.accept, token, BEN) == "not_found"
    assert code_of(chat.invites.revoke, plans, ANA, invite.id) == "not_found"


def test_one_revokes_ones_own_links_and_admins_all_of_their_group(world, chat):
    plans, other = group(world, ANA, BEN, EVE), group(world, BEN)
    of_ben, _ = chat.invites.make(plans, BEN, DAY, None)
    of_ana, _ = chat.invites.make(plans, ANA, DAY, None)
    assert code_of(chat.invites.revoke, plans, EVE, of_ben.id) == "forbidden"
    assert code_of(chat.invites.revoke, plans, BEN, of_ana.id) == "forbidden"
    assert code_of(chat.invites.revoke, other, BEN, of_ana.id) == "not_found"
    chat.invites.revoke(plans, ANA, of_ben.id)
    assert [invite.id for invite in chat.invites.list_open(plans, EVE)] == [of_ana.id]


def test_strangers_see_and_make_no_links(world, chat, plans):
    for action in (chat.invites.list_open, lambda *who: chat.invites.make(*who, DAY, None)):
        assert code_of(action, plans, EVE) == "not_found"


def test_a_direct_conversation_has_no_links(world, chat):
    pair = direct(world, ANA, BEN)
    assert code_of(chat.invites.make, pair, ANA, DAY, None) == "direct_conversation"


def test_a_group_has_so_many_links_and_no_more(chat, plans):
    for _ in range(INVITES_LIMIT):
        chat.link(plans)
    assert code_of(chat.link, plans) == "too_many_invites"


def test_a_link_is_worth_what_its_maker_is(world, chat, plans):
    chat.add(plans, ANA, BEN)
    token = chat.link(plans, BEN)
    chat.remove(plans, ANA, BEN)
    assert code_of(chat.invites.preview, token, EVE) == "not_found"
    assert code_of(chat.invites.accept, token, EVE) == "not_found"
    assert chat.invites.list_open(plans, ANA) == []


def test_whoever_was_removed_does_not_come_back_by_a_link_until_a_member_adds_them(chat, plans):
    token = chat.link(plans)
    chat.invites.accept(token, BEN)
    chat.remove(plans, ANA, BEN)
    assert chat.invites.preview(token, BEN).state == "removed"
    assert chat.invites.preview(token, BEN).title is None
    with pytest.raises(Forbidden) as refused:
        chat.invites.accept(token, BEN)
    assert refused.value.code == "removed_from_group"
    chat.add(plans, ANA, BEN)
    chat.remove(plans, BEN, BEN)
    assert chat.invites.accept(token, BEN) == (plans, True)


def test_whoever_left_may_come_back_by_the_use_they_have(chat, plans):
    token = chat.link(plans, use_limit=1)
    chat.invites.accept(token, BEN)
    chat.remove(plans, BEN, BEN)
    assert chat.invites.preview(token, BEN).state == "open"
    assert chat.invites.accept(token, BEN) == (plans, True)
    assert chat.uses(token) == 1


def test_a_full_group_takes_nobody_and_no_use(world, chat):
    full = group(world, *(f"{number:024x}" for number in range(1, MEMBER_LIMIT + 1)))
    token = chat.link(full, f"{1:024x}")
    assert code_of(chat.invites.accept, token, EVE) == "group_full"
    assert chat.uses(token) == 0


def test_a_use_kept_for_somebody_who_registers_is_theirs(chat, plans):
    token = chat.link(plans, use_limit=1)
    chat.invites.claim(token, BEN)
    chat.invites.claim(token, BEN)
    assert code_of(chat.invites.claim, token, EVE) == "invite_used_up"
    assert chat.invites.preview(token, BEN).state == "open"
    assert chat.invites.accept(token, BEN) == (plans, True)
    assert chat.uses(token) == 1


def test_a_use_that_is_given_back_is_free_again(chat, plans):
    token = chat.link(plans, use_limit=1)
    chat.invites.claim(token, BEN)
    chat.invites.give_back(token, BEN)
    chat.invites.give_back(token, BEN)
    assert chat.invites.accept(token, EVE) == (plans, True)
    assert chat.uses(token) == 1


def test_the_operators_link_leads_to_an_account_and_to_no_conversation(world, chat):
    invite, token = new_invite(None, None, DAY, 1, world.now())
    chat.process.stores.invites.insert(invite)
    preview = chat.invites.preview(token, None)
    assert (preview.state, preview.title) == ("open", None)
    chat.invites.claim(token, BEN)
    assert code_of(chat.invites.claim, token, EVE) == "invite_used_up"
    assert chat.invites.preview(token, BEN).state == "member"
    assert chat.invites.accept(token, BEN) == (None, False)


PEOPLE = [f"{number:024x}" for number in range(1, 7)]
ACTS = ["accept", "accept", "leave", "remove", "add", "claim", "expire"]
STEPS = st.tuples(st.sampled_from(ACTS), st.sampled_from(PEOPLE))


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEPS, max_size=25), use_limit=st.one_of(st.none(), st.integers(1, 3)))
def test_whatever_happens_a_link_lets_in_no_more_people_than_it_may(steps, use_limit):
    world = World()
    chat = InvitingChat(world)
    plans = group(world, ANA)
    token = chat.link(plans, use_limit=use_limit)
    came, is_over = set(), False
    for step, user_id in steps:
        if step == "expire":
            world.pass_time(DAY.total_seconds())
            is_over = True
            continue
        was_member = user_id in chat.names(plans)
        try:
            if step == "accept":
                _, is_new = chat.invites.accept(token, user_id)
                assert user_id in chat.names(plans)
                assert is_new is not was_member
                assert was_member or not is_over
                came |= {user_id} if is_new else set()
            elif step == "claim":
                chat.invites.claim(token, user_id)
            elif step == "add":
                chat.add(plans, ANA, user_id)
            else:
                chat.remove(plans, ANA if step == "remove" else user_id, user_id)
        except (Conflict, Forbidden, NotFound):
            pass
        assert came <= world.invite_uses[next(iter(world.invites))]
        assert use_limit is None or chat.uses(token) <= use_limit
    assert not differences(world, plans)
