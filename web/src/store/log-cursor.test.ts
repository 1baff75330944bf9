import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aMessage, created } from "@/testing/builders";
import { isBehind, received, startCursor, stashLimit, withKnownHead } from "./log-cursor";

const event = (seq: number) => created(aMessage({ message_no: seq }));

describe("the cursor of a log", () => {
  test("applies the next event", () => {
    const { cursor, due } = received(startCursor(4), event(5));
    expect(due.map(({ seq }) => seq)).toEqual([5]);
    expect(cursor.applied).toBe(5);
  });

  test("drops what it has applied already", () => {
    const { cursor, due } = received(startCursor(4), event(4));
    expect(due).toEqual([]);
    expect(cursor.applied).toBe(4);
  });

  test("keeps what comes too early until the hole is filled", () => {
    const early = received(startCursor(4), event(6));
    expect(early.due).toEqual([]);
    expect(isBehind(early.cursor)).toBe(true);
    const filled = received(early.cursor, event(5));
    expect(filled.due.map(({ seq }) => seq)).toEqual([5, 6]);
    expect(isBehind(filled.cursor)).toBe(false);
  });

  test("keeps no more than its limit and knows that it is behind", () => {
    let cursor = startCursor(0);
    for (let seq = 2; seq < stashLimit + 50; seq += 1) cursor = received(cursor, event(seq)).cursor;
    expect(Object.keys(cursor.stash)).toHaveLength(stashLimit);
    expect(isBehind(cursor)).toBe(true);
  });

  test("is behind when it hears of a further head", () => {
    expect(isBehind(withKnownHead(startCursor(4), 6))).toBe(true);
    expect(isBehind(withKnownHead(startCursor(4), 3))).toBe(false);
  });

  test("gives every event once and in order, in whatever order and however often they come", () => {
    const arrivals = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 200 });
    fc.assert(
      fc.property(arrivals, (seqs) => {
        let cursor = startCursor(0);
        const applied: number[] = [];
        const all = [...seqs, ...Array.from({ length: 40 }, (_, index) => index + 1)];
        for (const seq of all) {
          const step = received(cursor, event(seq));
          cursor = step.cursor;
          applied.push(...step.due.map((due) => due.seq));
        }
        expect(applied).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
        expect(cursor.stash).toEqual({});
      }),
    );
  });
});
