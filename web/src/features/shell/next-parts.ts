/* Parts of the client that the first paint did without and that one is likely to open next: they come while nothing else is to be done. */
import { fetchQuietly } from "@/app/fresh-build";

export type Part = () => Promise<unknown>;

const PARTS: Part[] = [
  () => import("@/features/timeline/ConversationScreen"),
  () => import("@/features/messages/MessageBar"),
  () => import("@/features/messages/MessageDialogs"),
  () => import("@/features/switcher/Switcher"),
  () => import("@/features/members/Details"),
];

/** One after the other, so that a press in between is never kept waiting. Until the returned function is called. */
export function fetchNextParts(parts = PARTS): () => void {
  let isWanted = true;
  async function fetchAll(): Promise<void> {
    for (const part of parts) {
      await idle();
      if (!isWanted) return;
      await fetchQuietly(part);
    }
  }
  void fetchAll();
  return () => {
    isWanted = false;
  };
}

/** Safari has no such callback. */
function idle(): Promise<unknown> {
  return new Promise((resolve) => ("requestIdleCallback" in window ? requestIdleCallback(resolve) : setTimeout(resolve, 200)));
}
