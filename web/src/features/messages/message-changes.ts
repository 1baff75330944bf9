/**
 * What events do to a message after it was sent: edits, deletion, reactions. Pure.
 *
 * A message says by `applied_seq` which of them it holds, so one that comes again, late, or after a fresher answer changes
 * nothing.
 */

import type { LoggedEvent, Message, MessageDeleted, MessageEdited, Reaction, ReactionAdded, ReactionRemoved } from "@/generated/contract";

export type MessageChange = MessageEdited | MessageDeleted | ReactionAdded | ReactionRemoved;

/** More than arrive while a page is on its way. */
export const recentLimit = 300;

export function isMessageChange(event: LoggedEvent): event is MessageChange {
  return event.kind === "message.edited" || event.kind === "message.deleted" || event.kind === "reaction.added" || event.kind === "reaction.removed";
}

/** The message after one more event about it; the same object when it holds that already. */
export function afterChange(message: Message, change: MessageChange): Message {
  if (change.data.message_no !== message.message_no || change.seq <= message.applied_seq) return message;
  const applied = { ...message, applied_seq: change.seq };
  if (change.kind === "message.deleted") return tombstone(applied, change.at, change.actor_id);
  if (message.deleted_at) return applied;
  switch (change.kind) {
    case "message.edited":
      // What a deleted message said is told no more: the deletion itself follows.
      return change.data.body ? { ...applied, body: change.data.body, mentions: change.data.mentions ?? [], edited_at: change.at } : tombstone(applied, change.at, null);
    case "reaction.added":
      return { ...applied, reactions: withReaction(message.reactions, change.data.emoji, change.actor_id) };
    case "reaction.removed":
      return { ...applied, reactions: withoutReaction(message.reactions, change.data.emoji, change.actor_id) };
  }
}

export function afterChanges(message: Message, changes: MessageChange[]): Message {
  return changes.reduce(afterChange, message);
}

/** All that is left of a deleted message. `deleterId`: null while its deletion itself is still to be told. */
export function tombstone<M extends Pick<Message, "body" | "edited_at" | "deleted_at" | "deleter_id" | "reactions" | "attachments" | "mentions">>(message: M, at: string, deleterId: string | null): M {
  return { ...message, body: "", edited_at: null, deleted_at: at, deleter_id: deleterId, reactions: [], attachments: [], mentions: [] };
}

/** The one of two states of a message that knows more. */
export function fresher(known: Message, other: Message): Message {
  return other.applied_seq > known.applied_seq ? other : known;
}

/** The latest changes, for pages that were read before them and arrive after them. Of a deleted message no words are kept. */
export function withRecent(recent: MessageChange[], change: MessageChange): MessageChange[] {
  const isDeletion = change.kind === "message.deleted";
  const left = isDeletion ? recent.filter((other) => other.data.message_no !== change.data.message_no) : recent;
  return [...left, change].slice(-recentLimit);
}

export function hasReacted(message: Pick<Message, "reactions">, emoji: string, userId: string): boolean {
  return message.reactions.some((reaction) => reaction.emoji === emoji && reaction.user_ids.includes(userId));
}

/** In the order in which people reacted. */
export function withReaction(reactions: Reaction[], emoji: string, userId: string): Reaction[] {
  if (!reactions.some((reaction) => reaction.emoji === emoji)) return [...reactions, { emoji, user_ids: [userId] }];
  return reactions.map((reaction) => (reaction.emoji === emoji ? { emoji, user_ids: [...others(reaction, userId), userId] } : reaction));
}

export function withoutReaction(reactions: Reaction[], emoji: string, userId: string): Reaction[] {
  return reactions
    .map((reaction) => (reaction.emoji === emoji ? { emoji, user_ids: others(reaction, userId) } : reaction))
    .filter((reaction) => reaction.user_ids.length > 0);
}

function others(reaction: Reaction, userId: string): string[] {
  return reaction.user_ids.filter((one) => one !== userId);
}
