/**
 * What I do to messages: shown at once, and kept until the server has answered it. change-queue.ts sees to that; what comes of
 * it arrives as events as well, and whichever is first, the other changes nothing.
 */

import type { MessageActions } from "@/app/actions";
import { sendsIn } from "@/features/composer/pending-sends";
import { myId } from "@/features/session/session";
import type { MessagePage } from "@/generated/contract";
import type { Api } from "@/lib/api-client";
import { newClientId } from "@/lib/client-ids";
import type { Journal } from "@/lib/journal";
import type { State } from "@/store/state";
import type { Store } from "@/store/store";
import { changeTime, isAbout, type MessageRef, type PendingChange, pendingIn, type Wish, withMyChanges, withoutPending, withoutRefused, withPending } from "./pending-changes";
import { findQuoted, withQuote } from "./quotes";

export interface MessageParts {
  store: Store;
  api: Api;
  journal: Journal<PendingChange>;
  /** The history of the database; null before the first connection. */
  epoch(): string | null;
}

export interface Messages extends MessageActions {
  /** One more thing that I did, in a conversation or to one of its messages: on the screen, and in the journal. */
  begin(conversationId: string, message: MessageRef | null, wish: Wish): void;
}

export function createMessages({ store, api, journal, epoch }: MessageParts): Messages {
  const asked = new Set<string>();

  function begin(conversationId: string, message: MessageRef | null, wish: Wish): void {
    const state = store.getState();
    const userId = myId(state.session);
    if (!userId) return;
    const about = { message_no: typeof message === "number" ? message : null, client_message_id: typeof message === "string" ? message : null };
    const at = changeTime(state.pendingChanges, Date.now());
    const change: PendingChange = { ...wish, change_id: newClientId(), conversation_id: conversationId, ...about, at, epoch: epoch(), is_tried: false, failure: null };
    journal.put(userId, change.change_id, change);
    store.setState({ pendingChanges: withPending(withoutRefused(state.pendingChanges, change), change) });
  }

  function forget({ conversation_id: id, change_id: changeId }: PendingChange): void {
    store.setState(({ pendingChanges }) => ({ pendingChanges: withoutPending(pendingChanges, id, [changeId]) }));
  }

  return {
    begin,
    edit(conversationId, message, body) {
      const said = bodyNow(store.getState(), conversationId, message);
      if (said !== body) begin(conversationId, message, { kind: "edit", body, replaces: said });
    },
    remove: (conversationId, message) => begin(conversationId, message, { kind: "deletion" }),
    react: (conversationId, message, emoji, isOn) => begin(conversationId, message, { kind: "reaction", emoji, isOn }),
    again(change) {
      const { conversation_id: id, message_no: messageNo, client_message_id: clientMessageId } = change;
      const message = messageNo ?? clientMessageId;
      forget(change);
      // Over what it says by now, which one has seen.
      begin(id, message, change.kind === "edit" && message !== null ? { ...change, replaces: bodyNow(store.getState(), id, message) } : change);
    },
    forget,
    needQuoted(conversationId, messageNo) {
      const key = `${conversationId}:${messageNo}`;
      if (asked.has(key) || findQuoted(store.getState(), conversationId, messageNo) !== undefined) return;
      asked.add(key);
      void api
        .get<MessagePage>(`/api/chat/conversations/${conversationId}/messages?before=${messageNo + 1}&limit=1`)
        .then(({ messages }) => messages.find((message) => message.message_no === messageNo) ?? null)
        .then((quoted) => store.setState((state) => withQuote(state, conversationId, messageNo, quoted)))
        // The next row that shows it asks again.
        .catch(() => undefined)
        .finally(() => asked.delete(key));
    },
  };
}

/** What the message says on this screen, my own changes included; null when it is not here. */
function bodyNow(state: State, conversationId: string, ref: MessageRef): string | null {
  const me = myId(state.session) ?? "";
  const pending = pendingIn(state.pendingChanges, conversationId);
  if (typeof ref === "number") {
    const message = findQuoted(state, conversationId, ref);
    return message ? withMyChanges(message, pending, me).body : null;
  }
  const send = sendsIn(state.outbox, conversationId).find((sent) => sent.client_message_id === ref);
  const edits = pending.filter((change) => change.kind === "edit" && change.failure === null && isAbout(change, { message_no: null, client_message_id: ref, actor_id: me }, me));
  const last = edits.at(-1);
  return last?.kind === "edit" ? last.body : (send?.body ?? null);
}
