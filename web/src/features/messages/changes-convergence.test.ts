/**
 * Whatever happens to the network, the tabs and the disk, and whatever my other devices do meanwhile: what I did is done once and in
 * its order, or stands refused with what it was to say, and all tabs end with what a fresh load shows.
 */

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { emptyTimeline, shownRun } from "@/features/timeline/timeline";
import type { Message } from "@/generated/contract";
import type { Api } from "@/lib/api-client";
import { ApiError, networkError } from "@/lib/api-error";
import { createJournal } from "@/lib/journal";
import { applyFrame } from "@/store/apply-frame";
import { newStore } from "@/store/store";
import { ana, conversationId, me, start, stateWith } from "@/testing/builders";
import { channelHub } from "@/testing/channel-hub";
import { type ChangeDisk, memoryChangeRows } from "@/testing/memory-change-rows";
import { memoryStorage } from "@/testing/memory-storage";
import { ModelServer } from "@/testing/model-server";
import { type ChangeTabs, createChangeQueue } from "./change-queue";
import { createMessages } from "./message-actions";
import { hasReacted } from "./message-changes";
import { type PendingChange, pendingIn, withMyChanges } from "./pending-changes";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const emoji = ["👍", "🎉"];
const messageCount = 3;

const step = (does: string, weight: number) => ({ weight, arbitrary: fc.record({ does: fc.constant(does), pick: fc.nat() }) });
const mySteps = [step("iEdit", 5), step("iReact", 6), step("iDelete", 1)];
const networkSteps = [
  step("requestArrives", 8),
  step("answerArrives", 8),
  step("answerIsLost", 2),
  step("eventArrives", 8),
  step("networkGoes", 2),
  step("networkComes", 4),
  step("timePasses", 3),
  step("diskStalls", 1),
  step("diskGoesOn", 3),
  step("tabRestarts", 2),
  step("leadPasses", 1),
];
const otherSteps = [step("otherDeviceActs", 3), step("anaReacts", 2)];
/** Long ones: short ones meet too little. */
const sizes = { minLength: 10, maxLength: 60, size: "max" as const };

interface Step {
  does: string;
  pick: number;
}

/** A request on its way: at the server, and back, each when a step says so. */
interface Flight {
  page: Page;
  arrive(): void;
  answer(): void;
  lose(): void;
}

/** What the server does with what it is asked; as services/chat does. */
function asked(server: ModelServer, method: string, path: string, body: unknown): Message {
  const [, number, encoded] = /messages\/(\d+)(?:\/reactions\/(.+))?$/.exec(path) ?? [];
  const messageNo = Number(number);
  const now = () => server.messages()[messageNo - 1]!;
  const append = (what: Parameters<ModelServer["append"]>[0] extends infer Fact ? (Fact extends { what: infer What } ? What : never) : never) =>
    void server.append({ kind: "happened", messageNo, what, actorId: me });
  const sign = encoded === undefined ? null : decodeURIComponent(encoded);
  if (now().deleted_at && (method === "PATCH" || method === "PUT")) throw new ApiError(409, "message_deleted", "Deleted.");
  if (method === "PATCH") {
    const { body: words, replaces } = body as { body: string; replaces?: string };
    if (now().body === words) return now();
    if (replaces !== undefined && now().body !== replaces) throw new ApiError(409, "edited_meanwhile", "Meanwhile.");
    append({ body: words });
  } else if (sign === null) {
    if (!now().deleted_at) append("deleted");
  } else if (hasReacted(now(), sign, me) !== (method === "PUT")) {
    append(method === "PUT" ? { added: sign } : { removed: sign });
  }
  return now();
}

class Page {
  readonly store = newStore();
  readonly rows;
  readonly messages;
  readonly queue;
  readonly channel;
  isGone = false;
  private release: (() => void) | null = null;

  constructor(
    readonly world: World,
    readonly index: number,
  ) {
    const { server, disk, storage } = world;
    const conversation = server.conversation();
    this.store.setState({ ...stateWith(conversation), timelines: { [conversationId]: { ...emptyTimeline, messages: server.messages(), status: "ready" } } });
    this.rows = memoryChangeRows(disk);
    this.channel = world.hub.join();
    const journal = createJournal<PendingChange>(storage, "changes");
    const { store, rows, channel: tabs } = this;
    const api = world.api(this);
    this.messages = createMessages({ store, api, journal: this.untilGone(journal), epoch: () => "e1" });
    const isSender = () => !this.isGone && world.leader === index;
    const isOnline = () => !this.isGone && world.isOnline;
    this.queue = createChangeQueue({ store, api, rows, journal: this.untilGone(journal), tabs, isSender, isOnline, epoch: () => "e1", onRefused: () => undefined, random: () => 0.5 });
    this.connect();
    void this.queue.restore();
  }

  /** What a page that is gone would write it does not write. */
  private untilGone(journal: ReturnType<typeof createJournal<PendingChange>>): typeof journal {
    return {
      ...journal,
      put: (...row) => void (this.isGone || journal.put(...row)),
      remove: (...ids) => void (this.isGone || journal.remove(...ids)),
    };
  }

  connect(): void {
    this.store.setState({ connection: { status: this.world.isOnline ? "online" : "offline", since: 0, retryAt: null } });
  }

  event(seq: number): void {
    const event = this.world.server.log[seq - 1];
    if (event) this.store.setState((state) => applyFrame(state, event, start));
  }

  catchUp(): void {
    for (let seq = this.applied + 1; seq <= this.world.server.head; seq += 1) this.event(seq);
  }

  get applied(): number {
    return this.store.getState().cursors[conversationId]?.applied ?? 0;
  }

  get pending(): PendingChange[] {
    return pendingIn(this.store.getState().pendingChanges, conversationId);
  }

  get shown(): Message[] {
    const run = shownRun(this.store.getState().timelines[conversationId] ?? emptyTimeline);
    return run.map((message) => withMyChanges(message, this.pending, me));
  }

  stall(): void {
    this.release ??= this.rows.hold();
  }

  goOn(): void {
    this.release?.();
    this.release = null;
  }

  leave(): void {
    this.isGone = true;
    this.rows.leave();
    this.channel.freeze();
  }
}

class World {
  readonly server = new ModelServer();
  readonly disk: ChangeDisk = new Map();
  readonly storage = memoryStorage();
  readonly hub = channelHub<ChangeTabs>();
  isOnline = true;
  leader = 0;
  flights: Flight[] = [];
  pages: Page[];
  /** What I wrote here, in order; to a message that I deleted here nothing that counts. */
  written: { messageNo: number; body: string }[] = [];
  /** What I wrote → what the message said on the screen in which I did. */
  readonly seen = new Map<string, string>();
  readonly deleted = new Set<number>();
  /** message_no and emoji → whether I want it there. */
  readonly wishes = new Map<string, boolean>();
  private words = 0;
  private isSettling = false;

  constructor() {
    for (let index = 0; index < messageCount; index += 1) this.server.append({ kind: "message", actorId: me, clientMessageId: `old-${index}` });
    this.pages = [new Page(this, 0), new Page(this, 1)];
  }

  api(page: Page): Api {
    const request = (method: string) => (path: string, body?: unknown) =>
      new Promise((resolve, reject) => {
        let outcome: { message: Message } | { error: unknown } | null = null;
        const flight: Flight = {
          page,
          arrive: () => {
            if (outcome) return;
            try {
              outcome = { message: asked(this.server, method, path, body) };
            } catch (error) {
              outcome = { error };
            }
          },
          answer: () => {
            flight.arrive();
            if (outcome && "message" in outcome) resolve(outcome.message);
            else reject(outcome?.error);
          },
          lose: () => reject(networkError()),
        };
        if (this.isSettling) flight.answer();
        else this.flights.push(flight);
      });
    return { put: request("PUT"), patch: request("PATCH"), delete: request("DELETE") } as unknown as Api;
  }

  async happen({ does, pick }: Step): Promise<void> {
    const page = this.pages[pick % 2]!;
    const messageNo = 1 + (pick % messageCount);
    const message = page.shown[messageNo - 1]!;
    const flight = this.flights[pick % Math.max(1, this.flights.length)];
    if (does === "iEdit" && !message.deleted_at) this.edit(page, messageNo);
    if (does === "iReact" && !message.deleted_at) this.toggle(page, message, emoji[(pick >> 4) % 2]!);
    if (does === "iDelete" && !message.deleted_at) this.remove(page, messageNo);
    if (does === "otherDeviceActs") this.otherDevice(messageNo, pick);
    if (does === "anaReacts" && !this.server.messages()[messageNo - 1]!.deleted_at) this.react(messageNo, ana, emoji[pick % 2]!);
    if (does === "requestArrives") flight?.arrive();
    if (does === "answerArrives") this.land(flight, (one) => one.answer());
    if (does === "answerIsLost") this.land(flight, (one) => one.lose());
    if (does === "eventArrives") page.event(pick % 3 ? page.applied + 1 : 1 + (pick % this.server.head));
    if (does === "networkGoes") this.network(false);
    if (does === "networkComes") this.network(true);
    if (does === "timePasses") await vi.advanceTimersByTimeAsync(pick % 20_000);
    if (does === "diskStalls") page.stall();
    if (does === "diskGoesOn") page.goOn();
    if (does === "tabRestarts") this.restart(pick % 2);
    if (does === "leadPasses") this.passLead();
    await vi.advanceTimersByTimeAsync(0);
  }

  /** A network that holds and a disk that writes, and nothing else. */
  async settle(): Promise<void> {
    this.isSettling = true;
    for (const page of this.pages) page.goOn();
    for (const flight of this.flights.splice(0)) flight.lose();
    this.network(true);
    for (const page of this.pages) page.catchUp();
    for (let round = 0; round < 20 && this.pages.some((page) => page.pending.some((change) => !change.failure)); round += 1) await vi.advanceTimersByTimeAsync(60_000);
    for (const page of this.pages) page.catchUp();
    await vi.advanceTimersByTimeAsync(0);
  }

  private edit(page: Page, messageNo: number): void {
    const body = `words ${(this.words += 1)}`;
    if (!this.deleted.has(messageNo)) this.written.push({ messageNo, body });
    this.seen.set(body, page.shown[messageNo - 1]!.body);
    page.messages.edit(conversationId, messageNo, body);
  }

  private toggle(page: Page, message: Message, sign: string): void {
    const isOn = !hasReacted(message, sign, me);
    this.wishes.set(`${message.message_no} ${sign}`, isOn);
    page.messages.react(conversationId, message.message_no, sign, isOn);
  }

  private remove(page: Page, messageNo: number): void {
    this.deleted.add(messageNo);
    this.written = this.written.filter((one) => one.messageNo !== messageNo);
    page.messages.remove(conversationId, messageNo);
  }

  private otherDevice(messageNo: number, pick: number): void {
    if (this.server.messages()[messageNo - 1]!.deleted_at) return;
    if (pick % 7 === 0) this.server.append({ kind: "happened", messageNo, what: "deleted", actorId: me });
    else if (pick % 2) this.server.append({ kind: "happened", messageNo, what: { body: `elsewhere ${this.server.head}` }, actorId: me });
    else this.react(messageNo, me, emoji[pick % 2]!);
  }

  private react(messageNo: number, actorId: string, sign: string): void {
    const hasIt = hasReacted(this.server.messages()[messageNo - 1]!, sign, actorId);
    this.server.append({ kind: "happened", messageNo, what: hasIt ? { removed: sign } : { added: sign }, actorId });
  }

  private land(flight: Flight | undefined, how: (flight: Flight) => void): void {
    if (!flight) return;
    this.flights = this.flights.filter((other) => other !== flight);
    if (flight.page.isGone) flight.arrive();
    else how(flight);
  }

  private network(isOnline: boolean): void {
    this.isOnline = isOnline;
    for (const page of this.pages) page.connect();
  }

  private restart(index: number): void {
    this.pages[index]!.leave();
    this.pages[index] = new Page(this, index);
    if (this.leader === index) this.passLead();
  }

  private passLead(): void {
    this.leader = 1 - this.leader;
    void this.pages[this.leader]!.queue.restore();
  }
}

async function played(steps: Step[]): Promise<World> {
  const world = new World();
  await vi.advanceTimersByTimeAsync(0);
  for (const one of steps) await world.happen(one);
  await world.settle();
  return world;
}

async function expectConverged(steps: Step[]): Promise<void> {
  const world = await played(steps);
  const { server, pages, disk } = world;
  for (const page of pages) {
    expect(page.pending.filter((change) => !change.failure)).toEqual([]);
    expect(page.shown).toEqual(server.messages());
    expect(page.pending).toEqual(pages[0]!.pending);
  }
  expect([...disk.values()].toSorted(byId)).toEqual(pages[0]!.pending.toSorted(byId));
  const told = server.announced.flatMap((event) => (event.kind === "message.edited" ? [event.data.body] : []));
  const refused = pages[0]!.pending.flatMap((change) => (change.kind === "edit" ? [change.body] : []));
  // The last that I wrote to each message: it was said, or it stands there with a reason.
  const last = new Map(world.written.map((one) => [one.messageNo, one.body]));
  for (const body of last.values()) expect([...told, ...refused]).toContain(body);
  for (const { body, before } of edits(server)) if (world.seen.has(body)) expect(seenBefore(world.seen, body)).toContain(before);
}

/** Each edit of the log, and what the message said before it. */
function edits({ announced }: ModelServer): { body: string; before: string }[] {
  const bodies = new Map<number, string>();
  return announced.flatMap((event) => {
    if (event.kind === "message.created") bodies.set(event.message_no, event.data.body);
    if (event.kind !== "message.edited") return [];
    const before = bodies.get(event.data.message_no) ?? "";
    bodies.set(event.data.message_no, event.data.body);
    return [{ body: event.data.body, before }];
  });
}

/** What an edit may take the place of: what I saw, and what I saw when I wrote that. */
function seenBefore(seen: Map<string, string>, body: string): string[] {
  const before = seen.get(body);
  return before === undefined ? [] : [before, ...seenBefore(seen, before)];
}

/** Some seconds of work; ms. */
const onABusyMachine = 30_000;

/** Found once: the disk of a tab was slow, and it wrote over what another one had gone further with. */
const slowDisk: [Step[]] = [
  [
    ["diskStalls", 310500873],
    ["leadPasses", 0],
    ["timePasses", 500],
    ["iEdit", 619937162],
    ["leadPasses", 0],
    ["anaReacts", 0],
    ["iReact", 0],
    ["otherDeviceActs", 659060195],
    ["iReact", 0],
    ["networkComes", 0],
    ["iEdit", 0],
    ["requestArrives", 0],
    ["iReact", 0],
    ["answerArrives", 0],
    ["networkComes", 0],
  ].map(([does, pick]) => ({ does, pick }) as Step),
];

describe("what I do", () => {
  test("ends in every tab as a fresh load shows it, and nothing that I wrote has vanished", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(...mySteps, ...networkSteps, ...otherSteps), sizes), expectConverged),
      { numRuns: 120, examples: [slowDisk] },
    );
  }, onABusyMachine);

  test("in one tab and on no other device is what comes of it, each thing once, whatever network, tabs and disk did", async () => {
    const mine = fc.oneof(...mySteps).map(({ does, pick }) => ({ does, pick: pick - (pick % 2) }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof({ weight: 12, arbitrary: mine }, ...networkSteps), sizes), async (steps) => {
        const { server, pages, written, wishes, deleted } = await played(steps);
        expect(pages[0]!.pending).toEqual([]);
        const words = new Map(written.map((one) => [one.messageNo, one.body]));
        for (const message of server.messages()) {
          const { message_no: no } = message;
          expect(message.deleted_at !== null).toBe(deleted.has(no));
          if (message.deleted_at) continue;
          expect(message.body).toBe(words.get(no) ?? `message ${no}`);
          for (const sign of emoji) expect(hasReacted(message, sign, me)).toBe(wishes.get(`${no} ${sign}`) ?? false);
        }
        const told = server.announced.flatMap((event) => (event.kind === "message.edited" ? [event.data.body] : []));
        expect(new Set(told).size).toBe(told.length);
      }),
      { numRuns: 120 },
    );
  }, onABusyMachine);
});

function byId(one: PendingChange, other: PendingChange): number {
  return one.change_id < other.change_id ? -1 : 1;
}
