/** What the client takes from the browser. Parts get these handed in, so that tests can hand in others. */

import type { Browser } from "@/features/connection/connection-controller";
import type { LineChannel } from "@/features/connection/tab-line";
import type { OutboxTabs } from "@/features/composer/outbox";
import type { ChangeTabs } from "@/features/messages/change-queue";
import type { Tabs } from "@/features/session/access-tokens";

export const browser: Browser = {
  isOnline: () => navigator.onLine,
  on(type, listener) {
    if (type === "leaving") return window.addEventListener("pagehide", listener);
    if (type !== "visible") return window.addEventListener(type, listener);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && listener());
    window.addEventListener("pageshow", (event) => event.persisted && listener());
  },
};

/** Calls with true while the window is visible and has the focus. */
export function onFocus(listener: (isFocused: boolean) => void): void {
  const tell = () => listener(document.visibilityState === "visible" && document.hasFocus());
  for (const type of ["focus", "blur"]) window.addEventListener(type, tell);
  document.addEventListener("visibilitychange", tell);
  tell();
}

export function socketUrl(): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`;
}

/** Only in a secure context: https, or localhost. */
export const locks = navigator.locks as LockManager | undefined;

export function isHidden(): boolean {
  return document.visibilityState === "hidden";
}

export function sessionTabs(): Tabs {
  return channel("session");
}

export function outboxTabs(): OutboxTabs {
  return channel("outbox");
}

export function changeTabs(): ChangeTabs {
  return channel("changes");
}

export function lineTabs(userId: string): LineChannel {
  return channel(`line.${userId}`);
}

/** To and from the other tabs that run this version of the messages. */
function channel(name: string): BroadcastChannel {
  return typeof BroadcastChannel === "undefined" ? unheard : new BroadcastChannel(`natter.${name}.1`);
}

const unheard = { postMessage: () => undefined, addEventListener: () => undefined, close: () => undefined } as unknown as BroadcastChannel;
