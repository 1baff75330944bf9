/*
 * Which rows of a long list of equally high rows need to exist: those on the screen and a few around them.
 *
 * The list says how high it would be, and its rows are placed in it.
 */
import { useEffect, useState, type RefObject } from "react";

/** Rows kept beyond each edge of the screen: enough for a quick flick and for arrow keys. */
const AROUND = 12;
/** Lists shorter than this are simply drawn. */
const FEW = 60;

export type Span = { from: number; to: number };

export function useWindow(scrollerRef: RefObject<HTMLElement | null>, count: number, rowHeight: number): Span {
  const [span, setSpan] = useState<Span>({ from: 0, to: FEW });
  useEffect(() => {
    const scroller = scrollerRef.current;
    if (!scroller || count <= FEW) return;
    const look = () => {
      const next = spanAt(scroller.scrollTop, scroller.clientHeight, rowHeight);
      setSpan((now) => (now.from === next.from && now.to === next.to ? now : next));
    };
    look();
    scroller.addEventListener("scroll", look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", look);
      observer.disconnect();
    };
  }, [scrollerRef, count, rowHeight]);
  return count <= FEW ? { from: 0, to: count } : { from: Math.min(span.from, count), to: Math.min(span.to, count) };
}

/** In steps of half of what is kept around, so that most scroll events change nothing. */
function spanAt(top: number, height: number, rowHeight: number): Span {
  const step = AROUND / 2;
  const first = Math.floor(top / rowHeight / step) * step;
  const last = Math.ceil((top + height) / rowHeight / step) * step;
  return { from: Math.max(0, first - AROUND), to: last + AROUND };
}
