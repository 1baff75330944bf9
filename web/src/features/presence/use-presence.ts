/** Presence and typing for components. */

import { useEffect } from "react";
import { useShallow } from "zustand/react/shallow";
import { natter } from "@/app/natter";
import { useStore } from "@/store/store";
import type { Presence } from "./presence";

/** Keeps the presence of these people current while the component is on the screen. */
export function useWatch(userIds: string[]): void {
  const key = userIds.join();
  useEffect(() => natter.presence.watch(key ? key.split(",") : []), [key]);
}

/** What is known of the person's presence; null for nothing. Somebody must watch them: see useWatch. */
export function usePresence(userId: string | null): Presence | null {
  return useStore((state) => (userId ? (state.presence[userId] ?? null) : null));
}

/** Ids of the people who are writing in the conversation, longest first. */
export function useTyping(conversationId: string): string[] {
  return useStore(useShallow((state) => Object.keys(state.typing[conversationId] ?? {})));
}
