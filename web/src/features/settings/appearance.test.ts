import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Appearance, attributesOf, readAppearance, usualAppearance, writeAppearance } from "./appearance";

const anyAppearance: fc.Arbitrary<Appearance> = fc.record({
  theme: fc.constantFrom("system", "light", "dark"),
  contrast: fc.constantFrom("system", "more"),
  density: fc.constantFrom("comfortable", "compact"),
  text: fc.constantFrom("small", "regular", "large", "largest"),
});

describe("the appearance", () => {
  test("is after a reload what was chosen", () => {
    const isKept = (appearance: Appearance) => void expect(readAppearance(writeAppearance(appearance))).toEqual(appearance);
    fc.assert(fc.property(anyAppearance, isKept));
  });

  test("is as usual when nothing or nonsense was kept", () => {
    const isUsual = (text: string | null) => void expect(readAppearance(text)).toEqual(usualAppearance);
    fc.assert(fc.property(fc.string(), isUsual));
    for (const text of [null, "", "null", "[]", "7", '{"theme":"pink","text":3}', '{"theme":{}}']) isUsual(text);
  });

  test("keeps what it understands beside what it does not", () => {
    expect(readAppearance('{"theme":"dark","density":"airy","sound":"loud"}')).toEqual({ ...usualAppearance, theme: "dark" });
  });

  test("marks the page only with what is not as usual", () => {
    expect(attributesOf(usualAppearance, false)).toEqual({});
    expect(attributesOf({ theme: "dark", contrast: "more", density: "compact", text: "large" }, false)).toEqual({
      theme: "dark",
      contrast: "more",
      density: "compact",
      text: "large",
    });
  });

  test("has more contrast where the system asks for it, and does not keep that", () => {
    expect(attributesOf(usualAppearance, true)).toEqual({ contrast: "more" });
    expect(writeAppearance(usualAppearance)).toBe("{}");
  });
});
