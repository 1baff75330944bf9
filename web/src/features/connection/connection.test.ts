import { expect, test } from "vitest";
import { connectionChanged, needsNotice, startingConnection } from "./connection";

test("a blip is not worth a notice, three seconds of trouble are", () => {
  const lost = connectionChanged(connectionChanged(startingConnection(0), "online", 0, null), "reconnecting", 10_000, 10_500);
  expect(needsNotice(lost, 12_999)).toBe(false);
  expect(needsNotice(lost, 13_000)).toBe(true);
});

test("trouble keeps its beginning while it changes its name", () => {
  const offline = connectionChanged(connectionChanged(startingConnection(0), "online", 0, null), "offline", 1_000, null);
  expect(connectionChanged(offline, "reconnecting", 9_000, 9_500)).toEqual({ status: "reconnecting", since: 1_000, retryAt: 9_500 });
});

test("a refusal is told at once", () => {
  expect(needsNotice(connectionChanged(startingConnection(0), "refused", 0, null), 0)).toBe(true);
});

test("nothing is told while all is well", () => {
  expect(needsNotice(connectionChanged(startingConnection(0), "online", 1, null), 99_999)).toBe(false);
});
