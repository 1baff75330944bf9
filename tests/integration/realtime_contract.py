"""What realtime's unit tests take for granted of chat, as one body for the fake and the real one.

Run as a program it asks the real chat over the bus, in a process of its own because the bus needs gevent's sockets:
`python -m tests.integration.realtime_contract <nats url> <ana> <ben> <eve> <conversation id>`.
"""

import sys


def check_chat(chat, ana, ben, eve, conversation_id):
    """A conversation of Ana and Ben with three messages; Eve is a stranger."""
    from services.common.errors import NotFound
    from services.common.requests import SendMessage

    def is_refused(ask):
        try:
            ask()
        except NotFound:
            return True
        return False

    heads = chat.heads(ana)
    assert heads.epoch == chat.heads(ben).epoch
    assert [(head.id, head.last_seq) for head in heads.conversations] == [(conversation_id, 3)]
    assert chat.heads(eve).conversations == []
    assert [event.seq for event in chat.events(ben, conversation_id, 1)] == [2, 3]
    assert chat.events(ben, conversation_id, 3) == []
    assert all(b'"type":"event"' in event.frame for event in chat.events(ana, conversation_id, 0))
    assert is_refused(lambda: chat.events(eve, conversation_id, 0))
    assert is_refused(lambda: chat.events(ana, "0" * 24, 0))
    assert chat.check({conversation_id: 2}) == {conversation_id: 3}
    assert chat.check({conversation_id: 3}) == {}
    assert sorted(chat.members(conversation_id)) == sorted([ana, ben])
    assert chat.shared(ana, [ben, eve]) == [ben]
    assert chat.shared(eve, [ana, ben]) == []

    def message(sender):
        return SendMessage(
            user_id=sender, conversation_id=conversation_id, client_message_id=f"by-{sender}", body="hello"
        )

    ack = chat.send(message(ben))
    assert (ack.seq, ack.message_no, ack.client_message_id, ack.duplicate) == (4, 4, f"by-{ben}", False)
    again = chat.send(message(ben))
    assert (again.seq, again.message_no, again.at, again.duplicate) == (4, 4, ack.at, True)
    assert is_refused(lambda: chat.send(message(eve)))
    chat.mark_read(ana, conversation_id, 4)
    assert is_refused(lambda: chat.mark_read(eve, conversation_id, 1))


if __name__ == "__main__":
    from gevent import monkey

    monkey.patch_all()

    from services.common.bus import Bus
    from services.realtime.chat import Chat

    bus = Bus(sys.argv[1], "realtime")
    bus.start()
    check_chat(Chat(bus), *sys.argv[2:])
    print("as promised")
    bus.stop()
