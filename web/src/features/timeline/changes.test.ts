import { describe, expect, test } from "vitest";
import type { Message } from "@/generated/contract";
import { type Change, changesWithin, extentOf, unknownStretches, withChanges } from "./changes";

const message = (messageNo: number, seq: number) => ({ message_no: messageNo, seq }) as Message;
const change = (seq: number) => ({ seq, kind: "member.added" }) as Change;

describe("the stretches to fetch", () => {
  test("lie where seqs are missing between messages", () => {
    const run = [message(1, 1), message(2, 2), message(3, 5), message(4, 6)];
    expect(unknownStretches(run, [], extentOf(run, 4, 6))).toEqual([{ after: 2, before: 5 }]);
  });

  test("reach to the log's beginning and end when the run does", () => {
    const run = [message(1, 3), message(2, 4)];
    expect(unknownStretches(run, [], extentOf(run, 2, 6))).toEqual([
      { after: 0, before: 3 },
      { after: 4, before: 7 },
    ]);
  });

  test("stop at the run when older or newer messages are not loaded", () => {
    const run = [message(7, 20), message(8, 21)];
    expect(unknownStretches(run, [], extentOf(run, 30, 60))).toEqual([]);
  });

  test("are none where the changes are known, or where nothing was ever said", () => {
    const run = [message(1, 1), message(2, 3)];
    expect(unknownStretches(run, [change(2)], extentOf(run, 2, 3))).toEqual([]);
    expect(unknownStretches([], [], extentOf([], 0, 0))).toEqual([]);
  });

  test("are left alone when they are too long for a page", () => {
    const run = [message(1, 1), message(2, 500)];
    expect(unknownStretches(run, [], extentOf(run, 2, 500))).toEqual([]);
  });
});

test("changes come once and in order, however often they are told", () => {
  const known = withChanges([change(5)], [change(2), change(5), change(9)]);
  expect(known.map((one) => one.seq)).toEqual([2, 5, 9]);
  expect(changesWithin(known, { after: 2, before: 9 }).map((one) => one.seq)).toEqual([5]);
});
