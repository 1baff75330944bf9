/** What the server answers about conversations, put into the state. Pure; events are left to apply-event.ts. */

import { joinedWith, withHead } from "@/features/conversations/conversations";
import { myId } from "@/features/session/session";
import { emptyTimeline } from "@/features/timeline/timeline";
import type { Conversation, Ready } from "@/generated/contract";
import { startCursor, withKnownHead } from "./log-cursor";
import type { State } from "./state";
import { withoutConversation } from "./without-conversation";

/**
 * With a conversation as just read. Its log is applied from there on; if we know the log already, it stays where it is
 * and what the answer knows beyond that is fetched as events.
 */
export function withAnswer(state: State, fresh: Conversation): State {
  const cursor = state.cursors[fresh.id];
  const conversation = joinedWith(state.conversations.byId[fresh.id], fresh);
  return {
    ...state,
    conversations: { ...state.conversations, byId: { ...state.conversations.byId, [fresh.id]: conversation } },
    cursors: { ...state.cursors, [fresh.id]: cursor ? withKnownHead(cursor, fresh.last_seq) : startCursor(fresh.last_seq) },
  };
}

/** Too much was missed to apply it event by event: the conversation starts again from this answer, its messages are read anew. */
export function startedAgain(state: State, fresh: Conversation): State {
  const answered = withAnswer(state, fresh);
  const arrivedMeanwhile = Object.keys(state.cursors[fresh.id]?.stash ?? {}).map(Number);
  const cursor = withKnownHead(startCursor(fresh.last_seq), Math.max(0, ...arrivedMeanwhile));
  return {
    ...answered,
    cursors: { ...answered.cursors, [fresh.id]: cursor },
    timelines: { ...answered.timelines, [fresh.id]: { ...emptyTimeline, begunAt: fresh.last_seq } },
    quotes: { ...answered.quotes, [fresh.id]: {} },
  };
}

/** What `ready` says: my read positions, how far each log goes, and which conversations are not mine any more. */
export function withReady(state: State, ready: Ready): State {
  const mine = new Set(ready.conversations.map((head) => head.id));
  const gone = Object.keys(state.conversations.byId).filter((id) => !mine.has(id));
  const me = myId(state.session) ?? "";
  const byId = { ...state.conversations.byId };
  const cursors = { ...state.cursors };
  for (const head of ready.conversations) {
    const conversation = byId[head.id];
    const cursor = cursors[head.id];
    if (conversation) byId[head.id] = withHead(conversation, head, me);
    if (cursor) cursors[head.id] = withKnownHead(cursor, head.last_seq);
  }
  return gone.reduce(withoutConversation, { ...state, conversations: { ...state.conversations, byId }, cursors });
}
