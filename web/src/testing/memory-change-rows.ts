/** The rows of what I did, in memory: a disk that outlives pages, and the door of one page to it, which may be slow. */

import type { ChangeRows } from "@/features/messages/change-rows";
import { byTime, type PendingChange } from "@/features/messages/pending-changes";

export type ChangeDisk = Map<string, PendingChange>;

export interface MemoryChangeRows extends ChangeRows {
  /** Writes wait until the returned function is called. */
  hold(): () => void;
  /** The page is gone: what it has not written is written no more. */
  leave(): void;
}

export function memoryChangeRows(disk: ChangeDisk = new Map()): MemoryChangeRows {
  let open = Promise.resolve();
  let isGone = false;
  return {
    async write(_userId, changed, goneIds) {
      await open;
      if (isGone) return new Promise(() => undefined);
      for (const change of changed) disk.set(change.change_id, structuredClone(change));
      for (const id of goneIds) disk.delete(id);
      return true;
    },
    read: async () => structuredClone([...disk.values()]).toSorted(byTime),
    hold() {
      let release = () => {};
      open = new Promise((resolve) => (release = resolve));
      return release;
    },
    leave: () => void (isGone = true),
  };
}
