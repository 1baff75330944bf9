import { expect, test } from "vitest";
import { initials } from "./initials";

test.each([
  ["Ana Lima", "AL"],
  ["ana", "A"],
  ["Maria del Carmen Ortiz", "MO"],
  ["  Jo   ", "J"],
  ["ليلى حسن", "لح"],
  ["👩‍🚀", "👩‍🚀"],
  ["(Dr.) Xu Wei", "DW"],
  ["", ""],
])("the initials of %j are %j", (name, expected) => {
  expect(initials(name)).toBe(expected);
});
