import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aFile, aMessage, aPicture, created, messageChange, messages } from "@/testing/builders";
import { emptyTimeline, findMessage, hasNewer, hasOlder, pageSize, settled, shownRun, trimmed, withChanged, withCreated, withoutFar, withPage } from "./timeline";

const numbers = (list: { message_no: number }[]) => list.map((message) => message.message_no);

describe("a timeline", () => {
  test("has what a message carries, by its event and by a page, until it is deleted", () => {
    const sent = aMessage({ message_no: 1, body: "", attachments: [aPicture(), aFile()] });
    const told = withCreated(emptyTimeline, created(sent));
    expect(told.messages[0]?.attachments).toEqual(sent.attachments);
    expect(withPage(emptyTimeline, [sent]).messages[0]?.attachments).toEqual(sent.attachments);
    expect(withChanged(told, messageChange(2, 1, "deleted")).messages[0]?.attachments).toEqual([]);
  });

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
    const edited = aMessage({ message_no: 1, applied_seq: 9, body: "edited", edited_at: "2026-11-23T10:00:00.000Z" });
    const timeline = withPage(withCreated(emptyTimeline, created(aMessage({ message_no: 1 }))), [edited]);
    expect(findMessage(withCreated(timeline, created(aMessage({ message_no: 1 }))).messages, 1)).toEqual(edited);
  });

  test("shows what happened to a message while the page that brings it was on its way", () => {
    const page = [aMessage({ message_no: 1, seq: 1 })];
    const changes = [messageChange(2, 1, { body: "edited" }), messageChange(3, 1, { added: "👍" })];
    const timeline = withPage(changes.reduce(withChanged, emptyTimeline), page);
    expect(findMessage(timeline.messages, 1)).toMatchObject({ body: "edited", reactions: [{ emoji: "👍" }], applied_seq: 3 });
  });

  test("never takes a page that was read earlier for fresher", () => {
    const page = [aMessage({ message_no: 1, seq: 1 })];
    const known = withChanged(withPage(emptyTimeline, page), messageChange(2, 1, "deleted"));
    expect(withPage(known, page).messages).toEqual(known.messages);
    expect(withPage({ ...known, recent: [] }, page).messages).toEqual(known.messages);
  });

  test("begins with a tombstone where the log tells of a message that was deleted since", () => {
    const event = created(aMessage({ message_no: 1, body: "" }));
    const timeline = withCreated(emptyTimeline, { ...event, data: { body: "", deleted: true } });
    expect(timeline.messages).toMatchObject([{ body: "", deleted_at: event.at }]);
  });

  test("has nothing older before message 1 and nothing newer after the head", () => {
    expect(hasOlder(messages(1, 3), 3)).toBe(false);
    expect(hasNewer(messages(1, 3), 3)).toBe(false);
    expect(hasOlder([], 0)).toBe(false);
  });

  test("forgets the oldest when nobody looks", () => {
    expect(numbers(trimmed(withPage(emptyTimeline, messages(1, 9)), 2).messages)).toEqual([8, 9]);
  });

  test("lets go of what is far from the reader, and keeps the newest page for a reload and the way to the end", () => {
    const timeline = withoutFar(withPage(emptyTimeline, messages(1, 1_000)), 500, 600, 100);
    expect(numbers(shownRun(timeline))).toEqual(numbers(messages(400, 600)));
    expect(numbers(shownRun({ ...timeline, anchor: "end" }))).toEqual(numbers(messages(1_001 - pageSize, 1_000)));
  });

  test("stays the end for a reader near the end", () => {
    const timeline = withoutFar(withPage(emptyTimeline, messages(1, 1_000)), 900, 600, 100);
    expect(timeline.anchor).toBe("end");
    expect(numbers(shownRun(timeline))).toEqual(numbers(messages(800, 1_000)));
    expect(numbers(withoutFar(withPage(emptyTimeline, messages(1, 1_000)), "end", 600, 100).messages)).toEqual(numbers(messages(900, 1_000)));
  });

  test("lets go of nothing while there is little", () => {
    const timeline = withPage(emptyTimeline, messages(1, 600));
    expect(withoutFar(timeline, 300, 600, 100)).toBe(timeline);
  });

  test("is at its end when the pages below a jump have reached it", () => {
    const jumped = { ...withPage(withPage(emptyTimeline, messages(1, 3)), messages(8, 9)), anchor: 2 };
    expect(settled(jumped, 9).anchor).toBe(2);
    expect(settled(withPage(jumped, messages(4, 7)), 9).anchor).toBe("end");
    expect(settled(withPage(jumped, messages(4, 7)), 10).anchor).toBe(2);
  });

  test("always shows the reader's message, without a hole and bounded, wherever one reads and whatever is let go", () => {
    const move = fc.record({ to: fc.integer({ min: 1, max: 400 }), does: fc.constantFrom("older" as const, "newer" as const, "jump" as const, "rest" as const) });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        let timeline = withPage(emptyTimeline, messages(351, 400));
        let reads = 400;
        for (const { to, does } of moves) {
          const run = shownRun(timeline);
          const [first, last] = [run[0]!.message_no, run.at(-1)!.message_no];
          if (does === "older") timeline = withPage(timeline, messages(Math.max(1, first - pageSize), first - 1));
          if (does === "newer") timeline = settled(withPage(timeline, messages(last + 1, Math.min(400, last + pageSize))), 400);
          if (does === "jump") timeline = settled({ ...withPage(timeline, messages(Math.max(1, to - 25), Math.min(400, to + 25))), anchor: to }, 400);
          if (does === "jump") reads = to;
          if (does === "rest") reads = Math.min(last, Math.max(first, to));
          if (does === "rest") timeline = withoutFar(timeline, reads, 120, 30);
          const shown = numbers(shownRun(timeline));
          expect(shown).toContain(reads);
          expect(shown).toEqual(numbers(messages(shown[0]!, shown.at(-1)!)));
          expect(numbers(timeline.messages.slice(-pageSize))).toEqual(numbers(messages(351, 400)));
          if (does === "rest") expect(timeline.messages.length).toBeLessThanOrEqual(120);
        }
      }),
    );
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
