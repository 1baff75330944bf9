import { expect, test } from "vitest";
import { endOf, tomorrowMorning } from "./moments";

const at = (day: number, hours: number, minutes = 0) => new Date(2026, 9, day, hours, minutes).getTime();

test("tomorrow begins at eight, also in a night in which the clocks change", () => {
  expect([at(23, 0, 1), at(23, 23, 59), at(24, 12)].map(tomorrowMorning)).toEqual([at(24, 8), at(24, 8), at(25, 8)]);
});

test("an end on another day says which", () => {
  expect(endOf(at(23, 14, 5), at(23, 9))).toBe(new Date(at(23, 14, 5)).toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit" }));
  expect(endOf(at(24, 8), at(23, 9))).toContain("24");
});
