/** Messages for components: with what I have just done to them, whom they answer, what I may do. */

import { useEffect, useMemo } from "react";
import { useShallow } from "zustand/shallow";
import { natter } from "@/app/natter";
import { useMyId } from "@/features/session/use-session";
import type { ShownMessage } from "@/features/timeline/rows";
import type { Message } from "@/generated/contract";
import { useStore } from "@/store/store";
import type { Rights } from "./acts";
import { type PendingEdit, pendingIn, refusedEdit, withMyChanges } from "./pending-changes";
import { findQuoted } from "./quotes";

/** The message as it will be when all that I did to it goes well, and an edit that was refused. */
export function useWithMyChanges(message: ShownMessage): { message: ShownMessage; refused: PendingEdit | null } {
  const myId = useMyId();
  const { conversation_id: id, message_no: messageNo } = message;
  const pending = useStore(useShallow((state) => pendingIn(state.pendingChanges, id).filter((change) => change.message_no === messageNo)));
  return useMemo(() => ({ message: withMyChanges(message, pending, myId), refused: refusedEdit(pending, messageNo) }), [message, pending, messageNo, myId]);
}

/** The message that is answered; null when there is none, undefined while it is fetched. */
export function useQuoted(conversationId: string, messageNo: number): Message | null | undefined {
  const quoted = useStore((state) => findQuoted(state, conversationId, messageNo));
  const isMissing = quoted === undefined;
  useEffect(() => {
    if (isMissing) natter.messages.needQuoted(conversationId, messageNo);
  }, [conversationId, messageNo, isMissing]);
  return quoted;
}

/** What I may do to the message; the server has the last word. */
export function useRights(message: ShownMessage): Rights {
  const isMine = useMyId() === message.actor_id;
  const isAdmin = useStore((state) => {
    const conversation = state.conversations.byId[message.conversation_id];
    return conversation?.kind === "group" && conversation.role === "admin";
  });
  return { mayEdit: isMine, mayDelete: isMine || isAdmin };
}

/** Whether the composer answers or edits this message. */
export function useIsMeant({ conversation_id: id, message_no: messageNo }: ShownMessage): boolean {
  return useStore((state) => {
    const composing = state.composing[id];
    return composing !== undefined && messageNo !== null && (composing.edit ? composing.edit.messageNo : composing.replyTo) === messageNo;
  });
}
