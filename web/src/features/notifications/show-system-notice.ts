/** Shows a notification of the system through the browser. The sound is ours (chime.ts), so the system makes none. */

import { permissionOf } from "./permission";
import type { SystemNotice } from "./system-notice";

/** `renotify` is missing in the types of TypeScript. */
type Options = NotificationOptions & { renotify?: boolean };

/** Null where the browser does not let us. */
export function showSystemNotice({ title, body, tag }: SystemNotice, isQuiet: boolean, events: { onPress(): void; onGone(): void }): { close(): void } | null {
  if (permissionOf(window) !== "allowed") return null;
  const options: Options = { body, tag, icon: "/icons/192.png", dir: "auto", silent: true, renotify: !isQuiet };
  let shown: Notification;
  try {
    shown = new Notification(title, options);
  } catch (error) {
    // A phone whose browser calls itself a desktop's.
    if (error instanceof TypeError) return null;
    throw error;
  }
  shown.addEventListener("click", events.onPress);
  shown.addEventListener("close", events.onGone);
  return shown;
}
