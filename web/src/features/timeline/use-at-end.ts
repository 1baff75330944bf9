/* Whether the end of the timeline is on the screen. What counts as read follows from it. */
import { useEffect, useState, type RefObject } from "react";
import { natter } from "@/app/natter";
import { isNearEnd } from "./reading-line";

/** `isNewest`: the last row loaded is the last there is. */
export function useAtEnd(scrollerRef: RefObject<HTMLElement | null>, isReady: boolean, isNewest: boolean): boolean {
  const [isNear, setNear] = useState(true);
  const isAtEnd = isNear && isNewest;

  useEffect(() => {
    const scroller = scrollerRef.current;
    if (!scroller || !isReady) return;
    const look = () => setNear(isNearEnd(scroller));
    look();
    scroller.addEventListener("scroll", look, { passive: true });
    return () => scroller.removeEventListener("scroll", look);
  }, [scrollerRef, isReady]);

  useEffect(() => {
    const scroller = scrollerRef.current;
    // Measured here, not taken from state: on the first pass the state does not know yet where the timeline starts.
    if (scroller && isReady) natter.timeline.setAtEnd(isNewest && isNearEnd(scroller));
  }, [scrollerRef, isReady, isNewest, isNear]);

  return isAtEnd;
}
