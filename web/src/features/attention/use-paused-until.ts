/** The pause, for components. */

import { useNow } from "@/components/use-now";
import { useStore } from "@/store/store";
import { pausedUntil } from "./levels";

/** When it ends, in ms since 1970; null when nothing is paused (any more). */
export function usePausedUntil(): number | null {
  const now = useNow();
  return useStore((state) => pausedUntil(state.preferences, now));
}
