import { expect, test } from "vitest";
import { aConversation, conversationId, me, minutes, start, stateWith } from "@/testing/builders";
import { withRead } from "@/features/conversations/conversations";
import { ApiError } from "@/lib/api-error";
import type { Api } from "@/lib/api-client";
import { newStore } from "@/store/store";
import { createAttention } from "./attention-actions";
import { isMuted, levelOf, mutedUntil, startingPreferences } from "./levels";

const preferences = { default_level: "all", conversations: { [conversationId]: "mentions" }, muted_until: {} };

/** `answers` by method and path; what is not there is refused. */
function setUp(answers: Record<string, unknown>) {
  const store = newStore();
  store.setState(stateWith(aConversation({ last_message_no: 5, read_message_no: 5 })));
  const asked: [string, unknown][] = [];
  const ask = (method: string) => async (path: string, body?: unknown) => {
    asked.push([`${method} ${path}`, body]);
    const answer = answers[`${method} ${path}`];
    if (answer === undefined) throw new ApiError(503, "unavailable", "Try again.", null, null);
    return answer;
  };
  const api = { get: ask("GET"), put: ask("PUT"), delete: ask("DELETE") } as unknown as Api;
  const mark = () => store.getState().conversations.byId[conversationId]?.unread_mark;
  return { store, asked, mark, attention: createAttention(store, api) };
}

const readPath = `/api/chat/conversations/${conversationId}/read`;
const markPath = `/api/chat/conversations/${conversationId}/unread-mark`;

test("a mark shows at once and goes again when it is refused", async () => {
  const { mark, attention } = setUp({});
  const marking = attention.markUnread(conversationId);
  expect(mark()).toBe(5);
  await expect(marking).rejects.toThrow("Try again.");
  expect(mark()).toBeNull();
});

test("a mark stays until all is marked as read", async () => {
  const { store, mark, attention } = setUp({ [`PUT ${markPath}`]: {}, [`PUT ${readPath}`]: { message_no: 7 } });
  store.setState(stateWith(aConversation({ last_message_no: 7, read_message_no: 5 })));
  await attention.markUnread(conversationId);
  expect(mark()).toBe(5);
  await attention.markRead(conversationId);
  expect(store.getState().conversations.byId[conversationId]).toMatchObject({ unread_mark: null, unread: 0, read_message_no: 7 });
});

test("a choice is as the server answers it", async () => {
  const path = `/api/notify/preferences/conversations/${conversationId}`;
  const { store, asked, attention } = setUp({ [`PUT ${path}`]: preferences });
  await attention.choose(conversationId, "mentions", start);
  expect(asked).toEqual([[`PUT ${path}`, { level: "mentions", muted_until: minutes(0) }]]);
  expect(store.getState().preferences).toEqual(preferences);
});

test("catching up takes what other devices chose, and marks that are gone go", async () => {
  const { store, mark, attention } = setUp({
    "GET /api/notify/preferences": preferences,
    "GET /api/chat/unread-marks": { unread_marks: [{ conversation_id: conversationId, message_no: 5 }], next: null },
  });
  await attention.catchUp();
  expect([store.getState().preferences, mark()]).toEqual([preferences, 5]);
});

test("catching up takes what it can get", async () => {
  const { store, mark, attention } = setUp({ "GET /api/chat/unread-marks": { unread_marks: [], next: null } });
  await attention.markUnread(conversationId).catch(() => undefined);
  await attention.catchUp();
  expect([store.getState().preferences, mark()]).toEqual([startingPreferences, null]);
});

test("a late mark of what I have read on since does not come back", async () => {
  const { store, mark, attention } = setUp({ "GET /api/chat/unread-marks": { unread_marks: [{ conversation_id: conversationId, message_no: 4 }], next: null } });
  store.setState(stateWith(withRead(aConversation({ last_message_no: 9 }), me, 6, me)));
  await attention.catchUp();
  expect(mark()).toBeNull();
});

test("a mute lasts until its end, and a level for good", () => {
  const chosen = { ...startingPreferences, conversations: { b: "nothing" as const }, muted_until: { a: minutes(2) } };
  const at = (id: string, count: number) => isMuted(chosen, id, start + count * 60_000);
  expect([at("a", 1), at("a", 2), at("b", 9), at("c", 1)]).toEqual([true, false, true, false]);
  expect([levelOf(chosen, "a"), levelOf(chosen, "b")]).toEqual(["all", "nothing"]);
  expect([mutedUntil(chosen, "a", start), mutedUntil(chosen, "c", start)]).toEqual([start + 120_000, null]);
});
