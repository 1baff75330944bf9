import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Conversation, IncomingFrame, Message } from "@/generated/contract";
import { createApi } from "@/lib/api-client";
import { applyFrame } from "@/store/apply-frame";
import { newStore } from "@/store/store";
import { aConversation, aMessage, aNotification, ana, conversationId, created, messages, ready, stateWith } from "@/testing/builders";
import { anError, fakeFetch } from "@/testing/fake-fetch";
import { createHistory } from "./history";
import { createLooking } from "./looking";
import { emptyTimeline, shownRun } from "./timeline";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function setUp(count: number, read: number) {
  const log = messages(1, count);
  const conversation = aConversation({ last_seq: count, last_message_no: count, read_message_no: read, last_message: log.at(-1) ?? null });
  const { fetch, requests } = fakeFetch({ [`GET /api/chat/conversations/${conversationId}/messages`]: ({ query }) => ({ body: { messages: pageOf(log, query), next: null } }) });
  const store = newStore();
  store.setState({ ...stateWith(conversation), connection: { status: "online", since: 0, retryAt: null } });
  const written: IncomingFrame[] = [];
  const history = createHistory(store, createApi({ current: async () => "t", renewed: async () => "t" }, fetch));
  const looking = createLooking({ store, history, send: (frame) => written.push(frame) > 0, refresh: () => undefined });
  const numbers = () => shownRun(store.getState().timelines[conversationId] ?? emptyTimeline).map((message) => message.message_no);
  const conversationNow = () => store.getState().conversations.byId[conversationId] as Conversation;
  const all = (type: IncomingFrame["type"]) => written.filter((frame) => frame.type === type);
  const settle = () => vi.advanceTimersByTimeAsync(300);
  return { store, looking, history, requests, numbers, conversationNow, all, settle, log };
}

function pageOf(log: Message[], query: URLSearchParams): Message[] {
  const limit = Number(query.get("limit"));
  const after = query.get("after");
  if (after) return log.filter((message) => message.message_no > Number(after)).slice(0, limit);
  const before = Number(query.get("before") ?? query.get("around") ?? Infinity) + (query.has("around") ? limit / 2 : 0);
  return log.filter((message) => message.message_no < before).slice(-limit);
}

describe("a conversation that I marked as unread", () => {
  const mark = (messageNo: number | null) => ({ type: "unread_mark", conversation_id: conversationId, message_no: messageNo }) as const;

  test("loses the mark when I come back to it, though there is nothing new to read", () => {
    const { store, looking, conversationNow, all } = setUp(5, 5);
    store.setState((state) => applyFrame(state, mark(5), 0));
    looking.look(conversationId);
    expect(conversationNow().unread_mark).toBeNull();
    expect(all("read")).toEqual([{ type: "read", conversation_id: conversationId, message_no: 5 }]);
  });

  test("keeps it while its window lies in the background", () => {
    const { store, looking, conversationNow, all } = setUp(5, 5);
    looking.look(conversationId);
    looking.setFocused(false);
    store.setState((state) => applyFrame(state, mark(5), 0));
    expect([conversationNow().unread_mark, all("read")]).toEqual([5, []]);
    looking.setFocused(true);
    expect(conversationNow().unread_mark).toBeNull();
  });

  test("keeps a mark that another device sets while it is on the screen here", () => {
    const { store, looking, conversationNow } = setUp(5, 5);
    looking.look(conversationId);
    store.setState((state) => applyFrame(state, mark(5), 0));
    expect(conversationNow().unread_mark).toBe(5);
  });
});

describe("opening a conversation", () => {
  test("loads its newest page", async () => {
    const { looking, numbers, settle } = setUp(120, 120);
    looking.look(conversationId);
    await settle();
    expect(numbers()).toEqual(messages(71, 120).map((message) => message.message_no));
  });

  test("again asks for nothing that is there", async () => {
    const { looking, requests, settle } = setUp(120, 120);
    looking.look(conversationId);
    await settle();
    looking.look(null);
    looking.look(conversationId);
    await settle();
    expect(requests).toHaveLength(1);
  });

  test("tells the server what is on the screen, and that it is not when the window loses the focus", async () => {
    const { looking, all } = setUp(1, 1);
    looking.look(conversationId);
    looking.setFocused(false);
    looking.setFocused(true);
    looking.look(null);
    expect(all("look").map((frame) => frame.type === "look" && frame.conversation_id)).toEqual([conversationId, null, conversationId, null]);
  });

  test("puts the new divider at the read position", () => {
    const { looking, store } = setUp(120, 100);
    looking.look(conversationId);
    expect(store.getState().view.newAfter).toBe(100);
  });

  test("with many unread messages begins where reading stopped", async () => {
    const { store, looking, history, numbers, settle, all } = setUp(1_000, 400);
    looking.look(conversationId);
    await settle();
    expect(numbers()).toContain(400);
    expect(numbers()).toContain(401);
    expect(numbers().length).toBeLessThanOrEqual(50);
    expect(all("read")).toEqual([]);
    const jumped = history.jumpToEnd(conversationId);
    expect(numbers()).toContain(400);
    await jumped;
    expect(numbers().at(-1)).toBe(1_000);
    expect(store.getState().timelines[conversationId]?.goal).toEqual({ to: "end" });
    expect(store.getState().view.newAfter).toBe(400);
  });

  test("leads back to where one was reading, and says so to the screen", async () => {
    const { store, looking, history, numbers, settle } = setUp(1_000, 1_000);
    looking.look(conversationId);
    await settle();
    await history.jumpTo(conversationId, 300);
    history.setPlace(conversationId, { messageNo: 290, top: -7 });
    looking.look(null);
    looking.look(conversationId);
    await settle();
    expect(numbers()).toContain(290);
    expect(store.getState().timelines[conversationId]?.goal).toEqual({ to: "message", messageNo: 290, top: -7 });
  });

  test("leads to the new messages when such have come since", async () => {
    const { store, looking, history, numbers, settle, log } = setUp(1_000, 1_000);
    looking.look(conversationId);
    await settle();
    await history.jumpTo(conversationId, 300);
    looking.look(null);
    log.push(aMessage({ message_no: 1_001 }));
    store.setState((state) => applyFrame(state, created(aMessage({ message_no: 1_001 })), 0));
    looking.look(conversationId);
    await settle();
    expect(numbers().at(-1)).toBe(1_001);
    expect(store.getState().timelines[conversationId]?.goal).toBeNull();
  });

  test("by a link to a message begins there, also when much is unread, and nothing is read by it", async () => {
    const { store, looking, numbers, requests, settle, all } = setUp(1_000, 400);
    looking.look(conversationId, { messageNo: 700 });
    await settle();
    expect(numbers()).toContain(700);
    expect(store.getState().timelines[conversationId]?.goal).toEqual({ to: "message", messageNo: 700, top: null });
    expect(requests).toHaveLength(1);
    expect(all("read")).toEqual([]);
  });

  test("by a link to a message that does not exist shows the end", async () => {
    const { looking, store, numbers, settle } = setUp(120, 120);
    looking.look(conversationId, { messageNo: 9_999 });
    await settle();
    expect(numbers().at(-1)).toBe(120);
    expect(store.getState().timelines[conversationId]?.anchor).toBe("end");
  });

  test("shows an error that can be retried", async () => {
    const { store, history, numbers, settle } = setUp(3, 3);
    const failing = createHistory(store, createApi({ current: async () => "t", renewed: async () => "t" }, fakeFetch({ [`GET /api/chat/conversations/${conversationId}/messages`]: () => anError(503, "unavailable", "Chat is starting.") }).fetch));
    failing.open(conversationId);
    await settle();
    expect(store.getState().timelines[conversationId]).toMatchObject({ status: "error", failure: "Chat is starting." });
    history.open(conversationId);
    await settle();
    expect(numbers()).toEqual([1, 2, 3]);
  });
});

describe("paging", () => {
  test("upward ends at the first message", async () => {
    const { looking, history, numbers, requests, settle } = setUp(120, 120);
    looking.look(conversationId);
    for (let page = 0; page < 4; page += 1) {
      await settle();
      history.loadOlder(conversationId);
    }
    await settle();
    expect(numbers()).toHaveLength(120);
    expect(requests).toHaveLength(3);
  });

  test("asks for a page once, however often the reader scrolls there", async () => {
    const { looking, history, requests, settle } = setUp(120, 120);
    looking.look(conversationId);
    await settle();
    for (let time = 0; time < 5; time += 1) history.loadOlder(conversationId);
    await settle();
    expect(requests).toHaveLength(2);
  });

  test("from a message far back leads down to the end again", async () => {
    const { looking, history, numbers, settle } = setUp(300, 300);
    looking.look(conversationId);
    await settle();
    history.jumpTo(conversationId, 100);
    await settle();
    expect(numbers()).toContain(100);
    expect(numbers()).not.toContain(300);
    for (let page = 0; page < 5; page += 1) {
      history.loadNewer(conversationId);
      await settle();
    }
    expect(numbers().at(-1)).toBe(300);
    expect(new Set(numbers()).size).toBe(numbers().length);
  });
});

describe("jumping", () => {
  test("keeps what is shown until the message is there, and follows the same link again", async () => {
    const { store, looking, numbers, settle } = setUp(1_000, 1_000);
    const goal = () => store.getState().timelines[conversationId]?.goal;
    looking.look(conversationId);
    await settle();
    looking.look(conversationId, { messageNo: 300 });
    expect(numbers().at(-1)).toBe(1_000);
    await settle();
    const first = goal();
    expect(numbers()).toContain(300);
    looking.look(conversationId, { messageNo: 300 });
    await settle();
    expect(goal()).toEqual(first);
    expect(goal()).not.toBe(first);
  });

  test("twice goes where one asked last, whichever page comes first", async () => {
    const { store, looking, history, settle } = setUp(1_000, 1_000);
    looking.look(conversationId);
    await settle();
    const jumps = [history.jumpTo(conversationId, 300), history.jumpToEnd(conversationId)];
    await Promise.all(jumps);
    expect(store.getState().timelines[conversationId]).toMatchObject({ anchor: "end", goal: { to: "end" } });
  });

  test("to a message within the newest page leaves the end the end", async () => {
    const { store, looking, history, settle } = setUp(120, 120);
    looking.look(conversationId);
    await settle();
    await history.jumpTo(conversationId, 100);
    expect(store.getState().timelines[conversationId]?.anchor).toBe("end");
  });
});

describe("letting go", () => {
  async function readBack(pages: number) {
    const world = setUp(20_000, 20_000);
    world.looking.look(conversationId);
    await world.settle();
    for (let page = 0; page < pages; page += 1) {
      world.history.setPlace(conversationId, { messageNo: world.numbers()[0] ?? 0, top: 0 });
      world.history.loadOlder(conversationId);
      await world.settle();
    }
    return world;
  }

  test("keeps few messages in memory, however far one reads back without a rest", async () => {
    const { store, numbers } = await readBack(60);
    expect(numbers()[0]).toBe(20_000 - 61 * 50 + 1);
    expect(store.getState().timelines[conversationId]?.messages.length).toBeLessThanOrEqual(700);
  });

  test("at rest keeps what is near, and the way down leads to the end again without a hole", async () => {
    const { history, store, numbers, settle } = await readBack(30);
    history.rest(conversationId);
    const kept = numbers();
    expect(store.getState().timelines[conversationId]?.messages.length).toBeLessThanOrEqual(500);
    for (let page = 0; numbers().at(-1) !== 20_000; page += 1) {
      expect(page).toBeLessThan(40);
      history.setPlace(conversationId, { messageNo: numbers().at(-1) ?? 0, top: 0 });
      history.loadNewer(conversationId);
      await settle();
    }
    expect(numbers()).toEqual(Array.from(numbers(), (_, index) => (numbers()[0] ?? 0) + index));
    expect(numbers()[0]).toBeGreaterThan(kept[0] ?? 0);
    expect(store.getState().timelines[conversationId]?.anchor).toBe("end");
  });

  test("holds while messages come in live and one reads far back", async () => {
    const { store, history, numbers } = await readBack(14);
    history.rest(conversationId);
    const shown = numbers();
    for (let no = 20_001; no <= 21_500; no += 1) store.setState((state) => applyFrame(state, created(aMessage({ message_no: no })), 0));
    expect(numbers()).toEqual(shown);
    expect(store.getState().timelines[conversationId]?.messages.length).toBeLessThanOrEqual(700);
  });
});

describe("reading", () => {
  test("needs the conversation on the screen, its end in view and the focus", async () => {
    const { looking, conversationNow, all, settle } = setUp(5, 2);
    looking.look(conversationId);
    await settle();
    expect(conversationNow().unread).toBe(3);
    looking.setFocused(false);
    looking.setAtEnd(true);
    await settle();
    expect(conversationNow().unread).toBe(3);
    looking.setFocused(true);
    await settle();
    expect(conversationNow().unread).toBe(0);
    expect(all("read")).toEqual([{ type: "read", conversation_id: conversationId, message_no: 5 }]);
  });

  test("of the first message is told at once, of those that follow it in a row together", async () => {
    const { store, looking, all, settle } = setUp(5, 5);
    looking.look(conversationId);
    looking.setAtEnd(true);
    await settle();
    for (const no of [6, 7, 8]) store.setState((state) => applyFrame(state, created(aMessage({ message_no: no })), 0));
    await settle();
    expect(all("read")).toMatchObject([{ message_no: 6 }, { message_no: 8 }]);
  });

  test("is told before the page goes away", async () => {
    const { store, looking, all, settle } = setUp(5, 5);
    looking.look(conversationId);
    looking.setAtEnd(true);
    await settle();
    for (const no of [6, 7]) store.setState((state) => applyFrame(state, created(aMessage({ message_no: no })), 0));
    looking.onLeave();
    expect(all("read").at(-1)).toMatchObject({ message_no: 7 });
  });

  test("marks what I was told about it as read", async () => {
    const { store, looking, settle } = setUp(5, 2);
    store.setState((state) => applyFrame(state, { type: "notification", action: "created", notification: aNotification({ message_no: 4, actor_id: ana }) }, 0));
    looking.look(conversationId);
    looking.setAtEnd(true);
    await settle();
    expect(store.getState().toasts).toEqual([]);
    expect(store.getState().notifications.list[0]?.read_at).not.toBeNull();
  });

  test("that the server did not hear of is told to the next connection", async () => {
    const { store, looking, all, settle } = setUp(5, 2);
    looking.look(conversationId);
    looking.setAtEnd(true);
    await settle();
    const again = ready({ conversations: [{ id: conversationId, last_seq: 5, last_message_no: 5, read_message_no: 2 }] });
    store.setState((state) => applyFrame(state, again, 0));
    looking.onReady(again);
    expect(all("read")).toHaveLength(2);
    expect(all("look")).toHaveLength(2);
  });
});
