/* Which messages are too long to be shown whole. Pure: a guess from the text, so that nothing needs measuring. */
const MOST_LINES = 40;
/** About what fits into a line of the text column. */
const LINE_CHARACTERS = 95;

export function isLong(body: string): boolean {
  if (body.length < MOST_LINES) return false;
  const lines = body.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / LINE_CHARACTERS)), 0);
  return lines > MOST_LINES;
}
