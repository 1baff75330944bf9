/* The updates of this page, and whether a newer build is ready, for components. */
import { useSyncExternalStore } from "react";
import { createUpdates } from "./updates";

export const updates = createUpdates({
  workers: navigator.serviceWorker as ServiceWorkerContainer | undefined,
  reload: () => location.reload(),
});

export function useIsUpdateReady(): boolean {
  return useSyncExternalStore(updates.listen, updates.isReady);
}
