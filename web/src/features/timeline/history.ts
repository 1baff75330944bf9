/**
 * Fetching pages of messages: the newest when a conversation opens, older and newer ones at the edges, around a jump; and
 * letting go of those that are far from what one reads.
 */

import type { MessagePage } from "@/generated/contract";
import type { Api } from "@/lib/api-client";
import { messageOf } from "@/lib/api-error";
import { withoutShown } from "@/store/apply-frame";
import type { Store } from "@/store/store";
import { type Place, withPlace } from "./places";
import { emptyTimeline, findMessage, type Goal, hasNewer, hasOlder, mostKept, pageSize, settled, shownRun, type Timeline, withoutFar, withPage } from "./timeline";

export interface History {
  /** Sees to it that what the anchor names is there: the newest page, or the surroundings of a message. */
  open(conversationId: string): void;
  loadOlder(conversationId: string): void;
  loadNewer(conversationId: string): void;
  /** Goes to a message and marks it for a moment. What is shown stays until it is there, so that the screen changes once. */
  jumpTo(conversationId: string, messageNo: number): Promise<void>;
  /** For opening: only the surroundings of this message are shown, and the screen goes where `goal` says. */
  showAround(conversationId: string, messageNo: number, goal: Goal | null): void;
  /** For opening: the end is shown, and the screen may stay where it is. */
  showEnd(conversationId: string): void;
  /** The end is shown and the screen goes there. What is shown stays until it is there. */
  jumpToEnd(conversationId: string): Promise<void>;
  /** What one reads now; null: the end. */
  setPlace(conversationId: string, place: Place | null): void;
  /** One has stopped scrolling: what is far away is let go. */
  rest(conversationId: string): void;
}

type Direction = "older" | "newer";

/** More than this is let go of when one rests; while one scrolls on, `mostKept` may come together. */
const keptAtRest = 500;

export function createHistory(store: Store, api: Api): History {
  const timelineOf = (id: string) => store.getState().timelines[id] ?? emptyTimeline;
  const headOf = (id: string) => store.getState().conversations.byId[id]?.last_message_no ?? 0;
  /** By conversation_id: the last place that one asked for wins, whichever page comes first. */
  const wishes = new Map<string, object>();

  /** Changes the timeline, unless the conversation was forgotten meanwhile. */
  function change(id: string, how: (timeline: Timeline) => Timeline): void {
    store.setState((state) => (state.conversations.byId[id] ? { timelines: { ...state.timelines, [id]: how(state.timelines[id] ?? emptyTimeline) } } : state));
  }

  async function fetchPage(id: string, query: string): Promise<Timeline["messages"]> {
    const { begunAt } = timelineOf(id);
    const { messages } = await api.get<MessagePage>(`/api/chat/conversations/${id}/messages?limit=${pageSize}${query}`);
    // Nobody knows what happened to these since: the log was begun again meanwhile.
    return timelineOf(id).begunAt === begunAt ? messages : fetchPage(id, query);
  }

  function add(id: string, messages: Timeline["messages"], then: (timeline: Timeline) => Timeline): void {
    change(id, (timeline) => then(withPage(timeline, messages)));
    store.setState((state) => withoutShown(state, id));
  }

  async function loadFirst(id: string, query: string): Promise<void> {
    change(id, (timeline) => ({ ...timeline, status: "loading", failure: null }));
    try {
      add(id, await fetchPage(id, query), (timeline) => ({ ...timeline, status: "ready" }));
    } catch (error) {
      change(id, (timeline) => ({ ...timeline, status: "error", failure: messageOf(error) }));
    }
  }

  async function loadEdge(id: string, edge: Direction, query: string): Promise<void> {
    change(id, (timeline) => ({ ...timeline, [edge]: "loading", failure: null }));
    try {
      add(id, await fetchPage(id, query), (timeline) => settled(nearPlace(id, { ...timeline, [edge]: "idle" }, mostKept), headOf(id)));
    } catch (error) {
      change(id, (timeline) => ({ ...timeline, [edge]: "error", failure: messageOf(error) }));
    }
  }

  function nearPlace(id: string, timeline: Timeline, limit: number): Timeline {
    return withoutFar(timeline, store.getState().places[id]?.messageNo ?? timeline.anchor, limit);
  }

  function setPlace(id: string, place: Place | null): void {
    store.setState((state) => {
      const conversation = state.conversations.byId[id];
      const places = conversation ? withPlace(state.places, conversation, place) : state.places;
      return places === state.places ? state : { places };
    });
  }

  function open(id: string): void {
    const { anchor, status, messages } = timelineOf(id);
    if (status === "loading") return;
    if (anchor === "end" && !isComplete(timelineOf(id), headOf(id))) void loadFirst(id, "");
    if (anchor !== "end" && !findMessage(messages, anchor)) void loadFirst(id, `&around=${anchor}`).then(() => reach(id));
  }

  /** Messages have no holes: one that its page does not hold does not exist, and the end is shown in its place. */
  function reach(id: string): void {
    change(id, (timeline) => {
      const isMissing = timeline.status === "ready" && timeline.anchor !== "end" && !findMessage(timeline.messages, timeline.anchor);
      return isMissing ? { ...timeline, anchor: "end", goal: { to: "end" } } : settled(timeline, headOf(id));
    });
  }

  function point(id: string, messageNo: number, goal: Goal | null): void {
    change(id, (timeline) => ({ ...timeline, anchor: messageNo, goal }));
    setPlace(id, { messageNo, top: 0 });
    reach(id);
  }

  function showAround(id: string, messageNo: number, goal: Goal | null): void {
    wishes.delete(id);
    if (!findMessage(timelineOf(id).messages, messageNo)) void loadFirst(id, `&around=${messageNo}`).then(() => reach(id));
    point(id, messageNo, goal);
  }

  function showEnd(id: string): void {
    wishes.delete(id);
    change(id, (timeline) => ({ ...timeline, anchor: "end", goal: null }));
    setPlace(id, null);
    open(id);
  }

  /** Whether it is still what one wants when all that is needed is there. */
  async function prepare(id: string, isThere: boolean, query: string): Promise<boolean> {
    const wish = {};
    wishes.set(id, wish);
    if (!isThere) await loadFirst(id, query);
    return wishes.get(id) === wish;
  }

  return {
    open,
    showAround,
    showEnd,
    setPlace,
    async jumpTo(id, messageNo) {
      const isThere = findMessage(timelineOf(id).messages, messageNo) !== null;
      if (await prepare(id, isThere, `&around=${messageNo}`)) point(id, messageNo, { to: "message", messageNo, top: null });
    },
    async jumpToEnd(id) {
      const timeline = timelineOf(id);
      if (!(await prepare(id, timeline.status === "loading" || isComplete(timeline, headOf(id)), ""))) return;
      change(id, (loaded) => ({ ...loaded, anchor: "end", goal: { to: "end" } }));
      setPlace(id, null);
    },
    rest(id) {
      if (timelineOf(id).messages.length > keptAtRest) change(id, (timeline) => nearPlace(id, timeline, keptAtRest));
    },
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
