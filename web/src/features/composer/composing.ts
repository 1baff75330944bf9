/** What the composer is doing beside a new message: answering one, or editing one of mine. Pure. */

import type { MessageRef } from "@/features/messages/pending-changes";
import type { ShownMessage } from "@/features/timeline/rows";
import type { Store } from "@/store/store";

export interface Composing {
  /** The message that I answer. */
  replyTo: number | null;
  /** The message of mine that I edit, and what it is to say. The draft waits meanwhile. */
  edit: { message: MessageRef; text: string } | null;
}

export const notComposing: Composing = { replyTo: null, edit: null };

/** The newest message of mine that can still be edited: in the log, or on its way there. */
export function lastOfMine<M extends Editable>(shown: M[], myId: string): M | null {
  return shown.findLast((message) => message.actor_id === myId && isEditable(message)) ?? null;
}

type Editable = Pick<ShownMessage, "actor_id" | "message_no" | "deleted_at" | "delivery" | "uploads">;

/** One that was not sent, or waits for its files, has ways of its own. */
export function isEditable(message: Editable): boolean {
  return !message.deleted_at && (message.message_no !== null || (message.delivery === "sending" && !message.uploads));
}

export function changeComposing(store: Store, conversationId: string, change: Partial<Composing>): void {
  store.setState(({ composing }) => ({ composing: { ...composing, [conversationId]: { ...(composing[conversationId] ?? notComposing), ...change } } }));
}
