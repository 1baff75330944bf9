/* Whether a media query holds now. For what CSS alone cannot decide: which element exists, where focus goes. */
import { useCallback, useSyncExternalStore } from "react";

export const PHONE = "(width < 720px)";
export const THREE_COLUMNS = "(width >= 1100px)";

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}
