/** The timeline of one conversation for components. */

import { useEffect, useMemo } from "react";
import { natter } from "@/app/natter";
import { type PendingSend, sendsIn } from "@/features/composer/pending-sends";
import { useMyId } from "@/features/session/use-session";
import type { Message } from "@/generated/contract";
import { useStore } from "@/store/store";
import { type Change, changesWithin, extentOf } from "./changes";
import { type TimelineRow, timelineRows } from "./rows";
import { type Edge, emptyTimeline, type Goal, hasNewer, hasOlder, shownRun, type Timeline } from "./timeline";

export interface TimelineView {
  /** loading: nothing to show yet (skeleton) · ready · error: see `failure`, offer natter.timeline.retry */
  status: "loading" | "ready" | "error";
  failure: string | null;
  rows: TimelineRow[];
  /** none: this is the beginning · idle: there is more, call loadOlder when near · loading · error: offer loadOlder again */
  older: Edge | "none";
  /** none: this is the end · idle: there is more (after a jump), call loadNewer when near */
  newer: Edge | "none";
  /** Where the screen should go: one asked for it, sent something, or comes back. */
  goal: Goal | null;
}

export function useTimeline(conversationId: string): TimelineView {
  const myId = useMyId();
  const timeline = useStore((state) => state.timelines[conversationId]) ?? emptyTimeline;
  const sends = useStore((state) => sendsIn(state.outbox, conversationId));
  const head = useStore((state) => state.conversations.byId[conversationId]?.last_message_no ?? 0);
  const newAfter = useStore((state) => (state.view.conversationId === conversationId ? state.view.newAfter : null));
  const run = useMemo(() => shownRun(timeline), [timeline]);
  const changes = useChanges(conversationId, run, head);
  const isNewest = timeline.anchor === "end" || !hasNewer(run, head);
  const rows = useMemo(
    () => timelineRows({ run, changes, sends: isNewest ? sends : noSends, myId, newAfter, head }),
    [run, changes, sends, isNewest, myId, newAfter, head],
  );
  useEffect(() => natter.people.need(authorsOf(rows)), [rows]);
  return useMemo(
    () => ({
      status: statusOf(timeline, run, head, rows.length > 0),
      failure: timeline.failure,
      rows,
      older: hasOlder(run, head) ? timeline.older : "none",
      newer: isNewest ? "none" : timeline.newer,
      goal: timeline.goal,
    }),
    [timeline, run, head, rows, isNewest],
  );
}

const none: Change[] = [];
/** What I write goes to the end; it is not shown at the edge of a part further back. */
const noSends: PendingSend[] = [];

/** Those that lie where the shown messages do. */
function useChanges(conversationId: string, run: Message[], head: number): Change[] {
  const changes = useStore((state) => state.changes[conversationId]) ?? none;
  const applied = useStore((state) => state.cursors[conversationId]?.applied ?? 0);
  return useMemo(() => changesWithin(changes, extentOf(run, head, applied)), [changes, run, head, applied]);
}

/** Enough messages to fill most screens: no skeleton while the page that completes them is on its way. */
const enough = 20;

function statusOf(timeline: Timeline, run: Message[], head: number, hasRows: boolean): TimelineView["status"] {
  if (timeline.status === "ready" || run.length >= enough) return "ready";
  if (run.length > 0 && !hasOlder(run, head)) return "ready";
  if (timeline.status === "error") return hasRows ? "ready" : "error";
  return "loading";
}

function authorsOf(rows: TimelineRow[]): string[] {
  return [...new Set(rows.flatMap(namedIn))];
}

function namedIn(row: TimelineRow): string[] {
  if (row.type === "message") return [row.message.actor_id];
  if (row.type !== "change") return [];
  const { actor_id, data } = row.change;
  return "user_id" in data ? [actor_id, data.user_id] : [actor_id];
}
