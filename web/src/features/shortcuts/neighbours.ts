/* Which conversation comes before or after the open one, in the order of the list. Pure. */
type Row = { id: string; unread: number };
/** 1: down the list, -1: up. */
export type Direction = 1 | -1;

/** The next one; with none open the list is entered from the end that one comes from. Null at the end of the list. */
export function neighbour(rows: readonly Row[], openId: string | null, direction: Direction): string | null {
  const at = rows.findIndex((row) => row.id === openId);
  if (at < 0) return (direction === 1 ? rows[0] : rows.at(-1))?.id ?? null;
  return rows[at + direction]?.id ?? null;
}

/** The next one with something unread, starting again at the other end; null when there is none beside the open one. */
export function unreadNeighbour(rows: readonly Row[], openId: string | null, direction: Direction): string | null {
  const walked = direction === 1 ? rows : rows.toReversed();
  const at = walked.findIndex((row) => row.id === openId);
  const ahead = [...walked.slice(at + 1), ...walked.slice(0, Math.max(at, 0))];
  return ahead.find((row) => row.unread > 0)?.id ?? null;
}
