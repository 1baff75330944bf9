/** Messages that others reply to and that lie outside of what is loaded, by conversation_id and message_no. Pure. */

import type { Message } from "@/generated/contract";
import type { State } from "@/store/state";
import { findMessage } from "@/features/timeline/timeline";
import { afterChange, afterChanges, type MessageChange } from "./message-changes";

/** Null: there is no such message. */
export type Quotes = Record<string, Record<number, Message | null>>;

/** The message as it is now; null when there is none, undefined while nobody has asked. */
export function findQuoted(state: State, conversationId: string, messageNo: number): Message | null | undefined {
  return findMessage(state.timelines[conversationId]?.messages ?? [], messageNo) ?? state.quotes[conversationId]?.[messageNo];
}

export function withQuote(state: State, conversationId: string, messageNo: number, message: Message | null): State {
  if (!state.conversations.byId[conversationId]) return state;
  const quote = message && afterChanges(message, state.timelines[conversationId]?.recent ?? []);
  return { ...state, quotes: { ...state.quotes, [conversationId]: { ...state.quotes[conversationId], [messageNo]: quote } } };
}

export function quotesAfter(quotes: Quotes, change: MessageChange): Quotes {
  const { conversation_id: id, data } = change;
  const quote = quotes[id]?.[data.message_no];
  return quote ? { ...quotes, [id]: { ...quotes[id], [data.message_no]: afterChange(quote, change) } } : quotes;
}
