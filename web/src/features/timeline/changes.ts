/**
 * What happened in a conversation beside its messages: people came and went, it was renamed. Pure.
 *
 * Pages of messages do not hold these events, but their seqs show where some lie: the log has no holes, so what is
 * missing between the seqs of two consecutive messages is such an event. Only those stretches are fetched.
 */

import type { LoggedEvent, Message, MessageCreated } from "@/generated/contract";

export type Change = Exclude<LoggedEvent, MessageCreated>;

/** Seqs after `after` and before `before` that nobody has told us of. */
export interface Stretch {
  after: number;
  before: number;
}

/** What one page of events holds; longer stretches are left alone. */
export const longestStretch = 200;

/** The kinds that a timeline tells; of others only their place is known. */
const told = new Set<string>(["member.added", "member.removed", "member.role_changed", "conversation.renamed"]);

/** Known changes and more, ascending by seq, each once; what an edited message says is its message's business. */
export function withChanges(known: Change[], more: Change[]): Change[] {
  const fresh = more.filter((change) => !known.some((other) => other.seq === change.seq));
  if (fresh.length === 0) return known;
  return [...known, ...fresh.map(withoutWords)].toSorted((a, b) => a.seq - b.seq);
}

function withoutWords(change: Change): Change {
  return change.kind === "message.edited" ? { ...change, data: { ...change.data, body: "" } } : change;
}

export function isChange(event: LoggedEvent): event is Change {
  return event.kind !== "message.created";
}

/** Where the shown run lies in the log: from the log's beginning or its first message, to its end or its last message. */
export function extentOf(run: Message[], lastMessageNo: number, lastSeq: number): Stretch {
  const first = run[0];
  const last = run.at(-1);
  const isWhole = (last?.message_no ?? 0) >= lastMessageNo;
  return { after: first && first.message_no > 1 ? first.seq : 0, before: isWhole ? lastSeq + 1 : (last?.seq ?? 0) };
}

/** The stretches of the run in which not every change is known. */
export function unknownStretches(run: Message[], changes: Change[], extent: Stretch): Stretch[] {
  const seqs = [...run.map((message) => message.seq), ...changes.map((change) => change.seq)]
    .filter((seq) => seq > extent.after && seq < extent.before)
    .toSorted((a, b) => a - b);
  const edges = [extent.after, ...seqs, extent.before];
  return edges.flatMap((seq, index) => {
    const next = edges[index + 1];
    const isUnknown = next !== undefined && next - seq > 1 && next - seq - 1 <= longestStretch;
    return isUnknown ? [{ after: seq, before: next }] : [];
  });
}

/** Those to tell. */
export function changesWithin(changes: Change[], extent: Stretch): Change[] {
  return changes.filter((change) => told.has(change.kind) && change.seq > extent.after && change.seq < extent.before);
}
