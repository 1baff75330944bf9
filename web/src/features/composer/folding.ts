/** What I changed in a message that was never on the wire is what it says from the beginning. Pure. */

import { type PendingChange, type PendingChanges, pendingIn } from "@/features/messages/pending-changes";
import { type Outbox, type PendingSend } from "./pending-sends";

export interface Folded {
  /** Null: it is not to be sent any more. */
  left: PendingSend | null;
  /** The change_ids that this settles. */
  used: string[];
}

/** Messages that wait, that no server has heard of, and that were edited or deleted since. */
export function foldable(outbox: Outbox, pending: PendingChanges): PendingSend[] {
  return Object.values(outbox).flat().filter((send) => send.state === "queued" && send.is_tried === false && foldedSend(send, pendingIn(pending, send.conversation_id)).used.length > 0);
}

export function foldedSend(send: PendingSend, changes: PendingChange[]): Folded {
  const mine = changes.filter((change) => change.failure === null && change.message_no === null && change.client_message_id === send.client_message_id);
  if (mine.some((change) => change.kind === "deletion")) return { left: null, used: mine.map(idOf) };
  const edits = mine.filter((change) => change.kind === "edit");
  return { left: { ...send, body: edits.at(-1)?.body ?? send.body }, used: edits.map(idOf) };
}

function idOf(change: PendingChange): string {
  return change.change_id;
}
