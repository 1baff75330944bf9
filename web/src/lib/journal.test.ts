import { expect, test } from "vitest";
import { memoryStorage } from "@/testing/memory-storage";
import { createJournal } from "./journal";

test("what is put stands at once, by user and kind, until it is removed", () => {
  const storage = memoryStorage();
  const journal = createJournal<string>(storage, "sends");
  journal.put("me", "a.1", "one");
  journal.put("me", "b", null);
  journal.put("another", "c", "theirs");
  createJournal<string>(storage, "changes").put("me", "d", "of another kind");
  const read = () => [...createJournal<string>(storage, "sends").read("me")];
  expect(read()).toEqual([["a.1", "one"], ["b", null]]);
  journal.remove("me", ["b", "unknown"]);
  expect(read()).toEqual([["a.1", "one"]]);
  journal.clear("me");
  expect([read(), storage.length]).toEqual([[], 2]);
});

test("a full storage keeps nothing, and neither fails nor tells what was there before", () => {
  const storage = memoryStorage();
  const journal = createJournal<string>(storage, "sends");
  journal.put("me", "a", "before");
  storage.setItem = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  journal.put("me", "a", "after");
  expect(journal.read("me").size).toBe(0);
});
