/** Keeps the outbox over a reload: mirrors what has no ack yet into IndexedDB. Without a usable database it is kept in memory only. */

import type { DBSchema, IDBPDatabase } from "idb";
import { myId } from "@/features/session/session";
import type { Store } from "@/store/store";
import { type Outbox, type PendingSend, withSend } from "./pending-sends";

interface Kept extends PendingSend {
  user_id: string;
}

interface Schema extends DBSchema {
  sends: { key: [string, string]; value: Kept; indexes: { user_id: string } };
}

export interface OutboxKeeper {
  /** What was left from before joins the store. Called after login. */
  restore(): Promise<void>;
  /** Forgets everything of this user, for a logout. */
  clear(userId: string): Promise<void>;
}

export function createOutboxKeeper(store: Store, databaseName = "natter"): OutboxKeeper {
  const opening = open(databaseName).catch(() => null);

  store.subscribe((state, before) => {
    const userId = myId(state.session);
    if (userId && state.outbox !== before.outbox && myId(before.session) === userId) void keep(userId, before.outbox, state.outbox);
  });

  async function keep(userId: string, before: Outbox, after: Outbox): Promise<void> {
    const old = byKey(before);
    const next = byKey(after);
    const gone = [...old.keys()].filter((id) => !next.has(id));
    const changed = [...next.values()].filter((send) => old.get(send.client_message_id) !== send);
    const database = await opening;
    if (!database) return;
    const { store: sends, done } = database.transaction("sends", "readwrite");
    for (const send of changed) void sends.put({ ...send, user_id: userId });
    for (const id of gone) void sends.delete([userId, id]);
    await done.catch(() => undefined);
  }

  return {
    async restore() {
      const userId = myId(store.getState().session);
      const kept = userId ? await (await opening)?.getAllFromIndex("sends", "user_id", userId) : [];
      const left = (kept ?? []).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
      if (myId(store.getState().session) === userId) store.setState(({ outbox }) => ({ outbox: left.map(waitingAgain).reduce(withSend, outbox) }));
    },
    async clear(userId) {
      const database = await opening;
      const keys = (await database?.getAllKeysFromIndex("sends", "user_id", userId)) ?? [];
      await Promise.all(keys.map((key) => database?.delete("sends", key)));
    },
  };
}

async function open(name: string): Promise<IDBPDatabase<Schema>> {
  const { openDB } = await import("idb");
  return openDB<Schema>(name, 1, {
    upgrade: (database) => void database.createObjectStore("sends", { keyPath: ["user_id", "client_message_id"] }).createIndex("user_id", "user_id"),
  });
}

function byKey(outbox: Outbox): Map<string, PendingSend> {
  const unsettled = Object.values(outbox).flat().filter((send) => send.state !== "acked");
  return new Map(unsettled.map((send) => [send.client_message_id, send]));
}

function waitingAgain({ user_id: _, ...send }: Kept): PendingSend {
  return send.state === "sending" ? { ...send, state: "queued" } : send;
}
