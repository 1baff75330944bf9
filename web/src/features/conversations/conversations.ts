/** My conversations as the store remembers them, and what follows from them: unread, order, names. Pure. */

import { isMuted } from "@/features/attention/levels";
import { fresher } from "@/features/messages/message-changes";
import type { Conversation, Head, Member, Preferences, User } from "@/generated/contract";
import { t } from "@/i18n/t";

export interface Conversations {
  status: "loading" | "ready" | "error";
  /** Why the list failed, in words. */
  failure: string | null;
  byId: Record<string, Conversation>;
}

export const startingConversations: Conversations = { status: "loading", failure: null, byId: {} };

/** Derived, never counted up. */
export function unreadOf(conversation: Pick<Conversation, "last_message_no" | "read_message_no">): number {
  return Math.max(0, conversation.last_message_no - conversation.read_message_no);
}

/** Unread messages, or one for a conversation that I marked as unread. */
export function weightOf(conversation: Conversation): number {
  return unreadOf(conversation) || Number(conversation.unread_mark !== null);
}

/** What waits for me: `unread` over all conversations that I have not muted, and `mentions` among them. */
export function totals({ byId }: Conversations, preferences: Preferences, now: number): { unread: number; mentions: number } {
  const heard = Object.values(byId).filter((conversation) => !isMuted(preferences, conversation.id, now));
  return { unread: heard.reduce((total, one) => total + weightOf(one), 0), mentions: heard.reduce((total, one) => total + one.mentions, 0) };
}

/** Newest first by what was last said, or by their beginning when nothing was. */
export function newestFirst(conversations: Conversation[]): Conversation[] {
  return conversations.toSorted((a, b) => compare(activeAt(b), activeAt(a)) || compare(b.id, a.id));
}

/** When something last happened that moves the conversation up. */
export function activeAt(conversation: Conversation): string {
  return conversation.last_message?.at ?? conversation.created_at;
}

/** The other person of a direct conversation; null in groups. */
export function partnerOf(conversation: Conversation, myId: string): string | null {
  if (conversation.kind !== "direct") return null;
  return conversation.members.find((member) => member.user_id !== myId)?.user_id ?? null;
}

/** What the conversation is called for me; an unknown partner is still loading. */
export function titleOf(conversation: Conversation, myId: string, people: Record<string, User>): string {
  if (conversation.kind === "group") return conversation.title ?? t("Group");
  const partnerId = partnerOf(conversation, myId);
  return (partnerId && people[partnerId]?.display_name) || "…";
}

/**
 * What is known joined with a fresh answer. An answer older than what we have applied (`last_seq` is the judge) only
 * moves read positions; these never go back.
 */
export function joinedWith(known: Conversation | undefined, fresh: Conversation): Conversation {
  if (!known) return counted(fresh);
  const newer = fresh.last_seq >= known.last_seq ? fresh : known;
  const other = newer === fresh ? known : fresh;
  return counted({
    ...newer,
    last_message: newer.last_message && other.last_message?.message_no === newer.last_message.message_no ? fresher(newer.last_message, other.last_message) : newer.last_message,
    read_message_no: Math.max(newer.read_message_no, other.read_message_no),
    unread_mark: fresh.unread_mark,
    members: [...newer.members, ...leftOut(newer, known)].map((member) => withReadOf(member, other.members)),
  });
}

/** With its whole list of members, of which an answer holds the first 50 only. */
export function withMembers(conversation: Conversation, members: Member[]): Conversation {
  return { ...conversation, member_count: members.length, members: members.map((member) => withReadOf(member, conversation.members)) };
}

/** Whether the members here are not all. */
export function isPartial(conversation: Conversation): boolean {
  return conversation.members.length < conversation.member_count;
}

/** The read position of a member moved, perhaps my own; it never goes back. */
export function withRead(conversation: Conversation, userId: string, messageNo: number, myId: string): Conversation {
  const members = conversation.members.map((member) => (member.user_id === userId ? advanced(member, messageNo) : member));
  const mine = userId === myId ? Math.max(conversation.read_message_no, messageNo) : conversation.read_message_no;
  return counted({ ...conversation, members, read_message_no: mine });
}

/** What `ready` says about a conversation that we know: where the log stands is left to its events. */
export function withHead(conversation: Conversation, head: Head, myId: string): Conversation {
  return head.read_message_no > conversation.read_message_no ? withRead(conversation, myId, head.read_message_no, myId) : conversation;
}

/** Others who have read up to that message. */
export function readersOf(conversation: Conversation, messageNo: number, authorId: string): string[] {
  return conversation.members.filter((member) => member.user_id !== authorId && member.read_message_no >= messageNo).map((member) => member.user_id);
}

/** Whether a message says something to this person by name; "all" stands for everybody. */
export function speaksTo(mentions: string[] | undefined, userId: string): boolean {
  return mentions?.some((one) => one === userId || one === "all") ?? false;
}

/** A message speaks to me or, after it was changed, does not any more. */
export function withMention(conversation: Conversation, messageNo: number, isMentioned: boolean): Conversation {
  const others = conversation.mentioned_in.filter((other) => other !== messageNo);
  if (!isMentioned && others.length === conversation.mentioned_in.length) return conversation;
  return counted({ ...conversation, mentioned_in: isMentioned ? [...others, messageNo].toSorted((a, b) => a - b) : others });
}

/** I marked it as unread on one of my devices when I had read up to there; null: not any more. */
export function withUnreadMark(conversation: Conversation, messageNo: number | null): Conversation {
  return conversation.unread_mark === messageNo ? conversation : counted({ ...conversation, unread_mark: messageNo });
}

/** With what follows from its numbers. A mark holds while I have read no further. Of very many mentions the newest are known, which is more than is ever shown. */
function counted(conversation: Conversation): Conversation {
  const unreadIn = conversation.mentioned_in.filter((messageNo) => messageNo > conversation.read_message_no);
  const mark = conversation.unread_mark;
  const unread_mark = mark !== null && conversation.read_message_no <= mark ? mark : null;
  return { ...conversation, unread: unreadOf(conversation), mentioned_in: unreadIn, mentions: unreadIn.length, unread_mark };
}

/** Members whom we know and whom an answer that holds only some did not name. */
function leftOut(answer: Conversation, known: Conversation): Member[] {
  if (!isPartial(answer)) return [];
  const named = new Set(answer.members.map((member) => member.user_id));
  return known.members.filter((member) => !named.has(member.user_id));
}

function withReadOf(member: Member, others: Member[]): Member {
  const other = others.find((candidate) => candidate.user_id === member.user_id);
  return other ? advanced(member, other.read_message_no) : member;
}

function advanced(member: Member, messageNo: number): Member {
  return messageNo > member.read_message_no ? { ...member, read_message_no: messageNo } : member;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
