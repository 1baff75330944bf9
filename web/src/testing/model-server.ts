/**
 * A conversation's log as the server keeps it, in the plainest words, to compare the client with: what a fresh read after
 * the first `seq` events answers. Written apart from store/apply-event.ts on purpose.
 */

import type { Conversation, LoggedEvent, Member, Message } from "@/generated/contract";
import { aConversation, aMessage, conversationId, created, me, minutes } from "./builders";

type Fact =
  | { kind: "message"; actorId: string; clientMessageId: string }
  | { kind: "added" | "removed" | "promoted"; userId: string }
  | { kind: "renamed"; title: string };

export class ModelServer {
  readonly log: LoggedEvent[] = [];
  /** Explicit reads: user, message_no; a send reads as well. */
  readonly reads: { userId: string; messageNo: number }[] = [];
  #sent = 0;

  append(fact: Fact): LoggedEvent {
    const event = this.#eventOf(fact);
    this.log.push(event);
    return event;
  }

  get head(): number {
    return this.log.length;
  }

  /** GET /conversations/<id> after the first `seq` events. */
  conversation(seq = this.head): Conversation {
    const sent = this.messages(seq);
    const members = this.#members(seq);
    const mine = members.find((member) => member.user_id === me);
    const readNo = mine?.read_message_no ?? 0;
    return aConversation({
      title: this.log.slice(0, seq).reduce((title, event) => (event.kind === "conversation.renamed" ? event.data.title : title), "Garden"),
      members,
      member_count: members.length,
      role: mine?.role ?? "member",
      last_seq: seq,
      last_message_no: sent.length,
      last_message: sent.at(-1) ?? null,
      read_message_no: readNo,
      unread: sent.length - readNo,
    });
  }

  /** All messages among the first `seq` events. */
  messages(seq = this.head): Message[] {
    return this.log.slice(0, seq).flatMap((event) => {
      if (event.kind !== "message.created") return [];
      const { message_no, actor_id, at, client_message_id, data } = event;
      return [aMessage({ message_no, seq: event.seq, actor_id, at, client_message_id, body: data.body })];
    });
  }

  #eventOf(fact: Fact): LoggedEvent {
    const seq = this.head + 1;
    const common = { type: "event" as const, conversation_id: conversationId, seq, at: minutes(seq), actor_id: me };
    if (fact.kind === "message") {
      const message_no = (this.#sent += 1);
      return created(aMessage({ message_no, seq, at: minutes(seq), actor_id: fact.actorId, client_message_id: fact.clientMessageId }));
    }
    if (fact.kind === "renamed") return { ...common, kind: "conversation.renamed", data: { title: fact.title } };
    if (fact.kind === "promoted") return { ...common, kind: "member.role_changed", data: { user_id: fact.userId, role: "admin" } };
    return { ...common, kind: fact.kind === "added" ? "member.added" : "member.removed", data: { user_id: fact.userId } };
  }

  #members(seq: number): Member[] {
    let members = aConversation().members.map((member) => ({ ...member }));
    let messageNo = 0;
    for (const event of this.log.slice(0, seq)) {
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
