import { describe, expect, test } from "vitest";
import { conversationId, minutes } from "@/testing/builders";
import { changedSend, nextToSend, type PendingSend, requeued, retried, sendsIn, sendTime, withoutSend, withRow, withSend } from "./pending-sends";

const aSend = (id: string, state: PendingSend["state"] = "queued"): PendingSend => ({
  conversation_id: conversationId,
  client_message_id: id,
  body: id,
  at: minutes(0),
  state,
  failure: null,
  seq: null,
});
const idsOf = (outbox: Record<string, PendingSend[]>) => sendsIn(outbox, conversationId).map((send) => [send.client_message_id, send.state]);

describe("the outbox", () => {
  test("keeps sends in the order in which they were written, each once", () => {
    const outbox = [aSend("a"), aSend("b"), aSend("a")].reduce(withSend, {});
    expect(idsOf(outbox)).toEqual([["a", "queued"], ["b", "queued"]]);
  });

  test("sends the oldest first and one at a time", () => {
    expect(nextToSend([aSend("a"), aSend("b")])?.client_message_id).toBe("a");
    expect(nextToSend([aSend("a", "sending"), aSend("b")])).toBeNull();
    expect(nextToSend([aSend("a", "acked"), aSend("b")])?.client_message_id).toBe("b");
  });

  test("lets others pass one that has failed", () => {
    expect(nextToSend([aSend("a", "failed"), aSend("b")])?.client_message_id).toBe("b");
  });

  test("sends again what was on the wire when the connection was lost", () => {
    expect(idsOf(requeued([aSend("a", "sending"), aSend("b", "failed"), aSend("c", "acked")].reduce(withSend, {})))).toEqual([
      ["a", "queued"],
      ["b", "failed"],
      ["c", "acked"],
    ]);
  });

  test("puts a retry last in line, under the same id", () => {
    const outbox = [aSend("a", "failed"), aSend("b")].reduce(withSend, {});
    expect(idsOf(retried(outbox, conversationId, "a", minutes(5)))).toEqual([["b", "queued"], ["a", "writing"]]);
  });

  test("sends nothing that is not written yet, and nothing past it", () => {
    expect(nextToSend([aSend("a", "writing"), aSend("b")])).toBeNull();
  });

  test("puts a row of another tab at its place, once", () => {
    const late = { ...aSend("late"), at: minutes(2) };
    const outbox = withRow(withSend({}, late), { ...aSend("early"), at: minutes(1) });
    expect(idsOf(withRow(outbox, aSend("late")))).toEqual([["early", "queued"], ["late", "queued"]]);
  });

  test("takes from a row that another tab tries again what failed here", () => {
    expect(idsOf(withRow(withSend({}, aSend("a", "failed")), aSend("a")))).toEqual([["a", "queued"]]);
    expect(idsOf(withRow(withSend({}, aSend("a", "sending")), aSend("a")))).toEqual([["a", "sending"]]);
  });

  test("gives each send a later time than those before it, whatever the clock does", () => {
    const now = Date.parse(minutes(0));
    expect(sendTime([], now)).toBe(minutes(0));
    expect(Date.parse(sendTime([{ ...aSend("a"), at: minutes(3) }], now))).toBe(Date.parse(minutes(3)) + 1);
  });

  test("does not change for a send that it does not hold", () => {
    const outbox = withSend({}, aSend("a"));
    expect(withoutSend(outbox, conversationId, "b")).toBe(outbox);
    expect(changedSend(outbox, conversationId, "b", { state: "acked" })).toBe(outbox);
    expect(retried(outbox, conversationId, "a", minutes(5))).toBe(outbox);
  });
});
