"""What comes in over NATS: the requests of other services, each answered by a use-case, and announced events.

Called by app.py. Who may ask is settled by NATS permissions; a user_id in a question comes from a verified token.
"""

import msgspec

from services.chat.heads import Heads
from services.chat.invites import Invites
from services.chat.known_heads import KnownHeads
from services.chat.known_states import KnownStates
from services.chat.members import Members
from services.chat.messages import Messages
from services.chat.reads import Reads
from services.chat.repairs import Repairer
from services.common import events, frames, requests, subjects
from services.common.bus import Bus, Message, Subscription
from services.common.shapes import Ack

_read = msgspec.json.Decoder(frames.ReadFrame)


def hear(bus: Bus, known: KnownStates, heads: KnownHeads, repairer: Repairer) -> None:
    """Let what this process knows follow what is announced, from now on."""

    def take_event(message: Message) -> None:
        event = events.decode(message.data)
        known.hear(event)
        heads.hear_event(event)

    def take_read(message: Message) -> None:
        heads.hear_read(_read.decode(message.data))

    def take_doubt(message: Message) -> None:
        heads.forget()

    def doubt() -> None:
        """What others announced may be missing here, and what this process or a dead one announced, there."""
        heads.forget()
        bus.publish(subjects.DOUBT, b"")

    def take_joined(message: Message) -> None:
        heads.hear_joined(message.subject.split(".")[1])

    bus.subscribe(subjects.EVENTS, take_event)
    bus.subscribe(subjects.READS, take_read)
    bus.subscribe(subjects.joined("*"), take_joined)
    bus.subscribe(subjects.DOUBT, take_doubt)
    bus.on_trouble(doubt)
    repairer.taken_over = doubt


def subscribe(
    bus: Bus, heads: Heads, members: Members, messages: Messages, reads: Reads, invites: Invites
) -> list[Subscription]:
    """Answer from now on, until the subscriptions are closed."""

    def send(question: requests.SendMessage) -> Ack:
        return messages.send(
            question.conversation_id,
            question.user_id,
            question.client_message_id,
            question.body,
            question.reply_to,
            question.attachment_ids,
        )

    def mark_read(question: requests.MarkReadUpTo) -> requests.ReadUpTo:
        message_no = reads.mark(question.conversation_id, question.user_id, question.message_no)
        return requests.ReadUpTo(message_no=message_no)

    def tell_heads(question: requests.HeadsOf) -> requests.Heads:
        # Whoever asks without NATS may know of what NATS has yet to bring.
        if question.is_live and bus.is_connected and not bus.is_detour:
            return heads.of_listener(question.user_id)
        return heads.of_user(question.user_id, question.conversation_ids)

    def tell_events(question: requests.EventsAfter) -> requests.Events:
        events = heads.events_after(question.conversation_id, question.user_id, question.after, question.limit)
        return requests.Events(events=events)

    def check(question: requests.KnownHeads) -> requests.KnownHeads:
        return requests.KnownHeads(heads=heads.further(question.heads))

    def tell_members(question: requests.MembersOf) -> requests.Members:
        return members.answer(question.conversation_id)

    def tell_shared(question: requests.SharedWith) -> requests.UserIds:
        return requests.UserIds(user_ids=heads.sharing_with(question.user_id, question.user_ids))

    def use_invite(question: requests.InviteUse) -> requests.Empty:
        change = invites.give_back if question.is_given_back else invites.claim
        change(question.token, question.user_id)
        return requests.Empty()

    return [
        bus.reply(subjects.CHAT_INVITE, requests.InviteUse, use_invite),
        bus.reply(subjects.CHAT_SEND, requests.SendMessage, send),
        bus.reply(subjects.CHAT_MARK_READ, requests.MarkReadUpTo, mark_read),
        bus.reply(subjects.CHAT_HEADS, requests.HeadsOf, tell_heads),
        bus.reply(subjects.CHAT_EVENTS, requests.EventsAfter, tell_events),
        bus.reply(subjects.CHAT_CHECK, requests.KnownHeads, check),
        bus.reply(subjects.CHAT_MEMBERS, requests.MembersOf, tell_members),
        bus.reply(subjects.CHAT_SHARED, requests.SharedWith, tell_shared),
    ]
