import { expect, test, vi } from "vitest";
import { aConversation, conversationId, me, minutes, start, stateWith } from "@/testing/builders";
import { withRead } from "@/features/conversations/conversations";
import { ApiError } from "@/lib/api-error";
import type { Api } from "@/lib/api-client";
import { createJournal } from "@/lib/journal";
import { createChangeQueue } from "@/features/messages/change-queue";
import { createMessages } from "@/features/messages/message-actions";
import { type PendingChange, pendingIn, type Refusal } from "@/features/messages/pending-changes";
import { applyFrame } from "@/store/apply-frame";
import { newStore } from "@/store/store";
import { memoryChangeRows } from "@/testing/memory-change-rows";
import { memoryStorage } from "@/testing/memory-storage";
import { createAttention } from "./attention-actions";
import { defaultLevel, isMuted, mutedUntil, ownLevel, pausedUntil, startingPreferences } from "./levels";

const preferences = { default_level: "all", conversations: { [conversationId]: "mentions" }, muted_until: {}, paused_until: null };

/** `answers` by method and path; what is not there is refused. `isOnline`: whether anything is asked for what one does. */
async function setUp(answers: Record<string, unknown>, { isOnline = true } = {}) {
  const store = newStore();
  store.setState(stateWith(aConversation({ last_message_no: 5, read_message_no: 5 })));
  const asked: [string, unknown][] = [];
  const ask = (method: string) => async (path: string, body?: unknown) => {
    asked.push([`${method} ${path}`, body]);
    const answer = answers[`${method} ${path}`];
    if (answer === undefined) throw new ApiError(403, "forbidden", "Not for you.");
    return answer;
  };
  const api = { get: ask("GET"), put: ask("PUT"), delete: ask("DELETE") } as unknown as Api;
  const journal = createJournal<PendingChange>(memoryStorage(), "changes");
  const onRefused = vi.fn<(change: PendingChange, failure: Refusal) => void>();
  const { begin } = createMessages({ store, api, journal, epoch: () => "e1" });
  const parts = { store, api, journal, rows: memoryChangeRows(), tabs: null, isSender: () => true, isOnline: () => isOnline, epoch: () => "e1", onRefused };
  await createChangeQueue(parts).restore();
  const conversation = () => store.getState().conversations.byId[conversationId];
  const waiting = () => pendingIn(store.getState().pendingChanges, conversationId);
  return { store, asked, conversation, waiting, onRefused, attention: createAttention(store, api, begin) };
}

const readPath = `/api/chat/conversations/${conversationId}/read`;
const markPath = `/api/chat/conversations/${conversationId}/unread-mark`;
const choicePath = `/api/notify/preferences/conversations/${conversationId}`;

test("a mark shows at once, and that it was refused is told", async () => {
  const { conversation, attention, onRefused, waiting } = await setUp({});
  attention.markUnread(conversationId);
  expect(conversation()?.unread_mark).toBe(5);
  await vi.waitFor(() => expect(onRefused).toHaveBeenCalledOnce());
  expect(waiting()).toEqual([]);
});

test("a mark stays until all is marked as read", async () => {
  const { store, conversation, waiting, attention } = await setUp({ [`PUT ${markPath}`]: {}, [`PUT ${readPath}`]: { message_no: 7 } });
  store.setState(stateWith(aConversation({ last_message_no: 7, read_message_no: 5 })));
  attention.markUnread(conversationId);
  await vi.waitFor(() => expect(waiting()).toEqual([]));
  expect(conversation()?.unread_mark).toBe(5);
  attention.markRead(conversationId);
  await vi.waitFor(() => expect(waiting()).toEqual([]));
  expect(conversation()).toMatchObject({ unread_mark: null, unread: 0, read_message_no: 7 });
});

test("a choice is as the server answers it", async () => {
  const { store, asked, waiting, attention } = await setUp({ [`PUT ${choicePath}`]: preferences });
  attention.choose(conversationId, "mentions", start);
  await vi.waitFor(() => expect(waiting()).toEqual([]));
  expect(asked).toEqual([[`PUT ${choicePath}`, { level: "mentions", muted_until: minutes(0) }]]);
  expect(store.getState().preferences).toEqual(preferences);
});

test("what waits for the network lies over what the server says, and the last choice is the one", async () => {
  const { store, conversation, waiting, attention } = await setUp({ "GET /api/notify/preferences": startingPreferences, "GET /api/chat/unread-marks": { unread_marks: [], next: null } }, { isOnline: false });
  attention.choose(conversationId, "nothing", null);
  attention.choose(conversationId, null, start);
  attention.markUnread(conversationId);
  await attention.catchUp();
  expect(store.getState().preferences).toEqual({ default_level: "all", conversations: {}, muted_until: { [conversationId]: minutes(0) }, paused_until: null });
  expect([conversation()?.unread_mark, waiting().length]).toEqual([5, 3]);
});

test("a mark is not set any more where one has read on since", async () => {
  const { store, asked, conversation, waiting, attention } = await setUp({});
  store.setState(stateWith(aConversation({ last_message_no: 7, read_message_no: 5 })));
  attention.markUnread(conversationId);
  store.setState((state) => applyFrame(state, { type: "read", conversation_id: conversationId, user_id: me, message_no: 6 }, start));
  await vi.waitFor(() => expect(waiting()).toEqual([]));
  expect([asked, conversation()?.unread_mark]).toEqual([[], null]);
});

test("catching up takes what other devices chose, and marks that are gone go", async () => {
  const { store, conversation, attention } = await setUp({
    "GET /api/notify/preferences": preferences,
    "GET /api/chat/unread-marks": { unread_marks: [{ conversation_id: conversationId, message_no: 5 }], next: null },
  });
  await attention.catchUp();
  expect([store.getState().preferences, conversation()?.unread_mark]).toEqual([preferences, 5]);
});

test("catching up takes what it can get", async () => {
  const { store, conversation, attention } = await setUp({ "GET /api/chat/unread-marks": { unread_marks: [], next: null } });
  store.setState(stateWith(aConversation({ last_message_no: 5, read_message_no: 5, unread_mark: 5 })));
  await attention.catchUp();
  expect([store.getState().preferences, conversation()?.unread_mark]).toEqual([startingPreferences, null]);
});

test("a late mark of what I have read on since does not come back", async () => {
  const { store, conversation, attention } = await setUp({ "GET /api/chat/unread-marks": { unread_marks: [{ conversation_id: conversationId, message_no: 4 }], next: null } });
  store.setState(stateWith(withRead(aConversation({ last_message_no: 9 }), me, 6, me)));
  await attention.catchUp();
  expect(conversation()?.unread_mark).toBeNull();
});

test("a mute lasts until its end, and a level for good", () => {
  const chosen = { ...startingPreferences, conversations: { b: "nothing" as const }, muted_until: { a: minutes(2) } };
  const at = (id: string, count: number) => isMuted(chosen, id, start + count * 60_000);
  expect([at("a", 1), at("a", 2), at("b", 9), at("c", 1)]).toEqual([true, false, true, false]);
  expect([ownLevel(chosen, "a"), ownLevel(chosen, "b")]).toEqual([null, "nothing"]);
  expect([mutedUntil(chosen, "a", start), mutedUntil(chosen, "c", start)]).toEqual([start + 120_000, null]);
});

test("the default and a pause are as the server answers them", async () => {
  const { store, asked, attention } = await setUp({
    "PUT /api/notify/preferences/default": { ...preferences, default_level: "nothing" },
    "PUT /api/notify/preferences/pause": { ...preferences, paused_until: minutes(5) },
  });
  await attention.chooseDefault("nothing");
  expect(store.getState().preferences.default_level).toBe("nothing");
  await attention.pause(start + 5 * 60_000);
  expect(pausedUntil(store.getState().preferences, start)).toBe(start + 5 * 60_000);
  expect(asked).toEqual([
    ["PUT /api/notify/preferences/default", { level: "nothing" }],
    ["PUT /api/notify/preferences/pause", { until: minutes(5) }],
  ]);
});

test("a pause that could not be ended goes on", async () => {
  const { store, attention } = await setUp({});
  store.setState({ preferences: { ...startingPreferences, paused_until: minutes(5) } });
  await expect(attention.pause(null)).rejects.toThrow("Not for you.");
  expect(store.getState().preferences.paused_until).toBe(minutes(5));
});

test("by default mentions means all that is said to me alone", () => {
  const of = (default_level: "all" | "mentions" | "nothing") => ["group", "direct"].map((kind) => defaultLevel({ ...startingPreferences, default_level }, kind as "group" | "direct"));
  expect([of("all"), of("mentions"), of("nothing")]).toEqual([
    ["all", "all"],
    ["mentions", "all"],
    ["nothing", "nothing"],
  ]);
});

test("what was kept by an older version of the client knows no pause", () => {
  const { paused_until: _, ...older } = startingPreferences;
  expect(pausedUntil(older as typeof startingPreferences, start)).toBeNull();
});
