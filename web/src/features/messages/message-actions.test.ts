import { describe, expect, test, vi } from "vitest";
import { createApi } from "@/lib/api-client";
import { createJournal } from "@/lib/journal";
import { applyFrame } from "@/store/apply-frame";
import { newStore } from "@/store/store";
import { emptyTimeline } from "@/features/timeline/timeline";
import { aConversation, aMessage, conversationId, me, messageChange, minutes, start, stateWith } from "@/testing/builders";
import { anError, fakeFetch } from "@/testing/fake-fetch";
import { memoryStorage } from "@/testing/memory-storage";
import { createMessages } from "./message-actions";
import { findQuoted } from "./quotes";

const said = aMessage({ message_no: 1, seq: 1, actor_id: me, body: "Five o'clock" });
const path = `/api/chat/conversations/${conversationId}/messages`;

type Answer = { status?: number; body?: unknown };

function setUp(answers: Record<string, () => Answer | Promise<Answer>>) {
  const { fetch, requests } = fakeFetch(answers);
  const store = newStore();
  store.setState({
    ...stateWith(aConversation({ last_seq: 1, last_message_no: 1, last_message: said })),
    timelines: { [conversationId]: { ...emptyTimeline, messages: [said], status: "ready" } },
  });
  const api = createApi({ current: async () => "t", renewed: async () => "t" }, fetch);
  const messages = createMessages({ store, api, journal: createJournal(memoryStorage(), "changes"), epoch: () => null });
  return { store, messages, requests };
}

describe("a message that is answered", () => {
  const quoted = (store: ReturnType<typeof newStore>, no: number) => findQuoted(store.getState(), conversationId, no);

  test("is fetched once when no page has brought it, and follows what happens to it", async () => {
    const old = aMessage({ message_no: 40, seq: 0, body: "Old words" });
    const { messages, store, requests } = setUp({ [`GET ${path}`]: () => ({ body: { messages: [old], next: 40 } }) });
    messages.needQuoted(conversationId, 40);
    messages.needQuoted(conversationId, 40);
    await vi.waitFor(() => expect(quoted(store, 40)).toEqual(old));
    messages.needQuoted(conversationId, 40);
    expect(requests.map((request) => request.query.toString())).toEqual(["before=41&limit=1"]);
    store.setState((state) => applyFrame(state, messageChange(2, 40, "deleted"), start));
    expect(quoted(store, 40)).toMatchObject({ body: "", deleted_at: minutes(2) });
  });

  test("that does not exist is known not to", async () => {
    const { messages, store } = setUp({ [`GET ${path}`]: () => ({ body: { messages: [said], next: null } }) });
    messages.needQuoted(conversationId, 99);
    await vi.waitFor(() => expect(quoted(store, 99)).toBeNull());
  });

  test("is asked for again after a failure", async () => {
    const answers = [anError(503, "unavailable"), { body: { messages: [aMessage({ message_no: 40 })], next: 40 } }];
    const { messages, store, requests } = setUp({ [`GET ${path}`]: () => answers.shift()! });
    messages.needQuoted(conversationId, 40);
    await vi.waitFor(() => {
      messages.needQuoted(conversationId, 40);
      expect(quoted(store, 40)?.message_no).toBe(40);
    });
    expect(requests).toHaveLength(2);
  });
});
