/** My messages that the log has not shown yet, per conversation and in the order in which I sent them. Pure. */

import type { Attachment } from "@/generated/contract";

/**
 * uploading: its files are on their way, others pass it · writing: on its way into the outbox of this browser · queued: there,
 * waits for its turn or for the connection · sending: on the wire, no ack yet · acked: in the log, its event is on the way ·
 * failed: refused for good, waits for me to retry or discard it.
 */
export type SendState = "uploading" | "writing" | "queued" | "sending" | "acked" | "failed";

export interface PendingSend {
  conversation_id: string;
  client_message_id: string;
  body: string;
  /** The message that it answers; rows of older versions say nothing. */
  reply_to?: number | null;
  /** What it carries; rows of older versions say nothing. */
  attachments?: Attachment[];
  /** Keys of uploads that it waits for. */
  uploads?: string[];
  /** When I sent it, by this device's clock. */
  at: string;
  state: SendState;
  /** Why it failed, in words; null otherwise. */
  failure: string | null;
  /** False: it was never on the wire, so it may still say something else. Rows of older versions say nothing. */
  is_tried?: boolean;
  /** The place in the log, once acked. */
  seq: number | null;
  message_no?: number;
}

/** conversation_id → sends, oldest first. */
export type Outbox = Record<string, PendingSend[]>;

const none: PendingSend[] = [];
const idLimit = 64;

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

/** What another tab has written, or what was left from before, at its place: by when it was sent. */
export function withRow(outbox: Outbox, row: PendingSend): Outbox {
  const known = sendsIn(outbox, row.conversation_id).find((send) => send.client_message_id === row.client_message_id);
  // One that waits here as well may say something else by now.
  if (known?.state === "queued" && row.state === "queued") return changedSend(outbox, row.conversation_id, row.client_message_id, { ...row, at: known.at });
  if (known && !(known.state === "failed" && row.state === "queued")) return outbox;
  const all = withSend(withoutSend(outbox, row.conversation_id, row.client_message_id), row);
  return { ...all, [row.conversation_id]: sendsIn(all, row.conversation_id).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)) };
}

/** The next to put on the wire: the oldest that waits, unless it is not written yet or another is on the wire. */
export function nextToSend(sends: PendingSend[]): PendingSend | null {
  if (sends.some((send) => send.state === "sending")) return null;
  const next = sends.find((send) => send.state === "queued" || send.state === "writing");
  return next?.state === "queued" ? next : null;
}

/** Those that must be in the outbox of this browser: the log does not have them yet, or has refused them. */
export function unsettled(outbox: Outbox): PendingSend[] {
  return Object.values(outbox).flat().filter((send) => send.state !== "acked");
}

/** After a lost connection: nobody knows whether these arrived, so they go again under the same client_message_id. */
export function requeued(outbox: Outbox): Outbox {
  const changed = Object.entries(outbox).map(([id, sends]) => [id, sends.map((send) => (send.state === "sending" ? { ...send, state: "queued" as const } : send))]);
  return Object.fromEntries(changed) as Outbox;
}

/**
 * The send after a refusal. "not_found" holds for its id for a month, so that no earlier try can arrive late; a retry, after
 * its author is back in the conversation, is another send. Its id is made of the old one: all tabs make the same.
 */
export function refused(send: PendingSend, code: string): PendingSend {
  return code === "not_found" ? { ...send, client_message_id: `${send.client_message_id}~`.slice(0, idLimit) } : send;
}

/** Again, and last in line: what was written after it may have gone meanwhile. It is written down anew first. */
export function retried(outbox: Outbox, conversationId: string, clientMessageId: string, at: string): Outbox {
  const send = sendsIn(outbox, conversationId).find((other) => other.client_message_id === clientMessageId);
  if (send?.state !== "failed") return outbox;
  return withSend(withoutSend(outbox, conversationId, clientMessageId), { ...send, at, state: "writing", failure: null });
}

/** The files of a send are there: it is the last in line, since what was written meanwhile may have gone. It is written down first. */
export function released(outbox: Outbox, held: PendingSend, attachments: Attachment[], at: string): Outbox {
  const { uploads: _, ...send } = held;
  return withSend(withoutSend(outbox, held.conversation_id, held.client_message_id), { ...send, attachments, at, state: "writing" });
}

/** The time of a new send: now, but always after those that wait, so that a reload keeps their order. */
export function sendTime(sends: PendingSend[], now: number): string {
  const last = Math.max(0, ...sends.map((send) => Date.parse(send.at)));
  return new Date(Math.max(now, last + 1)).toISOString();
}
