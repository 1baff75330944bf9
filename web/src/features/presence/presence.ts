/** Who is here, and who is writing, as the store remembers it. Both are hints and expire. */

import type { PresenceState } from "@/generated/contract";

export interface Presence {
  state: PresenceState;
  last_seen_at: string | null;
}

/** conversation_id → user_id → when the name goes away, in ms since 1970. */
export type Typing = Record<string, Record<string, number>>;

/** A name stays this long after the last typing frame. */
export const typingExpiresMs = 6_000;
/** At most one typing frame of ours in this time. */
export const typingEveryMs = 3_000;

export function typed(typing: Typing, conversationId: string, userId: string, now: number): Typing {
  return { ...typing, [conversationId]: { ...typing[conversationId], [userId]: now + typingExpiresMs } };
}

/** Someone's message has arrived: they are not writing it any more. */
export function stoppedTyping(typing: Typing, conversationId: string, userId: string): Typing {
  const names = typing[conversationId];
  if (names?.[userId] === undefined) return typing;
  const { [userId]: _, ...others } = names;
  return { ...typing, [conversationId]: others };
}

/** Without the names whose time is over; the same object when nothing changed. */
export function expired(typing: Typing, now: number): Typing {
  let isChanged = false;
  const left: Typing = {};
  for (const [conversationId, names] of Object.entries(typing)) {
    const kept = Object.entries(names).filter(([, until]) => until > now);
    isChanged ||= kept.length < Object.keys(names).length;
    if (kept.length > 0) left[conversationId] = Object.fromEntries(kept);
  }
  return isChanged ? left : typing;
}
