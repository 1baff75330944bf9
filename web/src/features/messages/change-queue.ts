/**
 * Keeps what I do to messages and conversations until the server has answered it, and asks the server when it can be reached.
 *
 * What is in `state.pendingChanges` is kept, in whichever tab that changes: first in the journal, at once, then in the rows of this
 * browser. The tab that holds the connection works them off: a lane (one message, say) in its order, several lanes at a time.
 * Each ends: answered, come to nothing, or refused with a reason that stays until somebody has decided. Comes after the first paint.
 */

import { isOvertaken } from "@/features/attention/laying";
import { myId } from "@/features/session/session";
import type { Message } from "@/generated/contract";
import { msg, t } from "@/i18n/t";
import type { Api } from "@/lib/api-client";
import { ApiError, messageOf } from "@/lib/api-error";
import { pauseMs } from "@/lib/backoff";
import type { Journal } from "@/lib/journal";
import type { State } from "@/store/state";
import type { Store } from "@/store/store";
import { type Answer, ask } from "./change-requests";
import { type ChangeRows, createChangeRows } from "./change-rows";
import { withFreshMessage } from "./fresh-messages";
import { numbered, withNumber } from "./numbering";
import { nextStep } from "./next-step";
import { allPending, byTime, laneOf, type PendingChange, type PendingChanges, pendingIn, type Refusal, refusedPending, withoutPending, withPending } from "./pending-changes";

/** What tabs tell each other: what was kept, what has ended, and how a message is now. */
export interface ChangesMessage {
  userId: string;
  changed: PendingChange[];
  gone: PendingChange[];
  fresh: Message | null;
}

export interface ChangeTabs {
  postMessage(message: ChangesMessage): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ChangesMessage>) => void): void;
}

export interface ChangeQueueParts {
  store: Store;
  api: Api;
  rows?: ChangeRows;
  journal: Journal<PendingChange>;
  /** The other tabs; null when each works for itself. */
  tabs: ChangeTabs | null;
  /** Whether this tab asks the server. */
  isSender(): boolean;
  /** Whether the device has a network at all. */
  isOnline(): boolean;
  /** The history of the database; null before the first connection. */
  epoch(): string | null;
  /** What was about a conversation as a whole has no row that could show its end. */
  onRefused(change: PendingChange, failure: Refusal): void;
  random?: () => number;
}

export interface ChangeQueue {
  /** Takes what this browser has kept: after login, with each connection, and when a tab may have gone before it could tell. */
  restore(): Promise<void>;
  /** Forgets everything of this user, for a logout. */
  clear(userId: string): Promise<void>;
}

/** Lanes that are asked for at the same time. */
const atOnce = 3;
/** So often a server that answers may say "not now" to one change; without an answer it waits for ever. */
export const strikeLimit = 8;
/** After a connection has come back, so that all who lost theirs do not ask in the same moment. */
export const spreadMs = 1_000;
/** Changes that ended lately, so that one read or told late does not come back. */
const endedLimit = 1_000;

const otherHistory = msg("The server was set back to an earlier time, and this may be another message now.");

export function createChangeQueue({ store, api, rows = createChangeRows(), journal, tabs, isSender, isOnline, epoch, onRefused, random = Math.random }: ChangeQueueParts): ChangeQueue {
  const running = new Set<string>();
  const ended = new Set<string>();
  /** change_id → how often the server has put it off. */
  const strikes = new Map<string, number>();
  /** All that was to be written so far. */
  let saving: Promise<unknown> = Promise.resolve();
  let isHearing = false;
  /** Whose kept rows have been read: before that an older one may turn up. */
  let restoredFor: string | null = null;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;

  store.subscribe((state, before) => {
    const userId = myId(state.session);
    if (!userId || myId(before.session) !== userId || isHearing) return;
    if (state.pendingChanges !== before.pendingChanges) save(userId, before.pendingChanges, state.pendingChanges);
    if (state.pendingChanges !== before.pendingChanges || state.outbox !== before.outbox || state.timelines !== before.timelines) number();
    const isBack = state.connection.status === "online" && before.connection.status !== "online";
    if (isBack) wait(spreadMs * random());
    work();
  });

  tabs?.addEventListener("message", ({ data }) => {
    if (data.userId !== me()) return;
    isHearing = true;
    store.setState((state) => heard(state, data));
    isHearing = false;
    number();
    work();
  });

  function me(): string | null {
    return myId(store.getState().session);
  }

  function heard(state: State, { changed, gone, fresh }: ChangesMessage): State {
    for (const change of gone) note(change);
    const left = gone.reduce((pending, change) => withoutPending(pending, change.conversation_id, [change.change_id]), state.pendingChanges);
    const pendingChanges = changed.filter(isNews).reduce(withPending, left);
    return fresh ? withFreshMessage({ ...state, pendingChanges }, fresh) : { ...state, pendingChanges };
  }

  function note(change: PendingChange): void {
    ended.add(change.change_id);
    strikes.delete(change.change_id);
    for (const id of ended) if (ended.size > endedLimit) ended.delete(id);
  }

  function save(userId: string, before: PendingChanges, after: PendingChanges): void {
    const was = new Map(allPending(before).map((change) => [change.change_id, change]));
    const now = new Map(allPending(after).map((change) => [change.change_id, change]));
    const changed = [...now.values()].filter((change) => was.get(change.change_id) !== change);
    const gone = [...was.values()].filter((change) => !now.has(change.change_id));
    if (changed.length + gone.length === 0) return;
    for (const change of changed) journal.put(userId, change.change_id, change);
    for (const change of gone) journal.put(userId, change.change_id, null);
    for (const change of gone) note(change);
    saving = saveAfter(saving, { userId, changed, gone, fresh: null });
  }

  async function saveAfter(others: Promise<unknown>, told: ChangesMessage): Promise<void> {
    await others;
    const { userId, changed, gone } = told;
    const isKept = await rows.write(userId, changed, gone.map(idOf));
    const late = await overtaken(userId, changed);
    // What has changed again meanwhile is not there yet as it is now.
    if (isKept) journal.remove(userId, [...gone, ...late, ...changed.filter((change) => find(change) === change)].map(idOf));
    tabs?.postMessage({ ...told, changed: changed.filter((change) => !late.includes(change)), gone: [...gone, ...late] });
  }

  /** The disk was slow, and another tab has found these in the journal and seen to them: which have ended. The rows are as that tab wrote them. */
  async function overtaken(userId: string, written: PendingChange[]): Promise<PendingChange[]> {
    const over = written.filter((change) => ended.has(change.change_id) && !find(change));
    const further = written.flatMap((change) => find(change) ?? []).filter((change) => written.some((old) => old.change_id === change.change_id && stageOf(old) < stageOf(change)));
    if (over.length + further.length === 0) return [];
    await rows.write(userId, further, over.map(idOf));
    // That took its time, too.
    return [...over, ...(await overtaken(userId, further))];
  }

  /** Not over, and further than it is known here: a slow tab may tell late of what another has taken on. */
  function isNews(change: PendingChange): boolean {
    const known = find(change);
    return !ended.has(change.change_id) && (!known || stageOf(change) > stageOf(known));
  }

  function find({ conversation_id: id, change_id: changeId }: PendingChange): PendingChange | undefined {
    return pendingIn(store.getState().pendingChanges, id).find((change) => change.change_id === changeId);
  }

  /** What waited for a message to have a number may go now. */
  function number(): void {
    const state = store.getState();
    const found = allPending(state.pendingChanges).flatMap((change) => numbered(state, change) ?? []);
    if (found.length > 0) store.setState(({ pendingChanges }) => ({ pendingChanges: found.reduce(withNumber, pendingChanges) }));
  }

  function work(): void {
    const userId = me();
    if (!userId || restoredFor !== userId || epoch() === null || !isSender() || !isOnline() || pause !== undefined) return;
    for (const lane of lanesOf(store.getState().pendingChanges)) {
      if (running.size >= atOnce) return;
      if (!running.has(lane)) void begin(userId, lane);
    }
  }

  /** What the server puts off all the time comes after the others. */
  function lanesOf(pending: PendingChanges): string[] {
    const waiting = allPending(pending).filter(isWaiting).toSorted((one, other) => strikesOf(one) - strikesOf(other) || byTime(one, other));
    return [...new Set(waiting.map(laneOf))];
  }

  function strikesOf(change: PendingChange): number {
    return strikes.get(change.change_id) ?? 0;
  }

  async function begin(userId: string, lane: string): Promise<void> {
    running.add(lane);
    try {
      await run(userId, lane);
    } finally {
      running.delete(lane);
    }
    work();
  }

  /** One request of a lane. That it may have reached the server is on disk before it does. */
  async function run(userId: string, lane: string): Promise<void> {
    const waiting = allPending(store.getState().pendingChanges).filter((change) => isWaiting(change) && laneOf(change) === lane);
    const step = nextStep(waiting);
    if (!step) return;
    if (step.left !== waiting) store.setState(({ pendingChanges }) => ({ pendingChanges: replaced(pendingChanges, waiting, step.left) }));
    await saving;
    const next = step.ask && find(step.ask);
    if (!next || me() !== userId || !isSender()) return;
    if (isOvertaken(store.getState(), next)) return drop(next);
    if (next.epoch !== null && next.epoch !== epoch()) return refuse(next, { code: "other_history", message: t(otherHistory) });
    try {
      const answer = await ask(api, next);
      if (me() === userId) end(userId, next, answer);
    } catch (error) {
      if (me() === userId) failed(next, error);
    }
  }

  /** In one step, so that no screen shows what was before. */
  function end(userId: string, change: PendingChange, { message, preferences }: Answer): void {
    attempt = 0;
    if (message) tabs?.postMessage({ userId, changed: [], gone: [], fresh: message });
    store.setState((state) => {
      const done: State = { ...state, ...(preferences && { preferences }), pendingChanges: withoutPending(state.pendingChanges, change.conversation_id, [change.change_id]) };
      return message ? withFreshMessage(done, message) : done;
    });
  }

  function failed(change: PendingChange, error: unknown): void {
    // It was asked for by another tab as well, and that has ended it.
    if (!find(change)) return;
    const problem = error instanceof ApiError ? error : new ApiError(200, "bad_answer", messageOf(error));
    // Without a login it waits for the next one; what is not our server may answer anything.
    const isUnheard = problem.status === 0 || problem.status === 401;
    const isPutOff = isUnheard || problem.isTransient || problem.code === "bad_answer";
    const count = strikesOf(change) + Number(!isUnheard);
    if (!isPutOff || count >= strikeLimit) return refuse(change, { code: problem.code, message: problem.message });
    strikes.set(change.change_id, count);
    wait(Math.max(isUnheard ? 0 : (problem.retry ?? 0) * 1_000, pauseMs(attempt, random())));
    attempt += 1;
  }

  function refuse(change: PendingChange, failure: Refusal): void {
    const isAboutConversation = change.kind === "choice" || change.kind === "mark";
    // What is left of the message says enough.
    const isMoot = change.kind === "reaction" && failure.code === "message_deleted";
    if (isAboutConversation || isMoot) drop(change);
    else store.setState(({ pendingChanges }) => ({ pendingChanges: refusedPending(pendingChanges, change, failure) }));
    if (isAboutConversation) onRefused(change, failure);
  }

  function drop(change: PendingChange): void {
    store.setState(({ pendingChanges }) => ({ pendingChanges: withoutPending(pendingChanges, change.conversation_id, [change.change_id]) }));
  }

  function wait(ms: number): void {
    clearTimeout(pause);
    pause = setTimeout(() => {
      pause = undefined;
      work();
    }, ms);
  }

  /** Another page has ended this, and did not come to take it out of the rows and to tell. */
  function settle(userId: string, id: string, kept: Map<string, PendingChange>): void {
    const change = kept.get(id) ?? allPending(store.getState().pendingChanges).find((other) => other.change_id === id);
    kept.delete(id);
    if (!change) return journal.remove(userId, [id]);
    if (find(change)) drop(change);
    else save(userId, { [change.conversation_id]: [change] }, {});
  }

  /** What was done before this came. */
  function takeUp(): void {
    const userId = me();
    if (userId) save(userId, {}, store.getState().pendingChanges);
  }

  takeUp();
  return {
    async restore() {
      const userId = me();
      if (!userId) return;
      const kept = new Map((await rows.read(userId)).map((change) => [change.change_id, change]));
      if (me() !== userId) return;
      // Newer than the rows, or not among them: a page went before it had written them.
      for (const [id, change] of journal.read(userId)) {
        if (change) kept.set(id, change);
        else settle(userId, id, kept);
      }
      const news = [...kept.values()].filter(isNews);
      restoredFor = userId;
      if (news.length > 0) store.setState(({ pendingChanges }) => ({ pendingChanges: news.reduce(withPending, pendingChanges) }));
      work();
    },
    async clear(userId) {
      await saving;
      const kept = await rows.read(userId);
      await rows.write(userId, [], kept.map(idOf));
      journal.clear(userId);
    },
  };
}

function idOf(change: PendingChange): string {
  return change.change_id;
}

/** A change only ever goes on: it is made, may have reached the server, is refused. */
function stageOf({ is_tried: isTried, failure }: PendingChange): number {
  return failure ? 2 : Number(isTried);
}

/** For the server: not refused, and about a message that has its number, or about none. */
function isWaiting(change: PendingChange): boolean {
  return change.failure === null && (change.message_no !== null || change.client_message_id === null);
}

function replaced(pending: PendingChanges, lane: PendingChange[], left: PendingChange[]): PendingChanges {
  const id = lane[0]?.conversation_id ?? "";
  const others = pendingIn(pending, id).filter((change) => !lane.includes(change));
  return { ...pending, [id]: [...others, ...left].toSorted(byTime) };
}
