import { expect, test } from "vitest";
import { registrationProblems, usernameFrom } from "./registration";

const good = { username: "ana.lima", display_name: "Ana Lima", password: "four quiet words" };

test("a sound registration has no problems", () => {
  expect(registrationProblems(good)).toEqual({});
});

test.each([
  [{ display_name: "" }, "display_name"],
  [{ display_name: "x".repeat(65) }, "display_name"],
  [{ username: "" }, "username"],
  [{ username: "a" }, "username"],
  [{ username: ".ana" }, "username"],
  [{ username: "ana lima" }, "username"],
  [{ password: "short" }, "password"],
] as const)("%j is told at %s", (change, field) => {
  expect(Object.keys(registrationProblems({ ...good, ...change }))).toEqual([field]);
});

test.each([
  ["Ana Lima", "ana.lima"],
  ["José-María  Núñez", "jose.maria.nunez"],
  ["ليلى", ""],
  ["x".repeat(40), "x".repeat(32)],
])("the username suggested for %j is %j", (name, expected) => {
  expect(usernameFrom(name)).toBe(expected);
});
