/* The ends of what is loaded: the next page is fetched before one gets there, and its place is held by quiet rows. */
import { useEffect, useRef, type RefObject } from "react";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { t } from "@/i18n/t";
import { SkeletonRows } from "./TimelineSkeleton";
import type { Edge } from "./timeline";

type Props = { edge: Edge | "none"; conversationId: string; rootRef: RefObject<HTMLElement | null> };

/** How far ahead a page is asked for: more than one scrolls while it comes and is drawn. */
const AHEAD = "3000px";

export function OlderEdge({ edge, conversationId, rootRef }: Props) {
  const ref = useNear(rootRef, edge === "idle", () => natter.timeline.loadOlder(conversationId));
  return (
    <div ref={ref}>
      {edge === "error" ? (
        <Failed onRetry={() => natter.timeline.loadOlder(conversationId)}>{t("Older messages did not load.")}</Failed>
      ) : (
        <SkeletonRows count={4} />
      )}
    </div>
  );
}

export function NewerEdge({ edge, conversationId, rootRef }: Props) {
  const ref = useNear(rootRef, edge === "idle", () => natter.timeline.loadNewer(conversationId));
  return (
    <div ref={ref}>
      {edge === "error" ? (
        <Failed onRetry={() => natter.timeline.loadNewer(conversationId)}>{t("Newer messages did not load.")}</Failed>
      ) : (
        <SkeletonRows count={2} />
      )}
    </div>
  );
}

/** Calls `onNear` when the element comes near to the screen, and again after each page that leaves it there. */
function useNear(rootRef: RefObject<HTMLElement | null>, isWaiting: boolean, onNear: () => void): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  const call = useRef(onNear);
  useEffect(() => {
    call.current = onNear;
  });
  useEffect(() => {
    if (!isWaiting || !ref.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && call.current(), {
      root: rootRef.current,
      rootMargin: `${AHEAD} 0px`,
    });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [rootRef, isWaiting]);
  return ref;
}

function Failed({ onRetry, children }: { onRetry: () => void; children: string }) {
  return (
    <p role="alert" className="flex flex-wrap items-center justify-center gap-3 px-4 py-6 text-small text-muted">
      {children}
      <Button size="small" onClick={onRetry}>
        {t("Try again")}
      </Button>
    </p>
  );
}
