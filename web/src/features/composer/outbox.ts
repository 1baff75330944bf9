/**
 * Sends what waits in the outbox: in order, one without an ack per conversation, the same client_message_id again after a
 * lost connection. The log answers a repeated one with the first ack, so nothing is doubled whatever happens on the way.
 *
 * A message is written into the browser's outbox before it goes out. All tabs see what waits; only the tab that holds the
 * connection sends it and removes what the log has.
 */

import type { ComposerActions } from "@/app/actions";
import { attachmentsOf, changedUpload, type Upload, uploadsOf, withoutUploads } from "@/features/attachments/uploads";
import { pendingIn, withoutPending } from "@/features/messages/pending-changes";
import { myId } from "@/features/session/session";
import type { AckFrame, ErrorFrame, IncomingFrame } from "@/generated/contract";
import { msg, t } from "@/i18n/t";
import { newClientId } from "@/lib/client-ids";
import type { Journal } from "@/lib/journal";
import { serverWords } from "@/lib/server-words";
import type { State } from "@/store/state";
import type { Store } from "@/store/store";
import type { OutboxRows } from "./outbox-rows";
import { foldable, foldedSend } from "./folding";
import { changedSend, nextToSend, type Outbox, type PendingSend, refused, released, requeued, retried, sendsIn, sendTime, unsettled, withoutSend, withRow, withSend } from "./pending-sends";

/** What tabs tell each other: a row was written, or its writer does not want it any more. */
export type OutboxMessage = { kind: "written"; userId: string; send: PendingSend } | { kind: "discarded"; userId: string; send: PendingSend };

export interface OutboxTabs {
  postMessage(message: OutboxMessage): void;
  addEventListener(type: "message", listener: (event: MessageEvent<OutboxMessage>) => void): void;
}

export interface OutboxParts {
  store: Store;
  rows: OutboxRows;
  /** For the moment until a row is written. */
  journal: Journal<PendingSend>;
  /** The other tabs; null when each sends for itself. */
  tabs: OutboxTabs | null;
  /** Whether this tab holds the connection. */
  isSender(): boolean;
  send(frame: IncomingFrame): boolean;
  /** No ack for too long: the connection is in doubt. */
  onSilence(): void;
}

export interface OutboxSender extends Pick<ComposerActions, "retry" | "discard"> {
  /** Blank only with `uploads`, for which it waits. */
  send(conversationId: string, body: string, replyTo?: number | null, uploads?: Upload[]): void;
  /** Takes what this browser has kept: after login, and when a tab may have gone before it could tell. */
  restore(): Promise<void>;
  /** An answer to a send, already applied to the state. */
  onAck(frame: AckFrame): void;
  onError(frame: ErrorFrame): void;
}

/** Of a message whose files were still on their way when the page went. */
const lostFiles = msg("Its files were not uploaded yet when Natter was closed. Retry sends the words alone.");

export const ackWithinMs = 15_000;
/** Sends that ended lately, so that a row read or told late does not bring them back. */
const endedLimit = 1_000;

export function createOutbox({ store, rows, journal, tabs, isSender, send, onSilence }: OutboxParts): OutboxSender {
  /** client_message_id → its timer: an ack is due, or a pause that the server asked for is on. */
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  const ended = new Set<string>();
  /** Whose kept rows have been read: before that an older one may turn up. */
  let restoredFor: string | null = null;

  store.subscribe((state, before) => {
    if (state.outbox !== before.outbox) noteEnded(state, before);
    if (state.outbox !== before.outbox || state.pendingChanges !== before.pendingChanges) foldAll(state);
    if (state.uploads !== before.uploads) releaseHeld(state);
    const isOnline = state.connection.status === "online";
    if (!isOnline && before.connection.status === "online") return lost();
    if (isOnline && (state.outbox !== before.outbox || before.connection.status !== "online")) pump();
  });

  tabs?.addEventListener("message", ({ data }) => {
    if (data.userId !== me() || ended.has(data.send.client_message_id)) return;
    change((outbox) => (data.kind === "written" ? withRow(outbox, data.send) : withoutSend(outbox, data.send.conversation_id, data.send.client_message_id)));
  });

  function me(): string | null {
    return myId(store.getState().session);
  }

  function change(how: (outbox: Outbox) => Outbox): void {
    store.setState(({ outbox }) => ({ outbox: how(outbox) }));
  }

  /** Acked, shown by the log, discarded, or its conversation is not mine any more. */
  function noteEnded(state: State, before: State): void {
    const userId = myId(state.session);
    if (!userId || myId(before.session) !== userId) return;
    const left = new Set(unsettled(state.outbox).map(idOf));
    const gone = unsettled(before.outbox).map(idOf).filter((id) => !left.has(id));
    if (gone.length === 0) return;
    for (const id of gone) {
      settled(id);
      ended.add(id);
    }
    for (const id of ended) if (ended.size > endedLimit) ended.delete(id);
    journal.remove(userId, gone);
    if (isSender()) void rows.remove(userId, gone);
  }

  function pump(): void {
    const { outbox, connection } = store.getState();
    if (!isSender() || connection.status !== "online" || restoredFor !== me()) return;
    for (const sends of Object.values(outbox)) {
      const next = nextToSend(sends);
      if (!next || waiting.has(next.client_message_id)) continue;
      // That it may have been on the wire is on disk before it is.
      if (next.is_tried === false) void rewrite(next);
      else put(next);
    }
  }

  /** What I changed in messages that were never on the wire, they say from the beginning. */
  function foldAll({ outbox, pendingChanges }: State): void {
    if (!isSender()) return;
    for (const waits of foldable(outbox, pendingChanges)) void fold(waits);
  }

  /** First the message, then what was folded into it: if the page goes in between, that is said once more and changes nothing. */
  async function fold(waits: PendingSend): Promise<void> {
    const { conversation_id: id, client_message_id: clientMessageId } = waits;
    const userId = me();
    if (!userId || find(id, clientMessageId) !== waits) return;
    const { left, used } = foldedSend(waits, pendingIn(store.getState().pendingChanges, id));
    if (left) await rewrite(left);
    else await withdraw(userId, waits);
    forgetChanges(id, used);
  }

  async function withdraw(userId: string, waits: PendingSend): Promise<void> {
    const { conversation_id: id, client_message_id: clientMessageId } = waits;
    change((outbox) => changedSend(outbox, id, clientMessageId, { state: "writing" }));
    journal.remove(userId, [clientMessageId]);
    await rows.remove(userId, [clientMessageId]);
    change((outbox) => withoutSend(outbox, id, clientMessageId));
    tabs?.postMessage({ kind: "discarded", userId, send: waits });
  }

  function forgetChanges(id: string, changeIds: string[]): void {
    store.setState(({ pendingChanges }) => ({ pendingChanges: withoutPending(pendingChanges, id, changeIds) }));
  }

  function put({ conversation_id, client_message_id, body, reply_to, attachments }: PendingSend): void {
    const frame = { type: "send" as const, ref: client_message_id, conversation_id, client_message_id, body };
    if (!send({ ...frame, ...(reply_to && { reply_to }), ...(attachments?.length && { attachment_ids: attachments.map(({ id }) => id) }) })) return;
    wait(client_message_id, ackWithinMs, onSilence);
    change((outbox) => changedSend(outbox, conversation_id, client_message_id, { state: "sending" }));
  }

  /** Those whose files are all there, or were taken away: then it goes without, if it says something. */
  function releaseHeld({ outbox, uploads }: State): void {
    for (const held of Object.values(outbox).flat()) {
      const left = held.state === "uploading" ? uploadsOf(uploads, held.uploads ?? []) : null;
      const attachments = left && attachmentsOf(left);
      const { conversation_id: id, client_message_id: clientMessageId, body } = held;
      // Each release tells this again.
      if (!attachments || find(id, clientMessageId) !== held) continue;
      const isNothing = attachments.length === 0 && !body.trim();
      const at = sendTime(sendsIn(outbox, id), Date.now());
      store.setState((state) => ({
        outbox: isNothing ? withoutSend(state.outbox, id, clientMessageId) : released(state.outbox, held, attachments, at),
        uploads: withoutUploads(state.uploads, held.uploads ?? []),
      }));
      const written = find(id, clientMessageId);
      if (written) void write(written);
    }
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

  /** In the journal at once, in the rows when this resolves. */
  async function keep(userId: string, row: PendingSend): Promise<void> {
    journal.put(userId, row.client_message_id, row);
    if (await rows.put(userId, row)) journal.remove(userId, [row.client_message_id]);
  }

  function keepWords(held: PendingSend): void {
    const userId = me();
    if (userId) void keep(userId, { ...held, state: "failed", failure: t(lostFiles) });
  }

  function rewrite(waits: PendingSend): Promise<void> {
    change((outbox) => changedSend(outbox, waits.conversation_id, waits.client_message_id, { ...waits, state: "writing" }));
    return write(waits);
  }

  /** Into the browser's outbox; what is there may be sent. */
  async function write(written: PendingSend): Promise<void> {
    const userId = me();
    if (!userId) return;
    const isTried = store.getState().connection.status === "online" || (written.is_tried ?? false);
    const row: PendingSend = { ...written, state: "queued", is_tried: isTried };
    await keep(userId, row);
    if (me() !== userId) return;
    change((outbox) => changedSend(outbox, row.conversation_id, row.client_message_id, { state: "queued", is_tried: isTried }));
    tabs?.postMessage({ kind: "written", userId, send: row });
  }

  function onError(frame: ErrorFrame): void {
    const sent = unsettled(store.getState().outbox).find((candidate) => candidate.client_message_id === frame.ref);
    if (!sent) return;
    const { conversation_id: id, client_message_id: clientMessageId } = sent;
    settled(clientMessageId);
    if (typeof frame.retry === "number") {
      if (isSender()) wait(clientMessageId, frame.retry * 1_000, pump);
      return change((outbox) => changedSend(outbox, id, clientMessageId, { state: "queued" }));
    }
    const { left, used } = foldedSend(sent, pendingIn(store.getState().pendingChanges, id));
    const failed: PendingSend = { ...refused(left ?? sent, frame.code), state: "failed", failure: serverWords(frame.message) ?? t("That did not work.") };
    change((outbox) => (left ? changedSend(outbox, id, clientMessageId, failed) : withoutSend(outbox, id, clientMessageId)));
    const userId = me();
    if (userId && isSender()) void (left ? keep(userId, failed) : Promise.resolve()).then(() => forgetChanges(id, used));
  }

  function find(id: string, clientMessageId: string): PendingSend | undefined {
    return sendsIn(store.getState().outbox, id).find((sent) => sent.client_message_id === clientMessageId);
  }

  return {
    send(conversationId, body, replyTo = null, uploads = []) {
      const isBlank = !body.trim();
      if (isBlank && uploads.length === 0) return;
      const made = newSend(conversationId, isBlank ? "" : body, replyTo, sendTime(sendsIn(store.getState().outbox, conversationId), Date.now()));
      if (uploads.length === 0) {
        const written = write(made);
        change((outbox) => withSend(outbox, made));
        return void written;
      }
      const keys = uploads.map(({ key }) => key);
      store.setState((state) => ({ outbox: withSend(state.outbox, { ...made, state: "uploading", uploads: keys }) }));
      // Should the page go before the files are there, the words are found again.
      if (!isBlank) void keepWords(made);
      store.setState((state) => ({ uploads: keys.reduce((all, key) => changedUpload(all, key, { isTaken: true }), state.uploads) }));
    },
    retry(id, clientMessageId) {
      change((outbox) => retried(outbox, id, clientMessageId, sendTime(sendsIn(outbox, id), Date.now())));
      const again = find(id, clientMessageId);
      if (again?.state === "writing") void write(again);
    },
    discard(id, clientMessageId) {
      const discarded = find(id, clientMessageId);
      const userId = me();
      if ((discarded?.state !== "failed" && discarded?.state !== "uploading") || !userId) return;
      change((outbox) => withoutSend(outbox, id, clientMessageId));
      journal.remove(userId, [clientMessageId]);
      void rows.remove(userId, [clientMessageId]);
      tabs?.postMessage({ kind: "discarded", userId, send: discarded });
    },
    async restore() {
      const userId = me();
      if (!userId) return;
      const written = await rows.read(userId);
      if (me() !== userId) return;
      restoredFor = userId;
      // Newer than the rows, or not among them: a page went before it had written them. What became of it nobody knows.
      const journaled = [...journal.read(userId).values()].flatMap((row) => row ?? []).map((row) => ({ ...row, is_tried: true }));
      const known = new Set(journaled.map(idOf));
      const kept = [...written.filter((row) => !known.has(idOf(row))), ...journaled];
      const left = kept.filter((row) => ended.has(row.client_message_id)).map(idOf);
      if (left.length > 0 && isSender()) void rows.remove(userId, left);
      change((outbox) => kept.filter((row) => !ended.has(row.client_message_id)).reduce(withRow, outbox));
      for (const row of journaled) if (!ended.has(idOf(row))) void keep(userId, row);
      pump();
    },
    onAck: (frame) => settled(frame.client_message_id),
    onError,
  };
}

function idOf(send: PendingSend): string {
  return send.client_message_id;
}

function newSend(conversationId: string, body: string, replyTo: number | null, at: string): PendingSend {
  return { conversation_id: conversationId, client_message_id: newClientId(), body, reply_to: replyTo, at, state: "writing", failure: null, seq: null };
}
