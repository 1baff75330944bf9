import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { contrastRatio, isInGamut, readPalette } from "./contrast";

const css = readFileSync(resolve(import.meta.dirname, "tokens.css"), "utf8");
const SURFACES = ["bg", "bg-raised", "bg-sunken", "bg-hover", "bg-active"];
const PEOPLE = Array.from({ length: 12 }, (_, colour) => String(colour));

/** [foreground, background, least ratio]: the promises of web/DESIGN.md. */
function promises(contrast: "normal" | "more"): [string, string, number][] {
  const text = contrast === "more" ? 7 : 4.5;
  const control = contrast === "more" ? 4.5 : 3;
  return [
    ...SURFACES.flatMap((surface) =>
      ["text", "text-muted", "text-faint", "accent-text", "danger-text"].map(
        (name): [string, string, number] => [name, surface, text],
      ),
    ),
    ...SURFACES.flatMap((surface) =>
      ["focus", "border-strong", "accent", "danger"].map((name): [string, string, number] => [name, surface, 3]),
    ),
    ...["bg", "bg-raised", "bg-sunken"].map((surface): [string, string, number] => ["border-strong", surface, control]),
    ...SURFACES.flatMap((surface) => ["success", "away"].map((name): [string, string, number] => [name, surface, 3])),
    ["text", "bg-accent", text],
    ["text-muted", "bg-accent", text],
    ["accent-text", "bg-accent", text],
    ["text", "selection", text],
    ["text", "bg-danger", text],
    ["danger-text", "bg-danger", 4.5],
    ["text", "bg-warning", text],
    ["warning-text", "bg-warning", 4.5],
    ["on-accent", "accent", text],
    ["on-accent", "accent-hover", text],
    ["on-danger", "danger", 4.5],
    ["on-danger", "danger-hover", 4.5],
    ["on-mention", "mention", 4.5],
    ...PEOPLE.map((colour): [string, string, number] => [`person-text-${colour}`, `person-${colour}`, 4.5]),
    ...PEOPLE.flatMap((colour) =>
      SURFACES.map((surface): [string, string, number] => [`person-text-${colour}`, surface, 4.5]),
    ),
  ];
}

describe.each(["normal", "more"] as const)("with %s contrast", (contrast) => {
  const palette = readPalette(css, contrast);

  describe.each(["light", "dark"] as const)("in the %s theme", (scheme) => {
    test("every colour can be shown by an sRGB screen", () => {
      const outside = [...palette].filter(([, colours]) => !isInGamut(colours[scheme])).map(([name]) => name);
      expect(outside).toEqual([]);
    });

    test("every promised pair has its contrast", () => {
      const tooLow = promises(contrast).flatMap(([front, back, least]) => {
        const ratio = contrastRatio(palette.get(front)![scheme], palette.get(back)![scheme]);
        return ratio >= least ? [] : [`${front} on ${back}: ${ratio.toFixed(2)} < ${least}`];
      });
      expect(tooLow).toEqual([]);
    });
  });
});
