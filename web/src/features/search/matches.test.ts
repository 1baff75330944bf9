import { expect, test } from "vitest";
import { matches } from "./matches";

test.each([
  ["Ana Lima", "ana", true],
  ["Ana Lima", "lima an", true],
  ["José Núñez", "nunez", true],
  ["ليلى حسن", "حسن", true],
  ["Ana Lima", "anna", false],
])("%j answers to %j: %j", (name, query, expected) => {
  expect(matches(name, query)).toBe(expected);
});
