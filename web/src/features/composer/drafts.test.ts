import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newStore } from "@/store/store";
import { stateWith } from "@/testing/builders";
import { memoryStorage } from "@/testing/memory-storage";
import { createDrafts } from "./drafts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function aTab(storage: Storage) {
  const store = newStore();
  const drafts = createDrafts(store, storage);
  store.setState(stateWith());
  drafts.restore();
  return { drafts, all: () => store.getState().drafts };
}

test("a draft is there after a reload", () => {
  const storage = memoryStorage();
  aTab(storage).drafts.set("c", "half a sent");
  vi.advanceTimersByTime(1_000);
  expect(aTab(storage).all()).toEqual({ c: "half a sent" });
});

test("a draft that was sent or emptied is gone", () => {
  const storage = memoryStorage();
  const { drafts } = aTab(storage);
  drafts.set("c", "half");
  vi.advanceTimersByTime(1_000);
  drafts.set("c", "");
  vi.advanceTimersByTime(1_000);
  expect(aTab(storage).all()).toEqual({});
});

test("two tabs keep each other's drafts", () => {
  const storage = memoryStorage();
  const [first, second] = [aTab(storage), aTab(storage)];
  first.drafts.set("c", "from the first");
  vi.advanceTimersByTime(1_000);
  second.drafts.set("d", "from the second");
  vi.advanceTimersByTime(1_000);
  expect(aTab(storage).all()).toEqual({ c: "from the first", d: "from the second" });
});

test("a kept text that cannot be read is as none", () => {
  const storage = memoryStorage();
  const { drafts } = aTab(storage);
  drafts.set("c", "x");
  vi.advanceTimersByTime(1_000);
  storage.setItem(storage.key(0) ?? "", "{");
  expect(aTab(storage).all()).toEqual({});
});
