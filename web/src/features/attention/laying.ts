/** What I chose for conversations and the server has not confirmed, laid over what it says. Pure. */

import { withRead, withUnreadMark } from "@/features/conversations/conversations";
import { allPending, laneOf, type PendingChange } from "@/features/messages/pending-changes";
import { myId } from "@/features/session/session";
import type { Conversation, Preferences } from "@/generated/contract";
import type { State } from "@/store/state";

/** The parts of the state that are not yet as I chose; null when all is. */
export function laid(state: State): Partial<State> | null {
  // Of several about one thing the last counts.
  const waiting = [...new Map(allPending(state.pendingChanges).filter((change) => change.failure === null).map((change) => [laneOf(change), change])).values()];
  const preferences = waiting.reduce(withChoice, state.preferences);
  const byId = waiting.reduce((all, change) => withMark(all, change, myId(state.session) ?? ""), state.conversations.byId);
  if (preferences === state.preferences && byId === state.conversations.byId) return null;
  return { preferences, conversations: { ...state.conversations, byId } };
}

/** I have read on since I marked it as unread. */
export function isOvertaken(state: State, change: PendingChange): boolean {
  const read = state.conversations.byId[change.conversation_id]?.read_message_no ?? 0;
  return change.kind === "mark" && change.isUnread && read > change.up_to;
}

function withChoice(preferences: Preferences, change: PendingChange): Preferences {
  if (change.kind !== "choice") return preferences;
  const { conversation_id: id, level, muted_until } = change;
  const { [id]: knownLevel = null, ...levels } = preferences.conversations;
  const { [id]: knownEnd = null, ...ends } = preferences.muted_until;
  if (knownLevel === level && knownEnd === muted_until) return preferences;
  return {
    ...preferences,
    conversations: level === null ? levels : { ...levels, [id]: level },
    muted_until: muted_until === null ? ends : { ...ends, [id]: muted_until },
  };
}

function withMark(byId: Record<string, Conversation>, change: PendingChange, me: string): Record<string, Conversation> {
  const one = byId[change.conversation_id];
  if (change.kind !== "mark" || !one) return byId;
  const { isUnread, up_to: upTo } = change;
  if (isUnread && (one.read_message_no > upTo || one.unread_mark === upTo)) return byId;
  if (!isUnread && one.read_message_no >= upTo && one.unread_mark === null) return byId;
  return { ...byId, [one.id]: isUnread ? withUnreadMark(one, upTo) : withUnreadMark(withRead(one, me, upTo, me), null) };
}
