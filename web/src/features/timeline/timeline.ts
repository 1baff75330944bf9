/**
 * The messages of one conversation that this device knows, and which of them are shown.
 *
 * A set by message_no: live events, replays, pages and acks only ever add to it, so their order does not matter. Numbers
 * have no holes in the log, so consecutive numbers here are consecutive messages (a run), and a hole is a page to fetch.
 */

import type { Message, MessageCreated } from "@/generated/contract";

export type Edge = "idle" | "loading" | "error";

export interface Timeline {
  /** Ascending by message_no, each once; holes are possible. */
  messages: Message[];
  /** Which run is shown: the one that holds this number, or the last one. */
  anchor: number | "end";
  /** How often one has asked for the end: each time the screen goes there, wherever the reader was. */
  jumps: number;
  /** Of the first page. */
  status: "unloaded" | "loading" | "ready" | "error";
  /** Why the first page or an edge failed, in words. */
  failure: string | null;
  older: Edge;
  newer: Edge;
}

export const pageSize = 50;

export const emptyTimeline: Timeline = { messages: [], anchor: "end", jumps: 0, status: "unloaded", failure: null, older: "idle", newer: "idle" };

/** With messages in their present state, as a page gives them: they replace what was known. */
export function withPage(timeline: Timeline, page: Message[]): Timeline {
  return page.length === 0 ? timeline : { ...timeline, messages: merged(timeline.messages, page) };
}

/** With a message as its event gives it; what a page said about it is at least as new. */
export function withCreated(timeline: Timeline, event: MessageCreated): Timeline {
  const last = timeline.messages.at(-1);
  const message = messageOf(event);
  if (!last || message.message_no > last.message_no) return { ...timeline, messages: [...timeline.messages, message] };
  if (findMessage(timeline.messages, message.message_no)) return timeline;
  return { ...timeline, messages: merged(timeline.messages, [message]) };
}

/** Without the oldest beyond `limit`: nobody looks, and a page brings them back. */
export function trimmed(timeline: Timeline, limit: number): Timeline {
  if (timeline.messages.length <= limit) return timeline;
  return { ...timeline, messages: timeline.messages.slice(-limit) };
}

export function messageOf(event: MessageCreated): Message {
  return {
    conversation_id: event.conversation_id,
    message_no: event.message_no,
    seq: event.seq,
    actor_id: event.actor_id,
    at: event.at,
    client_message_id: event.client_message_id,
    body: event.data.body,
    edited_at: null,
    deleted_at: event.data.deleted ? event.at : null,
    reply_to: event.data.reply_to ?? null,
    reactions: [],
    attachments: event.data.attachments ?? [],
    applied_seq: event.seq,
  };
}

/** The consecutive messages that are shown, oldest first. */
export function shownRun(timeline: Timeline): Message[] {
  const { messages, anchor } = timeline;
  const start = anchor === "end" ? messages.length - 1 : indexOf(messages, anchor);
  if (start < 0) return [];
  let from = start;
  while (from > 0 && isNext(messages, from - 1)) from -= 1;
  let to = start;
  while (to < messages.length - 1 && isNext(messages, to)) to += 1;
  return from === 0 && to === messages.length - 1 ? messages : messages.slice(from, to + 1);
}

/** Whether messages older than the shown run exist. */
export function hasOlder(run: Message[], lastMessageNo: number): boolean {
  const first = run[0];
  return first ? first.message_no > 1 : lastMessageNo > 0;
}

/** Whether messages newer than the shown run exist, as far as the log's head is known. */
export function hasNewer(run: Message[], lastMessageNo: number): boolean {
  return (run.at(-1)?.message_no ?? 0) < lastMessageNo;
}

export function findMessage(messages: Message[], messageNo: number): Message | null {
  return messages[indexOf(messages, messageNo)] ?? null;
}

function isNext(messages: Message[], index: number): boolean {
  return messages[index + 1]?.message_no === (messages[index]?.message_no ?? 0) + 1;
}

/** By halves; -1 when it is not there. */
function indexOf(messages: Message[], messageNo: number): number {
  let low = 0;
  let high = messages.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = messages[middle]?.message_no ?? 0;
    if (found === messageNo) return middle;
    if (found < messageNo) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function merged(known: Message[], page: Message[]): Message[] {
  const byNo = new Map(known.map((message) => [message.message_no, message]));
  for (const message of page) byNo.set(message.message_no, message);
  return [...byNo.values()].toSorted((a, b) => a.message_no - b.message_no);
}
