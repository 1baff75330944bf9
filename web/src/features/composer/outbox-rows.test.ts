import "fake-indexeddb/auto";
import { openDB } from "idb";
import { expect, test } from "vitest";
import { conversationId, me } from "@/testing/builders";
import type { PendingChange } from "@/features/messages/pending-changes";
import { foldable } from "./folding";
import { createOutboxRows } from "./outbox-rows";
import type { PendingSend } from "./pending-sends";

let databases = 0;
const aName = () => `outbox-${(databases += 1)}`;

function aSend(id: string, state: PendingSend["state"] = "queued", at = "2026-11-23T09:00:00.000Z"): PendingSend {
  return { conversation_id: conversationId, client_message_id: id, body: id, at, state, failure: null, seq: null };
}

const afterReload = (name: string) => createOutboxRows(name).read(me);

test("what was written is there after a reload, in order, and waits again unless it failed", async () => {
  const name = aName();
  const rows = createOutboxRows(name);
  await rows.put(me, aSend("second", "failed", "2026-11-23T09:00:02.000Z"));
  await rows.put(me, aSend("first", "sending", "2026-11-23T09:00:01.000Z"));
  expect((await afterReload(name)).map((send) => [send.client_message_id, send.state])).toEqual([["first", "queued"], ["second", "failed"]]);
});

test("rows of an older version wait as they are: whether those were on the wire nobody knows", async () => {
  const name = aName();
  const older = await openDB(name, 1, { upgrade: (database) => void database.createObjectStore("sends", { keyPath: ["user_id", "client_message_id"] }).createIndex("user_id", "user_id") });
  await older.put("sends", { ...aSend("old"), user_id: me });
  older.close();
  expect(await afterReload(name)).toEqual([aSend("old")]);
  const edit: PendingChange = { kind: "edit", body: "new", replaces: "old", change_id: "e", conversation_id: conversationId, message_no: null, client_message_id: "old", at: aSend("old").at, epoch: null, is_tried: false, failure: null };
  const folded = (send: PendingSend) => foldable({ [conversationId]: [send] }, { [conversationId]: [edit] });
  expect([folded(aSend("old")).length, folded({ ...aSend("old"), is_tried: false }).length]).toEqual([0, 1]);
});

test("what was removed is gone, and nothing else", async () => {
  const name = aName();
  const rows = createOutboxRows(name);
  for (const id of ["one", "two", "three"]) await rows.put(me, aSend(id));
  await rows.remove(me, ["one", "three", "unknown"]);
  expect(await afterReload(name)).toEqual([aSend("two")]);
});

test("a logout forgets what was not sent, of this user only", async () => {
  const name = aName();
  const rows = createOutboxRows(name);
  await rows.put(me, aSend("mine"));
  await rows.put("another", aSend("theirs"));
  await rows.clear(me);
  expect(await rows.read(me)).toEqual([]);
  expect(await rows.read("another")).toHaveLength(1);
});

test("without a database everything answers, with nothing", async () => {
  const { indexedDB } = globalThis;
  Object.defineProperty(globalThis, "indexedDB", { value: undefined, configurable: true, writable: true });
  try {
    const rows = createOutboxRows(aName());
    expect(await rows.put(me, aSend("one"))).toBe(false);
    await rows.remove(me, ["one"]);
    await rows.clear(me);
    expect(await rows.read(me)).toEqual([]);
  } finally {
    globalThis.indexedDB = indexedDB;
  }
});
