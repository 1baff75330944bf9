/** Things as tests need them: every field has a value, a test names only those that it is about. */

import type { Upload } from "@/features/attachments/uploads";
import type { Attachment, Conversation, LoggedEvent, Message, MessageCreated, Notification, Ready, User } from "@/generated/contract";
import type { MessageChange } from "@/features/messages/message-changes";
import type { State } from "@/store/state";
import { startingState } from "@/store/state";
import { withAnswer } from "@/store/with-answer";

export const me = "a00000000000000000000001";
export const ana = "a00000000000000000000002";
export const bo = "a00000000000000000000003";
export const conversationId = "c00000000000000000000001";
export const start = Date.parse("2026-11-23T09:00:00.000Z");

export function aUser(id: string, name = id): User {
  return { id, username: name.toLowerCase(), display_name: name, avatar_url: null, colour: 0, status_text: "" };
}

export function minutes(count: number): string {
  return new Date(start + count * 60_000).toISOString();
}

export function aMessage(change: Partial<Message> = {}): Message {
  const no = change.message_no ?? 1;
  return {
    conversation_id: conversationId,
    message_no: no,
    seq: no,
    actor_id: ana,
    at: minutes(no),
    client_message_id: `client-${no}`,
    body: `message ${no}`,
    edited_at: null,
    deleted_at: null,
    deleter_id: null,
    reply_to: null,
    reactions: [],
    attachments: [],
    mentions: [],
    applied_seq: change.seq ?? no,
    ...change,
  };
}

/** Messages `from` to `to`, both included. */
export function messages(from: number, to: number): Message[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => aMessage({ message_no: from + index }));
}

export function created(message: Message): MessageCreated {
  const { conversation_id, seq, at, actor_id, message_no, client_message_id, body, reply_to, attachments, mentions } = message;
  const data = {
    body,
    ...(reply_to && { reply_to }),
    ...(attachments.length > 0 && { attachments }),
    ...(mentions.length > 0 && { mentions }),
  };
  return { type: "event", kind: "message.created", conversation_id, seq, at, actor_id, message_no, client_message_id, data };
}

/** What happened to message `message_no` after it was sent, in event `seq`. */
export function messageChange(seq: number, message_no: number, what: { body: string; mentions?: string[] } | "deleted" | { added: string } | { removed: string }, actor_id = ana): LoggedEvent & MessageChange {
  const common = { type: "event" as const, conversation_id: conversationId, seq, at: minutes(seq), actor_id };
  const place = { message_no, message_seq: message_no, message_at: minutes(message_no) };
  if (what === "deleted") return { ...common, kind: "message.deleted", data: place };
  if ("body" in what) return { ...common, kind: "message.edited", data: { ...place, ...what } };
  if ("added" in what) return { ...common, kind: "reaction.added", data: { message_no, emoji: what.added } };
  return { ...common, kind: "reaction.removed", data: { message_no, emoji: what.removed } };
}

export function aPicture(change: Partial<Attachment> = {}): Attachment {
  return { id: "f00000000000000000000001", name: "beach.jpg", size: 1_000, content_type: "image/jpeg", width: 800, height: 600, placeholder: "UklGRg==", ...change };
}

export function aFile(change: Partial<Attachment> = {}): Attachment {
  return { id: "f00000000000000000000002", name: "notes.pdf", size: 2_000, content_type: "application/octet-stream", ...change };
}

/** A file of mine that stands above the composer. */
export function anUpload(key: string, change: Partial<Upload> = {}): Upload {
  const blank = { status: "uploading" as const, sent: 0, attachment: null, failure: null, isFinal: false, preview: null, isTaken: false };
  return { key, conversation_id: conversationId, name: `${key}.bin`, size: 100, ...blank, ...change };
}

export function aConversation(change: Partial<Conversation> = {}): Conversation {
  return {
    id: conversationId,
    kind: "group",
    title: "Garden",
    created_at: minutes(0),
    member_count: 3,
    members: [me, ana, bo].map((user_id) => ({ user_id, role: user_id === me ? "admin" : "member", read_message_no: 0 })),
    role: "admin",
    last_seq: 0,
    last_message_no: 0,
    read_message_no: 0,
    unread: 0,
    mentions: 0,
    mentioned_in: [],
    unread_mark: null,
    last_message: null,
    ...change,
  };
}

export function aNotification(change: Partial<Notification> = {}): Notification {
  const no = change.message_no ?? 1;
  return {
    id: `n${String(no).padStart(23, "0")}`,
    kind: "message",
    conversation_id: conversationId,
    seq: no,
    message_no: no,
    actor_id: ana,
    title: "Ana",
    preview: "hello",
    created_at: minutes(no),
    read_at: null,
    ...change,
  };
}

export function ready(change: Partial<Ready> = {}): Ready {
  return { type: "ready", connection_id: "x", epoch: "e1", user_id: me, heartbeat_seconds: 25, conversations: [], ...change };
}

/** I am logged in and have these conversations. */
export function stateWith(...conversations: Conversation[]): State {
  const signedIn: State = { ...startingState(start), session: { status: "signed-in", user: aUser(me, "Me") } };
  return conversations.reduce(withAnswer, signedIn);
}

export function anEvent(seq: number, kind: "member.added" | "member.removed", userId: string): LoggedEvent {
  return { type: "event", kind, conversation_id: conversationId, seq, at: minutes(seq), actor_id: ana, data: { user_id: userId } };
}
