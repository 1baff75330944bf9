/* What floats above every screen: toasts, and the dialog that starts a conversation. Arrives after the first paint. */
import { Toasts } from "@/components/Toasts";
import { NewConversation } from "@/features/conversations/NewConversation";
import { NotificationToasts } from "@/features/notifications/NotificationToasts";

export function Overlays() {
  return (
    <>
      <Toasts />
      <NotificationToasts />
      <NewConversation />
    </>
  );
}
