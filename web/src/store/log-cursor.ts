/**
 * How far a conversation's log has been applied here, and what arrived too early. Pure.
 *
 * Only `seq == applied + 1` is applied, older is dropped, and what lies beyond a hole waits in the stash until the hole
 * is fetched. So every event is applied once and in order, whatever the network does.
 */

import type { LoggedEvent } from "@/generated/contract";

export interface LogCursor {
  /** The last seq applied. */
  applied: number;
  /** The highest seq that is known to exist. */
  head: number;
  /** Beyond the hole, by seq; at most `stashLimit`, the rest is fetched again. */
  stash: Record<number, LoggedEvent>;
}

export const stashLimit = 256;

export function startCursor(applied: number): LogCursor {
  return { applied, head: applied, stash: {} };
}

/** The cursor after `event`, and the events to apply now, in order. */
export function received(cursor: LogCursor, event: LoggedEvent): { cursor: LogCursor; due: LoggedEvent[] } {
  const known = withKnownHead(cursor, event.seq);
  if (event.seq <= cursor.applied) return { cursor: known, due: [] };
  if (event.seq > cursor.applied + 1) return { cursor: stashed(known, event), due: [] };
  const due = [event];
  const stash = { ...known.stash };
  for (let seq = event.seq + 1; stash[seq]; seq += 1) due.push(stash[seq] as LoggedEvent);
  const applied = cursor.applied + due.length;
  for (const seq of Object.keys(stash)) if (Number(seq) <= applied) delete stash[Number(seq)];
  return { cursor: { ...known, applied, stash }, due };
}

/** Someone told us how far the log goes. */
export function withKnownHead(cursor: LogCursor, head: number): LogCursor {
  return head > cursor.head ? { ...cursor, head } : cursor;
}

/** Whether events are missing here. */
export function isBehind(cursor: LogCursor): boolean {
  return cursor.applied < cursor.head;
}

function stashed(cursor: LogCursor, event: LoggedEvent): LogCursor {
  if (Object.keys(cursor.stash).length >= stashLimit) return cursor;
  return { ...cursor, stash: { ...cursor.stash, [event.seq]: event } };
}
