/** Finds the place in the log of messages that I changed before they had one. Pure. */

import { sendsIn } from "@/features/composer/pending-sends";
import { myId } from "@/features/session/session";
import type { State } from "@/store/state";
import { type PendingChange, type PendingChanges, pendingIn } from "./pending-changes";

/** The change with the number of its message, if that has one by now and had none. */
export function numbered(state: State, change: PendingChange): PendingChange | null {
  const { conversation_id: id, client_message_id: clientMessageId } = change;
  if (change.message_no !== null || clientMessageId === null) return null;
  const acked = sendsIn(state.outbox, id).find((send) => send.client_message_id === clientMessageId)?.message_no;
  const me = myId(state.session);
  const logged = state.timelines[id]?.messages.findLast((message) => message.actor_id === me && message.client_message_id === clientMessageId)?.message_no;
  const messageNo = acked ?? logged;
  return messageNo === undefined ? null : { ...change, message_no: messageNo };
}

export function withNumber(pending: PendingChanges, change: PendingChange): PendingChanges {
  const changes = pendingIn(pending, change.conversation_id).map((other) => (other.change_id === change.change_id ? change : other));
  return { ...pending, [change.conversation_id]: changes };
}
