/* Shows what has just arrived elsewhere as toasts, and takes them away when it was read on any device. */
import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { natter } from "@/app/natter";
import { hideToast, showToast } from "@/components/toasts";
import { PersonAvatar } from "@/features/people/PersonAvatar";
import { useToasts } from "./use-notifications";

export function NotificationToasts() {
  const toasts = useToasts();
  const navigate = useNavigate();
  const shown = useRef(new Set<string>());

  useEffect(() => {
    const present = new Set(toasts.map((toast) => toast.id));
    for (const id of shown.current) if (!present.has(id)) hideToast(id);
    for (const { id, notification } of toasts) {
      if (shown.current.has(id)) continue;
      showToast(id, notification.title, notification.preview, {
        picture: <PersonAvatar userId={notification.actor_id} />,
        onOpen: () => void navigate(`/c/${notification.conversation_id}`),
        onGone: () => natter.notifications.dismissToast(id),
      });
    }
    shown.current = present;
  }, [toasts, navigate]);

  return null;
}
