/* Nothing is laid out to the left or right where the start or end of a line is meant. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SOURCE = join(import.meta.dirname, "..");
/** With a measure after it (ml-2, left-0), or whole (text-left). */
const PHYSICAL = /(?<![\w-])-?(?:(?:ml|mr|pl|pr|left|right|space-x|border-[lr]|rounded-(?:[lr]|[tb][lr]))-[\w./[\]%()]+|(?:text|origin)-(?:left|right)|border-[lr])(?=["'` ])/g;

/** The middle of something has no direction; a transform has its opposite beside it. */
const allowed = (name: string, line: string) => name === "left-1/2" || /rtl:(origin-right|space-x-reverse)/.test(line);

function physicalClasses(code: string): string[] {
  const lines = code.split("\n").filter((line) => /class(Name|es)|^\s*"/.test(line));
  return lines.flatMap((line) => (line.match(PHYSICAL) ?? []).filter((name) => !allowed(name, line)));
}

test("classes name start and end, which change sides in Arabic", () => {
  const files = readdirSync(SOURCE, { recursive: true }).map(String).filter((name) => name.endsWith(".tsx"));
  expect(files.flatMap((file) => physicalClasses(readFileSync(join(SOURCE, file), "utf8")).map((name) => `${file}: ${name}`))).toEqual([]);
});

test("a class that names a side is found", () => {
  expect(physicalClasses('<p className="flex ml-2 phone:text-left left-0 -mr-1 ms-2" />')).toEqual(["ml-2", "text-left", "left-0", "-mr-1"]);
});
