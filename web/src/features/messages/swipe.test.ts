import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answersPx, decidesPx, edgePx, type Ground, moved, offsetOf, type Point, progressOf, resting, type Swipe, touched } from "./swipe";

const ground: Ground = { width: 390, isRightToLeft: false };
const inside = fc.record({ x: fc.integer({ min: edgePx, max: ground.width - edgePx }), y: fc.integer({ min: 100, max: 700 }) });
const anywhere = fc.record({ x: fc.integer({ min: 0, max: ground.width }), y: fc.integer({ min: 0, max: 844 }) });
const path = fc.array(anywhere, { maxLength: 30 });

/** All states of a finger that comes down at the first point and moves through the others. */
function states(from: Point, points: Point[], on = ground): Swipe[] {
  const first = touched(resting, from, on);
  return points.reduce((all, point) => [...all, moved(all.at(-1)!, point)], [first]);
}

const lastOf = (all: Swipe[]) => all.at(-1)!;

describe("a finger on a message", () => {
  test("answers when it goes far enough along the line", () => {
    const from = { x: 60, y: 300 };
    const swipe = states(from, [{ x: 76, y: 302 }, { x: 60 + decidesPx + answersPx, y: 310 }]);
    expect(swipe.map(progressOf)).toEqual([0, expect.closeTo(2 / answersPx), 1]);
    expect(offsetOf(lastOf(swipe))).toBe(answersPx);
  });

  test("does not when it comes back before it lifts", () => {
    const swipe = states({ x: 60, y: 300 }, [{ x: 160, y: 300 }, { x: 100, y: 300 }]);
    expect(progressOf(lastOf(swipe))).toBeLessThan(1);
  });

  test("that has begun to scroll scrolls until it lifts, wherever it goes", () => {
    const steep = fc.integer({ min: decidesPx, max: 60 }).chain((across) => fc.record({ along: fc.integer({ min: -60, max: 2 * across - 1 }), across: fc.constantFrom(across, -across) }));
    fc.assert(
      fc.property(inside, steep, path, (from, { along, across }, rest) => {
        const first = { x: from.x + along, y: from.y + across };
        for (const swipe of states(from, [first, ...rest]).slice(1)) expect(swipe).toEqual({ phase: "refused" });
      }),
    );
  });

  test("that comes from a side of the window is the browser's", () => {
    const sides = fc.record({ x: fc.oneof(fc.integer({ min: 0, max: edgePx - 1 }), fc.integer({ min: ground.width - edgePx + 1, max: ground.width })), y: fc.integer({ min: 0, max: 844 }) });
    fc.assert(
      fc.property(sides, path, (from, points) => {
        for (const swipe of states(from, points)) expect(progressOf(swipe)).toBe(0);
      }),
    );
  });

  test("that goes against the lines means something else", () => {
    fc.assert(
      fc.property(inside, fc.integer({ min: decidesPx, max: 200 }), path, (from, back, points) => {
        for (const swipe of states(from, [{ x: from.x - back, y: from.y }, ...points]).slice(1)) expect(swipe).toEqual({ phase: "refused" });
      }),
    );
  });

  test("moves nothing until it is sure, and never more than a little way", () => {
    fc.assert(
      fc.property(inside, path, (from, points) => {
        for (const [index, swipe] of states(from, points).entries()) {
          const at = points[index - 1] ?? from;
          if (swipe.phase === "swiping" && swipe.travelled > 0) expect(at.x - from.x).toBeGreaterThan(decidesPx);
          expect(progressOf(swipe)).toBeGreaterThanOrEqual(0);
          expect(progressOf(swipe)).toBeLessThanOrEqual(1);
          expect(offsetOf(swipe)).toBeGreaterThanOrEqual(0);
          expect(offsetOf(swipe)).toBeLessThanOrEqual(72);
        }
      }),
    );
  });

  test("is the same in a page that is read from right to left, mirrored", () => {
    const mirrored = ({ x, y }: Point) => ({ x: ground.width - x, y });
    fc.assert(
      fc.property(anywhere, path, (from, points) => {
        const one = states(from, points);
        const other = states(mirrored(from), points.map(mirrored), { ...ground, isRightToLeft: true });
        expect(other.map(progressOf)).toEqual(one.map(progressOf));
        expect(other.map((swipe) => offsetOf(swipe) || 0)).toEqual(one.map((swipe) => -offsetOf(swipe) || 0));
      }),
    );
  });

  test("that is joined by a second one ends the swipe", () => {
    fc.assert(
      fc.property(inside, path, anywhere, (from, points, second) => {
        expect(touched(lastOf(states(from, points)), second, ground)).toEqual({ phase: "refused" });
      }),
    );
  });
});
