/**
 * Fetches the changes that lie between the messages on the screen. Best effort: without them the messages read just as
 * well, so a failure is silent and the stretch is asked for again when the timeline changes.
 */

import type { EventPage } from "@/generated/contract";
import type { Api } from "@/lib/api-client";
import type { State } from "@/store/state";
import type { Store } from "@/store/store";
import { extentOf, isChange, type Stretch, unknownStretches, withChanges } from "./changes";
import { emptyTimeline, shownRun } from "./timeline";

export function followChanges(store: Store, api: Api): void {
  const asked = new Set<string>();

  store.subscribe((state, before) => {
    const id = state.view.conversationId;
    if (!id || (state.timelines === before.timelines && state.conversations === before.conversations && state.cursors === before.cursors)) return;
    for (const stretch of stretchesOf(state, id)) void fetchStretch(id, stretch);
  });

  async function fetchStretch(id: string, { after, before }: Stretch): Promise<void> {
    const key = `${id}:${after}:${before}`;
    if (asked.has(key)) return;
    asked.add(key);
    try {
      const page = await api.get<EventPage>(`/api/chat/conversations/${id}/events?after=${after}&limit=${before - after - 1}`);
      const found = page.events.filter(isChange).filter((change) => change.seq < before);
      store.setState((state) => (state.conversations.byId[id] ? { changes: { ...state.changes, [id]: withChanges(state.changes[id] ?? [], found) } } : state));
    } catch {
      asked.delete(key);
    }
  }
}

/** Only what is applied here is looked at: what lies beyond is on its way by itself. */
function stretchesOf(state: State, id: string): Stretch[] {
  const timeline = state.timelines[id] ?? emptyTimeline;
  const conversation = state.conversations.byId[id];
  const applied = state.cursors[id]?.applied;
  if (timeline.status !== "ready" || !conversation || conversation.kind === "direct" || applied === undefined) return [];
  const run = shownRun(timeline);
  return unknownStretches(run, state.changes[id] ?? [], extentOf(run, conversation.last_message_no, applied));
}
