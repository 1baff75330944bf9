/*
 * Shows what has just arrived elsewhere as toasts, and takes them away when it was read on any device. Not over the list of
 * a phone: that says the same, and a toast would lie on it.
 */
import { useEffect, useRef } from "react";
import { useMatch, useNavigate } from "react-router";
import { natter } from "@/app/natter";
import { hideToast, showToast } from "@/components/toasts";
import { PHONE, useMedia } from "@/components/use-media";
import { PersonAvatar } from "@/features/people/PersonAvatar";
import { useToasts } from "./use-notifications";

export function NotificationToasts() {
  const toasts = useToasts();
  const navigate = useNavigate();
  const shown = useRef(new Set<string>());
  const isList = useMatch("/") !== null;
  const isSaidAlready = useMedia(PHONE) && isList;

  useEffect(() => {
    const present = new Set(isSaidAlready ? [] : toasts.map((toast) => toast.id));
    for (const id of shown.current) if (!present.has(id)) hideToast(id);
    if (isSaidAlready) for (const { id } of toasts) natter.notifications.dismissToast(id);
    for (const { id, notification } of toasts) {
      if (!present.has(id) || shown.current.has(id)) continue;
      showToast(id, notification.title, notification.preview, {
        picture: <PersonAvatar userId={notification.actor_id} />,
        onOpen: () => void navigate(`/c/${notification.conversation_id}`),
        onGone: () => natter.notifications.dismissToast(id),
      });
    }
    shown.current = present;
  }, [toasts, navigate, isSaidAlready]);

  return null;
}
