import { beforeEach, expect, test } from "vitest";
import { ENGLISH, speak } from "@/i18n/t";
import { isLong } from "./long-bodies";
import { listOfNames, typingSentence } from "./sentences";

beforeEach(() => speak({ locale: "en-GB", catalog: ENGLISH, isRightToLeft: false }));

test.each([
  [["Ana"], "Ana"],
  [["Ana", "Jo"], "Ana and Jo"],
  [["Ana", "Jo", "Mo", "Li", "Xu"], "Ana, Jo and 3 others"],
])("%j read as %j", (names, expected) => {
  expect(listOfNames(names)).toBe(expected);
});

test.each([
  [[], null],
  [["Ana"], "Ana is typing"],
  [["Ana", "Jo"], "Ana and Jo are typing"],
  [["Ana", "Jo", "Mo"], "3 people are typing"],
])("%j typing reads %j", (names, expected) => {
  expect(typingSentence(names)).toBe(expected);
});

test.each([
  ["short", false],
  ["x\n".repeat(39), false],
  ["x\n".repeat(60), true],
  ["x".repeat(4000), true],
])("a message of many lines is long", (body, expected) => {
  expect(isLong(body)).toBe(expected);
});
