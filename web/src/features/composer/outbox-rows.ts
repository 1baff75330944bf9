/**
 * The rows of the outbox in IndexedDB, shared by all tabs of this browser.
 *
 * A row is there before its message goes out and until the log has it, so a reload, a crash or a closed tab loses
 * nothing. Called by outbox.ts. Every answer comes within `patienceMs`: without a usable database (a private window, a
 * full disk) the journal of the page is all there is.
 */

import type { DBSchema, IDBPDatabase } from "idb";
import { within } from "@/lib/within";
import type { PendingSend } from "./pending-sends";

interface Row extends PendingSend {
  user_id: string;
}

interface Schema extends DBSchema {
  sends: { key: [string, string]; value: Row; indexes: { user_id: string } };
}

export interface OutboxRows {
  /** Resolves when the row is written: its transaction is complete. Whether it is. */
  put(userId: string, send: PendingSend): Promise<boolean>;
  remove(userId: string, clientMessageIds: string[]): Promise<void>;
  /** All of this user, oldest first. */
  read(userId: string): Promise<PendingSend[]>;
  /** Forgets everything of this user, for a logout. */
  clear(userId: string): Promise<void>;
}

export const patienceMs = 3_000;

export function createOutboxRows(databaseName = "natter"): OutboxRows {
  const opening = open(databaseName).catch(() => null);

  function write(how: (database: IDBPDatabase<Schema>) => Promise<unknown>): Promise<boolean> {
    return within(patienceMs, opening.then(async (database) => database !== null && (await how(database), true)), false);
  }

  function removed(database: IDBPDatabase<Schema>, keys: [string, string][]): Promise<unknown> {
    const { store, done } = database.transaction("sends", "readwrite");
    return Promise.all([...keys.map((key) => store.delete(key)), done]);
  }

  return {
    put: (userId, send) => write((database) => database.put("sends", { ...send, user_id: userId })),
    async remove(userId, ids) {
      await write((database) => removed(database, ids.map((id) => [userId, id])));
    },
    async read(userId) {
      const rows = await within(patienceMs, opening.then((database) => database?.getAllFromIndex("sends", "user_id", userId)), null);
      return (rows ?? []).map(withoutUser).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
    },
    async clear(userId) {
      await write(async (database) => removed(database, await database.getAllKeysFromIndex("sends", "user_id", userId)));
    },
  };
}

async function open(name: string): Promise<IDBPDatabase<Schema>> {
  const { openDB } = await import("idb");
  return openDB<Schema>(name, 1, {
    upgrade: (database) => void database.createObjectStore("sends", { keyPath: ["user_id", "client_message_id"] }).createIndex("user_id", "user_id"),
  });
}

/** Rows were once written while they were on the wire; whether those arrived nobody knows, so they wait again. */
function withoutUser({ user_id: _, ...send }: Row): PendingSend {
  return send.state === "failed" ? send : { ...send, state: "queued" };
}
