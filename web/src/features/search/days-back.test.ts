import { expect, test } from "vitest";
import { daysBack } from "./days-back";

test("days back are those of the calendar, also where a month is shorter and where the clock was changed", () => {
  const days = (year: number, month: number, day: number) => daysBack(new Date(year, month - 1, day, 0, 30).getTime()).map((one) => one.day);
  expect(days(2026, 11, 23).slice(0, 3)).toEqual(["2026-11-22", "2026-11-16", "2026-10-23"]);
  expect(days(2027, 1, 1).slice(0, 3)).toEqual(["2026-12-31", "2026-12-25", "2026-12-01"]);
  expect(days(2026, 3, 30)[0]).toBe("2026-03-29");
});
