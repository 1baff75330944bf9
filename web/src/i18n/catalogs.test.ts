/* The catalogs hold what the code says, all of it and nothing else, with the same values and all plural forms of each language. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Found, messagesIn, needsOf } from "../../scripts/messages.ts";

const SOURCE = join(import.meta.dirname, "..");
const files = readdirSync(SOURCE, { recursive: true })
  .map(String)
  .filter((name) => /(?<!\.test)\.tsx?$/.test(name));
const said: (Found & { file: string })[] = files.flatMap((file) => messagesIn(file, readFileSync(join(SOURCE, file), "utf8")).map((found) => ({ file, ...found })));
const english = [...new Set(said.map(({ text }) => text))];

const catalogOf = (code: string) => JSON.parse(readFileSync(join(import.meta.dirname, `${code}.json`), "utf8")) as Record<string, string>;
const categoriesOf = (code: string) => new Intl.PluralRules(code).resolvedOptions().pluralCategories;

describe.each(["de", "ar"])("the catalog of %s", (code) => {
  const catalog = catalogOf(code);
  const pairs = Object.entries(catalog);

  test("has words for everything the code says, and for nothing else", () => {
    expect(Object.keys(catalog).toSorted()).toEqual(english.toSorted());
  });

  test("is in the order of the alphabet, so that two who add words seldom meet", () => {
    expect(Object.keys(catalog)).toEqual(Object.keys(catalog).toSorted());
  });

  test("leaves no word empty", () => {
    expect(pairs.filter(([, words]) => words.trim() === "")).toEqual([]);
  });

  test("uses the values of the English, all and no others", () => {
    const names = (message: string) => [...needsOf(message).values].toSorted();
    expect(pairs.filter(([source, words]) => names(source).join(" ") !== names(words).join(" "))).toEqual([]);
  });

  test("tells apart as many numbers as the language does", () => {
    const short = pairs.filter(([, words]) => [...needsOf(words).plurals.values()].some((ways) => categoriesOf(code).some((category) => !ways.has(category))));
    expect(short).toEqual([]);
  });

  test("counts where the English counts", () => {
    const lost = pairs.filter(([source, words]) => [...needsOf(source).plurals.keys()].some((name) => !needsOf(words).plurals.has(name)));
    expect(lost).toEqual([]);
  });
});

describe("the English of the code", () => {
  test("tells one from many", () => {
    const short = english.filter((text) => [...needsOf(text).plurals.values()].some((ways) => categoriesOf("en").some((category) => !ways.has(category))));
    expect(short).toEqual([]);
  });

  test("gets the values it names wherever it is said", () => {
    const isFed = ({ text, given }: Found) => given === null || [...needsOf(text).values].toSorted().join(" ") === given.toSorted().join(" ");
    expect(said.filter((found) => !isFed(found)).map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
  });
});
