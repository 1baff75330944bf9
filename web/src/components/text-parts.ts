/*
 * Splitting what a person wrote into plain text and links. Pure; MessageText shows the parts.
 *
 * A link is made only for http, https and mailto. Everything else stays text, so nothing that a stranger typed can run.
 */
export type TextPart = { kind: "text"; text: string } | { kind: "link"; text: string; href: string };

const LINK = /https?:\/\/[^\s<>"]+|www\.[^\s<>"]+\.[^\s<>"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/giu;
const TRAILING = /[.,:;!?'"»”’…*_~]+$/u;
/** Made from a string because the v flag is newer than the language level that we compile for. */
const EMOJI = new RegExp(String.raw`^(?:\p{RGI_Emoji}|\p{Extended_Pictographic}\uFE0F?)$`, "v");
const MOST_EMOJI = 6;

export function textParts(body: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of body.matchAll(LINK)) {
    const text = withoutTrailing(match[0]);
    const href = hrefOf(text);
    if (!href || match.index < end) continue;
    if (match.index > end) parts.push({ kind: "text", text: body.slice(end, match.index) });
    parts.push({ kind: "link", text, href });
    end = match.index + text.length;
  }
  if (end < body.length) parts.push({ kind: "text", text: body.slice(end) });
  return parts;
}

/** Punctuation after a link belongs to the sentence; a closing bracket only when it was not opened inside. */
function withoutTrailing(link: string): string {
  let text = link.replace(TRAILING, "");
  while (/[)\]}]$/u.test(text) && !isBalanced(text)) text = text.slice(0, -1).replace(TRAILING, "");
  return text;
}

function isBalanced(text: string): boolean {
  return [..."()[]{}"].every((bracket, place, all) => place % 2 === 0 || count(text, bracket) <= count(text, all[place - 1]!));
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function hrefOf(text: string): string | null {
  const address = /^https?:/iu.test(text) ? text : text.includes("@") && !/^www\./iu.test(text) ? `mailto:${text}` : `https://${text}`;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
}

/** Whether the message is nothing but one to six emoji, which are then shown large. */
export function isOnlyEmoji(body: string): boolean {
  const text = body.replaceAll(/\s/gu, "");
  if (text.length === 0 || text.length > 80) return false;
  const characters = [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)];
  return characters.length <= MOST_EMOJI && characters.every(({ segment }) => EMOJI.test(segment));
}
