/** Fetching pages of messages: the newest when a conversation opens, older and newer ones at the edges, around a jump. */

import type { MessagePage } from "@/generated/contract";
import type { Api } from "@/lib/api-client";
import { messageOf } from "@/lib/api-error";
import { withoutShown } from "@/store/apply-frame";
import type { Store } from "@/store/store";
import { emptyTimeline, findMessage, hasNewer, hasOlder, pageSize, shownRun, type Timeline, withPage } from "./timeline";

export interface History {
  /** Sees to it that what the anchor names is there: the newest page, or the surroundings of a message. */
  open(conversationId: string): void;
  loadOlder(conversationId: string): void;
  loadNewer(conversationId: string): void;
  jumpTo(conversationId: string, messageNo: number): void;
  /** The end is shown, and the screen may stay where it is: for opening. */
  showEnd(conversationId: string): void;
  /** The end is shown and the screen goes there. */
  jumpToEnd(conversationId: string): Promise<void>;
}

type Direction = "older" | "newer";

export function createHistory(store: Store, api: Api): History {
  const timelineOf = (id: string) => store.getState().timelines[id] ?? emptyTimeline;
  const headOf = (id: string) => store.getState().conversations.byId[id]?.last_message_no ?? 0;

  /** Changes the timeline, unless the conversation was forgotten meanwhile. */
  function change(id: string, how: (timeline: Timeline) => Timeline): void {
    store.setState((state) => (state.conversations.byId[id] ? { timelines: { ...state.timelines, [id]: how(state.timelines[id] ?? emptyTimeline) } } : state));
  }

  async function fetchPage(id: string, query: string): Promise<void> {
    const { messages } = await api.get<MessagePage>(`/api/chat/conversations/${id}/messages?limit=${pageSize}${query}`);
    change(id, (timeline) => withPage(timeline, messages));
    store.setState((state) => withoutShown(state, id));
  }

  async function loadFirst(id: string, query: string): Promise<void> {
    change(id, (timeline) => ({ ...timeline, status: "loading", failure: null }));
    try {
      await fetchPage(id, query);
      change(id, (timeline) => ({ ...timeline, status: "ready" }));
    } catch (error) {
      change(id, (timeline) => ({ ...timeline, status: "error", failure: messageOf(error) }));
    }
  }

  async function loadEdge(id: string, edge: Direction, query: string): Promise<void> {
    change(id, (timeline) => ({ ...timeline, [edge]: "loading", failure: null }));
    try {
      await fetchPage(id, query);
      change(id, (timeline) => ({ ...timeline, [edge]: "idle" }));
    } catch (error) {
      change(id, (timeline) => ({ ...timeline, [edge]: "error", failure: messageOf(error) }));
    }
  }

  function open(id: string): void {
    const timeline = timelineOf(id);
    if (timeline.status === "loading") return;
    if (timeline.anchor !== "end") return jumpTo(id, timeline.anchor);
    if (!isComplete(timeline, headOf(id))) void loadFirst(id, "");
  }

  function jumpTo(id: string, messageNo: number): void {
    change(id, (timeline) => ({ ...timeline, anchor: messageNo }));
    if (!findMessage(timelineOf(id).messages, messageNo)) void loadFirst(id, `&around=${messageNo}`);
  }

  function showEnd(id: string): void {
    change(id, (timeline) => ({ ...timeline, anchor: "end" }));
    open(id);
  }

  /** What is shown stays until the end is there, so that the screen changes once. */
  async function jumpToEnd(id: string): Promise<void> {
    const timeline = timelineOf(id);
    if (timeline.status !== "loading" && !isComplete(timeline, headOf(id))) await loadFirst(id, "");
    change(id, (loaded) => ({ ...loaded, anchor: "end", jumps: loaded.jumps + 1 }));
  }

  return {
    open,
    jumpTo,
    showEnd,
    jumpToEnd,
    loadOlder(id) {
      const timeline = timelineOf(id);
      const [first] = shownRun(timeline);
      if (first && timeline.older !== "loading" && hasOlder([first], headOf(id))) void loadEdge(id, "older", `&before=${first.message_no}`);
    },
    loadNewer(id) {
      const timeline = timelineOf(id);
      const last = shownRun(timeline).at(-1);
      if (last && timeline.newer !== "loading" && hasNewer([last], headOf(id))) void loadEdge(id, "newer", `&after=${last.message_no}`);
    },
  };
}

/** A page or more up to the head is there, or all that there is. */
function isComplete(timeline: Timeline, head: number): boolean {
  const run = shownRun({ ...timeline, anchor: "end" });
  const isEnough = run.length >= pageSize || !hasOlder(run, head);
  return timeline.status === "ready" && isEnough && !hasNewer(run, head);
}
