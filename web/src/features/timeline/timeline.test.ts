import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aMessage, created, messages } from "@/testing/builders";
import { emptyTimeline, findMessage, hasNewer, hasOlder, shownRun, trimmed, withCreated, withPage } from "./timeline";

const numbers = (list: { message_no: number }[]) => list.map((message) => message.message_no);

describe("a timeline", () => {
  test("shows a page and what arrives after it", () => {
    const timeline = withCreated(withPage(emptyTimeline, messages(1, 3)), created(aMessage({ message_no: 4 })));
    expect(numbers(shownRun(timeline))).toEqual([1, 2, 3, 4]);
  });

  test("keeps what arrived while its first page was on its way", () => {
    const timeline = withPage(withCreated(emptyTimeline, created(aMessage({ message_no: 4 }))), messages(1, 3));
    expect(numbers(shownRun(timeline))).toEqual([1, 2, 3, 4]);
  });

  test("shows only the newest messages when a page between is missing", () => {
    const timeline = withPage(withPage(emptyTimeline, messages(1, 3)), messages(8, 9));
    expect(numbers(shownRun(timeline))).toEqual([8, 9]);
    expect(hasOlder(shownRun(timeline), 9)).toBe(true);
  });

  test("shows the surroundings of the message that one jumped to", () => {
    const timeline = { ...withPage(withPage(emptyTimeline, messages(1, 3)), messages(8, 9)), anchor: 2 };
    expect(numbers(shownRun(timeline))).toEqual([1, 2, 3]);
    expect(hasNewer(shownRun(timeline), 9)).toBe(true);
  });

  test("joins two parts when the page between has come", () => {
    const timeline = withPage(withPage(withPage(emptyTimeline, messages(1, 3)), messages(8, 9)), messages(4, 7));
    expect(numbers(shownRun(timeline))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("takes the present state of a message from a page and keeps it when the old event comes again", () => {
    const edited = aMessage({ message_no: 1, body: "edited", edited_at: "2026-11-23T10:00:00.000Z" });
    const timeline = withPage(withCreated(emptyTimeline, created(aMessage({ message_no: 1 }))), [edited]);
    expect(findMessage(withCreated(timeline, created(aMessage({ message_no: 1 }))).messages, 1)).toEqual(edited);
  });

  test("has nothing older before message 1 and nothing newer after the head", () => {
    expect(hasOlder(messages(1, 3), 3)).toBe(false);
    expect(hasNewer(messages(1, 3), 3)).toBe(false);
    expect(hasOlder([], 0)).toBe(false);
  });

  test("forgets the oldest when nobody looks", () => {
    expect(numbers(trimmed(withPage(emptyTimeline, messages(1, 9)), 2).messages)).toEqual([8, 9]);
  });

  test("is the same whatever the order and number of pages and events", () => {
    const part = fc.record({ from: fc.integer({ min: 1, max: 60 }), length: fc.integer({ min: 1, max: 20 }), isPage: fc.boolean() });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.array(fc.nat()), (parts, order) => {
        const add = (timeline: typeof emptyTimeline, { from, length, isPage }: (typeof parts)[number]) =>
          isPage ? withPage(timeline, messages(from, from + length)) : withCreated(timeline, created(aMessage({ message_no: from })));
        const shuffled = parts.toSorted((a, b) => (order[parts.indexOf(a)] ?? 0) - (order[parts.indexOf(b)] ?? 0));
        const once = parts.reduce(add, emptyTimeline).messages;
        const twice = [...shuffled, ...parts].reduce(add, emptyTimeline).messages;
        expect(twice).toEqual(once);
        expect(numbers(once)).toEqual([...new Set(numbers(once))].toSorted((a, b) => a - b));
      }),
    );
  });
});
