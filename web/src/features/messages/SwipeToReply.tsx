/*
 * On touch: a message drawn towards the end of its lines is answered when the finger lifts. The row follows the finger, and a
 * disc at its start fills; with reduced motion only the disc shows. Others reach the same by the sheet of a long press, or R.
 */
import { Reply } from "lucide-react";
import { useEffect, useState, type RefObject } from "react";
import { natter } from "@/app/natter";
import { classes } from "@/components/classes";
import { ProgressRing } from "@/features/attachments/ProgressRing";
import { store } from "@/store/store";
import { findQuoted } from "./quotes";
import { moved, offsetOf, type Point, progressOf, refused, resting, type Swipe, touched } from "./swipe";

const FELT_MILLISECONDS = 10;
/** The disc is no further from the finger than this, above or below it. */
const FAR_PX = 80;

/** `middle`: of the disc, in px below the upper edge of the scroller. */
type Shown = { middle: number; progress: number };
type Row = { element: HTMLElement; messageNo: number; middle: number };

/** `scrollerRef`: the timeline's, with rows that say their `data-message-no`. */
export function SwipeToReply({ scrollerRef, conversationId }: { scrollerRef: RefObject<HTMLElement | null>; conversationId: string }) {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    const scroller = scrollerRef.current;
    return scroller ? followFingers(scroller, conversationId, setShown) : undefined;
  }, [scrollerRef, conversationId]);
  if (!shown) return null;
  const isAnswering = shown.progress === 1;
  return (
    <span
      aria-hidden
      className={classes("pointer-events-none absolute start-1 z-10 -mt-4.5 grid size-9 place-items-center rounded-full *:col-start-1 *:row-start-1", isAnswering ? "bg-accent text-on-accent" : "text-muted")}
      style={{ top: shown.middle, opacity: shown.progress, scale: 0.6 + 0.4 * shown.progress }}
    >
      {!isAnswering && <ProgressRing value={shown.progress} />}
      <Reply size={18} strokeWidth={2} className="relative" />
    </span>
  );
}

/** Answers what is drawn far enough, until the returned function is called. */
function followFingers(scroller: HTMLElement, conversationId: string, show: (shown: Shown | null) => void): () => void {
  const stop = new AbortController();
  const listening = { signal: stop.signal, passive: true };
  let swipe = resting;
  let row: Row | null = null;
  let isFelt = false;

  function change(next: Swipe): void {
    const before = swipe;
    swipe = next;
    if (!row || (before.phase !== "swiping" && next.phase !== "swiping")) return;
    draw(row.element, next);
    show(next.phase === "swiping" ? { middle: row.middle, progress: progressOf(next) } : null);
    if (progressOf(next) < 1 || isFelt) return;
    isFelt = true;
    // Of no use to Safari, which has no such thing; others may have it switched off.
    navigator.vibrate?.(FELT_MILLISECONDS);
  }

  function onPointerDown(event: PointerEvent): void {
    if (event.pointerType === "mouse") return;
    if (event.isPrimary) {
      row = rowUnder(event, scroller, conversationId);
      isFelt = false;
    }
    change(touched(row ? swipe : refused, pointOf(event), { width: innerWidth, isRightToLeft: getComputedStyle(scroller).direction === "rtl" }));
  }

  function onPointerMove(event: PointerEvent): void {
    if (event.isPrimary) change(moved(swipe, pointOf(event)));
  }

  function onPointerUp(event: PointerEvent): void {
    if (!event.isPrimary) return;
    const isAnswer = progressOf(swipe) === 1;
    change(resting);
    if (isAnswer && row) natter.composer.replyTo(conversationId, row.messageNo);
  }

  /** Up and down is the browser's, and along too once the page is zoomed and wider than the window. */
  function leaveToBrowser(): void {
    scroller.style.touchAction = (visualViewport?.scale ?? 1) > 1 ? "" : "pan-y pinch-zoom";
  }

  leaveToBrowser();
  visualViewport?.addEventListener("resize", leaveToBrowser, listening);
  scroller.addEventListener("pointerdown", onPointerDown, listening);
  scroller.addEventListener("pointermove", onPointerMove, listening);
  scroller.addEventListener("pointerup", onPointerUp, listening);
  scroller.addEventListener("pointercancel", () => change(resting), listening);
  return () => {
    stop.abort();
    change(resting);
    scroller.style.touchAction = "";
  };
}

function pointOf({ clientX: x, clientY: y }: PointerEvent): Point {
  return { x, y };
}

/** Null for what cannot be answered. */
function rowUnder({ target, clientY }: PointerEvent, scroller: HTMLElement, conversationId: string): Row | null {
  const element = target instanceof Element ? target.closest<HTMLElement>("[data-message-no]") : null;
  const messageNo = Number(element?.dataset["messageNo"]);
  const message = element && findQuoted(store.getState(), conversationId, messageNo);
  if (!message || message.deleted_at) return null;
  const { top, height } = element.getBoundingClientRect();
  // In the middle of the row; of a long one, near the finger.
  const middle = Math.min(Math.max(top + height / 2, clientY - FAR_PX), clientY + FAR_PX);
  return { element, messageNo, middle: middle - scroller.getBoundingClientRect().top };
}

function draw(element: HTMLElement, swipe: Swipe): void {
  const isMoving = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.style.transition = swipe.phase === "swiping" ? "none" : "transform var(--motion-enter) var(--motion-ease)";
  element.style.transform = isMoving && swipe.phase === "swiping" ? `translateX(${offsetOf(swipe)}px)` : "";
}
