/** Notifications and toasts for components. */

import { useStore } from "@/store/store";
import { type Notifications, type Toast, unreadNotifications } from "./notifications";

/** The list, newest first; `next !== null` means that loadMore has more. */
export function useNotifications(): Notifications {
  return useStore((state) => state.notifications);
}

export function useUnreadNotifications(): number {
  return useStore((state) => unreadNotifications(state.notifications.list));
}

/** What has just arrived for conversations that are not on the screen; the screen dismisses each after a while. */
export function useToasts(): Toast[] {
  return useStore((state) => state.toasts);
}
