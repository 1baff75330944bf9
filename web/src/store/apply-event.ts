/**
 * The one place where an event changes the state. Pure: called by apply-frame.ts and sync.ts, strictly in the order of each log.
 *
 * Every change can be applied on top of a fresher answer without harm, because a conversation or a page may be read
 * between an event and its arrival here.
 */

import { withoutSend } from "@/features/composer/pending-sends";
import { speaksTo, withMention, withRead } from "@/features/conversations/conversations";
import { afterChange, isMessageChange, type MessageChange } from "@/features/messages/message-changes";
import { quotesAfter } from "@/features/messages/quotes";
import { notificationsAfter } from "@/features/notifications/notifications";
import { stoppedTyping } from "@/features/presence/presence";
import { myId } from "@/features/session/session";
import { type Change, isChange, withChanges } from "@/features/timeline/changes";
import { emptyTimeline, messageOf, mostKept, trimmed, withChanged, withCreated, withoutFar } from "@/features/timeline/timeline";
import { isReading } from "@/features/timeline/view";
import type { Conversation, LoggedEvent, MessageCreated, Role } from "@/generated/contract";
import { type LogCursor, received } from "./log-cursor";
import type { State } from "./state";
import { withoutConversation } from "./without-conversation";

/** How many messages of a conversation that is not on the screen are kept. */
export const backgroundMessages = 300;

/** The state after an event from the socket or from a page of events: applied, stashed or dropped as the cursor says. */
export function receiveEvent(state: State, event: LoggedEvent): State {
  const cursor = state.cursors[event.conversation_id];
  if (!cursor) return state;
  const step = received(cursor, event);
  const start = withCursor(state, event.conversation_id, step.cursor);
  return step.due.reduce(applyEvent, start);
}

function applyEvent(state: State, event: LoggedEvent): State {
  const conversation = state.conversations.byId[event.conversation_id];
  if (!conversation) return state;
  return applyTo(isChange(event) ? withChange(state, event) : state, conversation, event);
}

function withChange(state: State, change: Change): State {
  const known = state.changes[change.conversation_id] ?? [];
  return { ...state, changes: { ...state.changes, [change.conversation_id]: withChanges(known, [change]) } };
}

function applyTo(state: State, conversation: Conversation, event: LoggedEvent): State {
  if (isMessageChange(event)) return messageChanged(state, conversation, event);
  switch (event.kind) {
    case "message.created":
      return messageCreated(state, conversation, event);
    case "member.added":
      return withConversation(state, event, memberAdded(conversation, event.data.user_id));
    case "member.removed":
      if (event.data.user_id === myId(state.session)) return withoutConversation(state, event.conversation_id);
      return withConversation(state, event, memberRemoved(conversation, event.data.user_id));
    case "member.role_changed":
      return withConversation(state, event, roleChanged(conversation, event.data.user_id, event.data.role, myId(state.session)));
    case "conversation.renamed":
      return withConversation(state, event, { ...conversation, title: event.data.title });
    default:
      return withConversation(state, event, conversation);
  }
}

function messageCreated(state: State, conversation: Conversation, event: MessageCreated): State {
  const { conversation_id: id, actor_id: actorId } = event;
  const me = myId(state.session) ?? "";
  const isNewest = event.message_no > conversation.last_message_no;
  const said: Conversation = isNewest ? { ...conversation, last_message_no: event.message_no, last_message: messageOf(event) } : conversation;
  const timeline = withCreated(state.timelines[id] ?? emptyTimeline, event);
  const isOnScreen = state.view.conversationId === id;
  return {
    ...withConversation(state, event, withRead(mentioned(said, event, event.message_no, me), actorId, event.message_no, me)),
    timelines: { ...state.timelines, [id]: isOnScreen ? withoutFar(timeline, state.places[id]?.messageNo ?? timeline.anchor, mostKept) : trimmed(timeline, backgroundMessages) },
    outbox: actorId === me ? withoutSend(state.outbox, id, event.client_message_id) : state.outbox,
    typing: stoppedTyping(state.typing, id, actorId),
    view: isOnScreen ? { ...state.view, newAfter: dividerAfter(state, conversation, event, me) } : state.view,
  };
}

/** Wherever the message stands: on the screen, in the list, quoted, in what I was told. */
function messageChanged(state: State, conversation: Conversation, change: MessageChange): State {
  const { conversation_id: id } = change;
  const { last_message: last } = conversation;
  const timeline = state.timelines[id];
  const said = mentioned(conversation, change, change.data.message_no, myId(state.session) ?? "");
  return {
    ...withConversation(state, change, last ? { ...said, last_message: afterChange(last, change) } : said),
    ...(timeline && { timelines: { ...state.timelines, [id]: withChanged(timeline, change) } }),
    quotes: quotesAfter(state.quotes, change),
    ...notificationsAfter(state, conversation.kind, change),
  };
}

/** Whom the message speaks to now. An answer that is as new as the event knows that already. */
function mentioned(conversation: Conversation, event: MessageCreated | MessageChange, messageNo: number, me: string): Conversation {
  if (event.seq <= conversation.last_seq || event.kind === "reaction.added" || event.kind === "reaction.removed") return conversation;
  return withMention(conversation, messageNo, event.kind !== "message.deleted" && speaksTo(event.data.mentions, me));
}

/** The "new" divider goes when I write, and comes before the first message that I do not see arriving. */
function dividerAfter(state: State, conversation: Conversation, event: MessageCreated, me: string): number | null {
  if (event.actor_id === me) return null;
  if (isReading(state.view, conversation.id)) return state.view.newAfter;
  const hadUnread = conversation.last_message_no > conversation.read_message_no;
  return hadUnread ? state.view.newAfter : conversation.read_message_no;
}

function memberAdded(conversation: Conversation, userId: string): Conversation {
  if (conversation.members.some((member) => member.user_id === userId)) return conversation;
  const member = { user_id: userId, role: "member" as const, read_message_no: conversation.last_message_no };
  return { ...conversation, members: [...conversation.members, member], member_count: conversation.member_count + 1 };
}

function memberRemoved(conversation: Conversation, userId: string): Conversation {
  const members = conversation.members.filter((member) => member.user_id !== userId);
  const isKnown = members.length < conversation.members.length;
  const isPartial = conversation.member_count > conversation.members.length;
  return { ...conversation, members, member_count: conversation.member_count - Number(isKnown || isPartial) };
}

function roleChanged(conversation: Conversation, userId: string, role: Role, me: string | null): Conversation {
  const members = conversation.members.map((member) => (member.user_id === userId ? { ...member, role } : member));
  return { ...conversation, members, role: userId === me ? role : conversation.role };
}

function withConversation(state: State, event: LoggedEvent, conversation: Conversation): State {
  const changed = { ...conversation, last_seq: Math.max(conversation.last_seq, event.seq) };
  return { ...state, conversations: { ...state.conversations, byId: { ...state.conversations.byId, [conversation.id]: changed } } };
}

function withCursor(state: State, conversationId: string, cursor: LogCursor): State {
  return { ...state, cursors: { ...state.cursors, [conversationId]: cursor } };
}
