import { expect, test } from "vitest";
import { ana, aUser, bo } from "@/testing/builders";
import { choicesShown, mentionChoices } from "./mention-choices";
import { mentionAt } from "./mention-token";

const people = [
  { ...aUser(ana, "Ana Núñez"), username: "an" },
  { ...aUser(bo, "Bo"), username: "bo.anders" },
  { ...aUser("c", "Zoë"), username: "zz9" },
];
const names = (query: string, hasEverybody = false) => mentionChoices(query, people, hasEverybody).map((choice) => choice.username);

test("a name is being typed from the @ to the caret", () => {
  expect(mentionAt("hi @an", 6)).toEqual({ start: 3, query: "an" });
  expect(mentionAt("hi @an there", 6)).toEqual({ start: 3, query: "an" });
  expect(mentionAt("@", 1)).toEqual({ start: 0, query: "" });
  expect(mentionAt("(@zo\u00eb", 5)).toEqual({ start: 1, query: "zoë" });
  expect(mentionAt("你好@安", 4)).toEqual({ start: 2, query: "安" });
});

test("in an address, behind a blank or far away none is", () => {
  expect([mentionAt("mail@an", 7), mentionAt("@an ", 4), mentionAt("@an", 0), mentionAt("x/@an", 5), mentionAt("@@an", 4)]).toEqual([null, null, null, null, null]);
});

test("people answer by the name they show and by their user name, without accents", () => {
  expect(names("nun")).toEqual(["an"]);
  expect(names("zoe")).toEqual(["zz9"]);
  expect(names("an")).toEqual(["an", "bo.anders"]);
  expect(names("q")).toEqual([]);
});

test("everybody stands last, where there are several to speak to", () => {
  expect(names("", true)).toEqual(["an", "bo.anders", "zz9", "all"]);
  expect(names("al", true)).toEqual(["all"]);
  expect(names("al")).toEqual([]);
});

test("no more are offered than one can see at once", () => {
  const many = Array.from({ length: 50 }, (_, index) => aUser(`u${index}`));
  expect(mentionChoices("", many, true)).toHaveLength(choicesShown);
});
