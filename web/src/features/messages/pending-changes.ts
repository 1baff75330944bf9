/** What I have done to messages and the log has not confirmed: shown at once, taken back when it is refused. Pure. */

import type { Message } from "@/generated/contract";
import { withoutReaction, withReaction } from "./message-changes";

export type PendingChange = {
  change_id: string;
  conversation_id: string;
  message_no: number;
  /** When I did it, by this device's clock. */
  at: string;
  /** Why it was refused, in words: what it says is kept until I decide. Null while it is on its way. */
  failure: string | null;
} & ({ kind: "edit"; body: string } | { kind: "reaction"; emoji: string; isOn: boolean });

export type PendingEdit = Extract<PendingChange, { kind: "edit" }>;

/** conversation_id → changes, oldest first. */
export type PendingChanges = Record<string, PendingChange[]>;

const none: PendingChange[] = [];

export function pendingIn(pending: PendingChanges, conversationId: string): PendingChange[] {
  return pending[conversationId] ?? none;
}

/** A new edit of a message takes the place of one that was refused. */
export function withPending(pending: PendingChanges, change: PendingChange): PendingChanges {
  const isReplaced = (other: PendingChange) => change.kind === "edit" && other.failure !== null && other.message_no === change.message_no;
  const left = pendingIn(pending, change.conversation_id).filter((other) => !isReplaced(other));
  return { ...pending, [change.conversation_id]: [...left, change] };
}

export function withoutPending(pending: PendingChanges, conversationId: string, changeId: string): PendingChanges {
  return { ...pending, [conversationId]: pendingIn(pending, conversationId).filter((change) => change.change_id !== changeId) };
}

export function refusedPending(pending: PendingChanges, conversationId: string, changeId: string, failure: string): PendingChanges {
  const changes = pendingIn(pending, conversationId).map((change) => (change.change_id === changeId ? { ...change, failure } : change));
  return { ...pending, [conversationId]: changes };
}

/** The edit of this message that was refused, if there is one. */
export function refusedEdit(pending: PendingChange[], messageNo: number | null): PendingEdit | null {
  const edit = pending.find((change) => change.kind === "edit" && change.message_no === messageNo && change.failure !== null);
  return edit?.kind === "edit" ? edit : null;
}

type Shown = Pick<Message, "body" | "edited_at" | "deleted_at" | "reactions"> & { message_no: number | null };

/** The message as it will be when all goes well; the same object when nothing is on its way. */
export function withMyChanges<M extends Shown>(message: M, pending: PendingChange[], myId: string): M {
  if (message.deleted_at) return message;
  return pending.filter((change) => change.message_no === message.message_no && change.failure === null).reduce((shown, change) => after(shown, change, myId), message);
}

function after<M extends Shown>(message: M, change: PendingChange, myId: string): M {
  if (change.kind === "edit") return { ...message, body: change.body, edited_at: change.at };
  const how = change.isOn ? withReaction : withoutReaction;
  return { ...message, reactions: how(message.reactions, change.emoji, myId) };
}
