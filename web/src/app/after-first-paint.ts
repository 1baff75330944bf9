/** What can wait until something is shown: the worker that makes the client open offline, the badge on its icon, and the like. */

import { keepPageFromDrops } from "@/features/attachments/transfers";
import { followUnread } from "@/features/shell/app-badge";
import { updates } from "@/features/shell/use-update";
import { followVisibleHeight } from "@/features/shell/visible-height";
import { store } from "@/store/store";
import { browser } from "./browser";

export function startAfterFirstPaint(): void {
  followUnread(store, navigator);
  keepPageFromDrops();
  if (window.visualViewport) followVisibleHeight(window.visualViewport, document.documentElement, () => window.scrollTo(0, 0));
  // Under `npm run dev` files change all the time, and none may be kept.
  if (!import.meta.env.PROD) return;
  updates.start();
  browser.on("visible", updates.look);
  // A server that comes back may be a newer one.
  store.subscribe((state, before) => {
    if (state.connection.status === "online" && before.connection.status !== "online") updates.look();
  });
}
