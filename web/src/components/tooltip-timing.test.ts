import { beforeEach, expect, test, vi } from "vitest";
import { createTooltipTiming, CROSSES_MILLISECONDS, RESTS_MILLISECONDS } from "./tooltip-timing";

let shown: string | null;
let timing: ReturnType<typeof createTooltipTiming<string>>;

beforeEach(() => {
  vi.useFakeTimers();
  shown = null;
  timing = createTooltipTiming((trigger) => (shown = trigger));
  return () => vi.useRealTimers();
});

test("a label shows when the pointer has rested on its trigger, and not before", () => {
  timing.point("reply");
  vi.advanceTimersByTime(RESTS_MILLISECONDS - 1);
  expect(shown).toBeNull();
  vi.advanceTimersByTime(1);
  expect(shown).toBe("reply");
});

test("a pointer that only passes shows nothing", () => {
  timing.point("reply");
  timing.point(null);
  vi.advanceTimersByTime(10 * RESTS_MILLISECONDS);
  expect(shown).toBeNull();
});

test("a pointer that goes on to another trigger shows that one's label after its rest", () => {
  timing.point("reply");
  vi.advanceTimersByTime(RESTS_MILLISECONDS);
  timing.point("more");
  expect(shown).toBeNull();
  vi.advanceTimersByTime(RESTS_MILLISECONDS);
  expect(shown).toBe("more");
});

test("a label goes when the pointer has left its trigger, but stays under the pointer", () => {
  timing.point("reply");
  vi.advanceTimersByTime(RESTS_MILLISECONDS);
  timing.point(null);
  timing.stay();
  vi.advanceTimersByTime(10 * CROSSES_MILLISECONDS);
  expect(shown).toBe("reply");
  timing.point(null);
  vi.advanceTimersByTime(CROSSES_MILLISECONDS);
  expect(shown).toBeNull();
});

test("the keyboard's focus shows a label at once and takes it along", () => {
  timing.focus("reply");
  expect(shown).toBe("reply");
  timing.focus("more");
  expect(shown).toBe("more");
  timing.focus(null);
  expect(shown).toBeNull();
});

test("a label that was put aside does not come back while the pointer is still there", () => {
  timing.point("reply");
  vi.advanceTimersByTime(RESTS_MILLISECONDS);
  timing.dismiss();
  timing.point("reply");
  vi.advanceTimersByTime(10 * RESTS_MILLISECONDS);
  expect(shown).toBeNull();
  timing.point(null);
  timing.point("reply");
  vi.advanceTimersByTime(RESTS_MILLISECONDS);
  expect(shown).toBe("reply");
});

test("a focus that goes elsewhere takes nothing from the pointer", () => {
  timing.point("reply");
  timing.focus(null);
  vi.advanceTimersByTime(RESTS_MILLISECONDS);
  timing.focus(null);
  expect(shown).toBe("reply");
});

test("a press before the rest is over leaves the label away", () => {
  timing.point("reply");
  timing.dismiss();
  vi.advanceTimersByTime(10 * RESTS_MILLISECONDS);
  expect(shown).toBeNull();
});
