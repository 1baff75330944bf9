/* Nothing that people read or hear stands in the code without its translation. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isSpeaking, type Node, parsed, textOf, walk } from "../../scripts/messages.ts";

const SOURCE = join(import.meta.dirname, "..");
const files = readdirSync(SOURCE, { recursive: true })
  .map(String)
  .filter((name) => /(?<!\.test)\.tsx?$/.test(name) && !/^(testing|generated|worker|i18n)\//.test(name));

/** Attributes whose words are for the browser. */
const TECHNICAL = new Set(["className", "aria-keyshortcuts", "d", "viewBox"]);

/** What looks like words and is a name: of keys, headers, the product, a format. */
const NAMES = new Set([
  ..."ArrowDown ArrowUp ArrowLeft ArrowRight Home End Enter Escape Tab PageUp PageDown Backspace Delete Key".split(" "),
  ..."Content-Type Retry-After Upload-Offset Files AbortError ApiError".split(" "),
  "Bearer …",
  "Natter",
  "GIF",
]);
/** Of files by their endings (attachments/files.ts), of people in the picture of the first screen. */
const DATA = [/^([a-z0-9]+ )+[a-z0-9]+$/, /^(Ana Lima|Jonas Weber)$/];

const isOurs = (text: string) => NAMES.has(text.trim()) || DATA.some((pattern) => pattern.test(text));
const looksLikeWords = (text: string) => /^[A-Z]([a-z]| [a-z])/.test(text) || /[a-z] [a-z].*[.?!…]$/.test(text);

function wordsLeft(file: string, code: string): string[] {
  const left: string[] = [];
  const report = (node: Node, text: string) => left.push(`${file}:${code.slice(0, node.start).split("\n").length} ${text.trim()}`);
  walk(parsed(file, code), (node) => {
    if (isSpeaking(node) || node.type.startsWith("TS") || node.type === "ImportDeclaration") return false;
    // What is compared is not shown.
    if (node.type === "BinaryExpression") return false;
    // For who develops, not for who uses.
    if (node.type === "NewExpression" && (node["callee"] as Node)["name"] === "Error") return false;
    if (node.type === "JSXAttribute" && TECHNICAL.has(String((node["name"] as Node)["name"]))) return false;
    const text = node.type === "JSXText" ? String(node["value"]) : node.type === "TemplateLiteral" ? wordsAroundHoles(node) : textOf(node);
    if (text === null || isOurs(text)) return true;
    if (node.type === "JSXText" ? /\p{L}/u.test(text) : looksLikeWords(text)) report(node, text);
    return true;
  });
  return left;
}

/** The text of a template, with its holes as "…". */
function wordsAroundHoles(node: Node): string {
  return (node["quasis"] as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join("…");
}

test("every word that is shown goes through t", () => {
  expect(files.flatMap((file) => wordsLeft(file, readFileSync(join(SOURCE, file), "utf8")))).toEqual([]);
});

test("words that do not are found, wherever they stand", () => {
  const code = `
    export const names = ["Blue"];
    export function Sample({ count }: { count: number }) {
      showToast("sample", count > 1 ? "They are gone." : t("It is gone."));
      return <p title="A hint" className="flex gap-2" aria-label={\`Seen by \${count}\`}>Hello {count} <b>{t("again")}</b></p>;
    }`;
  expect(wordsLeft("Sample.tsx", code).map((line) => line.replace(/^\S+ /, ""))).toEqual(["Blue", "They are gone.", "A hint", "Seen by …", "Hello"]);
});
