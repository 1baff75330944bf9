/**
 * A conversation's log as the server keeps it, in the plainest words, to compare the client with: what a fresh read after
 * the first `seq` events answers. Written apart from store/apply-event.ts on purpose.
 */

import type { Conversation, LoggedEvent, Member, Message } from "@/generated/contract";
import { aConversation, aMessage, conversationId, created, me, messageChange, minutes } from "./builders";

type Fact =
  | { kind: "message"; actorId: string; clientMessageId: string; mentions?: string[] }
  | { kind: "happened"; messageNo: number; what: Parameters<typeof messageChange>[2]; actorId: string }
  | { kind: "added" | "removed" | "promoted"; userId: string }
  | { kind: "renamed"; title: string };

export class ModelServer {
  /** As it was told when it happened. */
  readonly announced: LoggedEvent[] = [];
  /** Explicit reads: user, message_no; a send reads as well. */
  readonly reads: { userId: string; messageNo: number }[] = [];
  /** Where I marked the conversation as unread. */
  mark: number | null = null;
  #sent = 0;

  append(fact: Fact): LoggedEvent {
    const event = this.#eventOf(fact);
    this.announced.push(event);
    return event;
  }

  get head(): number {
    return this.announced.length;
  }

  /** As it is told now: without what deleted messages said. */
  get log(): LoggedEvent[] {
    const gone = new Set(this.announced.flatMap((event) => (event.kind === "message.deleted" ? [event.data.message_no] : [])));
    if (gone.size === 0) return this.announced;
    return this.announced.map((event) => {
      if (event.kind === "message.created" && gone.has(event.message_no)) return { ...event, data: { body: "", deleted: true } };
      if (event.kind === "message.edited" && gone.has(event.data.message_no)) return { ...event, data: { ...event.data, body: "", mentions: [] } };
      return event;
    });
  }

  /** GET /conversations/<id> after the first `seq` events. */
  conversation(seq = this.head): Conversation {
    const sent = this.messages(seq);
    const members = this.#members(seq);
    const mine = members.find((member) => member.user_id === me);
    const readNo = mine?.read_message_no ?? 0;
    const isForMe = (message: Message) => message.message_no > readNo && (message.mentions.includes(me) || message.mentions.includes("all"));
    const mentioned_in = sent.filter(isForMe).map((message) => message.message_no);
    return aConversation({
      title: this.announced.slice(0, seq).reduce((title, event) => (event.kind === "conversation.renamed" ? event.data.title : title), "Garden"),
      members,
      member_count: members.length,
      role: mine?.role ?? "member",
      last_seq: seq,
      last_message_no: sent.length,
      last_message: sent.at(-1) ?? null,
      read_message_no: readNo,
      unread: sent.length - readNo,
      mentions: mentioned_in.length,
      mentioned_in,
      unread_mark: this.mark !== null && readNo <= this.mark ? this.mark : null,
    });
  }

  /** All messages among the first `seq` events, as these left them. */
  messages(seq = this.head): Message[] {
    const sent: Message[] = [];
    for (const event of this.announced.slice(0, seq)) {
      if (event.kind === "message.created") {
        const { message_no, actor_id, at, client_message_id, data } = event;
        sent.push(aMessage({ message_no, seq: event.seq, actor_id, at, client_message_id, body: data.body, mentions: data.mentions ?? [] }));
      }
      const message = "message_no" in event.data ? sent[event.data.message_no - 1] : undefined;
      if (message) happened(message, event);
    }
    return sent;
  }

  #eventOf(fact: Fact): LoggedEvent {
    const seq = this.head + 1;
    const common = { type: "event" as const, conversation_id: conversationId, seq, at: minutes(seq), actor_id: me };
    if (fact.kind === "message") {
      const message_no = (this.#sent += 1);
      return created(aMessage({ message_no, seq, at: minutes(seq), actor_id: fact.actorId, client_message_id: fact.clientMessageId, mentions: fact.mentions ?? [] }));
    }
    if (fact.kind === "happened") return messageChange(seq, fact.messageNo, fact.what, fact.actorId);
    if (fact.kind === "renamed") return { ...common, kind: "conversation.renamed", data: { title: fact.title } };
    if (fact.kind === "promoted") return { ...common, kind: "member.role_changed", data: { user_id: fact.userId, role: "admin" } };
    return { ...common, kind: fact.kind === "added" ? "member.added" : "member.removed", data: { user_id: fact.userId } };
  }

  #members(seq: number): Member[] {
    let members = aConversation().members.map((member) => ({ ...member }));
    let messageNo = 0;
    for (const event of this.announced.slice(0, seq)) {
      if (event.kind === "message.created") messageNo += 1;
      if (event.kind === "message.created") members = withRead(members, event.actor_id, messageNo);
      if (event.kind === "member.added") members = [...members, { user_id: event.data.user_id, role: "member", read_message_no: messageNo }];
      if (event.kind === "member.removed") members = members.filter((member) => member.user_id !== event.data.user_id);
      if (event.kind === "member.role_changed") members = members.map((member) => (member.user_id === event.data.user_id ? { ...member, role: "admin" as const } : member));
    }
    return this.reads.filter((read) => read.messageNo <= messageNo).reduce((all, read) => withRead(all, read.userId, read.messageNo), members);
  }
}

function withRead(members: Member[], userId: string, messageNo: number): Member[] {
  return members.map((member) => (member.user_id === userId ? { ...member, read_message_no: Math.max(member.read_message_no, messageNo) } : member));
}

function happened(message: Message, event: LoggedEvent): void {
  message.applied_seq = event.seq;
  if (event.kind === "message.edited") Object.assign(message, { body: event.data.body, mentions: event.data.mentions ?? [], edited_at: event.at });
  if (event.kind === "message.deleted") Object.assign(message, { body: "", mentions: [], edited_at: null, deleted_at: event.at, deleter_id: event.actor_id, reactions: [] });
  if (event.kind !== "reaction.added" && event.kind !== "reaction.removed") return;
  const { emoji } = event.data;
  const users = message.reactions.find((reaction) => reaction.emoji === emoji)?.user_ids.filter((userId) => userId !== event.actor_id) ?? [];
  if (event.kind === "reaction.added") users.push(event.actor_id);
  const place = message.reactions.findIndex((reaction) => reaction.emoji === emoji);
  if (place < 0 && users.length > 0) message.reactions.push({ emoji, user_ids: users });
  if (place >= 0) message.reactions.splice(place, 1, ...(users.length > 0 ? [{ emoji, user_ids: users }] : []));
}
