/** Others' reactions to my messages, and what is said of them in one sentence. Pure. */

import { saidIn } from "@/features/attachments/attachments";
import { listOfNames } from "@/features/timeline/sentences";
import type { Message, ReactionAdded } from "@/generated/contract";
import { t } from "@/i18n/t";
import type { MessageChange } from "./message-changes";

export interface NewReaction {
  message: Message;
  actorId: string;
  emoji: string;
}

const quotedCharacters = 60;

/** Those of `changes` after the event `told` that still hold. `findMine`: a message of mine by its number, else null. */
export function newReactions(changes: MessageChange[], told: number, myId: string, findMine: (messageNo: number) => Message | null): NewReaction[] {
  const byKey = new Map<string, NewReaction>();
  for (const change of changes) {
    if (change.seq <= told || change.actor_id === myId || !isReaction(change)) continue;
    const key = [change.data.message_no, change.actor_id, change.data.emoji].join(" ");
    const message = change.kind === "reaction.added" ? findMine(change.data.message_no) : null;
    if (message) byKey.set(key, { message, actorId: change.actor_id, emoji: change.data.emoji });
    else byKey.delete(key);
  }
  return [...byKey.values()];
}

/** "Ana and Jonas reacted with 👍 to “Lunch?”"; about several messages without their words. `reactions`: at least one. */
export function reactionSentence(reactions: NewReaction[], nameOf: (userId: string) => string): string {
  const actors = [...new Set(reactions.map(({ actorId }) => actorId))];
  const who = { count: actors.length, names: listOfNames(actors.map(nameOf)) };
  const messages = [...new Set(reactions.map(({ message }) => message))];
  const [only] = messages;
  if (!only || messages.length > 1) {
    return t("{count, plural, one {{names} reacted} other {{names} reacted}} to {messages, plural, one {# of your messages} other {# of your messages}}", { ...who, messages: messages.length });
  }
  const emoji = [...new Set(reactions.map((reaction) => reaction.emoji))];
  return t("{count, plural, one {{names} reacted} other {{names} reacted}} with {emoji} to “{words}”", { ...who, emoji: emoji.join(" "), words: quoted(only) });
}

function isReaction(change: MessageChange): change is ReactionAdded | (MessageChange & { kind: "reaction.removed" }) {
  return change.kind === "reaction.added" || change.kind === "reaction.removed";
}

function quoted(message: Message): string {
  const words = [...saidIn(message).replaceAll(/\s+/g, " ").trim()];
  return words.length <= quotedCharacters ? words.join("") : `${words.slice(0, quotedCharacters).join("").trimEnd()}…`;
}
