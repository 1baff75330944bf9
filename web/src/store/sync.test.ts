import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createApi } from "@/lib/api-client";
import { ana, conversationId, ready, stateWith } from "@/testing/builders";
import { anError, fakeFetch } from "@/testing/fake-fetch";
import { ModelServer } from "@/testing/model-server";
import { newStore } from "./store";
import { createSync, holeWaitMs, startAgainBeyond } from "./sync";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const path = `/api/chat/conversations/${conversationId}`;

/** The client knows the first `known` messages of the log. */
function setUp(known: number, total: number) {
  const server = new ModelServer();
  for (let no = 1; no <= total; no += 1) server.append({ kind: "message", actorId: ana, clientMessageId: `c-${no}` });
  let isGone = false;
  let held: Promise<void> = Promise.resolve();
  const { fetch, requests } = fakeFetch({
    [`GET ${path}`]: async () => {
      const answer = isGone ? anError(404, "not_found") : { body: server.conversation() };
      await held;
      return answer;
    },
    [`GET ${path}/events`]: ({ query }) => {
      if (isGone) return anError(404, "not_found");
      const after = Number(query.get("after"));
      return { body: { events: server.log.slice(after, after + Number(query.get("limit"))) } };
    },
  });
  const store = newStore();
  store.setState(stateWith(server.conversation(known)));
  const onOtherEpoch = vi.fn<() => void>();
  const onStartedAgain = vi.fn<(id: string) => void>();
  const onManyUnknown = vi.fn<() => void>();
  const sync = createSync({ store, api: createApi({ current: async () => "t", renewed: async () => "t" }, fetch), onOtherEpoch, onStartedAgain, onManyUnknown, random: () => 0 });
  const head = () => {
    const { id, last_seq, last_message_no, read_message_no } = server.conversation();
    return { id, last_seq, last_message_no, read_message_no };
  };
  const applied = () => store.getState().cursors[conversationId]?.applied;
  /** Answers about the conversation are made, and do not arrive before this is called. */
  const hold = () => {
    let arrive = () => {};
    held = new Promise((resolve) => (arrive = resolve));
    return () => arrive();
  };
  return { server, store, sync, requests, head, applied, hold, onOtherEpoch, onStartedAgain, onManyUnknown, goAway: () => (isGone = true) };
}

describe("a hole in the log", () => {
  test("is given time to fill by itself", async () => {
    const { sync, server, requests, applied } = setUp(2, 4);
    sync.onFrame(server.log[3]!);
    await vi.advanceTimersByTimeAsync(holeWaitMs - 1);
    sync.onFrame(server.log[2]!);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(applied()).toBe(4);
    expect(requests).toEqual([]);
  });

  test("is fetched when it stays", async () => {
    const { sync, server, requests, applied } = setUp(2, 6);
    sync.onFrame(server.log[5]!);
    await vi.advanceTimersByTimeAsync(holeWaitMs + 10);
    expect(applied()).toBe(6);
    expect(requests.map((request) => request.query.get("after"))).toEqual(["2"]);
  });

  test("that the server tells of (gap, pong) is fetched page by page", async () => {
    const { sync, requests, applied } = setUp(2, 500);
    sync.onFrame({ type: "gap", conversation_id: conversationId, from: 3, to: 500 });
    await vi.advanceTimersByTimeAsync(holeWaitMs + 10);
    expect(applied()).toBe(500);
    expect(requests).toHaveLength(3);
  });

  test("is not fetched while the replay that fills it is still running", async () => {
    const { sync, server, requests, head, applied } = setUp(2, 5);
    sync.onFrame(ready({ conversations: [head()] }));
    await vi.advanceTimersByTimeAsync(2_000);
    for (const event of server.log.slice(2)) sync.onFrame(event);
    sync.onFrame({ type: "caught" });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(applied()).toBe(5);
    expect(requests).toEqual([]);
  });

  test("that the replay has left open is fetched after it", async () => {
    const { sync, head, applied } = setUp(2, 5);
    sync.onFrame(ready({ conversations: [head()] }));
    sync.onFrame({ type: "caught" });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(applied()).toBe(5);
  });

  test("that is too large starts the conversation again", async () => {
    const { sync, store, applied, onStartedAgain, requests } = setUp(2, startAgainBeyond + 10);
    sync.onFrame({ type: "pong", heads: { [conversationId]: startAgainBeyond + 10 } });
    await vi.advanceTimersByTimeAsync(holeWaitMs + 10);
    expect(applied()).toBe(startAgainBeyond + 10);
    expect(store.getState().conversations.byId[conversationId]?.unread).toBe(startAgainBeyond + 10);
    expect(onStartedAgain).toHaveBeenCalledWith(conversationId);
    expect(requests).toHaveLength(1);
  });

  test("that nobody can fill is given up for a fresh answer", async () => {
    const { sync, applied, requests, onStartedAgain } = setUp(2, 2);
    sync.onFrame({ type: "pong", heads: { [conversationId]: 9 } });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(applied()).toBe(2);
    expect(onStartedAgain).toHaveBeenCalledOnce();
    expect(requests.length).toBeLessThan(10);
  });
});

describe("a conversation", () => {
  test("that I have just joined is fetched once", async () => {
    const { sync, server, store, requests } = setUp(2, 3);
    store.setState({ conversations: { status: "ready", failure: null, byId: {} }, cursors: {} });
    sync.onFrame({ type: "joined", conversation_id: conversationId, last_seq: 2 });
    sync.onFrame(server.log[2]!);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.getState().conversations.byId[conversationId]?.last_message_no).toBe(3);
    expect(requests).toHaveLength(1);
  });

  test("in which somebody speaks while I get to know it is whole", async () => {
    const { sync, server, store, applied, hold } = setUp(2, 2);
    store.setState({ conversations: { status: "ready", failure: null, byId: {} }, cursors: {} });
    const arrive = hold();
    sync.onFrame({ type: "joined", conversation_id: conversationId, last_seq: 2 });
    await vi.advanceTimersByTimeAsync(10);
    sync.onFrame(server.append({ kind: "message", actorId: ana, clientMessageId: "c-3" }));
    await vi.advanceTimersByTimeAsync(10);
    arrive();
    await vi.advanceTimersByTimeAsync(holeWaitMs + 10);
    expect(applied()).toBe(3);
    expect(store.getState().conversations.byId[conversationId]?.last_message_no).toBe(3);
  });

  test("is fetched with the list when many are new at once", async () => {
    const { sync, requests, head, onManyUnknown } = setUp(2, 2);
    const news = Array.from({ length: 11 }, (_, index) => ({ ...head(), id: `new-${index}` }));
    sync.onFrame(ready({ conversations: [head(), ...news] }));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(onManyUnknown).toHaveBeenCalledOnce();
    expect(requests).toEqual([]);
  });

  test("that is not mine any more is forgotten", async () => {
    const { sync, store, goAway } = setUp(2, 5);
    goAway();
    sync.onFrame({ type: "pong", heads: { [conversationId]: 5 } });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.getState().conversations.byId).toEqual({});
  });
});

describe("the history of the database", () => {
  test("is told with the cursors when we come back", () => {
    const { sync, head } = setUp(5, 5);
    sync.onFrame(ready({ conversations: [head()], epoch: "e7" }));
    expect(sync.greeting()).toEqual({ epoch: "e7", cursors: { [conversationId]: 5 } });
  });

  test("that was changed by a restore makes us start afresh", () => {
    const { sync, head, onOtherEpoch } = setUp(5, 5);
    sync.onFrame(ready({ conversations: [head()] }));
    sync.onFrame(ready({ conversations: [head()], epoch: "e2" }));
    expect(onOtherEpoch).toHaveBeenCalledOnce();
  });

  test("is known from before the reload, when something was kept", () => {
    const { sync, head, onOtherEpoch } = setUp(5, 5);
    sync.adopt("e1");
    expect(sync.greeting().epoch).toBe("e1");
    sync.onFrame(ready({ conversations: [head()], epoch: "e2" }));
    expect(onOtherEpoch).toHaveBeenCalledOnce();
    expect(sync.epoch()).toBe("e1");
  });

  test("is the same for a tab that another tab tells of the connection", async () => {
    const { sync, applied, onOtherEpoch } = setUp(2, 5);
    sync.onWelcome({ epoch: "e1", heads: { [conversationId]: 5 } });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(applied()).toBe(5);
    expect(sync.welcome()).toEqual({ epoch: "e1", heads: { [conversationId]: 5 } });
    sync.onWelcome({ epoch: "e2", heads: {} });
    expect(onOtherEpoch).toHaveBeenCalledOnce();
  });
});
