import { expect, test } from "vitest";
import { mentionParts } from "./mention-parts";

const called = new Map([["ana", "1"], ["ben.k", "2"], ["dot.", "3"], ["all", "all"]]);
const found = (text: string) => mentionParts(text, called).filter((part) => part.who !== null).map((part) => `${part.text}=${part.who}`);

test("names that the server found are parts of their own, whatever their case", () => {
  expect(mentionParts("Hi @Ana, and @ben.k.", called)).toEqual([
    { text: "Hi ", who: null },
    { text: "@Ana", who: "1" },
    { text: ", and ", who: null },
    { text: "@ben.k", who: "2" },
    { text: ".", who: null },
  ]);
});

test("the longest name that somebody has is the one that is meant", () => {
  expect(found("@dot. @ana. @all!")).toEqual(["@dot.=3", "@ana=1", "@all=all"]);
});

test("other names, addresses and code are text", () => {
  expect(found("@cleo mail@ana.org x/@ana `@ana` ``a ` @ana`` @anaconda")).toEqual([]);
  expect(mentionParts("nobody", called)).toEqual([{ text: "nobody", who: null }]);
});

test("nothing of a text is lost", () => {
  for (const text of ["", "@ana", "@ana@ana", "`@ana @ana", "\n@all\n"]) expect(mentionParts(text, called).map((part) => part.text).join("")).toBe(text);
});
