/**
 * A finger that draws a message towards the end of its lines, to answer it. Pure: a state, and what each touch makes of it.
 *
 * A finger is let scroll whenever that may be what it wants: a swipe begins only after a clear way along the lines, never at the
 * sides of the window, which are the browser's for going back, and a gesture that was something else stays so until the finger lifts.
 */

export interface Point {
  x: number;
  y: number;
}

export interface Ground {
  /** Of the window, in px. */
  width: number;
  isRightToLeft: boolean;
}

export type Swipe =
  | { phase: "resting" }
  /** Nobody knows yet what the finger wants. */
  | { phase: "touching"; from: Point; direction: 1 | -1 }
  /** `travelled`: how far along, in px, from where it became a swipe; never below 0. */
  | { phase: "swiping"; from: Point; direction: 1 | -1; travelled: number }
  /** Something else, until the finger lifts. */
  | { phase: "refused" };

/** A touch this near to a side of the window may be the browser's. */
export const edgePx = 28;
/** By then a finger has said what it wants. */
export const decidesPx = 14;
/** This far, and lifting it answers. */
export const answersPx = 56;
/** The row follows no further. */
const farthestPx = 72;

export const resting: Swipe = { phase: "resting" };
export const refused: Swipe = { phase: "refused" };

/** After a finger came down; a second one ends it. */
export function touched(swipe: Swipe, at: Point, { width, isRightToLeft }: Ground): Swipe {
  if (swipe.phase !== "resting" || at.x < edgePx || at.x > width - edgePx) return refused;
  return { phase: "touching", from: at, direction: isRightToLeft ? -1 : 1 };
}

/** After the finger moved. */
export function moved(swipe: Swipe, to: Point): Swipe {
  if (swipe.phase !== "touching" && swipe.phase !== "swiping") return swipe;
  const along = (to.x - swipe.from.x) * swipe.direction;
  if (swipe.phase === "swiping") return { ...swipe, travelled: Math.max(0, along - decidesPx) };
  const across = Math.abs(to.y - swipe.from.y);
  if (Math.hypot(along, across) < decidesPx) return swipe;
  return along >= 2 * across ? { ...swipe, phase: "swiping", travelled: Math.max(0, along - decidesPx) } : refused;
}

/** How near it is to answering, 0 to 1; 1: lifting the finger answers. */
export function progressOf(swipe: Swipe): number {
  return swipe.phase === "swiping" ? Math.min(1, swipe.travelled / answersPx) : 0;
}

/** How far the row has followed, in px to the right: with the finger at first, then less and less. */
export function offsetOf(swipe: Swipe): number {
  if (swipe.phase !== "swiping") return 0;
  const beyond = Math.max(0, swipe.travelled - answersPx);
  return swipe.direction * Math.min(farthestPx, Math.min(swipe.travelled, answersPx) + beyond / 4);
}
