import { expect, test } from "vitest";
import { FakeLocks } from "@/testing/fake-locks";
import { createFocusedTab } from "./focused-tab";

function tabs() {
  const locks = new FakeLocks();
  return { locks, one: createFocusedTab(locks.of("one")), other: createFocusedTab(locks.of("other")) };
}

test("each tab knows whether one of them has the focus, in whatever order it is passed on", async () => {
  const { one, other } = tabs();
  expect(await one.isThere()).toBe(false);
  other.set(true);
  expect(await one.isThere()).toBe(true);
  one.set(true);
  other.set(false);
  expect(await other.isThere()).toBe(true);
  one.set(false);
  await expect.poll(() => Promise.all([one.isThere(), other.isThere()])).toEqual([false, false]);
});

test("a focus that is told twice is let go once for all", async () => {
  const { one, other } = tabs();
  for (const isFocused of [true, true, false, true, false]) one.set(isFocused);
  await expect.poll(other.isThere).toBe(false);
});

test("a tab that crashed with the focus has it no more", async () => {
  const { locks, one, other } = tabs();
  other.set(true);
  locks.crash("other");
  expect(await one.isThere()).toBe(false);
});

test("without locks a tab knows of itself", async () => {
  const alone = createFocusedTab(undefined);
  alone.set(true);
  expect(await alone.isThere()).toBe(true);
  alone.set(false);
  expect(await alone.isThere()).toBe(false);
});
