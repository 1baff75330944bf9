import { afterEach, expect, test } from "vitest";
import arabic from "@/i18n/ar.json";
import german from "@/i18n/de.json";
import { type Catalog, ENGLISH, speak } from "@/i18n/t";
import { memoryStorage } from "@/testing/memory-storage";
import { emojiGroups, emojiMatching, nameOf } from "./emoji";
import { frequentEmoji, noteUse } from "./frequent-emoji";

afterEach(() => speak({ locale: "en", catalog: ENGLISH, isRightToLeft: false }));

const all = emojiGroups().flatMap((group) => group.list);

test("every emoji is there once, with a name and as a picture", () => {
  expect(new Set(all.map(({ emoji }) => emoji)).size).toBe(all.length);
  for (const { emoji, name } of all) {
    expect(name).not.toBe("");
    expect(emoji).toMatch(/^\p{Extended_Pictographic}\ufe0f?$/u);
  }
});

test("they are found by name, by meaning and by themselves, the name first", () => {
  expect(emojiMatching("rocket")[0]?.emoji).toBe("🚀");
  expect(emojiMatching(" Thank You ").map(({ emoji }) => emoji)).toContain("🙏");
  expect(emojiMatching("🎉").map(({ name }) => name)).toEqual(["party popper"]);
  expect(emojiMatching("no such thing")).toEqual([]);
});

test("they have names and meanings in every language, in the same order", () => {
  const order = all.map(({ emoji }) => emoji);
  for (const [locale, catalog] of [["de", german], ["ar", arabic]] as const) {
    speak({ locale, catalog: catalog as unknown as Catalog, isRightToLeft: locale === "ar" });
    const list = emojiGroups().flatMap((group) => group.list);
    expect(list.map(({ emoji }) => emoji)).toEqual(order);
    expect(list.filter(({ name, words }) => !name || !words)).toEqual([]);
  }
});

test("they are found in the language that is spoken, whatever is written large", () => {
  speak({ locale: "de", catalog: german as unknown as Catalog, isRightToLeft: false });
  expect(emojiMatching("daumen")[0]?.emoji).toBe("👍");
});

test("one that is not in the list is called by itself", () => {
  expect([nameOf("👍"), nameOf("🦭")]).toEqual(["thumbs up", "🦭"]);
});

test("those used most come first, then those used last, then what everybody uses", () => {
  const storage = memoryStorage();
  for (const emoji of ["🌱", "🚀", "🌱", "🐛"]) noteUse(storage, emoji);
  expect(frequentEmoji(storage, 5)).toEqual(["🌱", "🐛", "🚀", "👍", "❤️"]);
});

test("what is kept of them may be damaged", () => {
  const storage = memoryStorage();
  storage.setItem("natter.emoji", "{broken");
  expect(frequentEmoji(storage, 1)).toEqual(["👍"]);
  storage.setItem("natter.emoji", '[1, ["🚀"], ["🐛", 2]]');
  expect(frequentEmoji(storage, 1)).toEqual(["🐛"]);
});
