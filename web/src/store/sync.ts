/**
 * Keeps every log whole: hands frames to the state and fetches what the socket did not bring.
 *
 * A hole waits 250 to 500 ms (what is missing may be on its way), then the events are fetched; far too many mean that the
 * conversation starts again from a fresh answer. Conversations that we have never heard of are fetched once.
 */

import type { Conversation, EventPage } from "@/generated/contract";
import { t } from "@/i18n/t";
import type { Api } from "@/lib/api-client";
import { ApiError } from "@/lib/api-error";
import { pauseMs } from "@/lib/backoff";
import type { ServerFrame } from "@/lib/socket";
import { receiveEvent } from "./apply-event";
import { applyFrame, withHeads } from "./apply-frame";
import { isBehind } from "./log-cursor";
import type { Store } from "./store";
import { startedAgain, withAnswer } from "./with-answer";
import { withoutConversation } from "./without-conversation";

export interface SyncParts {
  store: Store;
  api: Api;
  /** The database has another history (a restore): everything must be read anew. */
  onOtherEpoch(): void;
  /** The messages of this conversation were forgotten; show them again if they are on the screen. */
  onStartedAgain(conversationId: string): void;
  /** So many conversations are new that the list is the shorter way. */
  onManyUnknown(): void;
  random?: () => number;
}

export interface Sync {
  onFrame(frame: ServerFrame): void;
  /** Another tab holds the connection and says how far the logs go; what is missing here is fetched. */
  onWelcome(welcome: { epoch: string; heads: Record<string, number> }): void;
  /** For a tab that comes late: what `onWelcome` wants. Null before the first connection. */
  welcome(): { epoch: string; heads: Record<string, number> } | null;
  /** What is in the store belongs to this history of the database. */
  adopt(epoch: string): void;
  /** Null before the first connection. */
  epoch(): string | null;
  /** For `hello`: what we have. */
  greeting(): { epoch?: string; cursors: Record<string, number> };
  /** A fresh answer for one conversation; it is forgotten when it turns out not to be mine. */
  refresh(conversationId: string): Promise<Conversation>;
  /** Fetches what is missing anywhere, after the pause. */
  lookForHoles(): void;
  /** Nobody is logged in any more. */
  stop(): void;
}

export const holeWaitMs = 250;
/** On top of it, so that all members of a conversation do not ask in the same moment. */
const holeSpreadMs = 250;
/** More missing events than this are not fetched one by one. */
export const startAgainBeyond = 1_000;
const fewUnknown = 10;
const cursorLimit = 1_500;
const attemptLimit = 5;

export function createSync({ store, api, onOtherEpoch, onStartedAgain, onManyUnknown, random = Math.random }: SyncParts): Sync {
  let epoch: string | null = null;
  let isReplaying = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const fetching = new Map<string, Promise<Conversation>>();
  /** How far logs go that we do not know yet: an answer that is on its way may be older than what is told meanwhile. */
  const told = new Map<string, number>();
  const catchingUp = new Set<string>();

  function onFrame(frame: ServerFrame): void {
    if (frame.type === "ready" && !isSameHistory(frame.epoch)) return onOtherEpoch();
    if (frame.type === "ready") isReplaying = true;
    if (frame.type === "caught") isReplaying = false;
    store.setState((state) => applyFrame(state, frame, Date.now()));
    const unknown = Object.entries(headsIn(frame)).filter(([id]) => !store.getState().conversations.byId[id]);
    for (const [id, head] of unknown) told.set(id, Math.max(head, told.get(id) ?? 0));
    getToKnow(unknown.map(([id]) => id));
    if (frame.type !== "event" || isBehindIn(frame.conversation_id)) lookForHoles();
  }

  function getToKnow(ids: string[]): void {
    if (ids.length > fewUnknown) return onManyUnknown();
    for (const id of ids) void refresh(id).catch(() => undefined);
  }

  function onWelcome({ epoch: current, heads }: { epoch: string; heads: Record<string, number> }): void {
    if (!isSameHistory(current)) return onOtherEpoch();
    isReplaying = false;
    onFrame({ type: "pong", heads });
  }

  function isSameHistory(current: string): boolean {
    epoch ??= current;
    return epoch === current;
  }

  function isBehindIn(conversationId: string): boolean {
    const cursor = store.getState().cursors[conversationId];
    return cursor !== undefined && isBehind(cursor);
  }

  /** What was told of a conversation before it was known. */
  function remember(): void {
    const known = [...told].filter(([id]) => store.getState().cursors[id]);
    if (known.length === 0) return;
    for (const [id] of known) told.delete(id);
    store.setState((state) => withHeads(state, Object.fromEntries(known)));
  }

  function lookForHoles(): void {
    remember();
    if (isReplaying) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      for (const id of Object.keys(store.getState().cursors)) if (isBehindIn(id)) void catchUp(id, 0);
    }, holeWaitMs + holeSpreadMs * random());
  }

  async function catchUp(id: string, attempt: number): Promise<void> {
    if (catchingUp.has(id)) return;
    catchingUp.add(id);
    try {
      while (isBehindIn(id)) await step(id);
    } catch (error) {
      if (!forgetIfGone(id, error)) setTimeout(() => void tryAgain(id, attempt + 1), pauseMs(attempt + 1, random()));
    } finally {
      catchingUp.delete(id);
    }
  }

  /** Waiting has an end: when pages do not help, a fresh answer does; when that fails too, the next connection sees to it. */
  function tryAgain(id: string, attempt: number): Promise<void> {
    return attempt < attemptLimit ? catchUp(id, attempt) : startAgain(id).catch(() => undefined);
  }

  /** One page nearer to the head. */
  async function step(id: string): Promise<void> {
    const cursor = store.getState().cursors[id];
    if (!cursor) return;
    if (cursor.head - cursor.applied > startAgainBeyond) return startAgain(id);
    const { events } = await api.get<EventPage>(`/api/chat/conversations/${id}/events?after=${cursor.applied}&limit=200`);
    store.setState((state) => events.reduce(receiveEvent, state));
    const after = store.getState().cursors[id];
    if (after && after.applied <= cursor.applied) throw notThereYet();
  }

  async function startAgain(id: string): Promise<void> {
    const fresh = await api.get<Conversation>(`/api/chat/conversations/${id}`);
    store.setState((state) => startedAgain(state, fresh));
    onStartedAgain(id);
  }

  function refresh(id: string): Promise<Conversation> {
    const known = fetching.get(id);
    if (known) return known;
    const fetched = fetchConversation(id).finally(() => fetching.delete(id));
    fetching.set(id, fetched);
    return fetched;
  }

  async function fetchConversation(id: string): Promise<Conversation> {
    try {
      const fresh = await api.get<Conversation>(`/api/chat/conversations/${id}`);
      store.setState((state) => withAnswer(state, fresh));
      lookForHoles();
      return fresh;
    } catch (error) {
      forgetIfGone(id, error);
      throw error;
    }
  }

  function forgetIfGone(id: string, error: unknown): boolean {
    const isGone = error instanceof ApiError && error.status === 404;
    if (isGone) told.delete(id);
    if (isGone) store.setState((state) => withoutConversation(state, id));
    return isGone;
  }

  function greeting(): { epoch?: string; cursors: Record<string, number> } {
    const { cursors } = store.getState();
    const applied = Object.entries(cursors).slice(-cursorLimit).map(([id, cursor]) => [id, cursor.applied] as const);
    return { ...(epoch === null ? {} : { epoch }), cursors: Object.fromEntries(applied) };
  }

  function welcome(): { epoch: string; heads: Record<string, number> } | null {
    const heads = Object.entries(store.getState().cursors).map(([id, cursor]) => [id, cursor.head] as const);
    return epoch === null ? null : { epoch, heads: Object.fromEntries(heads) };
  }

  return {
    onFrame,
    onWelcome,
    welcome,
    adopt(known) {
      told.clear();
      epoch = known;
    },
    epoch: () => epoch,
    greeting,
    refresh,
    lookForHoles,
    stop() {
      clearTimeout(timer);
      timer = undefined;
      told.clear();
      epoch = null;
      isReplaying = false;
    },
  };
}

/** The head was announced, but the page did not hold what comes next. */
function notThereYet(): ApiError {
  return new ApiError(0, "not_there_yet", t("Some messages are not here yet."), null, 1);
}

/** Conversations that the frame speaks of and that we should know, and how far it says that their logs go. */
function headsIn(frame: ServerFrame): Record<string, number> {
  if (frame.type === "ready") return Object.fromEntries(frame.conversations.map((head) => [head.id, head.last_seq]));
  if (frame.type === "pong") return frame.heads ?? {};
  if (frame.type === "joined") return { [frame.conversation_id]: frame.last_seq };
  return frame.type === "event" && frame.kind !== "member.removed" ? { [frame.conversation_id]: frame.seq } : {};
}
