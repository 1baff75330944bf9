import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";

const css = readFileSync(resolve(import.meta.dirname, "tokens.css"), "utf8");

/** The measures in rem, and bare factors, that the block of this selector sets. */
function measures(selector: string): Map<string, number> {
  const body = css.slice(css.indexOf(`${selector} {`)).split("}", 1)[0] ?? "";
  return new Map([...body.matchAll(/--([\w-]+): ([\d.]+)(?:rem)?;/g)].map(([, name = "", value]) => [name, Number(value)]));
}

describe("the compact density", () => {
  const usual = measures(":root");
  const compact = measures(':root[data-density="compact"]');

  test("brings lists, headers and everything between messages closer together", () => {
    const timeline = ["size-body", "group-gap", "group-lead", "message-pad", "message-avatar", "day-pad"];
    expect([...compact.keys()]).toEqual(expect.arrayContaining(["conversation-row", "header-height", ...timeline]));
  });

  test("makes nothing larger, and nothing that the usual look does not have", () => {
    const larger = [...compact].filter(([name, value]) => !(value < (usual.get(name) ?? 0)));
    expect(larger).toEqual([]);
  });
});
