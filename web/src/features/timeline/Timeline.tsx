/*
 * The messages of one conversation, oldest on top.
 *
 * The scroller is a reversed column: its origin is the end, so the newest message stays in view and older pages come in
 * above without moving what one reads. What arrives below while one reads further up is evened out by KeepPlace. Rows far from
 * what one reads are let go of by the store (history.ts), so that there are never many here, however long the log is.
 */
import { MessageCircleWarning } from "lucide-react";
import { lazy, Suspense, useDeferredValue, useRef, type Ref } from "react";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { useMedia } from "@/components/use-media";
import { useNow } from "@/components/use-now";
import { useRovingFocus } from "@/components/use-roving-focus";
import type { ConversationView } from "@/features/conversations/use-conversations";
import { t } from "@/i18n/t";
import { Announcer } from "./Announcer";
import { Beginning } from "./Beginning";
import { Days } from "./Days";
import { JumpPill } from "./JumpPill";
import { KeepPlace } from "./KeepPlace";
import { NewerEdge, OlderEdge } from "./Edges";
import { StatusLine } from "./StatusLine";
import { TimelineSkeleton } from "./TimelineSkeleton";
import { useAtEnd } from "./use-at-end";
import { useGoal } from "./use-goal";
import { usePlace } from "./use-place";
import { useTimeline } from "./use-timeline";

/** Only fingers swipe. */
const SwipeToReply = lazy(async () => ({ default: (await import("@/features/messages/SwipeToReply")).SwipeToReply }));

export function Timeline({ view }: { view: ConversationView }) {
  const { id } = view.conversation;
  // Drawn between the frames of scrolling: a page of rows is more than fits into one.
  const timeline = useDeferredValue(useTimeline(id));
  const scrollerRef = useRef<HTMLDivElement>(null);
  const roving = useRovingFocus("last");
  const now = useNow();
  const hasTouch = useMedia("(pointer: coarse)");
  const isReady = timeline.status === "ready";
  const isNewest = timeline.newer === "none";
  useGoal(scrollerRef, timeline.goal, timeline.rows, isReady);
  const isAtEnd = useAtEnd(scrollerRef, isReady, isNewest);
  usePlace(scrollerRef, id, isReady, isNewest);

  if (timeline.status === "loading") return <TimelineSkeleton />;
  if (timeline.status === "error") return <Failed conversationId={id} failure={timeline.failure} />;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scrollerRef}
        role="region"
        aria-label={t("Messages with {title}", { title: view.title })}
        tabIndex={-1}
        className="flex min-h-0 flex-1 flex-col-reverse overflow-x-hidden overflow-y-auto overscroll-contain outline-none"
      >
        <KeepPlace scrollerRef={scrollerRef} isNewest={isNewest}>
          <div
            ref={roving.listRef as Ref<HTMLDivElement>}
            onKeyDown={roving.onKeyDown}
            onFocus={roving.onFocus}
            className="mx-auto w-full max-w-[calc(var(--content-width)+2rem)] pt-4"
          >
            {timeline.older === "none" ? <Beginning view={view} /> : <OlderEdge edge={timeline.older} conversationId={id} rootRef={scrollerRef} />}
            <Days rows={timeline.rows} now={now} isGroup={view.conversation.kind === "group"} />
            {!isNewest && <NewerEdge edge={timeline.newer} conversationId={id} rootRef={scrollerRef} />}
            <StatusLine view={view} last={isNewest ? (timeline.rows.at(-1) ?? null) : null} />
          </div>
        </KeepPlace>
      </div>
      <Suspense fallback={null}>{hasTouch && <SwipeToReply scrollerRef={scrollerRef} conversationId={id} />}</Suspense>
      {!isAtEnd && <JumpPill unread={view.unread} onJump={() => natter.timeline.jumpToEnd(id)} />}
      <Announcer message={view.conversation.last_message} />
    </div>
  );
}

function Failed({ conversationId, failure }: { conversationId: string; failure: string | null }) {
  return (
    <div className="grid min-h-0 flex-1 place-items-center overflow-y-auto">
      <EmptyState
        tone="danger"
        icon={MessageCircleWarning}
        title={t("The messages did not load")}
        action={<Button onClick={() => natter.timeline.retry(conversationId)}>{t("Try again")}</Button>}
      >
        {failure}
      </EmptyState>
    </div>
  );
}
