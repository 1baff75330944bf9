import { afterEach, describe, expect, test } from "vitest";
import { renderToStaticMarkup } from "react-dom/server";
import { createElement } from "react";
import arabic from "./ar.json";
import german from "./de.json";
import { rich } from "./rich";
import { type Catalog, ENGLISH, list, msg, number, speak, t } from "./t";

const catalog = (compiled: unknown) => compiled as Catalog;
const inGerman = () => speak({ locale: "de", catalog: catalog(german), isRightToLeft: false });
const inArabic = () => speak({ locale: "ar", catalog: catalog(arabic), isRightToLeft: true });

afterEach(() => speak({ locale: "en", catalog: ENGLISH, isRightToLeft: false }));

const found = (count: number) => t("{count, plural, one {# message found} other {# messages found}}", { count });

describe("words", () => {
  test("are in English as the code says them", () => {
    expect(t("Save")).toBe("Save");
    expect(t("Last used {when}", { when: "yesterday" })).toBe("Last used yesterday");
    expect([found(1), found(2), found(1200)]).toEqual(["1 message found", "2 messages found", "1,200 messages found"]);
  });

  test("are in the language that is spoken", () => {
    inGerman();
    expect(t("Save")).toBe("Speichern");
    expect([found(1), found(1200)]).toEqual(["1 Nachricht gefunden", "1.200 Nachrichten gefunden"]);
  });

  test("have all six plural forms of Arabic", () => {
    inArabic();
    const forms = [0, 1, 2, 3, 11, 100].map(found);
    expect(new Set(forms).size).toBe(6);
    expect(forms[3]).toBe("عُثر على 3 رسائل");
  });

  test("that were kept for later are said in the language of the moment", () => {
    const blue = msg("Blue");
    inGerman();
    expect(t(blue)).toBe("Blau");
  });

  test("that a catalog lacks are English, and count as English does", () => {
    speak({ locale: "ar", catalog: {}, isRightToLeft: true });
    expect(t("Save")).toBe("Save");
    expect([found(2), found(3)]).toEqual(["2 messages found", "3 messages found"]);
  });

  test("from the right keep a Latin name from turning what stands around it", () => {
    inArabic();
    expect(t("in {place}", { place: "Design (2)" })).toBe("في \u2068Design (2)\u2069");
    expect(list(["Ana", "Jo"])).toBe("\u2068Ana\u2069 و\u2068Jo\u2069");
  });

  test("can hold parts that look different", () => {
    inGerman();
    const sentence = rich("You will join <group>{title}</group>.", { title: "Herbst & Co", group: createElement("bdi") });
    expect(renderToStaticMarkup(sentence)).toBe("Du trittst <bdi>Herbst &amp; Co</bdi> bei.");
  });

  test("write numbers as the language does", () => {
    expect(number(1234.5)).toBe("1,234.5");
    inGerman();
    expect(number(1234.5)).toBe("1.234,5");
  });
});
