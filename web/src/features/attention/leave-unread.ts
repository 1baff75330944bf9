/** Marking as unread what may be on the screen: its screen is left first, since what one looks at is read. */

import { natter } from "@/app/natter";
import { showToast } from "@/components/toasts";
import { t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";
import { store } from "@/store/store";

/** `leave` goes to another screen; called only when this conversation is on it. Never rejects. */
export async function leaveUnread(conversationId: string, leave: () => void | Promise<void>): Promise<void> {
  if (store.getState().view.conversationId === conversationId) await leave();
  try {
    await natter.attention.markUnread(conversationId);
  } catch (error) {
    showToast(`mark ${conversationId}`, t("It was not marked as unread"), messageOf(error), { tone: "danger" });
  }
}
