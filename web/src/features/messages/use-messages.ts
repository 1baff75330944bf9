/** Messages for components: with what I have just done to them, whom they answer, what I may do. */

import { useEffect, useMemo } from "react";
import { useShallow } from "zustand/shallow";
import { natter } from "@/app/natter";
import { useMyId } from "@/features/session/use-session";
import type { ShownMessage } from "@/features/timeline/rows";
import type { Message } from "@/generated/contract";
import { useStore } from "@/store/store";
import type { Rights } from "./acts";
import { isAbout, type PendingChange, pendingIn, refOf, refusedOf, type Waiting, waitingIn, withMyChanges } from "./pending-changes";
import { findQuoted } from "./quotes";

export interface WithMyChanges {
  /** As it will be when all that I did to it goes well. */
  message: ShownMessage;
  waiting: Waiting;
  refused: PendingChange[];
}

export function useWithMyChanges(logged: ShownMessage): WithMyChanges {
  const myId = useMyId();
  const pending = useStore(useShallow((state) => pendingIn(state.pendingChanges, logged.conversation_id).filter((change) => isAbout(change, logged, myId))));
  return useMemo(() => {
    const message = withMyChanges(logged, pending, myId);
    return { message, waiting: waitingIn(logged, message, pending, myId), refused: refusedOf(logged, pending, myId) };
  }, [logged, pending, myId]);
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
export function useIsMeant(message: ShownMessage): boolean {
  return useStore((state) => {
    const composing = state.composing[message.conversation_id];
    if (!composing) return false;
    const meant = composing.edit ? composing.edit.message : composing.replyTo;
    // Whoever began to edit it while it was on its way goes on when it has its number.
    return meant === refOf(message) || (composing.edit !== null && meant === message.client_message_id);
  });
}
