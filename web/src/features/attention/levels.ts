/** How much I want to hear of each conversation, at a moment. Pure. */

import type { ConversationKind, Preferences } from "@/generated/contract";

export type Level = Preferences["default_level"];

/** Of those who never chose anything, and until the server has said. */
export const startingPreferences: Preferences = { default_level: "all", conversations: {}, muted_until: {}, paused_until: null };

/** What I chose for it alone; null: it follows the default. */
export function ownLevel(preferences: Preferences, conversationId: string): Level | null {
  return preferences.conversations[conversationId] ?? null;
}

/** What I hear where I chose nothing else. Direct conversations are meant for me, whether or not they name me. */
export function defaultLevel({ default_level: level }: Preferences, kind: ConversationKind): Level {
  return level === "mentions" && kind === "direct" ? "all" : level;
}

/** When a mute ends, in ms since 1970; null when there is none (any more). */
export function mutedUntil(preferences: Preferences, conversationId: string, now: number): number | null {
  const until = Date.parse(preferences.muted_until[conversationId] ?? "");
  return until > now ? until : null;
}

/** Whether I hear nothing of it now. */
export function isMuted(preferences: Preferences, conversationId: string, now: number): boolean {
  const level = ownLevel(preferences, conversationId) ?? preferences.default_level;
  return level === "nothing" || mutedUntil(preferences, conversationId, now) !== null;
}

/** When the pause ends, in ms since 1970; null when there is none (any more). */
export function pausedUntil(preferences: Preferences, now: number): number | null {
  const until = Date.parse(preferences.paused_until ?? "");
  return until > now ? until : null;
}
