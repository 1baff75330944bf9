/** The number on the icon of the installed client: how much is unread in conversations that are not muted. Nothing where the system has no such badges. */

import { totals } from "@/features/conversations/conversations";
import type { Store } from "@/store/store";

export type BadgeHolder = Partial<Pick<Navigator, "setAppBadge" | "clearAppBadge">>;

export function followUnread(store: Store, holder: BadgeHolder): void {
  if (!holder.setAppBadge || !holder.clearAppBadge) return;
  let shown: number | null = null;
  const show = () => {
    const { conversations, preferences } = store.getState();
    const { unread } = totals(conversations, preferences, Date.now());
    if (unread === shown) return;
    shown = unread;
    const showing = unread > 0 ? holder.setAppBadge?.(unread) : holder.clearAppBadge?.();
    // A browser may have the function and no icon to put it on.
    showing?.catch(() => undefined);
  };
  store.subscribe((state, before) => (state.conversations !== before.conversations || state.preferences !== before.preferences) && show());
  show();
}
