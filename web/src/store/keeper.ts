/**
 * Keeps conversations over a reload, in IndexedDB: opening shows the last state at once and fetches only what is new.
 *
 * The database holds one user and one epoch. Everything of a moment is written in one transaction, a conversation's rows
 * and its cursor in one record. The tab with the connection writes; all tabs read. Without a usable database nothing is
 * kept, and the client reads everything from the server.
 */

import type { DBSchema, IDBPDatabase } from "idb";
import { myId } from "@/features/session/session";
import type { Preferences, User } from "@/generated/contract";
import { within } from "@/lib/within";
import { isChanged, type KeptLog, keptIds, keptLog, keptUsers, withKept } from "./kept-logs";
import type { State } from "./state";
import type { Store } from "./store";

interface Owner {
  user_id: string;
  epoch: string;
  people: User[];
  preferences: Preferences;
  /** In ms since 1970. */
  written_at: number;
}

interface Schema extends DBSchema {
  owner: { key: string; value: Owner };
  logs: { key: string; value: KeptLog };
}

export interface KeeperParts {
  store: Store;
  /** The history that the state belongs to; null before the first connection. */
  epoch(): string | null;
  /** Whether this tab writes. */
  isWriter(): boolean;
  databaseName?: string;
}

export interface Keeper {
  /** Puts what was kept of this user into the state; null when there is nothing. */
  restore(): Promise<{ epoch: string; writtenAt: number } | null>;
  /** What has changed is written now instead of in a moment. */
  write(): Promise<void>;
  /** Forgets everything. */
  clear(): Promise<void>;
}

/** Raised when what is kept has another form: older databases are emptied. */
const form = 3;
const ownerKey = "owner";
export const writeAfterMs = 1_000;
const readWithinMs = 1_500;
const clearWithinMs = 3_000;

export function createKeeper({ store, epoch, isWriter, databaseName = "natter.logs" }: KeeperParts): Keeper {
  const opening = open(databaseName).catch(() => null);
  /** The state as the database has it; null when it must be written whole. */
  let written: State | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> = Promise.resolve();

  store.subscribe((state, before) => {
    const isSame = state.conversations.byId === before.conversations.byId && state.cursors === before.cursors && state.timelines === before.timelines && state.preferences === before.preferences;
    if (!isSame && myId(state.session) && isWriter()) timer ??= setTimeout(() => void write(), writeAfterMs);
  });

  function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    running = running.then(writeState).catch(() => void (written = null));
    return running;
  }

  async function writeState(): Promise<void> {
    const database = await opening;
    const state = store.getState();
    const userId = myId(state.session);
    const history = epoch();
    if (!database || !userId || history === null || !isWriter()) return;
    const { owner, logs, done } = transaction(database);
    const known = await owner.get(ownerKey);
    const isOurs = known?.user_id === userId && known.epoch === history;
    if (!isOurs) void logs.clear();
    const kept = new Set(keptIds(state));
    for (const id of kept) {
      const log = isChanged(id, state, isOurs ? written : null) ? keptLog(state, id) : null;
      if (log) void logs.put(log);
    }
    for (const id of await logs.getAllKeys()) if (!kept.has(id)) void logs.delete(id);
    void owner.put({ user_id: userId, epoch: history, people: keptUsers(state), preferences: state.preferences, written_at: Date.now() }, ownerKey);
    await done;
    written = state;
  }

  async function read(userId: string): Promise<{ owner: Owner; logs: KeptLog[] } | null> {
    const database = await opening;
    if (!database) return null;
    const reading = database.transaction(["owner", "logs"]);
    const [owner, logs] = await Promise.all([reading.objectStore("owner").get(ownerKey), reading.objectStore("logs").getAll()]);
    return owner?.user_id === userId && logs.length > 0 ? { owner, logs } : null;
  }

  async function empty(): Promise<void> {
    const database = await opening;
    if (!database) return;
    const { owner, logs, done } = transaction(database);
    await Promise.all([owner.clear(), logs.clear(), done]);
  }

  return {
    write,
    async restore() {
      const userId = myId(store.getState().session);
      const kept = userId ? await within(readWithinMs, read(userId), null) : null;
      if (!kept || myId(store.getState().session) !== userId) return null;
      store.setState((state) => ({ ...withKept(state, kept.logs, kept.owner.people), preferences: kept.owner.preferences }));
      written = store.getState();
      return { epoch: kept.owner.epoch, writtenAt: kept.owner.written_at };
    },
    async clear() {
      clearTimeout(timer);
      timer = undefined;
      written = null;
      await within(clearWithinMs, running.then(empty), undefined);
    },
  };
}

function transaction(database: IDBPDatabase<Schema>) {
  const writing = database.transaction(["owner", "logs"], "readwrite");
  return { owner: writing.objectStore("owner"), logs: writing.objectStore("logs"), done: writing.done };
}

async function open(name: string): Promise<IDBPDatabase<Schema>> {
  const { openDB } = await import("idb");
  return openDB<Schema>(name, form, {
    upgrade(database) {
      for (const old of database.objectStoreNames) database.deleteObjectStore(old);
      database.createObjectStore("owner");
      database.createObjectStore("logs", { keyPath: "conversation_id" });
    },
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
}
