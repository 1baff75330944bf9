/** What I was told about, newest first, and the toasts on the screen. Pure. */

import type { Notification } from "@/generated/contract";

export interface Notifications {
  status: "loading" | "ready" | "error";
  /** Newest first. */
  list: Notification[];
  /** Cursor of the next older page; null at the end. */
  next: string | null;
}

/** A notification that has just arrived and is shown for a while. */
export interface Toast {
  id: string;
  notification: Notification;
}

/** More than these at once would cover the screen; older ones go. */
export const toastLimit = 3;

export const startingNotifications: Notifications = { status: "loading", list: [], next: null };

/** Known and new ones together, each once, newest first; what is read stays read. */
export function withNotifications(list: Notification[], more: Notification[]): Notification[] {
  const byId = new Map(list.map((notification) => [notification.id, notification]));
  for (const notification of more) {
    const known = byId.get(notification.id);
    byId.set(notification.id, { ...notification, read_at: notification.read_at ?? known?.read_at ?? null });
  }
  return [...byId.values()].toSorted((a, b) => compare(b.created_at, a.created_at) || compare(b.id, a.id));
}

/** All of the conversation up to `messageNo` are read. */
export function readUpTo(list: Notification[], conversationId: string, messageNo: number, at: string): Notification[] {
  return marked(list, at, (notification) => notification.conversation_id === conversationId && notification.message_no <= messageNo);
}

export function marked(list: Notification[], at: string, isMeant: (notification: Notification) => boolean): Notification[] {
  if (!list.some((notification) => notification.read_at === null && isMeant(notification))) return list;
  return list.map((notification) => (notification.read_at === null && isMeant(notification) ? { ...notification, read_at: at } : notification));
}

export function unreadNotifications(list: Notification[]): number {
  return list.filter((notification) => notification.read_at === null).length;
}

export function withToast(toasts: Toast[], notification: Notification): Toast[] {
  const others = toasts.filter((toast) => toast.id !== notification.id);
  return [...others, { id: notification.id, notification }].slice(-toastLimit);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
