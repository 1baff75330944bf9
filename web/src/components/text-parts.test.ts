import { expect, test } from "vitest";
import { isOnlyEmoji, textParts } from "./text-parts";

const links = (body: string) => textParts(body).flatMap((part) => (part.kind === "link" ? [part.href] : []));

test("joining the parts gives back what was written", () => {
  const body = "See https://natter.example/a_(b), www.example.org. or ana@example.org! <b>no</b>";
  expect(textParts(body).map((part) => part.text).join("")).toBe(body);
});

test.each([
  ["https://natter.example/a", ["https://natter.example/a"]],
  ["(https://natter.example/a)", ["https://natter.example/a"]],
  ["https://en.example/wiki/A_(b).", ["https://en.example/wiki/A_(b)"]],
  ["Look: http://localhost:8080/x?y=1#z, ok", ["http://localhost:8080/x?y=1#z"]],
  ["www.example.org", ["https://www.example.org/"]],
  ["write to ana.b+c@mail.example.org now", ["mailto:ana.b+c@mail.example.org"]],
  ["javascript:alert(1)", []],
  ["data:text/html,<script>1</script>", []],
  ["file:///etc/passwd", []],
  ["ftp://example.org/a", []],
  ["https://", []],
  ["1.2.3 and e.g. this", []],
])("the links of %j are %j", (body, expected) => {
  expect(links(body)).toEqual(expected);
});

test.each([
  ["👍", true],
  ["❤️", true],
  ["👩‍👩‍👧‍👦 🇩🇪 👍🏽", true],
  ["1", false],
  ["#", false],
  ["👍👍👍👍👍👍👍", false],
  ["ok 👍", false],
  ["   ", false],
])("%j is only emoji: %j", (body, expected) => {
  expect(isOnlyEmoji(body)).toBe(expected);
});
