import { describe, expect, test } from "vitest";
import type { PendingSend } from "@/features/composer/pending-sends";
import { aMessage, ana, bo, conversationId, me, messages, minutes } from "@/testing/builders";
import type { Change } from "./changes";
import { type RowsOf, timelineRows } from "./rows";

const rowsOf = (change: Partial<RowsOf>) => timelineRows({ run: [], sends: [], myId: me, newAfter: null, ...change });
const typesOf = (change: Partial<RowsOf>) => rowsOf(change).map((row) => row.type);
const startsOf = (change: Partial<RowsOf>) => rowsOf(change).flatMap((row) => (row.type === "message" ? [row.isGroupStart] : []));

function aSend(change: Partial<PendingSend> = {}): PendingSend {
  return { conversation_id: conversationId, client_message_id: "mine-1", body: "hi", at: minutes(9), state: "queued", failure: null, seq: null, ...change };
}

describe("the rows of a timeline", () => {
  test("group what one author says within five minutes", () => {
    const run = [0, 4, 9, 14.1].map((at, index) => aMessage({ message_no: index + 1, at: minutes(at) }));
    expect(startsOf({ run })).toEqual([true, false, false, true]);
  });

  test("start a group when the author changes", () => {
    const run = [ana, ana, bo, ana].map((actor_id, index) => aMessage({ message_no: index + 1, actor_id }));
    expect(startsOf({ run })).toEqual([true, false, true, true]);
  });

  test("divide the days", () => {
    const run = [aMessage({ message_no: 1 }), aMessage({ message_no: 2, at: minutes(2 * 24 * 60) })];
    expect(typesOf({ run })).toEqual(["day", "message", "day", "message"]);
  });

  test("tell changes where they happened, and begin a new group after them", () => {
    const run = [aMessage({ message_no: 1, seq: 2 }), aMessage({ message_no: 2, seq: 4 })];
    const changes = [1, 3, 5].map((seq) => ({ kind: "conversation.renamed", seq, at: minutes(0), data: { title: "x" } }) as Change);
    expect(typesOf({ run, changes })).toEqual(["day", "change", "message", "change", "message", "change"]);
    expect(startsOf({ run, changes })).toEqual([true, true]);
    expect(typesOf({ run: [], changes })).toEqual(["day", "change", "change", "change"]);
  });

  test("divide what was read from what is new, with a count", () => {
    const rows = rowsOf({ run: messages(1, 5), newAfter: 3 });
    expect(rows.map((row) => row.type)).toEqual(["day", "message", "message", "message", "new", "message", "message"]);
    expect(rows.find((row) => row.type === "new")).toMatchObject({ count: 2 });
  });

  test("count all that is new, also when only its beginning is loaded", () => {
    expect(rowsOf({ run: messages(1, 5), newAfter: 3, head: 90 }).find((row) => row.type === "new")).toMatchObject({ count: 87 });
  });

  test("keep the key of a day when older messages of it come in", () => {
    expect(rowsOf({ run: messages(1, 9) })[0]?.key).toBe(rowsOf({ run: messages(5, 9) })[0]?.key);
  });

  test("give a day that clocks tell of twice two keys", () => {
    const run = [0, 24 * 60, 1].map((minute, index) => aMessage({ message_no: index + 1, at: minutes(minute) }));
    const days = rowsOf({ run }).filter((row) => row.type === "day").map((row) => row.key);
    expect(new Set(days).size).toBe(3);
  });

  test("put the divider first when nothing was ever read", () => {
    expect(typesOf({ run: messages(1, 2), newAfter: 0 })).toEqual(["day", "new", "message", "message"]);
  });

  test("show no divider while the page where it belongs is not there", () => {
    expect(typesOf({ run: messages(4, 5), newAfter: 2 })).toEqual(["day", "message", "message"]);
    expect(typesOf({ run: messages(4, 5), newAfter: 3 })).toEqual(["day", "new", "message", "message"]);
  });

  test("show no divider when nothing is new", () => {
    expect(typesOf({ run: messages(1, 2), newAfter: 2 })).toEqual(["day", "message", "message"]);
  });

  test("end with my messages on their way", () => {
    const rows = rowsOf({ run: messages(1, 1), sends: [aSend(), aSend({ client_message_id: "mine-2", state: "failed", failure: "Too long." })] });
    const mine = rows.flatMap((row) => (row.type === "message" && row.message.actor_id === me ? [row.message] : []));
    expect(mine).toMatchObject([{ delivery: "sending", message_no: null }, { delivery: "failed", failure: "Too long." }]);
  });

  test("never show a message twice while its ack or event is still to come", () => {
    const run = [aMessage({ message_no: 1, actor_id: me, client_message_id: "mine-1" })];
    const rows = rowsOf({ run, sends: [aSend({ state: "acked", seq: 1 })] });
    expect(rows.filter((row) => row.type === "message")).toHaveLength(1);
  });

  test("keep the key of a message when it arrives in the log", () => {
    const before = rowsOf({ sends: [aSend()] }).at(-1);
    const after = rowsOf({ run: [aMessage({ actor_id: me, client_message_id: "mine-1" })] }).at(-1);
    expect(after?.key).toBe(before?.key);
  });

  test("do not take another person's client_message_id for mine", () => {
    const run = [aMessage({ actor_id: ana, client_message_id: "mine-1" })];
    expect(rowsOf({ run, sends: [aSend()] }).filter((row) => row.type === "message")).toHaveLength(2);
  });
});
