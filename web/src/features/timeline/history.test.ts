import { expect, test, vi } from "vitest";
import { createApi } from "@/lib/api-client";
import { newStore } from "@/store/store";
import { startedAgain } from "@/store/with-answer";
import { aConversation, conversationId, messages, stateWith } from "@/testing/builders";
import { fakeFetch } from "@/testing/fake-fetch";
import { createHistory } from "./history";
import { emptyTimeline } from "./timeline";

test("a page that was on its way when the log was begun again is read anew: nobody knows what happened to it", async () => {
  const store = newStore();
  const conversation = aConversation({ last_seq: 80, last_message_no: 80 });
  const fresh = messages(1, 30).map((message) => ({ ...message, body: "edited", applied_seq: 2_000 }));
  let answers = 0;
  const { fetch } = fakeFetch({
    [`GET /api/chat/conversations/${conversationId}/messages`]: () => {
      answers += 1;
      if (answers > 1) return { body: { messages: fresh, next: null } };
      store.setState((state) => startedAgain(state, { ...conversation, last_seq: 2_000 }));
      return { body: { messages: messages(1, 30), next: null } };
    },
  });
  store.setState({ ...stateWith(conversation), timelines: { [conversationId]: { ...emptyTimeline, messages: messages(31, 80), status: "ready" } } });
  const history = createHistory(store, createApi({ current: async () => "t", renewed: async () => "t" }, fetch));
  history.loadOlder(conversationId);
  await vi.waitFor(() => expect(store.getState().timelines[conversationId]?.messages).toEqual(fresh));
});
