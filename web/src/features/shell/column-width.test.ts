import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { memoryStorage } from "@/testing/memory-storage";
import { clampedWidth, DETAILS, LEFT_TO_OTHERS, rememberedWidth, rememberWidth, SIDEBAR, widthAfterKey, widthAt } from "./column-width";

beforeEach(() => void vi.stubGlobal("localStorage", memoryStorage()));

const column = fc.constantFrom(SIDEBAR, DETAILS);
const anyWidth = fc.integer({ min: -100, max: 3000 });

describe("a column", () => {
  test("is never narrower nor wider than it may be", () => {
    fc.assert(
      fc.property(column, anyWidth, fc.integer({ min: 0, max: 3000 }), (one, width, room) => {
        const clamped = clampedWidth(one, width, room);
        expect(clamped).toBeGreaterThanOrEqual(one.narrowest);
        expect(clamped).toBeLessThanOrEqual(one.widest);
      }),
    );
  });

  test("leaves space to the conversation where there is any", () => {
    expect(clampedWidth(DETAILS, 480, 700)).toBe(700 - LEFT_TO_OTHERS);
    expect(clampedWidth(DETAILS, 480, 500)).toBe(DETAILS.narrowest);
  });

  test("is as wide after a reload as it was left, and as usual when nothing sensible is remembered", () => {
    expect(rememberedWidth(DETAILS)).toBe(DETAILS.usual);
    localStorage.setItem(DETAILS.key, "wide");
    expect(rememberedWidth(DETAILS)).toBe(DETAILS.usual);
    rememberWidth(DETAILS, 400);
    expect([rememberedWidth(DETAILS), rememberedWidth(SIDEBAR)]).toEqual([400, SIDEBAR.usual]);
  });

  test("has its edge where the pointer is", () => {
    const ltr = fc.record({ left: fc.constant(0), right: fc.constant(1000) });
    fc.assert(
      fc.property(ltr, fc.integer({ min: 0, max: 1000 }), ({ left, right }, x) => {
        // The sidebar begins where the page begins, the details end where it ends.
        expect(widthAt(SIDEBAR, x, { left, right: left + 280 }, false)).toBe(x);
        expect(widthAt(DETAILS, x, { left: right - 320, right }, false)).toBe(1000 - x);
        expect(widthAt(SIDEBAR, x, { left: right - 280, right }, true)).toBe(1000 - x);
        expect(widthAt(DETAILS, x, { left, right: left + 320 }, true)).toBe(x);
      }),
    );
  });

  test("has its edge moved by the arrows as the eye sees it", () => {
    const right = (one: typeof SIDEBAR, isRightToLeft: boolean) => widthAfterKey(one, 300, "ArrowRight", isRightToLeft)! - 300;
    expect([right(SIDEBAR, false), right(SIDEBAR, true), right(DETAILS, false), right(DETAILS, true)]).toEqual([16, -16, -16, 16]);
    fc.assert(
      fc.property(column, anyWidth, fc.boolean(), (one, width, isRightToLeft) => {
        const there = widthAfterKey(one, width, "ArrowRight", isRightToLeft)!;
        expect(widthAfterKey(one, there, "ArrowLeft", isRightToLeft)).toBe(width);
      }),
    );
    expect([widthAfterKey(DETAILS, 300, "Home", false), widthAfterKey(DETAILS, 300, "End", false), widthAfterKey(DETAILS, 300, "Enter", false)]).toEqual([280, 480, null]);
  });
});
