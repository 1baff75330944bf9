/** Reading the list of notifications and marking it read; frames of the socket keep it current meanwhile. */

import type { NotificationActions } from "@/app/actions";
import type { Notification, NotificationPage } from "@/generated/contract";
import type { Api } from "@/lib/api-client";
import type { Store } from "@/store/store";
import { marked, type Notifications, withNotifications } from "./notifications";

export interface NotificationParts extends NotificationActions {
  /** The newest page: after login, and after a connection came back. Never rejects. */
  load(): Promise<void>;
}

const path = "/api/notify/notifications";
const pageSize = 50;

export function createNotifications(store: Store, api: Api): NotificationParts {
  async function fetchPage(query: string): Promise<NotificationPage> {
    return api.get<NotificationPage>(`${path}?limit=${pageSize}${query}`);
  }

  function markHere(isMeant: (notification: Notification) => boolean): void {
    const at = new Date().toISOString();
    store.setState(({ notifications }) => ({ notifications: { ...notifications, list: marked(notifications.list, at, isMeant) } }));
  }

  return {
    async load() {
      try {
        const page = await fetchPage("");
        store.setState(({ notifications: known }) => ({ notifications: joined(known, page) }));
      } catch {
        store.setState(({ notifications: known }) => ({ notifications: { ...known, status: known.status === "ready" ? "ready" : "error" } }));
      }
    },
    async loadMore() {
      const { next } = store.getState().notifications;
      if (!next) return;
      const page = await fetchPage(`&before=${encodeURIComponent(next)}`);
      store.setState(({ notifications: known }) => ({
        notifications: { status: "ready", list: withNotifications(known.list, page.notifications), next: page.next },
      }));
    },
    async markAllRead() {
      markHere(() => true);
      await api.put(`${path}/read`, {});
    },
    async markRead(ids) {
      markHere((notification) => ids.includes(notification.id));
      await api.put(`${path}/read`, { notification_ids: ids });
    },
    dismissToast: (id) => store.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
  };
}

/** The newest page joined with what is known; when they do not touch, something lies between and the list starts again. */
function joined(known: Notifications, page: NotificationPage): Notifications {
  const ids = new Set(known.list.map((notification) => notification.id));
  const isTouching = page.notifications.some((notification) => ids.has(notification.id));
  const list = withNotifications(isTouching ? known.list : [], page.notifications);
  return { status: "ready", list, next: isTouching && known.status === "ready" ? known.next : page.next };
}
