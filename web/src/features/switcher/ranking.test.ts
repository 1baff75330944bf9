import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { folded, matchOf, ranked } from "./ranking";

function order(names: string[], query: string): string[] {
  return ranked(names, (name) => matchOf(folded(name), query)).map(({ item }) => item);
}

function marked(name: string, query: string): string[] | null {
  return matchOf(folded(name), query)?.spans.map(([from, to]) => name.slice(from, to)) ?? null;
}

describe("names that answer to what was typed", () => {
  test("come whole first, then by their beginning, then by the beginning of a word, then from inside", () => {
    expect(order(["Banana split", "Team Ana", "Anabel", "Ana"], "ana")).toEqual(["Ana", "Anabel", "Team Ana", "Banana split"]);
  });

  test("keep their order, the newest first, when they answer equally well", () => {
    expect(order(["Garden plans", "Garden", "Garden tools"], "gar")).toEqual(["Garden plans", "Garden", "Garden tools"]);
  });

  test.each([
    ["José Núñez", "nunez", ["Núñez"]],
    ["Ana Lima", "lima an", ["An", "Lima"]],
    ["ليلى حسن", "حسن", ["حسن"]],
    ["Ｎａｔｔｅｒ", "nat", ["Ｎａｔ"]],
    ["Website relaunch 2027", "wr", ["W", "r"]],
    ["Marketing weekly", "mktg", ["M", "k", "t", "g"]],
    ["Office move", "fic mo", ["fic", "mo"]],
    ["Café ☕ crew", "☕", ["☕"]],
    ["Jose\u0301", "jose", ["Jose\u0301"]],
  ])("%j answers to %j with %j", (name, query, expected) => {
    expect(marked(name, query)).toEqual(expected);
  });

  test.each([
    ["Ana Lima", "anna"],
    ["Ana Lima", "iml"],
    ["Ana Lima", ""],
    ["Ana Lima", "  "],
    ["", "a"],
  ])("%j does not answer to %j", (name, query) => {
    expect(marked(name, query)).toBeNull();
  });

  test("are guessed only when nothing is sure", () => {
    expect(order(["Marketing ideas", "Mei Tanaka"], "mei")).toEqual(["Mei Tanaka"]);
    expect(order(["Marketing ideas", "Ana Lima"], "mei")).toEqual(["Marketing ideas"]);
  });

  test("are marked in order, inside the name and without overlap, whatever is typed", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "n", "á", "ß", "ﬁ", " ", "-", "👍", "N", "\u0301"), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (name, query) => {
        let end = 0;
        for (const [from, to] of matchOf(folded(name), query)?.spans ?? []) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(to).toBeGreaterThan(from);
          end = to;
        }
        expect(end).toBeLessThanOrEqual(name.length);
      }),
    );
  });

  test("always answer to their own beginning", () => {
    const letters = fc.array(fc.constantFrom("a", "Ñ", "ß", "ن", "字", "é", "1", "👍"), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(letters, fc.string(), fc.nat(8), (beginning, rest, length) => {
        expect(matchOf(folded(beginning.join("") + rest), beginning.slice(0, length + 1).join(""))).not.toBeNull();
      }),
    );
  });
});
