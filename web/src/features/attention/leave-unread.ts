/** Marking as unread what may be on the screen: its screen is left first, since what one looks at is read. */

import { natter } from "@/app/natter";
import { store } from "@/store/store";

/** `leave` goes to another screen; called only when this conversation is on it. */
export async function leaveUnread(conversationId: string, leave: () => void | Promise<void>): Promise<void> {
  if (store.getState().view.conversationId === conversationId) await leave();
  natter.attention.markUnread(conversationId);
}
