/** A message as the server has just answered it, put wherever the message stands. Pure; its events change nothing any more. */

import type { Message } from "@/generated/contract";
import type { State } from "@/store/state";
import { withFresh } from "@/features/timeline/timeline";
import { fresher } from "./message-changes";

export function withFreshMessage(state: State, message: Message): State {
  const { conversation_id: id, message_no: messageNo } = message;
  const conversation = state.conversations.byId[id];
  if (!conversation) return state;
  const last = conversation.last_message;
  const timeline = state.timelines[id];
  const quote = state.quotes[id]?.[messageNo];
  const isLast = last?.message_no === messageNo;
  return {
    ...state,
    ...(isLast && { conversations: { ...state.conversations, byId: { ...state.conversations.byId, [id]: { ...conversation, last_message: fresher(last, message) } } } }),
    ...(timeline && { timelines: { ...state.timelines, [id]: withFresh(timeline, message) } }),
    ...(quote && { quotes: { ...state.quotes, [id]: { ...state.quotes[id], [messageNo]: fresher(quote, message) } } }),
  };
}
