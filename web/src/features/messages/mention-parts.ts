/**
 * Where a text speaks to those whom the server found in it. Pure.
 *
 * Whom a message speaks to is the server's to say (`mentions`); this only finds the words, so a name that is no mention
 * stays text.
 */

export interface MentionPart {
  text: string;
  /** Whom it speaks to: a user id, or "all"; null for what lies between. */
  who: string | null;
}

const name = /(?<![a-z0-9\u00C0-\u024F@/])@([a-z0-9][a-z0-9._-]{1,31})/gi;
const code = /(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g;

/** `called`: user ids, or "all", by user name. */
export function mentionParts(text: string, called: ReadonlyMap<string, string>): MentionPart[] {
  const parts: MentionPart[] = [];
  const inCode = [...text.matchAll(code)].map((match) => [match.index, match.index + match[0].length] as const);
  let end = 0;
  for (const match of text.matchAll(name)) {
    const whole = match[1]!.toLowerCase();
    const found = [whole, whole.replace(/[._-]+$/, "")].find((reading) => called.has(reading));
    if (!found || inCode.some(([from, to]) => match.index >= from && match.index < to)) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), who: null });
    end = match.index + 1 + found.length;
    parts.push({ text: text.slice(match.index, end), who: called.get(found)! });
  }
  if (end < text.length) parts.push({ text: text.slice(end), who: null });
  return parts;
}
