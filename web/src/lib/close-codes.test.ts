import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { delayIn, pauseMs } from "./backoff";
import { afterClose } from "./close-codes";

describe("after the socket was closed", () => {
  test("a restarting or busy server says itself when to come back", () => {
    expect(afterClose(1012, "r=2500", 0, 0.5)).toEqual({ kind: "reconnect", afterMs: 2_500, isTold: true });
    expect(afterClose(4503, "r=7000", 0, 0.5)).toEqual({ kind: "reconnect", afterMs: 7_000, isTold: true });
  });

  test("a server that gives no delay is tried after a random pause", () => {
    expect(afterClose(1012, "", 0, 0.5)).toEqual({ kind: "reconnect", afterMs: 500, isTold: false });
    expect(afterClose(1006, "", 2, 0.5)).toEqual({ kind: "reconnect", afterMs: 1_000, isTold: false });
    expect(afterClose(4008, "too slow", 0, 0)).toEqual({ kind: "reconnect", afterMs: 0, isTold: false });
  });

  test("a token that is refused is renewed", () => {
    expect(afterClose(4401, "", 0, 0).kind).toBe("renew");
  });

  test("a refusal is obeyed", () => {
    for (const code of [4400, 4403, 4404, 4499]) expect(afterClose(code, "", 0, 0).kind).toBe("refused");
  });

  test("whoever was too fast comes back slowly", () => {
    const next = afterClose(4429, "", 0, 0);
    expect(next.kind === "reconnect" && next.afterMs).toBeGreaterThanOrEqual(2_000);
  });

  test("no pause is longer than half a minute, and each may be any part of it", () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, random) => {
        expect(pauseMs(attempt, random)).toBeLessThanOrEqual(Math.min(30_000, Math.max(1_000, 500 * 2 ** attempt)));
        expect(pauseMs(attempt, 0)).toBe(0);
      }),
    );
  });

  test("a reason without one names no delay", () => {
    expect(delayIn("going away")).toBeNull();
    expect(delayIn("r=soon")).toBeNull();
  });
});
