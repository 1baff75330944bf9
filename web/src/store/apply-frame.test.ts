import { describe, expect, test } from "vitest";
import { typingExpiresMs } from "@/features/presence/presence";
import { withSend } from "@/features/composer/pending-sends";
import type { ServerFrame } from "@/lib/socket";
import { aConversation, aMessage, ana, aNotification, anEvent, bo, conversationId, created, me, minutes, ready, start, stateWith } from "@/testing/builders";
import { applyFrame } from "./apply-frame";
import type { State } from "./state";

const after = (state: State, ...frames: ServerFrame[]) => frames.reduce((now, frame) => applyFrame(now, frame, start), state);
const conversationIn = (state: State) => state.conversations.byId[conversationId];
const message = (no: number, actor_id = ana, client_message_id = `client-${no}`) => created(aMessage({ message_no: no, actor_id, client_message_id }));

function looking(state: State, view: Partial<State["view"]> = {}): State {
  return { ...state, view: { conversationId, wanted: null, isFocused: true, isAtEnd: true, newAfter: null, ...view } };
}

describe("a message", () => {
  test("moves the conversation on and is unread", () => {
    const state = after(stateWith(aConversation()), message(1));
    expect(conversationIn(state)).toMatchObject({ last_seq: 1, last_message_no: 1, unread: 1, last_message: { body: "message 1" } });
  });

  test("of mine, sent on another device, is read", () => {
    const state = after(stateWith(aConversation()), message(1), message(2, me));
    expect(conversationIn(state)).toMatchObject({ read_message_no: 2, unread: 0 });
  });

  test("takes its author's name from those who are typing", () => {
    const typing: ServerFrame[] = [ana, bo].map((user_id) => ({ type: "typing", conversation_id: conversationId, user_id }));
    expect(after(stateWith(aConversation()), ...typing, message(1)).typing[conversationId]).toEqual({ [bo]: start + typingExpiresMs });
  });

  test("that I do not see arriving gets the new divider above it", () => {
    const seen = looking(stateWith(aConversation({ last_seq: 3, last_message_no: 3, read_message_no: 3 })), { isFocused: false });
    expect(after(seen, message(4), message(5)).view.newAfter).toBe(3);
  });

  test("that I see arriving gets none", () => {
    const seen = looking(stateWith(aConversation({ last_seq: 3, last_message_no: 3, read_message_no: 3 })));
    expect(after(seen, message(4)).view.newAfter).toBeNull();
  });

  test("of mine takes the divider away", () => {
    const state = looking(stateWith(aConversation()), { newAfter: 0, isFocused: false });
    expect(after(state, message(1, me)).view.newAfter).toBeNull();
  });
});

describe("what I chose on another device", () => {
  test("is true here too", () => {
    const preferences = { default_level: "mentions" as const, conversations: { [conversationId]: "all" as const }, muted_until: {}, paused_until: null };
    expect(after(stateWith(), { type: "preferences", preferences }).preferences).toEqual(preferences);
  });

  test("marks a conversation as unread, if I have not read on meanwhile", () => {
    const read = stateWith(aConversation({ last_message_no: 5, read_message_no: 3 }));
    const mark: ServerFrame = { type: "unread_mark", conversation_id: conversationId, message_no: 3 };
    expect(conversationIn(after(read, mark))?.unread_mark).toBe(3);
    const readOn: ServerFrame = { type: "read", conversation_id: conversationId, user_id: me, message_no: 4 };
    expect(conversationIn(after(read, mark, readOn))?.unread_mark).toBeNull();
    expect(conversationIn(after(read, readOn, mark))?.unread_mark).toBeNull();
    expect(conversationIn(after(read, mark, { ...mark, message_no: null }))?.unread_mark).toBeNull();
  });
});

describe("a notification that reads otherwise now", () => {
  const told = (change: object = {}): ServerFrame => ({ type: "notification", action: "created", notification: aNotification(change) });
  const reworded: ServerFrame = { type: "notification", action: "reworded", notification: aNotification({ preview: "hello, Ana", kind: "mention" }) };

  test("does so in the list and on the screen", () => {
    const state = after(stateWith(), told({ read_at: minutes(3) }), reworded);
    expect(state.notifications.list).toEqual([aNotification({ preview: "hello, Ana", kind: "mention", read_at: minutes(3) })]);
    expect(state.toasts.map((toast) => toast.notification.preview)).toEqual(["hello, Ana"]);
  });

  test("that is not here does not come by that", () => {
    expect(after(stateWith(), reworded).notifications.list).toEqual([]);
  });
});

describe("an ack", () => {
  const send = { conversation_id: conversationId, client_message_id: "mine", body: "hi", at: minutes(0), state: "sending" as const, failure: null, seq: null };
  const sending = (): State => ({ ...stateWith(aConversation()), outbox: withSend({}, send) });
  const ack: ServerFrame = { type: "ack", ref: "mine", conversation_id: conversationId, client_message_id: "mine", seq: 2, message_no: 2, at: minutes(2), duplicate: false };

  test("keeps the message in place until everything before it has come", () => {
    const acked = after(sending(), ack);
    expect(acked.outbox[conversationId]).toMatchObject([{ state: "acked", seq: 2 }]);
    expect(after(acked, message(1), message(2, me, "mine")).outbox[conversationId]).toEqual([]);
  });

  test("after its event changes nothing", () => {
    const state = after(sending(), message(1), message(2, me, "mine"));
    expect(after(state, ack)).toEqual(state);
  });

  test("of a retry whose event has long been applied ends the send", () => {
    const state = stateWith(aConversation({ last_seq: 5, last_message_no: 5 }));
    expect(after({ ...state, outbox: withSend({}, send) }, ack).outbox[conversationId]).toEqual([]);
  });
});

describe("membership", () => {
  test("grows and shrinks with its events", () => {
    const state = after(stateWith(aConversation()), anEvent(1, "member.added", "new"), anEvent(2, "member.removed", ana));
    expect(conversationIn(state)?.members.map((member) => member.user_id)).toEqual([me, bo, "new"]);
    expect(conversationIn(state)?.member_count).toBe(3);
  });

  test("of mine ends: the conversation and everything of it leave", () => {
    const state = after(stateWith(aConversation()), message(1), anEvent(2, "member.removed", me));
    expect(conversationIn(state)).toBeUndefined();
    expect([state.timelines, state.cursors, state.typing]).toEqual([{}, {}, {}]);
  });

  test("that ended while I was away ends with the next connection", () => {
    expect(conversationIn(after(stateWith(aConversation()), ready()))).toBeUndefined();
  });
});

describe("another device of mine", () => {
  test("that reads clears the unread count here", () => {
    const state = after(stateWith(aConversation({ last_message_no: 4 })), { type: "read", conversation_id: conversationId, user_id: me, message_no: 4 });
    expect(conversationIn(state)).toMatchObject({ unread: 0, read_message_no: 4 });
  });

  test("that read while I was away is told by ready", () => {
    const head = { id: conversationId, last_seq: 4, last_message_no: 4, read_message_no: 4 };
    const state = after(stateWith(aConversation({ last_seq: 4, last_message_no: 4 })), ready({ conversations: [head] }));
    expect(conversationIn(state)?.unread).toBe(0);
  });
});

describe("a notification", () => {
  const notification = aNotification({ message_no: 4 });

  test("joins the list and shows a toast", () => {
    const state = after(stateWith(), { type: "notification", action: "created", notification });
    expect(state.notifications.list).toEqual([notification]);
    expect(state.toasts).toEqual([{ id: notification.id, notification }]);
  });

  test("for the conversation on the screen shows none", () => {
    const state = after(looking(stateWith(aConversation())), { type: "notification", action: "created", notification });
    expect(state.toasts).toEqual([]);
  });

  test("that is withdrawn is read, and its toast goes", () => {
    const state = after(
      stateWith(),
      { type: "notification", action: "created", notification },
      { type: "notification", action: "created", notification: aNotification({ message_no: 5 }) },
      { type: "notification", action: "withdrawn", conversation_id: conversationId, message_no: 4 },
    );
    expect(state.toasts.map((toast) => toast.notification.message_no)).toEqual([5]);
    expect(state.notifications.list.map(({ message_no, read_at }) => [message_no, read_at !== null])).toEqual([[5, false], [4, true]]);
  });

  test("of a message that was deleted goes, and no other", () => {
    const elsewhere = aNotification({ conversation_id: "c2", message_no: 9 });
    const state = after(
      stateWith(),
      { type: "notification", action: "created", notification },
      { type: "notification", action: "created", notification: elsewhere },
      { type: "notification", action: "created", notification: aNotification({ message_no: 5 }) },
      { type: "notification", action: "removed", conversation_id: conversationId, message_no: 5 },
    );
    expect(state.toasts.map((toast) => toast.notification)).toEqual([elsewhere]);
    expect(state.notifications.list).toEqual(expect.arrayContaining([notification, elsewhere]));
    expect(state.notifications.list).toHaveLength(2);
  });
});
