/** Asking the server for messages by what they say, and for places in the history. Nothing of it is kept. */

import type { SearchActions } from "@/app/actions";
import type { MessagePage, SearchPage } from "@/generated/contract";
import type { Api } from "@/lib/api-client";

export function createSearch(api: Api): SearchActions {
  return {
    messages: (query, { conversationId, cursor }, signal) =>
      api.get<SearchPage>(`/api/chat/search?${new URLSearchParams({ query, ...(conversationId && { conversation_id: conversationId }), ...(cursor && { cursor }) })}`, { signal }),
    async firstSince(conversationId, at) {
      const { messages } = await api.get<MessagePage>(`/api/chat/conversations/${conversationId}/messages?${new URLSearchParams({ from: at, limit: "1" })}`);
      return messages[0]?.message_no ?? null;
    },
  };
}
