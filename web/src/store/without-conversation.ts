/** Forgetting one conversation: I left it, was removed, or it turned out not to be mine. Pure. */

import type { State } from "./state";

export function withoutConversation(state: State, conversationId: string): State {
  return {
    ...state,
    conversations: { ...state.conversations, byId: without(state.conversations.byId, conversationId) },
    cursors: without(state.cursors, conversationId),
    timelines: without(state.timelines, conversationId),
    places: without(state.places, conversationId),
    changes: without(state.changes, conversationId),
    outbox: without(state.outbox, conversationId),
    pendingChanges: without(state.pendingChanges, conversationId),
    quotes: without(state.quotes, conversationId),
    composing: without(state.composing, conversationId),
    drafts: without(state.drafts, conversationId),
    typing: without(state.typing, conversationId),
    toasts: state.toasts.filter((toast) => toast.notification.conversation_id !== conversationId),
  };
}

function without<T>(byId: Record<string, T>, id: string): Record<string, T> {
  if (!(id in byId)) return byId;
  const { [id]: _, ...others } = byId;
  return others;
}
