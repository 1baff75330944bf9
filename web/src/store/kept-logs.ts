/** What of the state is kept over a reload, and the state made of it again. Pure; keeper.ts writes and reads it. */

import { newestFirst } from "@/features/conversations/conversations";
import { emptyTimeline, pageSize, shownRun } from "@/features/timeline/timeline";
import type { Conversation, Message, User } from "@/generated/contract";
import { startCursor, withKnownHead } from "./log-cursor";
import type { State } from "./state";

/**
 * A conversation as far as its log was applied. Rows and cursor are one record, so neither can be ahead of the other.
 * What is fresher than the cursor does no harm: events can be applied on top of it.
 */
export interface KeptLog {
  conversation_id: string;
  applied: number;
  conversation: Conversation;
  /** The newest page. */
  messages: Message[];
}

/** The newest conversations; more are read from the server again. */
export const keptConversations = 500;
const keptPeople = 500;

export function keptIds(state: State): string[] {
  const all = Object.values(state.conversations.byId);
  return (all.length > keptConversations ? newestFirst(all).slice(0, keptConversations) : all).map(({ id }) => id);
}

/** Null while the conversation has no place in its log. */
export function keptLog(state: State, id: string): KeptLog | null {
  const conversation = state.conversations.byId[id];
  const applied = state.cursors[id]?.applied;
  if (!conversation || applied === undefined) return null;
  const messages = shownRun({ ...(state.timelines[id] ?? emptyTimeline), anchor: "end" }).slice(-pageSize);
  return { conversation_id: id, applied, conversation, messages };
}

/** Whether something that is kept of the conversation differs between the states. */
export function isChanged(id: string, state: State, before: State | null): boolean {
  if (!before) return true;
  const isSameLog = state.cursors[id]?.applied === before.cursors[id]?.applied;
  return !isSameLog || state.conversations.byId[id] !== before.conversations.byId[id] || state.timelines[id] !== before.timelines[id];
}

export function keptUsers(state: State): User[] {
  return Object.values(state.people).slice(-keptPeople);
}

/** As it was left; what the server knows beyond that follows as events. Nothing that is known already is touched. */
export function withKept(state: State, logs: KeptLog[], people: User[]): State {
  const byId = { ...state.conversations.byId };
  const cursors = { ...state.cursors };
  const timelines = { ...state.timelines };
  for (const { conversation_id: id, applied, conversation, messages } of logs) {
    if (byId[id]) continue;
    byId[id] = conversation;
    cursors[id] = withKnownHead(startCursor(applied), conversation.last_seq);
    if (messages.length > 0) timelines[id] = { ...emptyTimeline, messages, status: "ready" };
  }
  const known = { ...Object.fromEntries(people.map((user) => [user.id, user])), ...state.people };
  return { ...state, conversations: { status: "ready", failure: null, byId }, cursors, timelines, people: known };
}
