/**
 * The messages of one conversation that this device knows, and which of them are shown.
 *
 * A set by message_no: live events, replays, pages and acks only ever add to it, so their order does not matter. Numbers
 * have no holes in the log, so consecutive numbers here are consecutive messages (a run), and a hole is a page to fetch.
 */

import { afterChange, afterChanges, fresher, type MessageChange, tombstone, withRecent } from "@/features/messages/message-changes";
import type { Message, MessageCreated } from "@/generated/contract";

export type Edge = "idle" | "loading" | "error";

/** Where the screen is to go as soon as its row is there. Each wish is a new object, so that the same one can be had twice. */
export type Goal =
  | { to: "end" }
  | {
      to: "message";
      messageNo: number;
      /** How far below the upper edge of the screen, in px; null: into the middle, and marked for a moment. */
      top: number | null;
    };

export interface Timeline {
  /** Ascending by message_no, each once; holes are possible. */
  messages: Message[];
  /** What happened to messages lately, shown or not, ascending by seq. */
  recent: MessageChange[];
  /** Where the log was begun again because too much was missed; pages from before that are of no use. 0: never. */
  begunAt: number;
  /** Which run is shown: the one that holds this number, or the last one. */
  anchor: number | "end";
  /** The last wish to go somewhere; null: one stays where the conversation was opened. */
  goal: Goal | null;
  /** Of the first page. */
  status: "unloaded" | "loading" | "ready" | "error";
  /** Why the first page or an edge failed, in words. */
  failure: string | null;
  older: Edge;
  newer: Edge;
}

export const pageSize = 50;
/** The most that are kept of a conversation on the screen. */
export const mostKept = 700;
/** So many messages on either side of the one that is read are kept when what is far is let go: several screens. */
export const keptAround = 200;

export const emptyTimeline: Timeline = { messages: [], recent: [], begunAt: 0, anchor: "end", goal: null, status: "unloaded", failure: null, older: "idle", newer: "idle" };

/** With messages as a page gives them: they replace what was known, unless that is as new. */
export function withPage(timeline: Timeline, page: Message[]): Timeline {
  if (page.length === 0) return timeline;
  return { ...timeline, messages: merged(timeline.messages, page.map((message) => afterChanges(message, timeline.recent))) };
}

/** With something that happened to a message, which may be here or come with a page. */
export function withChanged(timeline: Timeline, change: MessageChange): Timeline {
  return replaced({ ...timeline, recent: withRecent(timeline.recent, change) }, change.data.message_no, (message) => afterChange(message, change));
}

/** With a fresh answer about one message, if that is here. */
export function withFresh(timeline: Timeline, fresh: Message): Timeline {
  return replaced(timeline, fresh.message_no, (message) => fresher(message, fresh));
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

/**
 * Without what is far from `centre`, the message that one reads, once more than `limit` are known: a page brings it back.
 * The newest page stays, because a reload and the way to the end begin with it.
 */
export function withoutFar(timeline: Timeline, centre: number | "end", limit: number, around = keptAround): Timeline {
  const { messages, anchor } = timeline;
  if (messages.length <= limit) return timeline;
  const newest = messages.length - pageSize;
  const at = centre === "end" ? messages.length - 1 : Math.max(0, messages.findLastIndex((message) => message.message_no <= centre));
  const kept = messages.filter((_, index) => Math.abs(index - at) <= around || index >= newest);
  const isEndAway = at + around + 1 < newest;
  return { ...timeline, messages: kept, anchor: anchor === "end" && !isEndAway ? "end" : (messages[at]?.message_no ?? "end") };
}

/** A run that reaches the newest message is shown as the end: what arrives belongs to it. */
export function settled(timeline: Timeline, lastMessageNo: number): Timeline {
  if (timeline.anchor === "end") return timeline;
  const run = shownRun(timeline);
  const isEnd = run.length > 0 && run.at(-1) === timeline.messages.at(-1) && !hasNewer(run, lastMessageNo);
  return isEnd ? { ...timeline, anchor: "end" } : timeline;
}

/** As it was sent; one that was deleted since says nothing any more. */
export function messageOf(event: MessageCreated): Message {
  const message: Message = {
    conversation_id: event.conversation_id,
    message_no: event.message_no,
    seq: event.seq,
    actor_id: event.actor_id,
    at: event.at,
    client_message_id: event.client_message_id,
    body: event.data.body,
    edited_at: null,
    deleted_at: event.data.deleted ? event.at : null,
    deleter_id: null,
    reply_to: event.data.reply_to ?? null,
    reactions: [],
    attachments: event.data.attachments ?? [],
    mentions: event.data.mentions ?? [],
    applied_seq: event.seq,
  };
  return event.data.deleted ? tombstone(message, event.at, null) : message;
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

function replaced(timeline: Timeline, messageNo: number, how: (message: Message) => Message): Timeline {
  const index = indexOf(timeline.messages, messageNo);
  const known = timeline.messages[index];
  const message = known && how(known);
  if (!message || message === known) return timeline;
  return { ...timeline, messages: timeline.messages.with(index, message) };
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
  for (const message of page) byNo.set(message.message_no, fresher(byNo.get(message.message_no) ?? message, message));
  return [...byNo.values()].toSorted((a, b) => a.message_no - b.message_no);
}
