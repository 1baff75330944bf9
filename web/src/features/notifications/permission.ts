/** Whether the browser lets us show notifications of the system, as it is and as it changes. */

import { useSyncExternalStore } from "react";

/**
 * insecure: browsers allow them over https only · unasked: it asks the person when we want to · blocked: only the person can
 * undo it, in the browser's own settings.
 */
export type Permission = "unsupported" | "insecure" | "unasked" | "blocked" | "allowed";

export interface PermissionHolder {
  isSecureContext: boolean;
  navigator: { userAgent: string };
  Notification?: { permission: NotificationPermission };
}

/** Browsers that have the constructor for their workers, where it throws in a page. */
const CANNOT_CONSTRUCT = /Android.*Chrome\/|iPhone|iPad/;

export function permissionOf(holder: PermissionHolder): Permission {
  if (!holder.isSecureContext) return "insecure";
  if (!holder.Notification || CANNOT_CONSTRUCT.test(holder.navigator.userAgent)) return "unsupported";
  return ({ default: "unasked", denied: "blocked", granted: "allowed" } as const)[holder.Notification.permission];
}

const listeners = new Set<() => void>();
let isFollowing = false;

export function usePermission(): Permission {
  return useSyncExternalStore(subscribe, () => permissionOf(window));
}

/** Lets the browser ask; only in answer to a press. Resolves to what it is then. */
export async function askPermission(): Promise<Permission> {
  await Notification.requestPermission();
  tell();
  return permissionOf(window);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!isFollowing) void follow();
  return () => listeners.delete(listener);
}

/** Who has unblocked it in the browser comes back to a page that knows. Where that is not told, they come back by a focus. */
async function follow(): Promise<void> {
  isFollowing = true;
  window.addEventListener("focus", tell);
  const status = await navigator.permissions?.query({ name: "notifications" }).catch(() => null);
  status?.addEventListener("change", tell);
}

function tell(): void {
  for (const listener of listeners) listener();
}
