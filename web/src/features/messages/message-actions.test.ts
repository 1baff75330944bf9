import { beforeEach, describe, expect, test, vi } from "vitest";
import { createApi } from "@/lib/api-client";
import { applyFrame } from "@/store/apply-frame";
import { newStore } from "@/store/store";
import { emptyTimeline } from "@/features/timeline/timeline";
import type { Message } from "@/generated/contract";
import { aConversation, aMessage, conversationId, me, messageChange, minutes, start, stateWith } from "@/testing/builders";
import { anError, fakeFetch } from "@/testing/fake-fetch";
import { createMessages } from "./message-actions";
import { pendingIn, refusedEdit, withMyChanges } from "./pending-changes";
import { findQuoted } from "./quotes";

const said = aMessage({ message_no: 1, seq: 1, actor_id: me, body: "Five o'clock" });
const path = `/api/chat/conversations/${conversationId}/messages`;
const thumb = `${path}/1/reactions/${encodeURIComponent("👍")}`;
const isOnline = vi.fn<() => boolean>(() => true);
beforeEach(() => void isOnline.mockReturnValue(true));

type Answer = { status?: number; body?: unknown };

function setUp(answers: Record<string, () => Answer | Promise<Answer>>) {
  const { fetch, requests } = fakeFetch(answers);
  const store = newStore();
  store.setState({
    ...stateWith(aConversation({ last_seq: 1, last_message_no: 1, last_message: said })),
    timelines: { [conversationId]: { ...emptyTimeline, messages: [said], status: "ready" } },
  });
  const messages = createMessages(store, createApi({ current: async () => "t", renewed: async () => "t" }, fetch), isOnline);
  const pending = () => pendingIn(store.getState().pendingChanges, conversationId);
  const logged = () => store.getState().timelines[conversationId]!.messages[0]!;
  const shown = (): Message => withMyChanges(logged(), pending(), me);
  return { store, messages, requests, pending, logged, shown };
}

/** An answer that comes when it is told to. */
function later(answer: Answer) {
  let give = () => {};
  const promise = new Promise<Answer>((resolve) => (give = () => resolve(answer)));
  return { give: () => give(), answer: () => promise };
}

const edited: Message = { ...said, body: "Six", edited_at: minutes(2), applied_seq: 2 };

describe("an edit", () => {
  test("is shown before it is answered, and holds when its event and its answer have come", async () => {
    const patch = later({ body: edited });
    const { messages, store, shown, pending, logged } = setUp({ [`PATCH ${path}/1`]: patch.answer });
    messages.edit(conversationId, 1, "Six");
    expect(shown().body).toBe("Six");
    store.setState((state) => applyFrame(state, messageChange(2, 1, { body: "Six" }, me), start));
    patch.give();
    await vi.waitFor(() => expect(pending()).toEqual([]));
    expect(logged()).toEqual(edited);
    expect(store.getState().conversations.byId[conversationId]?.last_message).toEqual(edited);
  });

  test("that is refused is taken back, and its words are kept with the reason", async () => {
    const { messages, shown, pending } = setUp({ [`PATCH ${path}/1`]: () => anError(409, "message_deleted", "This message was deleted.") });
    messages.edit(conversationId, 1, "Six");
    await vi.waitFor(() => expect(refusedEdit(pending(), 1)).toMatchObject({ body: "Six", failure: "This message was deleted." }));
    expect(shown()).toEqual(said);
    messages.forgetEdit(conversationId, pending()[0]!.change_id);
    expect(pending()).toEqual([]);
  });

  test("takes the place of one that was refused", async () => {
    const answers = [anError(500, "internal"), { body: edited }];
    const { messages, pending, logged } = setUp({ [`PATCH ${path}/1`]: () => answers.shift()! });
    messages.edit(conversationId, 1, "Sx");
    await vi.waitFor(() => expect(refusedEdit(pending(), 1)).not.toBeNull());
    messages.edit(conversationId, 1, "Six");
    await vi.waitFor(() => expect(logged()).toEqual(edited));
    expect(pending()).toEqual([]);
  });

  test("that changes nothing is not sent", () => {
    const { messages, requests, pending } = setUp({});
    messages.edit(conversationId, 1, "Five o'clock");
    expect([requests, pending()]).toEqual([[], []]);
  });
});

describe("a reaction", () => {
  test("that is refused is taken back", async () => {
    const put = later(anError(409, "too_many_reactions", "Too many."));
    const { messages, shown, pending } = setUp({ [`PUT ${thumb}`]: put.answer });
    const reacting = messages.react(conversationId, 1, "👍", true);
    expect(shown().reactions).toEqual([{ emoji: "👍", user_ids: [me] }]);
    put.give();
    await expect(reacting).rejects.toMatchObject({ code: "too_many_reactions" });
    expect(shown().reactions).toEqual([]);
    expect(pending()).toEqual([]);
  });

  test("goes out after the one before it, so that the last wish wins", async () => {
    const put = later({ body: { ...said, reactions: [{ emoji: "👍", user_ids: [me] }], applied_seq: 2 } });
    const { messages, requests, shown, logged } = setUp({ [`PUT ${thumb}`]: put.answer, [`DELETE ${thumb}`]: () => ({ body: { ...said, applied_seq: 3 } }) });
    const wishes = [messages.react(conversationId, 1, "👍", true), messages.react(conversationId, 1, "👍", false)];
    expect(shown().reactions).toEqual([]);
    await vi.waitFor(() => expect(requests.map((request) => request.method)).toEqual(["PUT"]));
    put.give();
    await Promise.all(wishes);
    expect(requests.map((request) => request.method)).toEqual(["PUT", "DELETE"]);
    expect(logged()).toEqual({ ...said, applied_seq: 3 });
  });

  test("never takes a fresher state back", async () => {
    const put = later({ body: { ...said, reactions: [{ emoji: "👍", user_ids: [me] }], applied_seq: 2 } });
    const { messages, store, logged } = setUp({ [`PUT ${thumb}`]: put.answer });
    const reacting = messages.react(conversationId, 1, "👍", true);
    for (const event of [messageChange(2, 1, { added: "👍" }, me), messageChange(3, 1, "deleted", me)]) store.setState((state) => applyFrame(state, event, start));
    put.give();
    await reacting;
    expect(logged()).toMatchObject({ body: "", deleted_at: minutes(3), reactions: [] });
  });
});

describe("a deletion", () => {
  test("shows when it is answered, also in the list of conversations", async () => {
    const { messages, store, logged } = setUp({ [`DELETE ${path}/1`]: () => ({ body: { ...said, body: "", deleted_at: minutes(2), applied_seq: 2 } }) });
    await messages.remove(conversationId, 1);
    expect(logged().deleted_at).toBe(minutes(2));
    expect(store.getState().conversations.byId[conversationId]?.last_message?.body).toBe("");
  });

  test("that is refused changes nothing", async () => {
    const { messages, logged } = setUp({ [`DELETE ${path}/1`]: () => anError(403, "forbidden") });
    await expect(messages.remove(conversationId, 1)).rejects.toMatchObject({ code: "forbidden" });
    expect(logged()).toBe(said);
  });
});

test("without a network everything is refused at once with a clear sentence", async () => {
  const { messages, requests, pending } = setUp({});
  isOnline.mockReturnValue(false);
  const words = "You are offline. Try again when you are connected.";
  expect(() => messages.edit(conversationId, 1, "Six")).toThrow(words);
  await expect(messages.remove(conversationId, 1)).rejects.toThrow(words);
  await expect(messages.react(conversationId, 1, "👍", true)).rejects.toThrow(words);
  expect([requests, pending()]).toEqual([[], []]);
});

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
