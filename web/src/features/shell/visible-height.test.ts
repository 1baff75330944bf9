import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { followVisibleHeight, type Page, type Viewport, visibleHeight } from "./visible-height";

/** A window of 844 px whose keyboard and zoom a test can set. */
function setUp() {
  const properties = new Map<string, string>();
  const page: Page = {
    clientHeight: 844,
    style: { setProperty: (name: string, value: string | null) => void properties.set(name, value ?? ""), removeProperty: (name: string) => (properties.delete(name), "") },
    dataset: {},
  };
  const viewport = Object.assign(new EventTarget(), { height: 844, scale: 1, pageTop: 0 });
  const toTop = vi.fn<() => void>();
  followVisibleHeight(viewport as unknown as Viewport, page, toTop);
  const becomes = (change: Partial<Viewport>) => void Object.assign(viewport, change).dispatchEvent(new Event("resize"));
  return { page, toTop, becomes, height: () => properties.get("--visible-height") };
}

describe("the page", () => {
  test("is as high as what a keyboard leaves, until that goes", () => {
    const { page, becomes, height } = setUp();
    expect(height()).toBeUndefined();
    becomes({ height: 508 });
    expect([height(), page.dataset["covered"]]).toEqual(["508px", ""]);
    becomes({ height: 844 });
    expect([height(), page.dataset["covered"]]).toEqual([undefined, undefined]);
  });

  test("is pulled down again when the browser pushed it up to show the field", () => {
    const { toTop, becomes } = setUp();
    becomes({ height: 508 });
    expect(toTop).not.toHaveBeenCalled();
    becomes({ pageTop: 200 });
    expect(toTop).toHaveBeenCalledOnce();
  });

  test("stays where somebody who has zoomed in looks", () => {
    const { toTop, becomes, height } = setUp();
    becomes({ height: 254, scale: 2, pageTop: 200 });
    expect(height()).toBe("508px");
    expect(toTop).not.toHaveBeenCalled();
  });

  test("is as high as the window however far one zooms in", () => {
    const isWhole = (height: number, scale: number) => expect(visibleHeight(height, { height: height / scale, scale })).toBeNull();
    fc.assert(fc.property(fc.integer({ min: 200, max: 3000 }), fc.double({ min: 1, max: 10, noNaN: true }), (height, scale) => void isWhole(height, scale)));
  });
});
