/** The interruptions of this device: kept in localStorage, the same in all tabs. The settings change them, interrupting.ts asks. */

import { useSyncExternalStore } from "react";
import { type Interruptions, readInterruptions, usualInterruptions, writeInterruptions } from "./interruptions";

const KEY = "natter.interruptions";
const usual = usualInterruptions(matchMedia("(pointer: coarse)").matches);
const listeners = new Set<() => void>();
let chosen = readInterruptions(localStorage.getItem(KEY), usual);

window.addEventListener("storage", ({ key }) => key === KEY && apply(readInterruptions(localStorage.getItem(KEY), usual)));

export function interruptionsNow(): Interruptions {
  return chosen;
}

export function changeInterruptions(change: Partial<Interruptions>): void {
  const next = { ...chosen, ...change };
  localStorage.setItem(KEY, writeInterruptions(next, usual));
  apply(next);
}

export function useInterruptions(): Interruptions {
  return useSyncExternalStore(subscribe, interruptionsNow);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function apply(next: Interruptions): void {
  chosen = next;
  for (const listener of listeners) listener();
}
