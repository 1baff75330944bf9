/** My messages that the log has not shown yet, per conversation and in the order in which I sent them. Pure. */

/**
 * queued: waits for its turn or for the connection · sending: on the wire, no ack yet · acked: in the log, its event is
 * on the way · failed: refused for good, waits for me to retry or discard it.
 */
export type SendState = "queued" | "sending" | "acked" | "failed";

export interface PendingSend {
  conversation_id: string;
  client_message_id: string;
  body: string;
  /** When I sent it, by this device's clock. */
  at: string;
  state: SendState;
  /** Why it failed, in words; null otherwise. */
  failure: string | null;
  /** The place in the log, once acked. */
  seq: number | null;
}

/** conversation_id → sends, oldest first. */
export type Outbox = Record<string, PendingSend[]>;

const none: PendingSend[] = [];

export function sendsIn(outbox: Outbox, conversationId: string): PendingSend[] {
  return outbox[conversationId] ?? none;
}

export function withSend(outbox: Outbox, send: PendingSend): Outbox {
  const sends = sendsIn(outbox, send.conversation_id);
  if (sends.some((other) => other.client_message_id === send.client_message_id)) return outbox;
  return { ...outbox, [send.conversation_id]: [...sends, send] };
}

export function withoutSend(outbox: Outbox, conversationId: string, clientMessageId: string): Outbox {
  const sends = sendsIn(outbox, conversationId);
  const left = sends.filter((send) => send.client_message_id !== clientMessageId);
  return left.length === sends.length ? outbox : { ...outbox, [conversationId]: left };
}

export function changedSend(outbox: Outbox, conversationId: string, clientMessageId: string, change: Partial<PendingSend>): Outbox {
  const sends = sendsIn(outbox, conversationId);
  if (!sends.some((send) => send.client_message_id === clientMessageId)) return outbox;
  const changed = sends.map((send) => (send.client_message_id === clientMessageId ? { ...send, ...change } : send));
  return { ...outbox, [conversationId]: changed };
}

/** The next to put on the wire: the oldest that waits, unless one is on the wire already. */
export function nextToSend(sends: PendingSend[]): PendingSend | null {
  if (sends.some((send) => send.state === "sending")) return null;
  return sends.find((send) => send.state === "queued") ?? null;
}

/** After a lost connection: nobody knows whether these arrived, so they go again under the same client_message_id. */
export function requeued(outbox: Outbox): Outbox {
  const changed = Object.entries(outbox).map(([id, sends]) => [id, sends.map((send) => (send.state === "sending" ? { ...send, state: "queued" as const } : send))]);
  return Object.fromEntries(changed) as Outbox;
}

/** Again, and last in line: what was written after it may have gone meanwhile. */
export function retried(outbox: Outbox, conversationId: string, clientMessageId: string, at: string): Outbox {
  const send = sendsIn(outbox, conversationId).find((other) => other.client_message_id === clientMessageId);
  if (send?.state !== "failed") return outbox;
  return withSend(withoutSend(outbox, conversationId, clientMessageId), { ...send, at, state: "queued", failure: null });
}
