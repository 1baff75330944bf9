/**
 * How well a name answers to what was typed. Pure.
 *
 * Own code because what people type is words in any order, in any script, with or without accents, and what matched is
 * shown: no library did the three together (docs/decisions/018).
 */

/** A text without case and accents, and where each of its characters stood in the original. */
export interface Folded {
  plain: string;
  /** One entry more than `plain` has characters: the end. */
  origin: number[];
  /** Where words begin in `plain`. */
  wordStarts: number[];
}

/** From, to (not included), in the original name. */
export type Span = [number, number];

export interface Match {
  /** 0 is best: whole name · its beginning · beginnings of words · initials · somewhere inside · letters in order. */
  tier: number;
  spans: Span[];
}

/** From here on a match is a guess. */
export const GUESS = 5;
/** Fewer letters in order are found in nearly every name. */
const FEWEST_GUESSED = 3;

export function folded(text: string): Folded {
  let plain = "";
  const origin: number[] = [];
  let at = 0;
  for (const character of text) {
    const bare = character.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
    plain += bare;
    for (let unit = 0; unit < bare.length; unit++) origin.push(at);
    at += character.length;
  }
  return { plain, origin: [...origin, at], wordStarts: [...plain.matchAll(/[\p{L}\p{N}]+/gu)].map((word) => word.index) };
}

/** Null when the name does not answer at all. A blank query is answered by nothing. */
export function matchOf(name: Folded, query: string): Match | null {
  const wanted = folded(query).plain.trim();
  if (wanted === "") return null;
  const words = wanted.split(/\s+/);
  const found = whole(name, wanted) ?? beginnings(name, words) ?? initials(name, words.join("")) ?? inside(name, words) ?? inOrder(name, words.join(""));
  return found && { tier: found.tier, spans: joined(found.spans.map(([from, to]) => [name.origin[from] ?? 0, endOf(name, to)])) };
}

function whole({ plain }: Folded, wanted: string): Match | null {
  if (!plain.startsWith(wanted)) return null;
  return { tier: plain.trimEnd() === wanted ? 0 : 1, spans: [[0, wanted.length]] };
}

/** Each word at the beginning of another word of the name. */
function beginnings({ plain, wordStarts }: Folded, words: string[]): Match | null {
  const free = new Set(wordStarts);
  const spans: Span[] = [];
  for (const word of words.toSorted((a, b) => b.length - a.length)) {
    const start = [...free].find((from) => plain.startsWith(word, from));
    if (start === undefined) return null;
    free.delete(start);
    spans.push([start, start + word.length]);
  }
  return { tier: 2, spans };
}

function initials({ plain, wordStarts }: Folded, letters: string): Match | null {
  if (letters.length < 2) return null;
  const all = wordStarts.map((start) => plain[start]).join("");
  return all.startsWith(letters) ? { tier: 3, spans: wordStarts.slice(0, letters.length).map((start) => [start, start + 1]) } : null;
}

function inside({ plain }: Folded, words: string[]): Match | null {
  const spans = words.map((word): Span => [plain.indexOf(word), plain.indexOf(word) + word.length]);
  return spans.every(([from]) => from >= 0) ? { tier: 4, spans } : null;
}

/** The letters one after the other, the first of them at the beginning of a word. */
function inOrder({ plain, wordStarts }: Folded, letters: string): Match | null {
  if (letters.length < FEWEST_GUESSED) return null;
  for (const start of wordStarts) {
    const spans: Span[] = [];
    let at = start;
    for (const letter of letters) {
      at = spans.length === 0 && plain[start] !== letter[0] ? -1 : plain.indexOf(letter, at);
      if (at < 0) break;
      spans.push([at, at + letter.length]);
      at += letter.length;
    }
    if (at >= 0) return { tier: GUESS, spans };
  }
  return null;
}

/** The end of the character before `to`: what was folded away after it (an accent of its own) belongs to it. */
function endOf({ origin }: Folded, to: number): number {
  return origin[to] ?? origin.at(-1) ?? 0;
}

/** In order, those that touch as one. */
function joined(spans: Span[]): Span[] {
  const result: Span[] = [];
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** Those that answer, the best first and otherwise in their order; guesses only when there is nothing better. */
export function ranked<Item>(items: readonly Item[], matchFor: (item: Item) => Match | null): { item: Item; match: Match }[] {
  const found = items.flatMap((item) => {
    const match = matchFor(item);
    return match ? [{ item, match }] : [];
  });
  const isSure = found.some(({ match }) => match.tier < GUESS);
  return found.filter(({ match }) => !isSure || match.tier < GUESS).toSorted((a, b) => a.match.tier - b.match.tier);
}
