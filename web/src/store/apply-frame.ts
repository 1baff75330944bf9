/** What each frame of the socket does to the state. Pure: `now` is handed in. What must be fetched because of it is sync.ts's. */

import { changedSend, sendsIn, withoutSend } from "@/features/composer/pending-sends";
import { withRead, withUnreadMark } from "@/features/conversations/conversations";
import { pausedUntil } from "@/features/attention/levels";
import { readUpTo, withNewWords, withNotifications, withoutMessage, withToast } from "@/features/notifications/notifications";
import { typed } from "@/features/presence/presence";
import { myId } from "@/features/session/session";
import type { AckFrame, Conversation, NotificationFrame, ReadFrame } from "@/generated/contract";
import type { ServerFrame } from "@/lib/socket";
import { receiveEvent } from "./apply-event";
import { withKnownHead } from "./log-cursor";
import type { State } from "./state";
import { withReady } from "./with-answer";

export function applyFrame(state: State, frame: ServerFrame, now: number): State {
  switch (frame.type) {
    case "event":
      return receiveEvent(state, frame);
    case "ready":
      return withReady(state, frame);
    case "gap":
      return withHeads(state, { [frame.conversation_id]: frame.to });
    case "joined":
      return withHeads(state, { [frame.conversation_id]: frame.last_seq });
    case "pong":
      return withHeads(state, frame.heads ?? {});
    case "ack":
      return acknowledged(state, frame);
    case "read":
      return readBy(state, frame);
    case "typing":
      return frame.user_id === myId(state.session) ? state : { ...state, typing: typed(state.typing, frame.conversation_id, frame.user_id, now) };
    case "presence":
      return { ...state, presence: { ...state.presence, [frame.user_id]: { state: frame.state, last_seen_at: frame.last_seen_at } } };
    case "preferences":
      return { ...state, preferences: frame.preferences };
    case "unread_mark":
      return withConversation(state, frame.conversation_id, (conversation) => withUnreadMark(conversation, frame.message_no));
    case "notification":
      return notified(state, frame, now);
    default:
      return state;
  }
}

/** In the log. It stays in the outbox until its event is applied, so that it never moves on the screen. */
function acknowledged(state: State, ack: AckFrame): State {
  const { conversation_id: id, client_message_id: clientMessageId, seq, message_no } = ack;
  const isApplied = seq <= (state.cursors[id]?.applied ?? 0);
  if (isApplied) return { ...state, outbox: withoutSend(state.outbox, id, clientMessageId) };
  return withHeads({ ...state, outbox: changedSend(state.outbox, id, clientMessageId, { state: "acked", seq, message_no, failure: null }) }, { [id]: seq });
}

function readBy(state: State, frame: ReadFrame): State {
  return withConversation(state, frame.conversation_id, (conversation) => withRead(conversation, frame.user_id, frame.message_no, myId(state.session) ?? ""));
}

function withConversation(state: State, id: string, change: (conversation: Conversation) => Conversation): State {
  const conversation = state.conversations.byId[id];
  if (!conversation) return state;
  return { ...state, conversations: { ...state.conversations, byId: { ...state.conversations.byId, [id]: change(conversation) } } };
}

function notified(state: State, frame: NotificationFrame, now: number): State {
  const { notifications, toasts } = state;
  if (frame.action === "created" && frame.notification) {
    const { notification } = frame;
    const isOnScreen = state.view.isFocused && state.view.conversationId === notification.conversation_id;
    const list = withNotifications(notifications.list, [notification]);
    const isQuiet = isOnScreen || pausedUntil(state.preferences, now) !== null;
    return { ...state, notifications: { ...notifications, list }, toasts: isQuiet ? toasts : withToast(toasts, notification) };
  }
  if (frame.action === "reworded" && frame.notification) return { ...state, ...withNewWords(state, frame.notification) };
  if (!frame.conversation_id || !frame.message_no) return state;
  if (frame.action === "removed") return { ...state, ...withoutMessage(state, frame.conversation_id, frame.message_no) };
  if (frame.action !== "withdrawn") return state;
  return withNotificationsRead(state, frame.conversation_id, frame.message_no, new Date(now).toISOString());
}

/** What I was told about the conversation up to there is done with. */
export function withNotificationsRead(state: State, conversationId: string, messageNo: number, at: string): State {
  const list = readUpTo(state.notifications.list, conversationId, messageNo, at);
  const toasts = state.toasts.filter(({ notification }) => notification.conversation_id !== conversationId || notification.message_no > messageNo);
  if (list === state.notifications.list && toasts.length === state.toasts.length) return state;
  return { ...state, notifications: { ...state.notifications, list }, toasts };
}

/** How far logs go, of those that are known here. */
export function withHeads(state: State, heads: Record<string, number>): State {
  const cursors = { ...state.cursors };
  for (const [id, head] of Object.entries(heads)) {
    const cursor = cursors[id];
    if (cursor) cursors[id] = withKnownHead(cursor, head);
  }
  return { ...state, cursors };
}

/** Sends that a page has shown to be in the log leave the outbox, as their events would make them. */
export function withoutShown(state: State, conversationId: string): State {
  const me = myId(state.session);
  const sends = sendsIn(state.outbox, conversationId);
  const shown = new Set(sends.length > 0 ? state.timelines[conversationId]?.messages.filter((message) => message.actor_id === me).map((message) => message.client_message_id) : []);
  return sends.filter((send) => shown.has(send.client_message_id)).reduce((left, send) => ({ ...left, outbox: withoutSend(left.outbox, conversationId, send.client_message_id) }), state);
}
