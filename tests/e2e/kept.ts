/** What the client keeps in a browser, read past it. A test that leaves a page first waits for what must be there. */
import type { Page } from "@playwright/test";

/** How many rows each store of the client holds. */
export function keptRows(page: Page): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    const counts: Record<string, number> = {};
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name!);
        opening.addEventListener("success", () => resolve(opening.result));
        opening.addEventListener("error", () => reject(opening.error));
      });
      for (const store of database.objectStoreNames) {
        counts[store] = await new Promise<number>((resolve) => {
          const counting = database.transaction(store).objectStore(store).count();
          counting.addEventListener("success", () => resolve(counting.result));
        });
      }
      database.close();
    }
    return counts;
  });
}

/** All that is kept of conversations, as text. */
export function keptLogs(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const opening = indexedDB.open("natter.logs");
    const database = await new Promise<IDBDatabase>((resolve) => opening.addEventListener("success", () => resolve(opening.result)));
    const reading = database.transaction("logs").objectStore("logs").getAll();
    const logs = await new Promise<unknown>((resolve) => reading.addEventListener("success", () => resolve(reading.result)));
    database.close();
    return JSON.stringify(logs);
  });
}
