import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createApi } from "@/lib/api-client";
import { createJournal } from "@/lib/journal";
import { withSend } from "@/features/composer/pending-sends";
import { emptyTimeline } from "@/features/timeline/timeline";
import type { Message } from "@/generated/contract";
import { applyFrame } from "@/store/apply-frame";
import { newStore } from "@/store/store";
import { aConversation, aMessage, ana, conversationId, created, me, messageChange, minutes, start, stateWith } from "@/testing/builders";
import { channelHub } from "@/testing/channel-hub";
import { anError, fakeFetch } from "@/testing/fake-fetch";
import { type ChangeDisk, memoryChangeRows } from "@/testing/memory-change-rows";
import { memoryStorage } from "@/testing/memory-storage";
import { type ChangeTabs, createChangeQueue, spreadMs, strikeLimit } from "./change-queue";
import { createMessages } from "./message-actions";
import { type PendingChange, pendingIn, withMyChanges } from "./pending-changes";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const said = aMessage({ message_no: 1, seq: 1, actor_id: me, body: "Five o'clock" });
const path = `/api/chat/conversations/${conversationId}/messages`;
const message = `${path}/1`;
const thumb = `${message}/reactions/${encodeURIComponent("👍")}`;
const liked = { ...said, reactions: [{ emoji: "👍", user_ids: [me] }], applied_seq: 2 };
const edited: Message = { ...said, body: "Six", edited_at: minutes(2), applied_seq: 2 };

type Answer = { status?: number; body?: unknown };
type Answers = Record<string, () => Answer | Promise<Answer>>;
interface Browser {
  disk: ChangeDisk;
  storage: Storage;
}

const aBrowser = (): Browser => ({ disk: new Map(), storage: memoryStorage() });

/** A page of this browser that has the conversation open. */
async function open(answers: Answers, { browser = aBrowser(), tabs = null as ChangeTabs | null, isSender = true, isOnline = true, epoch = "e1", random = 0 } = {}) {
  const { fetch, requests } = fakeFetch(answers);
  const api = createApi({ current: async () => "t", renewed: async () => "t" }, fetch);
  const store = newStore();
  store.setState({
    ...stateWith(aConversation({ last_seq: 1, last_message_no: 1, last_message: said, read_message_no: 1 })),
    timelines: { [conversationId]: { ...emptyTimeline, messages: [said], status: "ready" } },
  });
  const role = { isSender, isOnline };
  const rows = memoryChangeRows(browser.disk);
  const journal = createJournal<PendingChange>(browser.storage, "changes");
  const onRefused = vi.fn<() => void>();
  const messages = createMessages({ store, api, journal, epoch: () => epoch });
  const parts = { store, api, rows, journal, tabs, isSender: () => role.isSender, isOnline: () => role.isOnline, epoch: () => epoch, onRefused, random: () => random };
  const queue = createChangeQueue(parts);
  const connection = (status: "online" | "offline") => {
    role.isOnline = status === "online";
    store.setState({ connection: { status, since: 0, retryAt: null } });
  };
  const pending = () => pendingIn(store.getState().pendingChanges, conversationId);
  const logged = () => store.getState().timelines[conversationId]!.messages[0]!;
  const shown = () => withMyChanges(logged(), pending(), me);
  await queue.restore();
  connection(isOnline ? "online" : "offline");
  await passed();
  return { browser, store, rows, messages, queue, requests, role, connection, pending, logged, shown, onRefused };
}

const passed = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const asked = (requests: { method: string; body: unknown }[]) => requests.map(({ method, body }) => [method, body].filter((part) => part !== undefined));
const ids = (disk: ChangeDisk) => [...disk.keys()];

/** An answer that comes when it is told to. */
function later(answer: Answer) {
  let give = () => {};
  const promise = new Promise<Answer>((resolve) => (give = () => resolve(answer)));
  return { give: () => give(), answer: () => promise };
}

describe("an edit", () => {
  test("is shown before it is answered, and holds when its event and its answer have come", async () => {
    const patch = later({ body: edited });
    const { messages, store, shown, pending, logged, requests, browser } = await open({ [`PATCH ${message}`]: patch.answer });
    messages.edit(conversationId, 1, "Six");
    expect(shown().body).toBe("Six");
    await passed();
    expect(asked(requests)).toEqual([["PATCH", { body: "Six", replaces: "Five o'clock" }]]);
    store.setState((state) => applyFrame(state, messageChange(2, 1, { body: "Six" }, me), start));
    patch.give();
    await passed();
    expect([pending(), ids(browser.disk), browser.storage.length]).toEqual([[], [], 0]);
    expect(logged()).toEqual(edited);
    expect(store.getState().conversations.byId[conversationId]?.last_message).toEqual(edited);
  });

  test("that is refused is taken back, and its words are kept with the reason, also over a reload", async () => {
    const { messages, browser, shown } = await open({ [`PATCH ${message}`]: () => anError(409, "message_deleted", "This message was deleted.") });
    messages.edit(conversationId, 1, "Six");
    await passed();
    expect(shown()).toEqual(said);
    const again = await open({}, { browser });
    expect(again.pending()).toMatchObject([{ body: "Six", failure: { code: "message_deleted", message: "This message was deleted." } }]);
    expect([again.requests, again.shown()]).toEqual([[], said]);
    again.messages.forget(again.pending()[0]!);
    await passed();
    expect([again.pending(), ids(browser.disk)]).toEqual([[], []]);
  });

  test("of what another device has changed meanwhile is not made; both texts are there, and one chooses", async () => {
    const answers = [anError(409, "edited_meanwhile"), { body: { ...edited, applied_seq: 3 } }];
    const { messages, store, pending, shown, requests } = await open({ [`PATCH ${message}`]: () => answers.shift()! });
    messages.edit(conversationId, 1, "Six");
    await passed();
    store.setState((state) => applyFrame(state, messageChange(2, 1, { body: "Seven" }, me), start));
    expect(shown().body).toBe("Seven");
    expect(pending()).toMatchObject([{ body: "Six", failure: { code: "edited_meanwhile" } }]);
    messages.again(pending()[0]!);
    await passed();
    expect(requests.at(-1)?.body).toEqual({ body: "Six", replaces: "Seven" });
    expect([pending(), shown().body]).toEqual([[], "Six"]);
  });

  test("that changes nothing is not sent", async () => {
    const { messages, requests, pending } = await open({});
    messages.edit(conversationId, 1, "Five o'clock");
    await passed();
    expect([requests, pending()]).toEqual([[], []]);
  });

  test("of a message that is on its way goes when that has its place, also after a reload", async () => {
    const send = { conversation_id: conversationId, client_message_id: "mine", body: "Bringing cak", at: minutes(2), state: "sending" as const, is_tried: true, failure: null, seq: null };
    const { messages, store, browser, requests } = await open({});
    store.setState((state) => ({ outbox: withSend(state.outbox, send) }));
    messages.edit(conversationId, "mine", "Bringing cake");
    await passed();
    expect(requests).toEqual([]);
    const answer = () => ({ body: aMessage({ message_no: 2, actor_id: me, client_message_id: "mine", body: "Bringing cake" }) });
    const again = await open({ [`PATCH ${path}/2`]: answer }, { browser });
    again.store.setState((state) => applyFrame(state, created(aMessage({ message_no: 2, actor_id: me, client_message_id: "mine", body: "Bringing cak" })), start));
    await passed();
    expect(asked(again.requests)).toEqual([["PATCH", { body: "Bringing cake", replaces: "Bringing cak" }]]);
    expect(again.pending()).toEqual([]);
  });
});

describe("without a network", () => {
  test("everything is kept, shown by the next page, and goes when the network is back", async () => {
    const { messages, requests, browser } = await open({}, { isOnline: false });
    messages.edit(conversationId, 1, "Six");
    messages.react(conversationId, 1, "👍", true);
    await passed();
    expect(requests).toEqual([]);
    const again = await open({ [`PATCH ${message}`]: () => ({ body: edited }), [`PUT ${thumb}`]: () => ({ body: { ...edited, reactions: liked.reactions, applied_seq: 3 } }) }, { browser, isOnline: false });
    expect(again.shown()).toMatchObject({ body: "Six", reactions: liked.reactions });
    await passed(60_000);
    expect(again.requests).toEqual([]);
    again.connection("online");
    await passed();
    expect(again.requests.map((request) => request.method)).toEqual(["PATCH", "PUT"]);
    expect([again.pending(), ids(browser.disk)]).toEqual([[], []]);
  });

  test("a page that goes before its row is written loses nothing", async () => {
    const { messages, rows, browser } = await open({}, { isOnline: false });
    rows.hold();
    messages.edit(conversationId, 1, "Six");
    rows.leave();
    const again = await open({}, { browser, isOnline: false });
    expect(again.shown().body).toBe("Six");
    expect([browser.disk.size, browser.storage.length]).toEqual([1, 0]);
  });

  test("an edit after an edit is one, and says what the message said before both", async () => {
    const { messages, requests, connection } = await open({ [`PATCH ${message}`]: () => ({ body: edited }) }, { isOnline: false });
    for (const body of ["Half past five", "A quarter to six", "Six"]) messages.edit(conversationId, 1, body);
    connection("online");
    await passed();
    expect(asked(requests)).toEqual([["PATCH", { body: "Six", replaces: "Five o'clock" }]]);
  });

  test("what was changed and changed back comes to nothing", async () => {
    const { messages, requests, connection, pending, browser } = await open({}, { isOnline: false });
    messages.react(conversationId, 1, "👍", true);
    messages.react(conversationId, 1, "👍", false);
    messages.edit(conversationId, 1, "Six");
    messages.edit(conversationId, 1, "Five o'clock");
    connection("online");
    await passed();
    expect([requests, pending(), ids(browser.disk)]).toEqual([[], [], []]);
  });

  test("a deletion is all that is left of what was done before it", async () => {
    const gone = { ...said, body: "", deleted_at: minutes(2), applied_seq: 2 };
    const { messages, requests, connection, shown, pending } = await open({ [`DELETE ${message}`]: () => ({ body: gone }) }, { isOnline: false });
    messages.edit(conversationId, 1, "Six");
    messages.react(conversationId, 1, "👍", true);
    messages.remove(conversationId, 1);
    expect(shown()).toMatchObject({ body: "", reactions: [], deleted_at: expect.any(String) });
    connection("online");
    await passed();
    expect([asked(requests), pending(), shown()]).toEqual([[["DELETE"]], [], gone]);
  });

  test("a deletion that waits can be taken back", async () => {
    const { messages, requests, connection, pending, shown } = await open({}, { isOnline: false });
    messages.remove(conversationId, 1);
    messages.forget(pending()[0]!);
    connection("online");
    await passed();
    expect([requests, shown()]).toEqual([[], said]);
  });
});

describe("what may have reached the server", () => {
  test("goes by itself, and what was done since follows it", async () => {
    const patch = later({ body: edited });
    const answers = [patch.answer, () => ({ body: { ...edited, body: "Seven", applied_seq: 3 } })];
    const { messages, requests, logged } = await open({ [`PATCH ${message}`]: () => answers.shift()!() });
    messages.edit(conversationId, 1, "Six");
    await passed();
    messages.edit(conversationId, 1, "Seven");
    await passed();
    patch.give();
    await passed();
    expect(asked(requests)).toEqual([["PATCH", { body: "Six", replaces: "Five o'clock" }], ["PATCH", { body: "Seven", replaces: "Six" }]]);
    expect(logged().body).toBe("Seven");
  });

  test("goes once more, as it was, when the page went before the answer came", async () => {
    const { messages, rows, browser } = await open({ [`PATCH ${message}`]: later({ body: edited }).answer });
    messages.edit(conversationId, 1, "Six");
    await passed();
    rows.leave();
    const again = await open({ [`PATCH ${message}`]: () => ({ body: edited }) }, { browser });
    expect(asked(again.requests)).toEqual([["PATCH", { body: "Six", replaces: "Five o'clock" }]]);
    expect([again.pending(), again.logged()]).toEqual([[], edited]);
  });

  test("never takes a fresher state back", async () => {
    const put = later({ body: liked });
    const { messages, store, logged } = await open({ [`PUT ${thumb}`]: put.answer });
    messages.react(conversationId, 1, "👍", true);
    await passed();
    for (const event of [messageChange(2, 1, { added: "👍" }, me), messageChange(3, 1, "deleted", me)]) store.setState((state) => applyFrame(state, event, start));
    put.give();
    await passed();
    expect(logged()).toMatchObject({ body: "", deleted_at: minutes(3), reactions: [] });
  });
});

describe("a server that cannot answer", () => {
  test("is asked again after growing pauses, and as soon as the connection is back", async () => {
    let isDown = true;
    const answer = () => (isDown ? Promise.reject(new TypeError("network")) : { body: liked });
    const { messages, requests, connection, pending } = await open({ [`PUT ${thumb}`]: answer }, { random: 0.5 });
    messages.react(conversationId, 1, "👍", true);
    await passed(600_000);
    const tries = requests.length;
    expect(tries).toBeGreaterThan(strikeLimit);
    expect(pending()).toMatchObject([{ failure: null }]);
    isDown = false;
    connection("offline");
    connection("online");
    await passed(spreadMs);
    expect([requests.length, pending()]).toEqual([tries + 1, []]);
  });

  test("is left in peace for as long as it asks", async () => {
    const answers = [anError(429, "too_fast", "Slow down.", { retry: 2 }), { body: liked }];
    const { messages, requests } = await open({ [`PUT ${thumb}`]: () => answers.shift()! });
    messages.react(conversationId, 1, "👍", true);
    await passed(1_999);
    expect(requests).toHaveLength(1);
    await passed(1);
    expect(requests).toHaveLength(2);
  });

  test("ends what it puts off again and again, and holds up nothing else", async () => {
    const { messages, pending, requests } = await open({ [`PUT ${thumb}`]: () => anError(503, "unavailable"), [`PATCH ${path}/2`]: () => ({ body: aMessage({ message_no: 2 }) }) });
    messages.react(conversationId, 1, "👍", true);
    await passed();
    messages.edit(conversationId, 2, "Six");
    await passed(600_000);
    expect(requests.filter((request) => request.method === "PUT")).toHaveLength(strikeLimit);
    expect(pending()).toMatchObject([{ kind: "reaction", failure: { code: "unavailable" } }]);
  });
});

test("a reaction to what was deleted meanwhile is no news; any other refusal stands at the message", async () => {
  const answers = [anError(409, "message_deleted"), anError(409, "too_many_reactions", "Too many.")];
  const { messages, pending, shown } = await open({ [`PUT ${thumb}`]: () => answers.shift()! });
  messages.react(conversationId, 1, "👍", true);
  await passed();
  expect(pending()).toEqual([]);
  messages.react(conversationId, 1, "👍", true);
  await passed();
  expect(pending()).toMatchObject([{ kind: "reaction", failure: { message: "Too many." } }]);
  expect(shown().reactions).toEqual([]);
});

test("what was meant for another history of the database is not done to this one", async () => {
  const { messages, browser } = await open({}, { isOnline: false });
  messages.edit(conversationId, 1, "Six");
  await passed();
  const restored = await open({}, { browser, epoch: "e2" });
  expect([restored.requests, restored.pending()]).toMatchObject([[], [{ body: "Six", failure: { code: "other_history" } }]]);
});

test("the tab with the connection does what the others were asked for, and all of them know what came of it", async () => {
  const hub = channelHub<ChangeTabs>();
  const browser = aBrowser();
  const follower = await open({}, { browser, tabs: hub.join(), isSender: false });
  const leader = await open({ [`PUT ${thumb}`]: () => ({ body: liked }) }, { browser, tabs: hub.join() });
  follower.messages.react(conversationId, 1, "👍", true);
  await passed();
  expect([follower.requests, leader.requests.length]).toEqual([[], 1]);
  expect([follower.pending(), leader.pending(), ids(browser.disk)]).toEqual([[], [], []]);
  expect([follower.logged(), leader.logged()]).toEqual([liked, liked]);
});

test("whoever takes over the connection does what the last one left", async () => {
  const browser = aBrowser();
  const follower = await open({ [`PUT ${thumb}`]: () => ({ body: liked }) }, { browser, isSender: false });
  follower.messages.react(conversationId, 1, "👍", true);
  await passed();
  follower.role.isSender = true;
  await follower.queue.restore();
  await passed();
  expect([follower.requests.length, follower.pending()]).toEqual([1, []]);
});

test("a conversation that is not mine any more takes what I did there along", async () => {
  const { messages, store, browser } = await open({}, { isOnline: false });
  messages.edit(conversationId, 1, "Six");
  await passed();
  const removed = { type: "event" as const, kind: "member.removed" as const, conversation_id: conversationId, seq: 2, at: minutes(2), actor_id: ana, data: { user_id: me } };
  store.setState((state) => applyFrame(state, removed, start));
  await passed();
  expect([browser.disk.size, browser.storage.length]).toEqual([0, 0]);
});

test("the end of a session keeps what I did for the next login; a logout forgets it", async () => {
  const { messages, store, queue, browser } = await open({}, { isOnline: false });
  messages.edit(conversationId, 1, "Six");
  await passed();
  store.setState({ ...newStore().getState(), session: { status: "signed-out", reason: null, isByChoice: false } });
  await passed();
  expect(browser.disk.size).toBe(1);
  await queue.clear(me);
  expect([browser.disk.size, browser.storage.length]).toEqual([0, 0]);
});
