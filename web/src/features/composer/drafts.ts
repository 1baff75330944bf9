/** Drafts: one text per conversation, kept in localStorage for the user who wrote them. */

import { myId } from "@/features/session/session";
import type { Store } from "@/store/store";

export interface Drafts {
  set(conversationId: string, text: string): void;
  /** What was left from before. Called after login. */
  restore(): void;
  clear(userId: string): void;
}

const writeAfterMs = 300;

export function createDrafts(store: Store, storage: Storage): Drafts {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const changed = new Set<string>();

  store.subscribe((state, before) => {
    if (state.drafts === before.drafts || !myId(state.session)) return;
    for (const id of Object.keys({ ...before.drafts, ...state.drafts })) if (state.drafts[id] !== before.drafts[id]) changed.add(id);
    timer ??= setTimeout(write, writeAfterMs);
  });

  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    const userId = myId(store.getState().session);
    if (userId) keep(storage, keyOf(userId), joined(read(storage.getItem(keyOf(userId)))));
    changed.clear();
  }

  /** What is kept, with our changes only: another tab may have written drafts of its own. */
  function joined(kept: Record<string, string>): Record<string, string> {
    const { drafts } = store.getState();
    for (const id of changed) {
      if (drafts[id]) kept[id] = drafts[id];
      else delete kept[id];
    }
    return kept;
  }

  globalThis.addEventListener?.("pagehide", () => timer && write());

  return {
    set(conversationId, text) {
      const { drafts } = store.getState();
      if (text) return store.setState({ drafts: { ...drafts, [conversationId]: text } });
      const { [conversationId]: _, ...others } = drafts;
      store.setState({ drafts: others });
    },
    restore() {
      const userId = myId(store.getState().session);
      if (userId) store.setState({ drafts: read(storage.getItem(keyOf(userId))) });
    },
    clear: (userId) => storage.removeItem(keyOf(userId)),
  };
}

function keyOf(userId: string): string {
  return `natter.drafts.${userId}`;
}

function read(text: string | null): Record<string, string> {
  try {
    return JSON.parse(text ?? "{}") as Record<string, string>;
  } catch {
    return {};
  }
}

/** A full storage loses drafts over a reload, nothing else. */
function keep(storage: Storage, key: string, drafts: Record<string, string>): void {
  try {
    storage.setItem(key, JSON.stringify(drafts));
  } catch {
    storage.removeItem(key);
  }
}
