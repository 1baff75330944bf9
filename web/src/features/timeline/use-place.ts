/* Tells the client which message one reads, so that one comes back to it and what is far from it can be let go. */
import { useLayoutEffect, useRef, type RefObject } from "react";
import { natter } from "@/app/natter";
import { isNearEnd, placeIn } from "./reading-line";

const EVERY_MILLISECONDS = 150;

/** `isNewest`: the last row loaded is the last there is. */
export function usePlace(scrollerRef: RefObject<HTMLElement | null>, conversationId: string, isReady: boolean, isNewest: boolean): void {
  const hasNewest = useRef(isNewest);
  useLayoutEffect(() => {
    hasNewest.current = isNewest;
  }, [isNewest]);

  useLayoutEffect(() => {
    const scroller = scrollerRef.current;
    if (!scroller || !isReady) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isScrolling = false;
    const tell = () => natter.timeline.setPlace(conversationId, hasNewest.current && isNearEnd(scroller) ? null : placeIn(scroller));
    const look = () => {
      tell();
      timer = isScrolling ? setTimeout(look, EVERY_MILLISECONDS) : undefined;
      if (!isScrolling) natter.timeline.rest(conversationId);
      isScrolling = false;
    };
    const onScroll = () => {
      isScrolling = true;
      timer ??= setTimeout(look, EVERY_MILLISECONDS);
    };
    scroller.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      scroller.removeEventListener("scroll", onScroll);
      tell();
    };
  }, [scrollerRef, conversationId, isReady]);
}
