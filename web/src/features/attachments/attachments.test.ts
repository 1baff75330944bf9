import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aFile, aPicture } from "@/testing/builders";
import { boxOf, isPicture, saidIn, shownSize } from "./attachments";

test("a picture is what has an image's type and its size", () => {
  expect(isPicture(aPicture())).toBe(true);
  expect(isPicture(aPicture({ content_type: "application/octet-stream" }))).toBe(false);
  expect(isPicture(aPicture({ width: null }))).toBe(false);
  expect(isPicture(aFile())).toBe(false);
});

test("whatever its size, a picture fits, can be pressed, and keeps its shape as far as that goes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 10_000 }), (width, height) => {
      const shown = shownSize({ width, height });
      expect(shown.width).toBeGreaterThanOrEqual(96);
      expect(shown.height).toBeGreaterThanOrEqual(96);
      expect(shown.width).toBeLessThanOrEqual(480);
      expect(shown.height).toBeLessThanOrEqual(360);
      if (shown.width > 96 && shown.height > 96) expect(shown.width / shown.height).toBeCloseTo(width / height, 1);
    }),
  );
});

test("pictures in a row are neither strips nor banners", () => {
  expect(boxOf({ width: 10, height: 5_000 }, false).style.aspectRatio).toBe("0.6");
  expect(boxOf({ width: 5_000, height: 10 }, false).style.aspectRatio).toBe("1.6");
});

describe("what stands for a message in one line", () => {
  test("are its words, when there are some", () => expect(saidIn({ body: "look", attachments: [aPicture()] })).toBe("look"));
  test.each([
    [[aPicture()], "Picture"],
    [[aPicture(), aPicture()], "2 pictures"],
    [[aFile()], "notes.pdf"],
    [[aFile(), aPicture()], "2 files"],
    [[], " "],
  ])("else what it carries", (attachments, words) => expect(saidIn({ body: " ", attachments })).toBe(words));
});
