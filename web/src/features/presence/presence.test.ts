import { expect, test } from "vitest";
import { expired, stoppedTyping, typed, typingExpiresMs } from "./presence";

test("a name goes away six seconds after the last key", () => {
  const typing = typed(typed({}, "c", "ana", 0), "c", "bo", 3_000);
  expect(Object.keys(expired(typing, typingExpiresMs)["c"] ?? {})).toEqual(["bo"]);
  expect(expired(typing, 3_000 + typingExpiresMs)).toEqual({});
});

test("a name that is typed again stays", () => {
  const typing = typed(typed({}, "c", "ana", 0), "c", "ana", 3_000);
  expect(expired(typing, typingExpiresMs)).toBe(typing);
});

test("nobody else stops when someone's message arrives", () => {
  const typing = typed(typed({}, "c", "ana", 0), "d", "ana", 0);
  expect(stoppedTyping(typing, "c", "ana")).toEqual({ c: {}, d: { ana: typingExpiresMs } });
  expect(stoppedTyping(typing, "c", "bo")).toBe(typing);
});
