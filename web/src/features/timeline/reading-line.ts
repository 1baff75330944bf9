/*
 * What one reads right now, measured: by it the place is kept while rows come and go, and given back when one returns.
 *
 * The scroller is a reversed column: its origin is the end.
 */
import type { Place } from "./places";

/** Rows that one can stand on, in their order. */
const ROW = "[data-roving]";

/** Nearer to the end than this, one is at the end. */
const END_PIXELS = 48;

export function isNearEnd(scroller: HTMLElement): boolean {
  return Math.abs(scroller.scrollTop) < END_PIXELS;
}

/**
 * The row that one reads: a third below the upper edge. Not the uppermost, because that may be the first one loaded, and
 * loses its name and picture when the page before it comes.
 */
export function rowInFocus(scroller: HTMLElement): HTMLElement | null {
  return rowAt(scroller, scroller.clientHeight / 3, ROW);
}

/** The first row that ends further down than `below` px under the upper edge; by halves, so that a thousand rows cost ten measurements. */
function rowAt(scroller: HTMLElement, below: number, selector: string): HTMLElement | null {
  const edge = scroller.getBoundingClientRect().top + below;
  const rows = scroller.querySelectorAll<HTMLElement>(selector);
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > edge) high = middle;
    else low = middle + 1;
  }
  return rows[Math.min(low, rows.length - 1)] ?? null;
}

/** Null when there is no message that is in the log. */
export function placeIn(scroller: HTMLElement): Place | null {
  const row = rowAt(scroller, 0, "[data-message-no]");
  return row && { messageNo: Number(row.dataset["messageNo"]), top: Math.round(topOf(row, scroller)) };
}

export function rowOf(scroller: HTMLElement, messageNo: number): HTMLElement | null {
  return scroller.querySelector<HTMLElement>(`[data-message-no="${messageNo}"]`);
}

/** In px below the upper edge of the screen. */
export function topOf(row: HTMLElement, scroller: HTMLElement): number {
  return row.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
}
