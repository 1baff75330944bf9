/** What the composer is doing beside a new message: answering one, or editing one of mine. Pure. */

import type { Message } from "@/generated/contract";
import type { Store } from "@/store/store";

export interface Composing {
  /** The message that I answer. */
  replyTo: number | null;
  /** The message of mine that I edit, and what it is to say. The draft waits meanwhile. */
  edit: { messageNo: number; text: string } | null;
}

export const notComposing: Composing = { replyTo: null, edit: null };

/** The newest message of mine that can still be edited. */
export function lastOfMine(run: Message[], myId: string): Message | null {
  return run.findLast((message) => message.actor_id === myId && !message.deleted_at) ?? null;
}

export function changeComposing(store: Store, conversationId: string, change: Partial<Composing>): void {
  store.setState(({ composing }) => ({ composing: { ...composing, [conversationId]: { ...(composing[conversationId] ?? notComposing), ...change } } }));
}
