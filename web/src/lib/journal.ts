/**
 * What is on its way into the browser's database. A page may go at any moment, and a transaction that is not complete goes with
 * it; what stands here stands at once, and is taken up by the next page.
 *
 * Called with each row before it is written, and again when it is there. A full localStorage keeps nothing here.
 */

export interface Journal<Row> {
  /** Null: the row is on its way out. */
  put(userId: string, id: string, row: Row | null): void;
  remove(userId: string, ids: string[]): void;
  /** By id. */
  read(userId: string): Map<string, Row | null>;
  clear(userId: string): void;
}

/** `name`: of the kind of rows. */
export function createJournal<Row>(storage: Storage, name: string): Journal<Row> {
  const prefixOf = (userId: string) => `natter.journal.${name}.${userId}.`;

  function keys(userId: string): string[] {
    const all = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
    return all.filter((key) => key.startsWith(prefixOf(userId)));
  }

  return {
    put(userId, id, row) {
      try {
        storage.setItem(prefixOf(userId) + id, JSON.stringify(row));
      } catch {
        // The database alone must do.
        storage.removeItem(prefixOf(userId) + id);
      }
    },
    remove: (userId, ids) => ids.forEach((id) => storage.removeItem(prefixOf(userId) + id)),
    read: (userId) => new Map(keys(userId).map((key) => [key.slice(prefixOf(userId).length), JSON.parse(storage.getItem(key) ?? "null") as Row | null])),
    clear: (userId) => keys(userId).forEach((key) => storage.removeItem(key)),
  };
}
