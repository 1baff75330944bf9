import { expect, test } from "vitest";
import { aboutLink, addressOf, lifetimes, limitsOfUse, wishFor } from "./invite-links";

const now = Date.parse("2026-11-23T09:00:00.000Z");
const inHours = (hours: number) => new Date(now + hours * 3_600_000).toISOString();

test("every choice is something that the server takes", () => {
  for (const { value: lifetime } of lifetimes()) {
    for (const { value: useLimit } of limitsOfUse()) {
      const { expires_in_hours, use_limit } = wishFor(lifetime, useLimit);
      expect(expires_in_hours).toSatisfy((hours) => hours === null || (Number.isInteger(hours) && hours > 0));
      expect(use_limit).toSatisfy((people) => people === null || (Number.isInteger(people) && people > 0));
    }
  }
  expect(wishFor("never", "any")).toEqual({ expires_in_hours: null, use_limit: null });
  expect(wishFor("168", "10")).toEqual({ expires_in_hours: 168, use_limit: 10 });
});

test("a link is an address of this server", () => {
  expect(addressOf("abc_-1", "https://chat.example.org")).toBe("https://chat.example.org/i/abc_-1");
});

test.each([
  [{ expires_at: inHours(168), use_limit: 10, uses: 2 }, "Expires in 7 days · 2 of 10 used"],
  [{ expires_at: inHours(167.9), use_limit: null, uses: 0 }, "Expires in 7 days · 0 joined"],
  [{ expires_at: inHours(168.01), use_limit: null, uses: 0 }, "Expires in 7 days · 0 joined"],
  [{ expires_at: inHours(24), use_limit: 1, uses: 0 }, "Expires in 24 hours · 0 of 1 used"],
  [{ expires_at: inHours(0.2), use_limit: null, uses: 1 }, "Expires in 1 hour · 1 joined"],
  [{ expires_at: inHours(-1), use_limit: null, uses: 1 }, "Expires in 1 hour · 1 joined"],
  [{ expires_at: null, use_limit: null, uses: 3 }, "Does not expire · 3 joined"],
])("a link says how long it lasts and who came by it: %o", (link, words) => {
  expect(aboutLink(link, now, "en")).toBe(words);
});
