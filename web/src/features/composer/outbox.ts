/**
 * Sends what waits in the outbox: in order, one without an ack per conversation, the same client_message_id again after a
 * lost connection. The log answers a repeated one with the first ack, so nothing is doubled whatever happens on the way.
 */

import type { ComposerActions } from "@/app/actions";
import type { AckFrame, ErrorFrame, IncomingFrame } from "@/generated/contract";
import { newClientId } from "@/lib/client-ids";
import type { Store } from "@/store/store";
import { changedSend, nextToSend, type Outbox, type PendingSend, requeued, retried, sendsIn, withoutSend, withSend } from "./pending-sends";

export interface OutboxParts {
  store: Store;
  send(frame: IncomingFrame): boolean;
  /** No ack for too long: the connection is in doubt. */
  onSilence(): void;
}

export interface OutboxSender extends Pick<ComposerActions, "send" | "retry" | "discard"> {
  /** An answer to a send, already applied to the state. */
  onAck(frame: AckFrame): void;
  onError(frame: ErrorFrame): void;
}

export const ackWithinMs = 15_000;

export function createOutbox({ store, send, onSilence }: OutboxParts): OutboxSender {
  /** client_message_id → its timer: an ack is due, or a pause that the server asked for is on. */
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();

  store.subscribe((state, before) => {
    const isOnline = state.connection.status === "online";
    if (!isOnline && before.connection.status === "online") return lost();
    if (isOnline && (state.outbox !== before.outbox || before.connection.status !== "online")) pump();
  });

  function change(how: (outbox: Outbox) => Outbox): void {
    store.setState(({ outbox }) => ({ outbox: how(outbox) }));
  }

  function pump(): void {
    const { outbox } = store.getState();
    const unsettled = new Set(Object.values(outbox).flatMap((sends) => sends.map((waits) => waits.client_message_id)));
    for (const clientMessageId of waiting.keys()) if (!unsettled.has(clientMessageId)) settled(clientMessageId);
    for (const sends of Object.values(outbox)) {
      const next = nextToSend(sends);
      if (next && !waiting.has(next.client_message_id)) put(next);
    }
  }

  function put({ conversation_id, client_message_id, body }: PendingSend): void {
    if (!send({ type: "send", ref: client_message_id, conversation_id, client_message_id, body })) return;
    wait(client_message_id, ackWithinMs, onSilence);
    change((outbox) => changedSend(outbox, conversation_id, client_message_id, { state: "sending" }));
  }

  function wait(clientMessageId: string, ms: number, then: () => void): void {
    settled(clientMessageId);
    const timer = setTimeout(() => {
      waiting.delete(clientMessageId);
      then();
    }, ms);
    waiting.set(clientMessageId, timer);
  }

  function settled(clientMessageId: string): void {
    clearTimeout(waiting.get(clientMessageId));
    waiting.delete(clientMessageId);
  }

  function lost(): void {
    for (const clientMessageId of waiting.keys()) settled(clientMessageId);
    change(requeued);
  }

  function onError(frame: ErrorFrame): void {
    const sent = Object.values(store.getState().outbox).flat().find((candidate) => candidate.client_message_id === frame.ref);
    if (!sent) return;
    const { conversation_id: id, client_message_id: clientMessageId } = sent;
    settled(clientMessageId);
    if (typeof frame.retry === "number") {
      wait(clientMessageId, frame.retry * 1_000, pump);
      return change((outbox) => changedSend(outbox, id, clientMessageId, { state: "queued" }));
    }
    change((outbox) => changedSend(outbox, id, clientMessageId, { state: "failed", failure: frame.message }));
  }

  return {
    send(conversationId, body) {
      if (!body.trim()) return;
      const at = new Date().toISOString();
      change((outbox) => withSend(outbox, newSend(conversationId, body, at)));
    },
    retry: (id, clientMessageId) => change((outbox) => retried(outbox, id, clientMessageId, new Date().toISOString())),
    discard: (id, clientMessageId) => {
      const isFailed = sendsIn(store.getState().outbox, id).some((sent) => sent.client_message_id === clientMessageId && sent.state === "failed");
      if (isFailed) change((outbox) => withoutSend(outbox, id, clientMessageId));
    },
    onAck: (frame) => settled(frame.client_message_id),
    onError,
  };
}

function newSend(conversationId: string, body: string, at: string): PendingSend {
  return { conversation_id: conversationId, client_message_id: newClientId(), body, at, state: "queued", failure: null, seq: null };
}
