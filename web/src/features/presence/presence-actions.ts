/** Tells the server whose presence we want and that we are writing; lets typing names expire. */

import type { ComposerActions, PresenceActions } from "@/app/actions";
import { newestFirst, partnerOf } from "@/features/conversations/conversations";
import { myId } from "@/features/session/session";
import type { IncomingFrame } from "@/generated/contract";
import type { State } from "@/store/state";
import type { Store } from "@/store/store";
import { expired, typingEveryMs } from "./presence";

export interface PresenceParts extends PresenceActions, Pick<ComposerActions, "typing"> {
  /** A new connection watches nobody yet. */
  onReady(): void;
  /** What is typed after this is another message, told at once. */
  onSend(conversationId: string): void;
}

/** A connection may watch this many. */
const watchLimit = 500;
const watchPauseMs = 200;
const sweepEveryMs = 1_000;

export function createPresence(store: Store, send: (frame: IncomingFrame) => boolean): PresenceParts {
  const asked = new Map<symbol, string[]>();
  const typedAt = new Map<string, number>();
  let told = "";
  let watchTimer: ReturnType<typeof setTimeout> | undefined;
  let sweepTimer: ReturnType<typeof setTimeout> | undefined;

  store.subscribe((state, before) => {
    if (state.conversations.byId !== before.conversations.byId || state.view !== before.view) planWatch();
    if (state.typing !== before.typing && Object.keys(state.typing).length > 0) sweepTimer ??= setTimeout(sweep, sweepEveryMs);
  });

  function planWatch(): void {
    watchTimer ??= setTimeout(tellWatch, watchPauseMs);
  }

  function tellWatch(): void {
    watchTimer = undefined;
    const userIds = watched(store.getState(), [...asked.values()].flat());
    const list = userIds.join();
    if (list !== told && send({ type: "watch", user_ids: userIds })) told = list;
  }

  function sweep(): void {
    sweepTimer = undefined;
    const typing = expired(store.getState().typing, Date.now());
    if (typing !== store.getState().typing) store.setState({ typing });
    if (Object.keys(typing).length > 0) sweepTimer ??= setTimeout(sweep, sweepEveryMs);
  }

  return {
    watch(userIds) {
      const key = Symbol("watch");
      asked.set(key, userIds);
      planWatch();
      return () => {
        asked.delete(key);
        planWatch();
      };
    },
    typing(conversationId) {
      const now = Date.now();
      if (now - (typedAt.get(conversationId) ?? 0) < typingEveryMs) return;
      typedAt.set(conversationId, now);
      send({ type: "typing", conversation_id: conversationId });
    },
    onSend(conversationId) {
      typedAt.delete(conversationId);
    },
    onReady() {
      told = "";
      planWatch();
    },
  };
}

/** Those asked for, the members of the open conversation, and the partners of direct conversations, newest first. */
function watched(state: State, asked: string[]): string[] {
  const me = myId(state.session);
  const open = state.conversations.byId[state.view.conversationId ?? ""]?.members ?? [];
  const partners = newestFirst(Object.values(state.conversations.byId)).map((conversation) => partnerOf(conversation, me ?? ""));
  const all = new Set([...asked, ...open.map((member) => member.user_id), ...partners]);
  return [...all].filter((id) => id !== null && id !== me).slice(0, watchLimit).toSorted() as string[];
}
