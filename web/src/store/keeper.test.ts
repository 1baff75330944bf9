import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { aConversation, aMessage, ana, aUser, conversationId, created, me, messages, start, stateWith } from "@/testing/builders";
import { emptyTimeline, withPage } from "@/features/timeline/timeline";
import { applyFrame } from "./apply-frame";
import { createKeeper } from "./keeper";
import { keptConversations } from "./kept-logs";
import { newStore } from "./store";

let databases = 0;
const aName = () => `logs-${(databases += 1)}`;

function aTab(databaseName: string, { epoch = "e1" as string | null, isWriter = true, userId = me } = {}) {
  const store = newStore();
  store.setState({ session: { status: "signed-in", user: aUser(userId) } });
  return { store, keeper: createKeeper({ store, epoch: () => epoch, isWriter: () => isWriter, databaseName }) };
}

/** Ten messages, all applied. */
function withMessages(conversation = aConversation({ last_seq: 10, last_message_no: 10 })) {
  const state = stateWith(conversation);
  return { ...state, timelines: { [conversation.id]: withPage(emptyTimeline, messages(1, conversation.last_message_no)) }, people: { [ana]: aUser(ana, "Ana") } };
}

async function written(name: string, more: Parameters<typeof aTab>[1] = {}) {
  const tab = aTab(name, more);
  tab.store.setState(withMessages());
  await tab.keeper.write();
  return tab;
}

test("a reload begins where the last state was, and goes on from its cursor", async () => {
  const name = aName();
  const { store: before } = await written(name);
  const { store, keeper } = aTab(name);
  expect(await keeper.restore()).toMatchObject({ epoch: "e1" });
  const state = store.getState();
  expect(state.conversations).toEqual({ ...before.getState().conversations, status: "ready" });
  expect(state.cursors).toEqual(before.getState().cursors);
  expect(state.timelines[conversationId]?.messages).toEqual(messages(1, 10));
  expect(state.people[ana]?.display_name).toBe("Ana");
  const next = applyFrame(state, created(aMessage({ message_no: 11 })), start);
  expect([next.cursors[conversationId]?.applied, next.conversations.byId[conversationId]?.unread]).toEqual([11, 11]);
});

test("what changed is written again, with its cursor", async () => {
  const name = aName();
  const { store, keeper } = await written(name);
  store.setState((state) => applyFrame(state, created(aMessage({ message_no: 11 })), start));
  await keeper.write();
  const again = aTab(name);
  await again.keeper.restore();
  const { cursors, timelines } = again.store.getState();
  expect([cursors[conversationId]?.applied, timelines[conversationId]?.messages.at(-1)?.message_no]).toEqual([11, 11]);
});

test("a conversation that is not mine any more is not kept", async () => {
  const name = aName();
  const { store, keeper } = await written(name);
  store.setState((state) => ({ conversations: { ...state.conversations, byId: { other: aConversation({ id: "other" }) } }, cursors: { other: { applied: 0, head: 0, stash: {} } } }));
  await keeper.write();
  const again = aTab(name);
  await again.keeper.restore();
  expect(Object.keys(again.store.getState().conversations.byId)).toEqual(["other"]);
});

test("nothing is kept of a history that nobody has told us, nor by a tab that only follows", async () => {
  for (const tab of [{ epoch: null }, { isWriter: false }]) {
    const name = aName();
    await written(name, tab);
    expect(await aTab(name).keeper.restore()).toBeNull();
  }
});

test("another user finds nothing, and what they keep replaces it", async () => {
  const name = aName();
  await written(name);
  const other = aTab(name, { userId: ana });
  expect(await other.keeper.restore()).toBeNull();
  other.store.setState({ ...withMessages(aConversation({ id: "theirs" })), session: { status: "signed-in", user: aUser(ana) } });
  await other.keeper.write();
  expect(await aTab(name).keeper.restore()).toBeNull();
  const again = aTab(name, { userId: ana });
  await again.keeper.restore();
  expect(Object.keys(again.store.getState().conversations.byId)).toEqual(["theirs"]);
});

test("two histories are never mixed", async () => {
  const name = aName();
  await written(name);
  const after = aTab(name, { epoch: "e2" });
  after.store.setState(withMessages(aConversation({ id: "new" })));
  await after.keeper.write();
  const again = aTab(name);
  expect(await again.keeper.restore()).toMatchObject({ epoch: "e2" });
  expect(Object.keys(again.store.getState().conversations.byId)).toEqual(["new"]);
});

test("a logout forgets everything, also what is just being written", async () => {
  const name = aName();
  const { store, keeper } = await written(name);
  store.setState((state) => applyFrame(state, created(aMessage({ message_no: 11 })), start));
  void keeper.write();
  await keeper.clear();
  expect(await aTab(name).keeper.restore()).toBeNull();
});

test("no more conversations are kept than a browser should hold, the newest of them", async () => {
  const name = aName();
  const { store, keeper } = aTab(name);
  const many = Array.from({ length: keptConversations + 5 }, (_, no) => aConversation({ id: `c${no}`, created_at: new Date(start + no).toISOString() }));
  store.setState(stateWith(...many));
  await keeper.write();
  const again = aTab(name);
  await again.keeper.restore();
  const ids = Object.keys(again.store.getState().conversations.byId);
  expect([ids.length, ids.includes("c4"), ids.includes("c5")]).toEqual([keptConversations, false, true]);
});
