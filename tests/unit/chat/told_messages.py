"""What a device makes of the events that it is told: written from docs/protocol.md, not from the code of chat."""


def messages_after(told):
    """By message_no: what each message says to whom and who reacted how, after these events in this order."""
    messages = {}
    for event in told:
        kind, data = event.__struct_config__.tag, event.data
        if kind == "message.created":
            body = "" if data.deleted else data.body
            said = {"body": body, "mentions": data.mentions}
            nothing_happened = {"deleted": data.deleted, "deleter_id": None, "edited": False, "reactions": {}}
            messages[event.message_no] = {**said, **nothing_happened}
        elif kind in ("message.edited", "message.deleted", "reaction.added", "reaction.removed"):
            message = messages[data.message_no]
            if kind == "message.deleted":
                message.update(
                    body="", mentions=[], deleted=True, deleter_id=event.actor_id, edited=False, reactions={}
                )
            elif message["deleted"]:
                continue
            elif kind == "message.edited":
                message.update(body=data.body, mentions=data.mentions, edited=True)
            else:
                users = message["reactions"].setdefault(data.emoji, [])
                users.append(event.actor_id) if kind == "reaction.added" else users.remove(event.actor_id)
                if not users:
                    del message["reactions"][data.emoji]
    return messages


def as_read(message):
    """A message as REST answers it, in the same form."""
    return {
        "body": message.body,
        "mentions": message.mentions,
        "deleted": message.deleted_at is not None,
        "deleter_id": message.deleter_id,
        "edited": message.edited_at is not None,
        "reactions": {reaction.emoji: reaction.user_ids for reaction in message.reactions},
    }
