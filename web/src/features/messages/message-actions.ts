/** Editing, deleting and reacting over REST. What comes of it arrives as events as well; whichever is first, the other changes nothing. */

import type { MessageActions } from "@/app/actions";
import type { Message, MessagePage } from "@/generated/contract";
import { t } from "@/i18n/t";
import type { Api } from "@/lib/api-client";
import { ApiError, messageOf } from "@/lib/api-error";
import { newClientId } from "@/lib/client-ids";
import type { Store } from "@/store/store";
import { withFreshMessage } from "./fresh-messages";
import { type PendingChange, refusedPending, withoutPending, withPending } from "./pending-changes";
import { findQuoted, withQuote } from "./quotes";

/** `isOnline`: whether the device has a network at all. */
export function createMessages(store: Store, api: Api, isOnline: () => boolean): MessageActions {
  /** By message: what I do to it goes out one after the other, so that the last wish wins. */
  const lanes = new Map<string, Promise<unknown>>();
  const asked = new Set<string>();

  function inTurn<T>(key: string, act: () => Promise<T>): Promise<T> {
    const turn = (lanes.get(key) ?? Promise.resolve()).then(act, act);
    lanes.set(key, turn);
    void turn.catch(() => undefined).then(() => lanes.get(key) === turn && lanes.delete(key));
    return turn;
  }

  function begin(change: PendingChange): void {
    store.setState(({ pendingChanges }) => ({ pendingChanges: withPending(pendingChanges, change) }));
  }

  /** In one step, so that the screen never shows what was before. */
  function end(change: PendingChange, fresh: Message | null): void {
    store.setState((state) => {
      const pendingChanges = withoutPending(state.pendingChanges, change.conversation_id, change.change_id);
      return fresh ? withFreshMessage({ ...state, pendingChanges }, fresh) : { pendingChanges };
    });
  }

  function requireNetwork(): void {
    if (!isOnline()) throw offline();
  }

  function about(conversationId: string, messageNo: number) {
    return { change_id: newClientId(), conversation_id: conversationId, message_no: messageNo, at: new Date().toISOString(), failure: null };
  }

  return {
    edit(conversationId, messageNo, body) {
      if (findQuoted(store.getState(), conversationId, messageNo)?.body === body) return;
      requireNetwork();
      const edit: PendingChange = { ...about(conversationId, messageNo), kind: "edit", body };
      begin(edit);
      void inTurn(pathOf(edit), () => api.patch<Message>(pathOf(edit), { body })).then(
        (fresh) => end(edit, fresh),
        (error: unknown) =>
          store.setState(({ pendingChanges }) => ({ pendingChanges: refusedPending(pendingChanges, conversationId, edit.change_id, messageOf(error)) })),
      );
    },
    forgetEdit: (conversationId, changeId) =>
      store.setState(({ pendingChanges }) => ({ pendingChanges: withoutPending(pendingChanges, conversationId, changeId) })),
    async remove(conversationId, messageNo) {
      requireNetwork();
      const path = pathOf({ conversation_id: conversationId, message_no: messageNo });
      const left = await inTurn(path, () => api.delete<Message>(path));
      store.setState((state) => withFreshMessage(state, left));
    },
    async react(conversationId, messageNo, emoji, isOn) {
      requireNetwork();
      const reaction: PendingChange = { ...about(conversationId, messageNo), kind: "reaction", emoji, isOn };
      const path = `${pathOf(reaction)}/reactions/${encodeURIComponent(emoji)}`;
      begin(reaction);
      try {
        end(reaction, await inTurn(pathOf(reaction), () => (isOn ? api.put<Message>(path) : api.delete<Message>(path))));
      } catch (error) {
        end(reaction, null);
        throw error;
      }
    },
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

function pathOf({ conversation_id, message_no }: Pick<PendingChange, "conversation_id" | "message_no">): string {
  return `/api/chat/conversations/${conversation_id}/messages/${message_no}`;
}

function offline(): ApiError {
  return new ApiError(0, "offline", t("You are offline. Try again when you are connected."), null, 1);
}
