/** What I was told about, newest first, and the toasts on the screen. Pure. */

import { type MessageChange } from "@/features/messages/message-changes";
import type { ConversationKind, Notification, User } from "@/generated/contract";

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

const previewLimit = 140;
/** As the server knows it: where a line has two directions, the name is kept apart, and the text decides. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

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

interface Told {
  notifications: Notifications;
  toasts: Toast[];
  people: Record<string, User>;
}

/** Nobody is told of a deleted message any more, and of an edited one as it reads now. */
export function notificationsAfter({ notifications, toasts, people }: Told, kind: ConversationKind, change: MessageChange): Omit<Told, "people"> {
  const isAbout = (one: Notification) => one.conversation_id === change.conversation_id && one.message_no === change.data.message_no;
  if (!notifications.list.some(isAbout) && !toasts.some((toast) => isAbout(toast.notification))) return { notifications, toasts };
  if (change.kind === "message.deleted") return withoutMessage({ notifications, toasts }, change.conversation_id, change.data.message_no);
  const authorName = kind === "direct" ? "" : people[change.actor_id]?.display_name;
  if (change.kind !== "message.edited" || !change.data.body || authorName === undefined) return { notifications, toasts };
  const preview = previewOf(authorName, change.data.body);
  const reworded = (one: Notification) => (isAbout(one) ? { ...one, preview } : one);
  return {
    notifications: { ...notifications, list: notifications.list.map(reworded) },
    toasts: toasts.map((toast) => ({ ...toast, notification: reworded(toast.notification) })),
  };
}

/** Told before, and reads so now, wherever it is shown. What is read stays read. */
export function withNewWords({ notifications, toasts }: Omit<Told, "people">, fresh: Notification): Omit<Told, "people"> {
  const changed = (one: Notification) => (one.id === fresh.id ? { ...one, kind: fresh.kind, preview: fresh.preview } : one);
  return {
    notifications: { ...notifications, list: notifications.list.map(changed) },
    toasts: toasts.map((toast) => ({ ...toast, notification: changed(toast.notification) })),
  };
}

/** What was told of this message is gone. */
export function withoutMessage({ notifications, toasts }: Omit<Told, "people">, conversationId: string, messageNo: number): Omit<Told, "people"> {
  const isAnother = (one: Notification) => one.conversation_id !== conversationId || one.message_no !== messageNo;
  return {
    notifications: { ...notifications, list: notifications.list.filter(isAnother) },
    toasts: toasts.filter((toast) => isAnother(toast.notification)),
  };
}

/** One line, as the server makes them. */
function previewOf(authorName: string, body: string): string {
  const text = body.trim().replaceAll(/\s+/g, " ");
  const line = [...(authorName ? `${rightToLeft.test(authorName + text) ? isolated(authorName) : authorName}: ${text}` : text)];
  return line.length > previewLimit ? `${line.slice(0, previewLimit - 1).join("")}…` : line.join("");
}

/** Between the marks FSI and PDI. */
function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}

export function unreadNotifications(list: Notification[]): number {
  return list.filter((notification) => notification.read_at === null).length;
}

/** One of each conversation, the newest: a busy one does not fill the corner. */
export function withToast(toasts: Toast[], notification: Notification): Toast[] {
  const others = toasts.filter((toast) => toast.notification.conversation_id !== notification.conversation_id);
  return [...others, { id: notification.id, notification }].slice(-toastLimit);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
