import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { directionOf, keptLanguage, LANGUAGES, languageFor, localeFor } from "./languages";

describe("the language", () => {
  test.each([
    [["de-AT", "en"], "de"],
    [["fr-FR", "ar-EG", "de"], "ar"],
    [["fr", "it"], "en"],
    [["EN-gb", "de"], "en"],
    [["den"], "en"],
    [[], "en"],
  ])("is the first of %j that we speak: %s", (preferred, code) => {
    expect(languageFor(preferred)).toBe(code);
  });

  test("was chosen only if we speak it", () => {
    expect(["de", "ar", "en", "fr", "", "de-AT", null].map(keptLanguage)).toEqual(["de", "ar", "en", null, null, null, null]);
  });

  test("follows the browser in the variety of its dates and digits", () => {
    expect(localeFor("en", ["de", "en-GB", "en-US"])).toBe("en-GB");
    expect(localeFor("ar", ["en-GB"])).toBe("ar");
  });

  test("runs from the right for Arabic alone", () => {
    expect(LANGUAGES.filter(({ code }) => directionOf(code) === "rtl").map(({ code }) => code)).toEqual(["ar"]);
  });
});

describe("before the first paint", () => {
  const script = readFileSync(join(import.meta.dirname, "../../public/appearance.js"), "utf8");

  /** What the script in the page makes of <html>. */
  function painted(kept: string | null, languages: readonly string[]): { lang: string; dir: string } {
    const documentElement = { lang: "en", dir: "", dataset: {} };
    const localStorage = { getItem: (key: string) => (key === "natter.language" ? kept : null) };
    runInNewContext(script, { document: { documentElement }, localStorage, navigator: { languages }, matchMedia: () => ({ matches: false }) });
    return { lang: documentElement.lang, dir: documentElement.dir || "ltr" };
  }

  test("the page says the language and direction that it will have", () => {
    const tags = fc.array(fc.constantFrom("en-GB", "de", "de-CH", "ar", "AR-eg", "fr", "he-IL"), { maxLength: 4 });
    const kept = fc.constantFrom(null, "en", "de", "ar", "fr", "");
    fc.assert(
      fc.property(kept, tags, (text, preferred) => {
        const code = keptLanguage(text) ?? languageFor(preferred);
        expect(painted(text, preferred)).toEqual({ lang: code, dir: directionOf(code) });
      }),
    );
  });

  test("a browser without storage gets English from the left", () => {
    const documentElement = { lang: "en", dir: "", dataset: {} };
    runInNewContext(script, { document: { documentElement }, navigator: { languages: ["ar"] } });
    expect(documentElement).toMatchObject({ lang: "en", dir: "" });
  });
});
