/**
 * Whatever the network does (late, early, double, lost, cut off) and wherever one reads, the client ends with what a fresh
 * load would show.
 */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changedSend, requeued, sendsIn, unsettled, withRow, withSend } from "@/features/composer/pending-sends";
import { withFreshMessage } from "@/features/messages/fresh-messages";
import { withMarks } from "@/features/attention/attention-actions";
import { emptyTimeline, hasOlder, pageSize, settled, shownRun, type Timeline, withoutFar, withPage } from "@/features/timeline/timeline";
import { timelineRows } from "@/features/timeline/rows";
import type { Conversation } from "@/generated/contract";
import { ana, bo, conversationId, me, minutes, ready, start, stateWith } from "@/testing/builders";
import { ModelServer } from "@/testing/model-server";
import { applyFrame, withoutShown } from "./apply-frame";
import { type KeptLog, keptLog, withKept } from "./kept-logs";
import type { State } from "./state";
import { startedAgain, withAnswer } from "./with-answer";

const guests = ["a0000000000000000000000a", "a0000000000000000000000b"];

/** One thing that happens; numbers choose among what is possible at that time. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant("otherSends" as const), pick: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant("iSend" as const), pick: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("serverStores" as const), pick: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("ackArrives" as const), pick: fc.nat() }) },
  { weight: 12, arbitrary: fc.record({ does: fc.constant("eventArrives" as const), pick: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant("pageIsRead" as const), pick: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant("pageArrives" as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("answerArrives" as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("connectionIsLost" as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("startsAgain" as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("stateIsKept" as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("pageIsReloaded" as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("membersChange" as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("someoneReads" as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("iMark" as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("readerJumps" as const), pick: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("edgePageArrives" as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("farIsLetGo" as const), pick: fc.nat() }) },
  { weight: 8, arbitrary: fc.record({ does: fc.constant("messageChanges" as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("messageIsAnswered" as const), pick: fc.nat() }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

class World {
  state: State;
  pages: ReturnType<ModelServer["messages"]>[] = [];
  sent = 0;
  /** What the browser wrote last: some time ago, perhaps. */
  kept: KeptLog | null = null;

  constructor(
    before: number,
    readonly server = new ModelServer(),
  ) {
    for (let index = 0; index < before; index += 1) server.append({ kind: "message", actorId: ana, clientMessageId: `old-${index}` });
    this.state = stateWith(server.conversation());
    this.load();
  }

  happen({ does, pick }: Step): void {
    const { server } = this;
    const seq = Math.min(1 + (pick % Math.max(1, server.head)), server.head);
    if (does === "otherSends") server.append({ kind: "message", actorId: pick % 2 ? ana : bo, clientMessageId: `other-${server.head}`, mentions: spokenTo(pick) });
    if (does === "iSend") this.send();
    if (does === "serverStores") this.store();
    if (does === "ackArrives") this.acknowledge(pick);
    if (does === "eventArrives" && server.head > 0) this.frame((pick % 2 ? server.log : server.announced)[seq - 1]!);
    if (does === "pageIsRead") this.pages.push(pageBefore(server.messages(), pick % 3 === 0 ? seq + 1 : Infinity));
    if (does === "pageArrives") this.page(this.pages.splice(pick % Math.max(1, this.pages.length), 1)[0] ?? []);
    if (does === "answerArrives") this.state = withAnswer(this.state, server.conversation(seq));
    if (does === "connectionIsLost") this.reconnect(pick);
    if (does === "startsAgain") this.startAgain();
    if (does === "stateIsKept") this.kept = structuredClone(keptLog(this.state, conversationId));
    if (does === "pageIsReloaded") this.reload();
    if (does === "membersChange") this.changeMembers(pick);
    if (does === "someoneReads") this.read(pick);
    if (does === "iMark") this.mark(pick);
    if (does === "readerJumps") this.jump(pick);
    if (does === "edgePageArrives") this.pageAtEdge(pick);
    if (does === "farIsLetGo") this.letGo(pick);
    if (does === "messageChanges") this.changeMessage(pick);
    if (does === "messageIsAnswered") this.answerMessage(seq, pick);
  }

  /** A connection that holds, and nothing else: no page and no answer that could cover up what went wrong before. */
  settle(): void {
    while (sendsIn(this.state.outbox, conversationId).some((send) => send.state !== "acked")) {
      this.reconnect(this.server.head);
      this.store();
      this.acknowledge(0);
    }
    this.reconnect(this.server.head);
    this.timeline((timeline) => ({ ...timeline, anchor: "end" }));
  }

  /** The reader goes up page by page, to the beginning. */
  readBack(): void {
    for (let run = this.run(); hasOlder(run, this.server.messages().length); run = this.run()) this.page(pageBefore(this.server.messages(), run[0]?.message_no ?? Infinity));
  }

  /** Opening the conversation. */
  load(): void {
    this.state = withAnswer(this.state, this.server.conversation());
    this.page(pageBefore(this.server.messages(), Infinity));
  }

  frame(frame: Parameters<typeof applyFrame>[1]): void {
    this.state = applyFrame(this.state, frame, start);
  }

  private startAgain(): void {
    this.state = startedAgain(this.state, this.server.conversation());
    // As history.ts does.
    this.pages = [];
    this.page(pageBefore(this.server.messages(), Infinity));
  }

  /** Rows of the outbox are written at once, the state now and then. */
  private reload(): void {
    const rows = unsettled(this.state.outbox).map((send) => ({ ...send, state: "queued" as const }));
    const before: State = { ...stateWith(), outbox: rows.reduce(withRow, {}) };
    this.state = this.kept ? withKept(before, [this.kept], []) : withAnswer(before, this.server.conversation());
    this.pages = [];
    if (!this.kept) this.page(pageBefore(this.server.messages(), Infinity));
    this.reconnect(0);
  }

  private send(): void {
    const id = `mine-${(this.sent += 1)}`;
    const send = { conversation_id: conversationId, client_message_id: id, body: "hi", at: minutes(0), state: "queued" as const, failure: null, seq: null };
    this.state = { ...this.state, outbox: withSend(this.state.outbox, send) };
  }

  /** The oldest waiting send is on the wire and the log takes it, or has it already. */
  private store(): void {
    const next = sendsIn(this.state.outbox, conversationId).find((send) => send.state === "queued" || send.state === "sending");
    if (!next) return;
    const id = next.client_message_id;
    this.state = { ...this.state, outbox: changedSend(this.state.outbox, conversationId, id, { state: "sending" }) };
    if (!this.find(id)) this.server.append({ kind: "message", actorId: me, clientMessageId: id });
  }

  private acknowledge(pick: number): void {
    const stored = sendsIn(this.state.outbox, conversationId).filter((send) => this.find(send.client_message_id));
    const event = this.find(stored[pick % Math.max(1, stored.length)]?.client_message_id ?? "");
    if (!event) return;
    const { conversation_id, client_message_id, seq, message_no, at } = event;
    this.frame({ type: "ack", ref: "r", conversation_id, client_message_id, seq, message_no, at, duplicate: false });
  }

  private page(messages: ReturnType<ModelServer["messages"]>): void {
    const timeline = withPage(this.state.timelines[conversationId] ?? emptyTimeline, messages);
    this.state = withoutShown({ ...this.state, timelines: { ...this.state.timelines, [conversationId]: timeline } }, conversationId);
  }

  /** hello with our cursor, ready with the head, replay of up to `upTo`. */
  private reconnect(upTo: number): void {
    this.state = { ...this.state, outbox: requeued(this.state.outbox) };
    const after = this.state.cursors[conversationId]?.applied ?? 0;
    const { id, last_seq, last_message_no, read_message_no } = this.server.conversation();
    this.frame(ready({ conversations: [{ id, last_seq, last_message_no, read_message_no }] }));
    for (const event of this.server.log.slice(after, upTo)) this.frame(event);
    // As attention-actions.ts does, some seconds later.
    const { unread_mark } = this.server.conversation();
    this.state = { ...this.state, ...withMarks(this.state, unread_mark === null ? [] : [{ conversation_id: conversationId, message_no: unread_mark }]) };
  }

  /** On another device; news of it may be late or lost. */
  private mark(pick: number): void {
    this.server.mark = pick % 3 ? this.server.conversation().read_message_no : null;
    if (pick % 2) this.frame({ type: "unread_mark", conversation_id: conversationId, message_no: this.server.mark });
  }

  private timeline(how: (timeline: Timeline) => Timeline): void {
    this.state = { ...this.state, timelines: { ...this.state.timelines, [conversationId]: how(this.state.timelines[conversationId] ?? emptyTimeline) } };
  }

  private run() {
    return shownRun(this.state.timelines[conversationId] ?? emptyTimeline);
  }

  private jump(pick: number): void {
    const all = this.server.messages();
    const target = all[pick % Math.max(1, all.length)];
    if (!target) return;
    this.page(all.filter((message) => Math.abs(message.message_no - target.message_no) <= pageSize / 2));
    this.timeline((timeline) => settled({ ...timeline, anchor: target.message_no }, this.lastKnown()));
  }

  private pageAtEdge(pick: number): void {
    const run = this.run();
    const last = run.at(-1)?.message_no ?? 0;
    const newer = this.server.messages().filter((message) => message.message_no > last).slice(0, pageSize);
    this.page(pick % 2 ? pageBefore(this.server.messages(), run[0]?.message_no ?? Infinity) : newer);
    this.timeline((timeline) => settled(timeline, this.lastKnown()));
  }

  /** Far sooner than in life, so that it happens here. */
  private letGo(pick: number): void {
    const run = this.run();
    const read = run[pick % Math.max(1, run.length)];
    if (read) this.timeline((timeline) => withoutFar(timeline, read.message_no, pageSize, 3));
  }

  private lastKnown(): number {
    return this.state.conversations.byId[conversationId]?.last_message_no ?? 0;
  }

  private changeMembers(pick: number): void {
    const userId = guests[pick % guests.length]!;
    const isMember = this.server.conversation().members.some((member) => member.user_id === userId);
    if (pick % 5 === 0) this.server.append({ kind: "renamed", title: `Title ${pick}` });
    else if (isMember && pick % 3 === 0) this.server.append({ kind: "promoted", userId });
    else this.server.append({ kind: isMember ? "removed" : "added", userId });
  }

  /** Often one of the last two, so that several things happen to the same. What happens is told at once or later. */
  private changeMessage(pick: number): void {
    const all = this.server.messages();
    const message = all.at(pick % 3 ? -1 - (pick % Math.min(all.length, 2)) : pick % Math.max(1, all.length));
    if (!message || message.deleted_at) return;
    const actorId = [me, ana, bo][pick % 3]!;
    const emoji = ["👍", "🎉"][pick % 2]!;
    const hasReacted = message.reactions.some((reaction) => reaction.emoji === emoji && reaction.user_ids.includes(actorId));
    const what = pick % 5 === 0 ? ("deleted" as const) : pick % 5 < 3 ? { body: `edit ${this.server.head + 1}`, mentions: spokenTo(pick) } : hasReacted ? { removed: emoji } : { added: emoji };
    const event = this.server.append({ kind: "happened", messageNo: message.message_no, what, actorId });
    if (pick % 7 < 4) this.frame(event);
  }

  /** What I did to a message was answered some time ago. */
  private answerMessage(seq: number, pick: number): void {
    const all = this.server.messages(seq);
    const message = all[pick % Math.max(1, all.length)];
    if (message) this.state = withFreshMessage(this.state, message);
  }

  private read(pick: number): void {
    const userId = [me, ana, bo][pick % 3]!;
    const messageNo = pick % (this.server.messages().length + 1);
    this.server.reads.push({ userId, messageNo });
    if (pick % 2) this.frame({ type: "read", conversation_id: conversationId, user_id: userId, message_no: messageNo });
  }

  private find(clientMessageId: string) {
    return this.server.log.find((event) => event.kind === "message.created" && event.actor_id === me && event.client_message_id === clientMessageId) as
      | Extract<(typeof this.server.log)[number], { kind: "message.created" }>
      | undefined;
  }
}

/** Often me. */
function spokenTo(pick: number): string[] {
  return [[me], [], ["all"], [bo], [ana, me], []][pick % 6]!;
}

function pageBefore(messages: ReturnType<ModelServer["messages"]>, before: number) {
  return messages.filter((message) => message.message_no < before).slice(-pageSize);
}

function shown(state: State) {
  const run = shownRun(state.timelines[conversationId] ?? emptyTimeline);
  return timelineRows({ run, sends: sendsIn(state.outbox, conversationId), myId: me, newAfter: null });
}

/** Three seconds of work; ms. */
const onABusyMachine = 30_000;

/** Read positions of others travel outside the log and may be lost until the conversation is opened again. */
function withoutReads(conversation: Conversation | undefined) {
  return { ...conversation, members: conversation?.members.map(({ user_id, role }) => ({ user_id, role })) };
}

const messagesOf = (world: World) => shown(world.state).flatMap((row) => (row.type === "message" ? [row.message] : []));

describe("the client", () => {
  test("ends with what a fresh load shows, whatever the network and the reader did", () => {
    fc.assert(
      fc.property(fc.nat({ max: 70 }), fc.array(step, { maxLength: 80 }), (before, steps) => {
        const world = new World(before);
        for (const one of steps) world.happen(one);
        world.settle();
        const fresh = new World(0, world.server);
        expect(withoutReads(world.state.conversations.byId[conversationId])).toEqual(withoutReads(fresh.state.conversations.byId[conversationId]));
        const common = Math.min(messagesOf(world).length, messagesOf(fresh).length);
        expect(common).toBe(Math.min(pageSize, world.server.messages().length));
        expect(messagesOf(world).slice(-common)).toEqual(messagesOf(fresh).slice(-common));
        for (const known of world.state.timelines[conversationId]!.messages) expect(known).toEqual(world.server.messages()[known.message_no - 1]);
        expect(sendsIn(world.state.outbox, conversationId)).toEqual([]);
        world.readBack();
        fresh.readBack();
        expect(shown(world.state)).toEqual(shown(fresh.state));
        world.load();
        expect(world.state.conversations.byId[conversationId]).toEqual(fresh.state.conversations.byId[conversationId]);
      }),
      { numRuns: 300 },
    );
  }, onABusyMachine);

  test("keeps nothing of what a deleted message said", () => {
    fc.assert(
      fc.property(fc.nat({ max: 70 }), fc.array(step, { maxLength: 60 }), (before, steps) => {
        const world = new World(before);
        for (const one of steps) world.happen(one);
        world.settle();
        const deleted = world.server.messages().filter((message) => message.deleted_at);
        const numbers = new Set(deleted.map((message) => message.message_no));
        const said = world.server.announced.flatMap((event) => {
          if (event.kind === "message.created" && numbers.has(event.message_no)) return [event.data.body];
          return event.kind === "message.edited" && numbers.has(event.data.message_no) ? [event.data.body] : [];
        });
        const known = JSON.stringify([world.state, keptLog(world.state, conversationId)]);
        expect(said.filter((body) => known.includes(JSON.stringify(body)))).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });

  test("never keeps a cursor that is ahead of its rows", () => {
    fc.assert(
      fc.property(fc.nat({ max: 70 }), fc.array(step, { maxLength: 60 }), (before, steps) => {
        const world = new World(before);
        for (const one of steps) {
          world.happen(one);
          const kept = keptLog(world.state, conversationId)!;
          const { last_message_no } = world.server.conversation(kept.applied);
          expect(kept.conversation.last_seq).toBeGreaterThanOrEqual(kept.applied);
          expect(kept.conversation.last_message_no).toBeGreaterThanOrEqual(last_message_no);
          expect(kept.messages.at(-1)?.message_no ?? 0).toBeGreaterThanOrEqual(last_message_no);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("never goes back, shows nothing twice, out of order or with a hole, at any moment", () => {
    fc.assert(
      fc.property(fc.nat({ max: 70 }), fc.array(step, { maxLength: 60 }), (before, steps) => {
        const world = new World(before);
        for (const one of steps) {
          const last = world.state.conversations.byId[conversationId]!;
          if (one.does === "pageIsReloaded") continue;
          world.happen(one);
          const now = world.state.conversations.byId[conversationId]!;
          expect(now.last_message_no).toBeGreaterThanOrEqual(last.last_message_no);
          expect(now.last_message?.message_no ?? 0).toBe(now.last_message_no);
          expect(now.read_message_no).toBeGreaterThanOrEqual(last.read_message_no);
          expect(now.unread).toBe(Math.max(0, now.last_message_no - now.read_message_no));
          const numbers = shownRun(world.state.timelines[conversationId] ?? emptyTimeline).map((message) => message.message_no);
          expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
          const keys = shown(world.state).map((row) => row.key);
          expect(new Set(keys).size).toBe(keys.length);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("applied to an old state, replayed events give the fresh state", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(), (steps, pick) => {
        const world = new World(3);
        for (const one of steps) if (one.does === "otherSends" || one.does === "membersChange" || one.does === "messageChanges") world.happen(one);
        const { server } = world;
        const from = pick % (server.head + 1);
        const old = stateWith(server.conversation(from));
        const replayed = server.log.slice(from).reduce<State>((state, event) => applyFrame(state, event, start), old);
        expect(replayed.conversations.byId[conversationId]).toEqual(server.conversation());
        const run = shownRun(replayed.timelines[conversationId] ?? emptyTimeline);
        expect(run).toEqual(server.messages().slice(server.messages(from).length));
        expect(hasOlder(run, server.messages().length)).toBe(server.messages(from).length > 0);
      }),
    );
  });
});
