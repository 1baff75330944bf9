/*
 * The messages of one conversation, oldest on top.
 *
 * The scroller is a reversed column: its origin is the end, so the newest message stays in view and older pages come in
 * above without moving what one reads. What arrives below while one reads further up is evened out by KeepPlace.
 */
import { MessageCircleWarning } from "lucide-react";
import { useLayoutEffect, useMemo, useRef, type Ref } from "react";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { useNow } from "@/components/use-now";
import { useRovingFocus } from "@/components/use-roving-focus";
import type { ConversationView } from "@/features/conversations/use-conversations";
import { Announcer } from "./Announcer";
import { Beginning } from "./Beginning";
import { ChangeRow } from "./ChangeRow";
import { DayDivider } from "./DayDivider";
import { daysOf } from "./days";
import { JumpPill } from "./JumpPill";
import { KeepPlace } from "./KeepPlace";
import { MessageRow } from "./MessageRow";
import { NewDivider } from "./NewDivider";
import { NewerEdge, OlderEdge } from "./Edges";
import { StatusLine } from "./StatusLine";
import { TimelineSkeleton } from "./TimelineSkeleton";
import { useAtEnd } from "./use-at-end";
import { useTimeline } from "./use-timeline";

export function Timeline({ view }: { view: ConversationView }) {
  const { id } = view.conversation;
  const timeline = useTimeline(id);
  const scrollerRef = useRef<HTMLDivElement>(null);
  const roving = useRovingFocus("last");
  const now = useNow();
  const days = useMemo(() => daysOf(timeline.rows), [timeline.rows]);
  const isReady = timeline.status === "ready";
  useStartAtNewDivider(scrollerRef, isReady);
  const isAtEnd = useAtEnd(scrollerRef, isReady, timeline.newer === "none");

  useGoToEnd(scrollerRef, timeline.jumps);

  if (timeline.status === "loading") return <TimelineSkeleton />;
  if (timeline.status === "error") return <Failed conversationId={id} failure={timeline.failure} />;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scrollerRef}
        role="region"
        aria-label={`Messages with ${view.title}`}
        tabIndex={-1}
        className="flex min-h-0 flex-1 flex-col-reverse overflow-x-hidden overflow-y-auto overscroll-contain outline-none"
      >
        <KeepPlace scrollerRef={scrollerRef} isNewest={timeline.newer === "none"}>
          <div
            ref={roving.listRef as Ref<HTMLDivElement>}
            onKeyDown={roving.onKeyDown}
            onFocus={roving.onFocus}
            className="mx-auto w-full max-w-[calc(var(--content-width)+2rem)] pt-4"
          >
            {timeline.older === "none" ? <Beginning view={view} /> : <OlderEdge edge={timeline.older} conversationId={id} rootRef={scrollerRef} />}
            {days.map((day) => (
              <section key={day.key}>
                <DayDivider at={day.at} now={now} />
                <ol>
                  {day.rows.map((row) => {
                    if (row.type === "new") return <NewDivider key={row.key} count={row.count} />;
                    if (row.type === "change") return <ChangeRow key={row.key} change={row.change} />;
                    return <MessageRow key={row.key} message={row.message} isGroupStart={row.isGroupStart} isGroup={view.conversation.kind === "group"} />;
                  })}
                </ol>
              </section>
            ))}
            {timeline.newer !== "none" && <NewerEdge edge={timeline.newer} conversationId={id} rootRef={scrollerRef} />}
            <StatusLine view={view} rows={timeline.rows} />
          </div>
        </KeepPlace>
      </div>
      {!isAtEnd && <JumpPill unread={view.unread} onJump={() => natter.timeline.jumpToEnd(id)} />}
      <Announcer rows={timeline.rows} />
    </div>
  );
}

/** Opening a conversation with unread messages starts where reading stopped. */
function useStartAtNewDivider(scrollerRef: React.RefObject<HTMLElement | null>, isReady: boolean): void {
  useLayoutEffect(() => {
    if (isReady) scrollerRef.current?.querySelector("[data-new-divider]")?.scrollIntoView({ block: "start" });
  }, [scrollerRef, isReady]);
}

/** After a jump, or when one has sent something. */
function useGoToEnd(scrollerRef: React.RefObject<HTMLElement | null>, jumps: number): void {
  const before = useRef(jumps);
  useLayoutEffect(() => {
    if (jumps !== before.current) scrollerRef.current?.scrollTo({ top: 0 });
    before.current = jumps;
  }, [scrollerRef, jumps]);
}

function Failed({ conversationId, failure }: { conversationId: string; failure: string | null }) {
  return (
    <div className="grid min-h-0 flex-1 place-items-center overflow-y-auto">
      <EmptyState
        tone="danger"
        icon={MessageCircleWarning}
        title="The messages did not load"
        action={<Button onClick={() => natter.timeline.retry(conversationId)}>Try again</Button>}
      >
        {failure}
      </EmptyState>
    </div>
  );
}
