/**
 * One tab at a time: Web Locks, or a lease in localStorage where the page is not a secure context (plain http on a home
 * network) and the browser has no locks. Called by features/session for the refresh cookie.
 */

import { newClientId } from "./client-ids";

export type Exclusive = <T>(task: () => Promise<T>) => Promise<T>;

const leaseMs = 10_000;
const lookEveryMs = 50;

/** `name` is shared by the tabs of one origin. */
export function exclusive(name: string): Exclusive {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  if (locks) return (task) => locks.request(name, task) as Promise<Awaited<ReturnType<typeof task>>>;
  return (task) => withLease(name, task);
}

async function withLease<T>(name: string, task: () => Promise<T>): Promise<T> {
  const mine = newClientId();
  while (!tookLease(name, mine)) await pause(lookEveryMs);
  await pause(lookEveryMs);
  if (ownerOf(name) !== mine) return withLease(name, task);
  try {
    return await task();
  } finally {
    if (ownerOf(name) === mine) localStorage.removeItem(name);
  }
}

function tookLease(name: string, mine: string): boolean {
  if (ownerOf(name)) return false;
  localStorage.setItem(name, `${mine} ${Date.now() + leaseMs}`);
  return true;
}

function ownerOf(name: string): string | null {
  const [owner, until] = (localStorage.getItem(name) ?? "").split(" ");
  return owner && Number(until) > Date.now() ? owner : null;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
