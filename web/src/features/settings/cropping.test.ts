import fc from "fast-check";
import { expect, test } from "vitest";
import { bounded, mostZoom, squareIn, startCrop } from "./cropping";

const side = fc.integer({ min: 1, max: 6_000 });
const picture = fc.record({ width: side, height: side });
const crop = fc.record({ zoom: fc.double({ min: 0, max: 9, noNaN: true }), x: fc.double({ min: -9, max: 9, noNaN: true }), y: fc.double({ min: -9, max: 9, noNaN: true }) });

test("at first it is the middle of the picture", () => {
  expect(squareIn(startCrop, { width: 400, height: 200 })).toEqual({ left: 100, top: 0, side: 200 });
  expect(squareIn(startCrop, { width: 200, height: 400 })).toEqual({ left: 0, top: 100, side: 200 });
});

test("moving the picture to the right shows what is more to its left", () => {
  expect(squareIn({ zoom: 1, x: 0.25, y: 0 }, { width: 400, height: 200 })).toEqual({ left: 50, top: 0, side: 200 });
});

test("however it is moved and zoomed, the frame is full of picture", () => {
  fc.assert(
    fc.property(crop, picture, (wanted, size) => {
      const square = squareIn(wanted, size);
      expect(square.side).toBeGreaterThanOrEqual(Math.min(size.width, size.height) / mostZoom - 1e-6);
      expect(square.left).toBeGreaterThanOrEqual(-1e-6);
      expect(square.top).toBeGreaterThanOrEqual(-1e-6);
      expect(square.left + square.side).toBeLessThanOrEqual(size.width + 1e-6);
      expect(square.top + square.side).toBeLessThanOrEqual(size.height + 1e-6);
      expect(bounded(bounded(wanted, size), size)).toEqual(bounded(wanted, size));
    }),
  );
});
