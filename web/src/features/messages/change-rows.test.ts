import "fake-indexeddb/auto";
import { openDB } from "idb";
import { expect, test } from "vitest";
import { conversationId, me, minutes } from "@/testing/builders";
import { createChangeRows } from "./change-rows";
import type { PendingChange } from "./pending-changes";

let databases = 0;
const aName = () => `changes-${(databases += 1)}`;

function aChange(id: string, at = 1): PendingChange {
  const about = { conversation_id: conversationId, message_no: 1, client_message_id: null };
  return { kind: "deletion", change_id: id, ...about, at: minutes(at), epoch: null, is_tried: false, failure: null };
}

const afterReload = (name: string) => createChangeRows(name).read(me);

test("what was written is there after a reload, in the order in which it was done; what went is not", async () => {
  const name = aName();
  const rows = createChangeRows(name);
  expect(await rows.write(me, [aChange("second", 2), aChange("gone"), aChange("first", 1)], [])).toBe(true);
  expect(await rows.write(me, [{ ...aChange("first"), is_tried: true }], ["gone", "unknown"])).toBe(true);
  await rows.write("another", [aChange("theirs")], []);
  expect(await afterReload(name)).toEqual([{ ...aChange("first"), is_tried: true }, aChange("second", 2)]);
});

test("a newer version of the client is not kept waiting, and this one says that it keeps nothing any more", async () => {
  const name = aName();
  const rows = createChangeRows(name);
  await rows.write(me, [aChange("one")], []);
  const newer = await openDB(name, 99);
  expect(await newer.getAllKeys("changes")).toEqual([[me, "one"]]);
  expect(await rows.write(me, [aChange("two")], [])).toBe(false);
  newer.close();
});

test("without a database everything answers, with nothing", async () => {
  const { indexedDB } = globalThis;
  Object.defineProperty(globalThis, "indexedDB", { value: undefined, configurable: true, writable: true });
  try {
    const rows = createChangeRows(aName());
    expect([await rows.write(me, [aChange("one")], []), await rows.read(me)]).toEqual([false, []]);
  } finally {
    globalThis.indexedDB = indexedDB;
  }
});
