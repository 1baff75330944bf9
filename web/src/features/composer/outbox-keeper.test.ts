import "fake-indexeddb/auto";
import { expect, test, vi } from "vitest";
import { newStore, type Store } from "@/store/store";
import { aConversation, conversationId, stateWith } from "@/testing/builders";
import { createOutboxKeeper } from "./outbox-keeper";
import { changedSend, type PendingSend, sendsIn, withSend } from "./pending-sends";

let databases = 0;
const aName = () => `outbox-${(databases += 1)}`;

function aTab(name: string) {
  const store = newStore();
  const keeper = createOutboxKeeper(store, name);
  store.setState(stateWith(aConversation()));
  return { store, keeper };
}

function write(store: Store, id: string, state: PendingSend["state"] = "queued", at = "2026-11-23T09:00:00.000Z"): void {
  const send = { conversation_id: conversationId, client_message_id: id, body: id, at, state, failure: null, seq: null };
  store.setState(({ outbox }) => ({ outbox: withSend(outbox, send) }));
}

async function afterReload(name: string) {
  const { store, keeper } = aTab(name);
  await keeper.restore();
  return sendsIn(store.getState().outbox, conversationId);
}

test("what was not sent is there after a reload, in order, and waits again", async () => {
  const name = aName();
  const { store } = aTab(name);
  write(store, "second", "failed", "2026-11-23T09:00:02.000Z");
  write(store, "first", "sending", "2026-11-23T09:00:01.000Z");
  await vi.waitFor(async () => expect((await afterReload(name)).map((send) => [send.client_message_id, send.state])).toEqual([["first", "queued"], ["second", "failed"]]));
});

test("what was acked is not sent again after a reload", async () => {
  const name = aName();
  const { store } = aTab(name);
  write(store, "one");
  await vi.waitFor(async () => expect(await afterReload(name)).toHaveLength(1));
  store.setState(({ outbox }) => ({ outbox: changedSend(outbox, conversationId, "one", { state: "acked", seq: 1 }) }));
  await vi.waitFor(async () => expect(await afterReload(name)).toEqual([]));
});

test("a logout forgets what was not sent", async () => {
  const name = aName();
  const { store, keeper } = aTab(name);
  write(store, "one");
  await vi.waitFor(async () => expect(await afterReload(name)).toHaveLength(1));
  const { session } = store.getState();
  await keeper.clear(session.status === "signed-in" ? session.user.id : "");
  expect(await afterReload(name)).toEqual([]);
});
