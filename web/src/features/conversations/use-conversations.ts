/** Conversations for components. */

import { useEffect, useMemo, useState } from "react";
import { shallow, useShallow } from "zustand/shallow";
import { natter } from "@/app/natter";
import { saidIn } from "@/features/attachments/attachments";
import { useNow } from "@/components/use-now";
import { isMuted } from "@/features/attention/levels";
import { useMyId } from "@/features/session/use-session";
import type { Conversation } from "@/generated/contract";
import { t } from "@/i18n/t";
import { useStore } from "@/store/store";
import { activeAt, newestFirst, partnerOf, readersOf, titleOf, totals, unreadOf } from "./conversations";

export interface ConversationRow {
  id: string;
  kind: Conversation["kind"];
  title: string;
  /** The other person of a direct conversation, for avatar and presence. */
  partnerId: string | null;
  /** When something was last said, or the conversation began. */
  at: string;
  /** What was last said; null when nothing was. `authorName` is for groups: "You", or a name. */
  preview: { authorName: string | null; body: string } | null;
  unread: number;
  mentions: number;
  /** I marked it as unread, to come back to it. */
  isMarked: boolean;
  isMuted: boolean;
  draft: string;
}

export interface ConversationList {
  status: "loading" | "ready" | "error";
  failure: string | null;
  /** Newest first. */
  rows: ConversationRow[];
}

/** The sidebar. Also fetches the people whom its rows name. */
export function useConversationList(): ConversationList {
  const myId = useMyId();
  const conversations = useStore((state) => state.conversations);
  const people = useStore((state) => state.people);
  const drafts = useStore((state) => state.drafts);
  const preferences = useStore((state) => state.preferences);
  const now = useNow();
  const sorted = useMemo(() => newestFirst(Object.values(conversations.byId)), [conversations.byId]);
  useEffect(() => natter.people.need(sorted.flatMap((conversation) => named(conversation, myId))), [sorted, myId]);
  const made = useMemo(
    () => sorted.map((conversation) => rowOf(conversation, myId, people, drafts, isMuted(preferences, conversation.id, now))),
    [sorted, myId, people, drafts, preferences, now],
  );
  const rows = useStable(made);
  return { status: conversations.status, failure: conversations.failure, rows };
}

export interface ConversationView {
  conversation: Conversation;
  title: string;
  /** The other person of a direct conversation. */
  partnerId: string | null;
  unread: number;
  isMuted: boolean;
  /** What I may do; the server has the last word. */
  mayRename: boolean;
  mayAddMembers: boolean;
  mayManageMembers: boolean;
  mayLeave: boolean;
}

/** One of my conversations; null when it is not mine (any more) or the list is still loading. */
export function useConversation(conversationId: string): ConversationView | null {
  const myId = useMyId();
  const conversation = useStore((state) => state.conversations.byId[conversationId]);
  const people = useStore((state) => state.people);
  const now = useNow();
  const muted = useStore((state) => isMuted(state.preferences, conversationId, now));
  useEffect(() => natter.people.need(conversation ? named(conversation, myId) : []), [conversation, myId]);
  return useMemo(() => (conversation ? viewOf(conversation, titleOf(conversation, myId, people), myId, muted) : null), [conversation, people, myId, muted]);
}

/** All that waits for me in conversations that I have not muted. */
export function useTotals(): { unread: number; mentions: number } {
  const now = useNow();
  return useStore(useShallow((state) => totals(state.conversations, state.preferences, now)));
}

/** Ids of others who have read up to that message of mine; for read marks. Empty for one not in the log yet. */
export function useReaders(conversationId: string, messageNo: number | null): string[] {
  const myId = useMyId();
  const conversation = useStore((state) => state.conversations.byId[conversationId]);
  return useMemo(() => (conversation && messageNo !== null ? readersOf(conversation, messageNo, myId) : []), [conversation, messageNo, myId]);
}

/** The objects of last time where nothing in them changed, so that a key pressed in the composer does not draw the sidebar. */
function useStable(rows: ConversationRow[]): ConversationRow[] {
  const [last, setLast] = useState(rows);
  const byId = new Map(last.map((row) => [row.id, row]));
  const stable = rows.map((row) => (isSame(byId.get(row.id), row) ? (byId.get(row.id) ?? row) : row));
  const isUnchanged = stable.length === last.length && stable.every((row, index) => row === last[index]);
  if (isUnchanged) return last;
  setLast(stable);
  return stable;
}

function isSame(a: ConversationRow | undefined, b: ConversationRow): boolean {
  return a !== undefined && shallow({ ...a, preview: null }, { ...b, preview: null }) && shallow(a.preview, b.preview);
}

function rowOf(conversation: Conversation, myId: string, people: Parameters<typeof titleOf>[2], drafts: Record<string, string>, muted: boolean): ConversationRow {
  const { id, kind, mentions, last_message } = conversation;
  const isMine = last_message?.actor_id === myId;
  const authorName = kind === "group" || isMine ? (isMine ? t("You") : (people[last_message?.actor_id ?? ""]?.display_name ?? null)) : null;
  return {
    id,
    kind,
    title: titleOf(conversation, myId, people),
    partnerId: partnerOf(conversation, myId),
    at: activeAt(conversation),
    preview: last_message && { authorName, body: last_message.deleted_at ? t("Message deleted") : saidIn(last_message) },
    unread: unreadOf(conversation),
    mentions,
    isMarked: conversation.unread_mark !== null,
    isMuted: muted,
    draft: drafts[id] ?? "",
  };
}

function viewOf(conversation: Conversation, title: string, myId: string, muted: boolean): ConversationView {
  const isGroup = conversation.kind === "group";
  const isAdmin = isGroup && conversation.role === "admin";
  return {
    conversation,
    title,
    partnerId: partnerOf(conversation, myId),
    unread: unreadOf(conversation),
    isMuted: muted,
    mayRename: isAdmin,
    mayAddMembers: isGroup,
    mayManageMembers: isAdmin,
    mayLeave: isGroup,
  };
}

function named(conversation: Conversation, myId: string): string[] {
  const ids = [partnerOf(conversation, myId), conversation.last_message?.actor_id];
  return ids.filter((id) => typeof id === "string");
}
