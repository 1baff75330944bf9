/**
 * What I have done and the log has not confirmed: to messages, which show it at once, and to conversations as a whole.
 * Refused for good, it stays with its reason until I decide. Pure.
 */

import type { Level } from "@/features/attention/levels";
import type { Message } from "@/generated/contract";
import { hasReacted, tombstone, withoutReaction, withReaction } from "./message-changes";

/** A message: its message_no, or the client_message_id of one of mine that was not in the log yet. */
export type MessageRef = number | string;

export function refOf({ message_no, client_message_id }: { message_no: number | null; client_message_id: string }): MessageRef {
  return message_no ?? client_message_id;
}

export type PendingChange = {
  change_id: string;
  conversation_id: string;
  /** Null while the message is on its way itself, and for what is about the conversation. */
  message_no: number | null;
  /** Of a message of mine that was not in the log when I did this. */
  client_message_id: string | null;
  /** When I did it, by this device's clock; each after those before it. */
  at: string;
  /** The history of the database that it was meant for; null when that was not known yet. */
  epoch: string | null;
  /** It may have reached the server, so nothing that comes later can be put together with it. */
  is_tried: boolean;
  /** Why it was refused for good. */
  failure: Refusal | null;
} & Wish;

export type Wish =
  | { kind: "edit"; body: string; /** What the message said when I wrote this; null: whatever it says. */ replaces: string | null }
  | { kind: "reaction"; emoji: string; isOn: boolean }
  | { kind: "deletion" }
  /** How much I want to hear of the conversation: see AttentionActions.choose. */
  | { kind: "choice"; level: Level | null; muted_until: string | null }
  /** Marked as unread when I had read up to there, or as read up to there. */
  | { kind: "mark"; isUnread: boolean; up_to: number };

export interface Refusal {
  /** The server's. */
  code: string;
  /** In words. */
  message: string;
}


/** conversation_id → changes, oldest first. */
export type PendingChanges = Record<string, PendingChange[]>;

const none: PendingChange[] = [];

export function pendingIn(pending: PendingChanges, conversationId: string): PendingChange[] {
  return pending[conversationId] ?? none;
}

export function allPending(pending: PendingChanges): PendingChange[] {
  return Object.values(pending).flat();
}

/** With one more, or with one as it is now. */
export function withPending(pending: PendingChanges, change: PendingChange): PendingChanges {
  const others = pendingIn(pending, change.conversation_id).filter((other) => other.change_id !== change.change_id);
  return { ...pending, [change.conversation_id]: [...others, change].toSorted(byTime) };
}

/** Without those that were refused and in whose place I do something new. */
export function withoutRefused(pending: PendingChanges, change: PendingChange): PendingChanges {
  const old = pendingIn(pending, change.conversation_id).filter((other) => other.failure !== null && isLike(other, change));
  return withoutPending(pending, change.conversation_id, old.map((other) => other.change_id));
}

export function withoutPending(pending: PendingChanges, conversationId: string, changeIds: string[]): PendingChanges {
  const changes = pendingIn(pending, conversationId);
  const left = changes.filter((change) => !changeIds.includes(change.change_id));
  return left.length === changes.length ? pending : { ...pending, [conversationId]: left };
}

/** What one wrote in the place of words that were refused stands for them as well. */
export function refusedPending(pending: PendingChanges, change: PendingChange, failure: Refusal): PendingChanges {
  const before = pendingIn(pending, change.conversation_id).filter((other) => other.failure !== null && isLike(other, change) && isFollowedBy(other, change));
  return withPending(withoutPending(pending, change.conversation_id, before.map((other) => other.change_id)), { ...change, failure });
}

function isFollowedBy(one: PendingChange, other: PendingChange): boolean {
  return one.kind !== "edit" || other.kind !== "edit" || other.replaces === one.body;
}

/** I have come back to a conversation that I was to mark as unread. */
export function withoutMarks(pending: PendingChanges, conversationId: string): PendingChanges {
  const changes = pendingIn(pending, conversationId);
  const left = changes.filter((change) => change.kind !== "mark");
  return left.length === changes.length ? pending : { ...pending, [conversationId]: left };
}

/** Whether the one is about what the other is about, and of its kind. */
export function isLike(one: PendingChange, other: PendingChange): boolean {
  if (one.kind !== other.kind || laneOf(one) !== laneOf(other)) return false;
  return one.kind !== "reaction" || other.kind !== "reaction" || one.emoji === other.emoji;
}

/** Changes of one lane go to the server one after the other. */
export function laneOf(change: PendingChange): string {
  const about = change.message_no ?? change.client_message_id ?? change.kind;
  return `${change.conversation_id} ${about}`;
}

/** The time of a new change: now, but always after those that wait, so that a reload keeps their order. */
export function changeTime(pending: PendingChanges, now: number): string {
  const last = Math.max(0, ...allPending(pending).map((change) => Date.parse(change.at)));
  return new Date(Math.max(now, last + 1)).toISOString();
}

export function byTime(one: PendingChange, other: PendingChange): number {
  return Date.parse(one.at) - Date.parse(other.at);
}

type Shown = Pick<Message, "body" | "edited_at" | "deleted_at" | "deleter_id" | "reactions" | "attachments" | "mentions"> & { message_no: number | null; client_message_id: string; actor_id: string };

export function isAbout(change: PendingChange, message: Pick<Shown, "message_no" | "client_message_id" | "actor_id">, myId: string): boolean {
  if (change.message_no !== null && change.message_no === message.message_no) return true;
  return change.client_message_id !== null && change.client_message_id === message.client_message_id && message.actor_id === myId;
}

/** The message as it will be when all goes well; the same object when nothing is on its way. */
export function withMyChanges<M extends Shown>(message: M, pending: PendingChange[], myId: string): M {
  if (message.deleted_at) return message;
  return pending.filter((change) => change.failure === null && isAbout(change, message, myId)).reduce((shown, change) => after(shown, change, myId), message);
}

function after<M extends Shown>(message: M, change: PendingChange, myId: string): M {
  if (message.deleted_at) return message;
  if (change.kind === "edit") return { ...message, body: change.body, edited_at: change.at };
  if (change.kind === "deletion") return tombstone(message, change.at, null);
  if (change.kind !== "reaction") return message;
  const how = change.isOn ? withReaction : withoutReaction;
  return { ...message, reactions: how(message.reactions, change.emoji, myId) };
}

/** What of a message, as it is drawn, the log does not say yet. */
export interface Waiting {
  edit: boolean;
  deletion: PendingChange | null;
  /** Reactions that I have added or taken back. */
  emoji: string[];
}

export function waitingIn(logged: Shown, shown: Shown, pending: PendingChange[], myId: string): Waiting {
  const mine = pending.filter((change) => change.failure === null && isAbout(change, logged, myId));
  const touched = new Set(mine.flatMap((change) => (change.kind === "reaction" ? [change.emoji] : [])));
  return {
    edit: !shown.deleted_at && shown.body !== logged.body,
    deletion: logged.deleted_at ? null : (mine.find((change) => change.kind === "deletion") ?? null),
    emoji: [...touched].filter((emoji) => hasReacted(logged, emoji, myId) !== hasReacted(shown, emoji, myId)),
  };
}

/** What I did to the message and the server has refused for good. */
export function refusedOf(message: Pick<Shown, "message_no" | "client_message_id" | "actor_id">, pending: PendingChange[], myId: string): PendingChange[] {
  return pending.filter((change) => change.failure !== null && isAbout(change, message, myId));
}
