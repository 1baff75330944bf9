/** The rows of the outbox in memory; a test can hold writes back as a slow disk does. */

import type { OutboxRows } from "@/features/composer/outbox-rows";
import type { PendingSend } from "@/features/composer/pending-sends";

export interface MemoryRows extends OutboxRows {
  /** Writes wait until the returned function is called. */
  hold(): () => void;
  bodies(): string[];
}

export function memoryRows(): MemoryRows {
  const kept = new Map<string, PendingSend>();
  let open = Promise.resolve();
  return {
    async put(_userId, send) {
      await open;
      kept.set(send.client_message_id, send);
      return true;
    },
    async remove(_userId, ids) {
      for (const id of ids) kept.delete(id);
    },
    read: async () => [...kept.values()].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    clear: async () => kept.clear(),
    hold() {
      let release = () => {};
      open = new Promise((resolve) => (release = resolve));
      return release;
    },
    bodies: () => [...kept.values()].map((send) => send.body),
  };
}
