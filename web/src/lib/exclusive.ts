/**
 * One tab at a time: Web Locks, or a lease in localStorage where the page is not a secure context (plain http on a home
 * network) and the browser has no locks. Called by features/session for the refresh cookie.
 */

import { newClientId } from "./client-ids";

export type Exclusive = <T>(task: () => Promise<T>) => Promise<T>;

const leaseMs = 30_000;
const lookEveryMs = 50;

/** `name` is shared by the tabs of one origin; `locks` is undefined where the browser has none. */
export function exclusive(name: string, locks: LockManager | undefined, storage: Storage): Exclusive {
  if (locks) return async (task) => locks.request(name, task);
  return (task) => withLease(storage, name, task);
}

/** Asks, waits for a moment in which another tab may have asked too, and looks who is named: the last who asked. */
async function withLease<T>(storage: Storage, name: string, task: () => Promise<T>): Promise<T> {
  const mine = newClientId();
  while (ownerOf(storage, name) !== mine) {
    if (!ownerOf(storage, name)) storage.setItem(name, `${mine} ${Date.now() + leaseMs}`);
    await pause(lookEveryMs);
  }
  try {
    return await task();
  } finally {
    if (ownerOf(storage, name) === mine) storage.removeItem(name);
  }
}

/** Null when nobody has it, or held it for too long: a tab that was closed in the middle. */
function ownerOf(storage: Storage, name: string): string | null {
  const [owner, until] = (storage.getItem(name) ?? "").split(" ");
  return owner && Number(until) > Date.now() ? owner : null;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
