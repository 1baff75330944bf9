/**
 * What I have done and the log has not confirmed, in IndexedDB, shared by all tabs of this browser.
 *
 * A row is there before the server is asked and until it has answered, so a reload, a crash or a closed browser loses
 * nothing. Called by change-queue.ts. Every answer comes within `patienceMs`: without a usable database the journal of the page
 * is all there is.
 */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { within } from "@/lib/within";
import { byTime, type PendingChange } from "./pending-changes";

type Row = PendingChange & { user_id: string };

interface Schema extends DBSchema {
  changes: { key: [string, string]; value: Row; indexes: { user_id: string } };
}

export interface ChangeRows {
  /** In one step, and in the order of the calls. Whether it is on disk. */
  write(userId: string, changed: PendingChange[], goneIds: string[]): Promise<boolean>;
  /** All of this user, oldest first. */
  read(userId: string): Promise<PendingChange[]>;
}

export const patienceMs = 3_000;
export const changesDatabase = "natter.changes";

/**
 * Raised when rows have another form; what older versions left must be brought into it, since nobody else knows it. A tab of an
 * older version lets go of the database, and has its journal from then on.
 */
const form = 1;

export function createChangeRows(databaseName = changesDatabase): ChangeRows {
  const opening = open(databaseName).catch(() => null);

  async function put(database: IDBPDatabase<Schema> | null, userId: string, changed: PendingChange[], goneIds: string[]): Promise<boolean> {
    if (!database) return false;
    const { store, done } = database.transaction("changes", "readwrite");
    for (const change of changed) void store.put({ ...change, user_id: userId });
    for (const id of goneIds) void store.delete([userId, id]);
    await done;
    return true;
  }

  return {
    write: (userId, changed, goneIds) => within(patienceMs, opening.then((database) => put(database, userId, changed, goneIds)), false),
    async read(userId) {
      const rows = await within(patienceMs, opening.then((database) => database?.getAllFromIndex("changes", "user_id", userId)), null);
      return (rows ?? []).map(({ user_id: _, ...change }) => change).toSorted(byTime);
    },
  };
}

async function open(name: string): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(name, form, {
    upgrade: (database) => void database.createObjectStore("changes", { keyPath: ["user_id", "change_id"] }).createIndex("user_id", "user_id"),
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
}
