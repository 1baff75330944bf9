/** The name that is being typed after an @, right before the caret. Pure. */

export interface MentionToken {
  /** Where the @ stands. */
  start: number;
  /** What was typed of the name so far. */
  query: string;
}

/** Letters of any script, because people are found by the names that they show, too. */
const token = /(?<![a-z0-9\u00C0-\u024F@/])@([\p{L}\p{N}._-]{0,32})$/iu;

/** Null when nobody is being named there. */
export function mentionAt(text: string, caret: number): MentionToken | null {
  const match = token.exec(text.slice(0, caret));
  return match && { start: match.index, query: match[1]! };
}
