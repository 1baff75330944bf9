/** How much I want to hear of each conversation, at a moment. Pure. */

import type { Preferences } from "@/generated/contract";

export type Level = Preferences["default_level"];

/** Of those who never chose anything, and until the server has said. */
export const startingPreferences: Preferences = { default_level: "all", conversations: {}, muted_until: {} };

/** What I chose, apart from a mute. */
export function levelOf(preferences: Preferences, conversationId: string): Level {
  return preferences.conversations[conversationId] ?? preferences.default_level;
}

/** When a mute ends, in ms since 1970; null when there is none (any more). */
export function mutedUntil(preferences: Preferences, conversationId: string, now: number): number | null {
  const until = Date.parse(preferences.muted_until[conversationId] ?? "");
  return until > now ? until : null;
}

/** Whether I hear nothing of it now. */
export function isMuted(preferences: Preferences, conversationId: string, now: number): boolean {
  return levelOf(preferences, conversationId) === "nothing" || mutedUntil(preferences, conversationId, now) !== null;
}
