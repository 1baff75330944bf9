/* Where a list was scrolled to, kept while it is away: on a phone it makes room for the conversation and comes back. */
import { useLayoutEffect, useRef, type RefObject } from "react";

const places = new Map<string, number>();

export function useKeptScroll(name: string): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const scroller = ref.current;
    if (!scroller) return;
    scroller.scrollTop = places.get(name) ?? 0;
    const keep = () => places.set(name, scroller.scrollTop);
    scroller.addEventListener("scroll", keep, { passive: true });
    return () => scroller.removeEventListener("scroll", keep);
  }, [name]);
  return ref;
}
