/** What a timeline shows, row by row: messages grouped by author, day dividers, the "new" divider, my pending sends last. Pure. */

import type { Message } from "@/generated/contract";
import type { Change } from "./changes";
import type { PendingSend } from "@/features/composer/pending-sends";
import { dayOf } from "@/lib/times";

/** sent: in the log · sending: on its way (queued, on the wire, or acked) · failed: see `failure`, offer retry and copy. */
export type Delivery = "sent" | "sending" | "failed";

/** A message of the log or one of mine on its way there; `key` stays the same when the one becomes the other. */
export interface ShownMessage extends Omit<Message, "message_no" | "seq"> {
  key: string;
  /** Its place in the log; null until it is there. */
  seq: number | null;
  /** Null until it is in the log. */
  message_no: number | null;
  delivery: Delivery;
  failure: string | null;
  /** Keys of files that it waits for. */
  uploads?: string[];
}

export type TimelineRow =
  | { type: "day"; key: string; /** Any time of that day, ISO. */ at: string }
  | { type: "new"; key: string; /** How many messages follow that I had not read. */ count: number }
  | { type: "change"; key: string; change: Change }
  | { type: "message"; key: string; message: ShownMessage; /** Show author, avatar and time: not a continuation. */ isGroupStart: boolean };

/** Messages of one author within this time are one group. */
export const groupWithinMs = 5 * 60_000;

export interface RowsOf {
  run: Message[];
  /** What happened between and around them, ascending by seq. */
  changes?: Change[];
  sends: PendingSend[];
  myId: string;
  /** Read position under which the "new" divider stands; null for none. */
  newAfter: number | null;
  /** The newest message_no that is known to exist, when the run does not reach it. */
  head?: number;
}

/** The "new" divider stands only where the last read and the first new message meet, not on top of a later page. */
export function timelineRows({ run, changes = [], sends, myId, newAfter, head = 0 }: RowsOf): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const later = [...changes];
  let before: ShownMessage | null = null;
  let dayBefore: string | null = null;
  const days = new Set<string>();
  // The same day keeps its key when older messages of it come in; only a day that clocks told of twice needs another one.
  const dayKey = (at: string, key: string): string => {
    const day = days.has(dayOf(at)) ? `day:${dayOf(at)}:${key}` : `day:${dayOf(at)}`;
    days.add(dayOf(at));
    return day;
  };
  const startDay = (at: string, key: string): boolean => {
    const isNewDay = dayBefore !== dayOf(at);
    if (isNewDay) rows.push({ type: "day", key: dayKey(at, key), at });
    dayBefore = dayOf(at);
    return isNewDay;
  };
  const tellUntil = (seq: number): boolean => {
    const due = later.splice(0, later.findLastIndex((change) => change.seq < seq) + 1);
    for (const change of due) {
      startDay(change.at, `change:${change.seq}`);
      rows.push({ type: "change", key: `change:${change.seq}`, change });
    }
    return due.length > 0;
  };
  const isDividerInside = newAfter !== null && (run[0]?.message_no ?? Infinity) <= newAfter + 1 && (run.at(-1)?.message_no ?? 0) > newAfter;
  for (const message of shownMessages(run, sends, myId)) {
    const isInterrupted = tellUntil(message.seq ?? Infinity);
    const isNewDay = startDay(message.at, message.key);
    const isFirstNew = isDividerInside && isAfter(message, newAfter) && !isAfter(before, newAfter);
    if (isFirstNew) rows.push({ type: "new", key: "new", count: Math.max(head, run.at(-1)?.message_no ?? 0) - newAfter });
    rows.push({ type: "message", key: message.key, message, isGroupStart: isNewDay || isFirstNew || isInterrupted || !isSameGroup(before, message) });
    before = message;
  }
  tellUntil(Infinity);
  return rows;
}

/** The run, then my sends that it does not hold yet. */
export function shownMessages(run: Message[], sends: PendingSend[], myId: string): ShownMessage[] {
  const mine = new Set(run.filter((message) => message.actor_id === myId).map((message) => message.client_message_id));
  const pending = sends.filter((send) => !mine.has(send.client_message_id));
  return [...run.map(inLog), ...pending.map((send) => onItsWay(send, myId))];
}

export function keyOf(actorId: string, clientMessageId: string): string {
  return `${actorId}:${clientMessageId}`;
}

/** The same object for the same message, so that rows which did not change are not drawn again. */
const shownBefore = new WeakMap<Message, ShownMessage>();

function inLog(message: Message): ShownMessage {
  const known = shownBefore.get(message);
  if (known) return known;
  const shown: ShownMessage = { ...message, key: keyOf(message.actor_id, message.client_message_id), delivery: "sent", failure: null };
  shownBefore.set(message, shown);
  return shown;
}

function onItsWay(send: PendingSend, myId: string): ShownMessage {
  return {
    key: keyOf(myId, send.client_message_id),
    conversation_id: send.conversation_id,
    message_no: null,
    seq: null,
    actor_id: myId,
    at: send.at,
    client_message_id: send.client_message_id,
    body: send.body,
    edited_at: null,
    deleted_at: null,
    deleter_id: null,
    reply_to: send.reply_to ?? null,
    reactions: [],
    attachments: send.attachments ?? [],
    ...(send.uploads && { uploads: send.uploads }),
    mentions: [],
    applied_seq: 0,
    delivery: send.state === "failed" ? "failed" : "sending",
    failure: send.failure,
  };
}

function isAfter(message: ShownMessage | null, messageNo: number): boolean {
  return message?.message_no != null && message.message_no > messageNo;
}

function isSameGroup(before: ShownMessage | null, message: ShownMessage): boolean {
  if (before?.actor_id !== message.actor_id) return false;
  return Math.abs(Date.parse(message.at) - Date.parse(before.at)) <= groupWithinMs;
}
