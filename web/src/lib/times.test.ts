import { afterEach, describe, expect, test } from "vitest";
import arabic from "@/i18n/ar.json";
import german from "@/i18n/de.json";
import { type Catalog, ENGLISH, speak } from "@/i18n/t";
import { dayName, dayOf, lastSeen, shortTime, timeOfDay } from "./times";

/** Local times, so that the tests hold in every zone. */
const at = (day: number, hour = 12, minute = 0, month = 10, year = 2026) => new Date(year, month, day, hour, minute).toISOString();
const now = Date.parse(at(23, 14, 30));

afterEach(() => speak({ locale: "en", catalog: ENGLISH, isRightToLeft: false }));

describe("times", () => {
  test("of the last hour are told in minutes", () => {
    expect(shortTime(at(23, 14, 30), now, "en-GB")).toBe("now");
    expect(shortTime(at(23, 14, 27), now, "en-GB")).toBe("3 min");
  });

  test("of a clock that runs ahead are now", () => {
    expect(shortTime(at(23, 14, 31), now, "en-GB")).toBe("now");
  });

  test("of today are told by the clock", () => {
    expect(shortTime(at(23, 9, 5), now, "en-GB")).toBe("09:05");
    expect(timeOfDay(at(23, 9, 5), "en-GB")).toBe("09:05");
  });

  test("of yesterday, of the week and of earlier are told by the day", () => {
    expect(shortTime(at(22, 23, 59), now, "en-GB")).toBe("Yesterday");
    expect(shortTime(at(20), now, "en-GB")).toBe("Fri");
    expect(shortTime(at(12, 12, 0, 2), now, "en-GB")).toBe("12 Mar");
    expect(shortTime(at(12, 12, 0, 2, 2025), now, "en-GB")).toBe("12 Mar 2025");
  });

  test("name days for dividers", () => {
    expect(dayName(at(23), now, "en-GB")).toBe("Today");
    expect(dayName(at(22), now, "en-GB")).toBe("Yesterday");
    expect(dayName(at(12, 12, 0, 2), now, "en-GB")).toMatch(/^Thursday,? 12 March$/);
    expect(dayName(at(12, 12, 0, 2, 2025), now, "en-GB")).toMatch(/^Wednesday,? 12 March 2025$/);
  });

  test("say when someone was last seen", () => {
    expect(lastSeen(at(23, 14, 30), now, "en-GB")).toBe("just now");
    expect(lastSeen(at(23, 14, 0), now, "en-GB")).toBe("30 min ago");
    expect(lastSeen(at(23, 11, 30), now, "en-GB")).toBe("3 hours ago");
    expect(lastSeen(at(22, 11, 30), now, "en-GB")).toBe("yesterday");
  });

  test("are told in the language that is spoken", () => {
    speak({ locale: "de", catalog: german as unknown as Catalog, isRightToLeft: false });
    expect([shortTime(at(23, 14, 27), now), shortTime(at(22), now), lastSeen(at(23, 11, 30), now)]).toEqual(["3 Min.", "Gestern", "vor 3 Stunden"]);
    expect(dayName(at(12, 12, 0, 2), now)).toBe("Donnerstag, 12. März");
    speak({ locale: "ar", catalog: arabic as unknown as Catalog, isRightToLeft: true });
    expect([shortTime(at(23, 14, 30), now), shortTime(at(22), now), lastSeen(at(23, 12, 30), now)]).toEqual(["الآن", "أمس", "قبل ساعتين"]);
  });

  test("belong to the local day, not to that of Greenwich", () => {
    expect(dayOf(at(23, 0, 1))).toBe(dayOf(at(23, 23, 59)));
    expect(dayOf(at(23, 23, 59))).not.toBe(dayOf(at(24, 0, 1)));
  });
});
