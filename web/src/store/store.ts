/** The one store. Actions change it, components read it through the hooks of the features. */

import { useStore as useZustand } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";
import { type State, startingState } from "./state";

export type Store = StoreApi<State>;

export function newStore(now = Date.now()): Store {
  return createStore<State>(() => startingState(now));
}

/** The store of this tab. */
export const store = newStore();

/** Reads a part of the state; the component renders again when that part is another object. */
export function useStore<T>(select: (state: State) => T): T {
  return useZustand(store, select);
}
