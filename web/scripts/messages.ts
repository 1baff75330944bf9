/**
 * Finds the words that the client says, and compiles them for the browser (src/i18n/t.ts).
 *
 * As a plugin of the build: messages with values or plurals in the code become their compiled form, and so do the catalogs. As a
 * function for tests: which messages there are.
 */

import compile from "icu-minify/compile";
import { type Plugin, parseSync } from "vite";

/** A message in the code. */
export interface Found {
  text: string;
  /** Offsets of the literal in the file. */
  start: number;
  end: number;
  /** The names of the values that stand beside it; null when they are not written there one by one. */
  given: string[] | null;
}

export type Node = { type: string; start: number; end: number } & Record<string, unknown>;

const SPEAKING = new Set(["t", "msg", "rich"]);

/** All first arguments of t("…"), rich("…") and msg("…"), also behind `condition ? … : …`. */
export function messagesIn(fileName: string, code: string): Found[] {
  const found: Found[] = [];
  walk(parsed(fileName, code), (node) => {
    if (!isSpeaking(node)) return;
    const [message, values] = node["arguments"] as Node[];
    // What is kept for later gets its values later.
    const given = (node["callee"] as Node)["name"] === "msg" ? null : namesIn(values);
    for (const { text, start, end } of literalsIn(message)) found.push({ text, start, end, given });
  });
  return found;
}

export function isSpeaking(node: Node): boolean {
  const callee = node["callee"] as Node | undefined;
  return node.type === "CallExpression" && callee?.type === "Identifier" && SPEAKING.has(String(callee["name"]));
}

export function parsed(fileName: string, code: string): Node {
  const { program, errors } = parseSync(fileName, code);
  if (errors[0]) throw new Error(`${fileName}: ${errors[0].message}`);
  return program as unknown as Node;
}

/** `visit` answers false where there is nothing to look for further down. */
export function walk(node: Node, visit: (node: Node) => boolean | void): void {
  if (visit(node) === false) return;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(child)) walk(child, visit);
  }
}

/** The names of the values a message needs, and the plural categories it tells apart, by the name of the value. */
export function needsOf(message: string): { values: Set<string>; plurals: Map<string, Set<string>> } {
  const values = new Set<string>();
  const plurals = new Map<string, Set<string>>();
  const look = (part: unknown) => {
    if (!Array.isArray(part)) return;
    const [name, kind, ...rest] = part as [string, unknown, ...unknown[]];
    values.add(name);
    // A value with a kind (plural, number) says how; a tag just holds words.
    if (typeof kind !== "number") return [kind, ...rest].forEach(look);
    const ways = (rest[0] ?? {}) as Record<string, unknown>;
    if (kind === PLURAL) plurals.set(name, new Set(Object.keys(ways)));
    for (const way of Object.values(ways)) if (Array.isArray(way)) way.forEach(look);
  };
  const compiled = compile(message);
  if (Array.isArray(compiled)) for (const part of compiled) look(part);
  return { values, plurals };
}

/** As icu-minify writes it down (its TYPE_PLURAL). */
const PLURAL = 2;

export function messages(): Plugin {
  return {
    name: "messages",
    enforce: "pre",
    transform: {
      filter: { id: /\/src\/.*\.(tsx?|json)$/ },
      handler(code, id) {
        if (id.endsWith(".json")) return { code: compiledCatalog(code), map: null };
        const built = compiledMessages(id, code);
        // Everything stays in its line, which is as near as anybody needs to know.
        return built === code ? null : { code: built, map: null };
      },
    },
  };
}

function compiledCatalog(json: string): string {
  const catalog = JSON.parse(json) as Record<string, string>;
  return JSON.stringify(Object.fromEntries(Object.entries(catalog).map(([english, words]) => [keyOf(english), compile(words)])));
}

/** As src/i18n/t.ts looks it up: what the code says is compiled by then. */
function keyOf(english: string): string {
  const compiled = compile(english);
  return typeof compiled === "string" ? compiled : JSON.stringify(compiled);
}

function compiledMessages(fileName: string, code: string): string {
  if (!/\b(t|msg|rich)\(/.test(code)) return code;
  let built = code;
  for (const { text, start, end } of messagesIn(fileName, code).toReversed()) {
    const english = compile(text);
    if (english !== text) built = `${built.slice(0, start)}${JSON.stringify(english)}${built.slice(end)}`;
  }
  return built;
}

function literalsIn(node: Node | undefined): { text: string; start: number; end: number }[] {
  if (!node) return [];
  if (node.type === "ConditionalExpression") return [...literalsIn(node["consequent"] as Node), ...literalsIn(node["alternate"] as Node)];
  const text = textOf(node);
  return text === null ? [] : [{ text, start: node.start, end: node.end }];
}

/** What a literal says; null for anything else, and for a template with holes. */
export function textOf(node: Node): string | null {
  if (node.type === "Literal" && typeof node["value"] === "string") return node["value"];
  if (node.type !== "TemplateLiteral" || (node["expressions"] as Node[]).length > 0) return null;
  const [part] = node["quasis"] as [{ value: { cooked: string } }];
  return part.value.cooked;
}

function namesIn(values: Node | undefined): string[] | null {
  if (!values) return [];
  if (values.type !== "ObjectExpression") return null;
  const properties = values["properties"] as Node[];
  if (properties.some(({ type }) => type !== "Property")) return null;
  return properties.map((property) => String((property["key"] as Node)["name"]));
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
