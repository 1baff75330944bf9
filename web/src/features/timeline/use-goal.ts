/* Takes the screen where the timeline's goal says, and on opening to where the new messages begin. */
import { useLayoutEffect, useRef, type RefObject } from "react";
import type { TimelineRow } from "./rows";
import { rowOf, topOf } from "./reading-line";
import type { Goal } from "./timeline";

/** How long the message that one jumped to is marked. */
const MARKED_MILLISECONDS = 1_600;

/** `rows` as they are drawn: a goal waits until its row is among them. */
export function useGoal(scrollerRef: RefObject<HTMLElement | null>, goal: Goal | null, rows: TimelineRow[], isReady: boolean): void {
  /** Undefined until the screen has gone somewhere for the first time. */
  const reached = useRef<Goal | null>(undefined);

  useLayoutEffect(() => {
    const scroller = scrollerRef.current;
    if (!scroller || !isReady || goal === reached.current) return;
    if (!goal) {
      if (reached.current === undefined) scroller.querySelector("[data-new-divider]")?.scrollIntoView({ block: "start" });
      reached.current = null;
      return;
    }
    if (go(scroller, goal)) reached.current = goal;
  }, [scrollerRef, goal, rows, isReady]);
}

/** False while the row is not there. */
function go(scroller: HTMLElement, goal: Goal): boolean {
  if (goal.to === "end") {
    scroller.scrollTo({ top: 0 });
    return true;
  }
  const row = rowOf(scroller, goal.messageNo);
  if (!row) return false;
  if (goal.top === null) {
    row.scrollIntoView({ block: row.clientHeight < scroller.clientHeight ? "center" : "start" });
    // Arrows and screen readers go on from here.
    row.focus({ preventScroll: true });
    mark(row);
  } else {
    scroller.scrollTop += topOf(row, scroller) - goal.top;
  }
  return true;
}

/** A tint that fades; with reduced motion it stands and goes at once. Not a class: a row that is let go and comes back is not marked again. */
function mark(row: HTMLElement): void {
  const tint = { backgroundColor: "color-mix(in oklab, var(--accent) 22%, var(--bg))" };
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  row.animate([tint, { ...tint, offset: isStill ? 1 : 0.5 }, ...(isStill ? [] : [{}])], { id: "marked", duration: MARKED_MILLISECONDS, easing: "ease-out" });
}
