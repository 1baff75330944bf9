/** The number on the icon of the installed client: how much is unread. Nothing where the system has no such badges. */

import { totalUnread } from "@/features/conversations/conversations";
import type { Store } from "@/store/store";

export type BadgeHolder = Partial<Pick<Navigator, "setAppBadge" | "clearAppBadge">>;

export function followUnread(store: Store, holder: BadgeHolder): void {
  if (!holder.setAppBadge || !holder.clearAppBadge) return;
  let shown: number | null = null;
  const show = () => {
    const unread = totalUnread(store.getState().conversations);
    if (unread === shown) return;
    shown = unread;
    const showing = unread > 0 ? holder.setAppBadge?.(unread) : holder.clearAppBadge?.();
    // A browser may have the function and no icon to put it on.
    showing?.catch(() => undefined);
  };
  store.subscribe((state, before) => state.conversations !== before.conversations && show());
  show();
}
