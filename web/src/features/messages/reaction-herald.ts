/** Tells of others' reactions to my messages in one conversation while it is open: gathered, and never in a hurry. */

import { myId } from "@/features/session/session";
import { t } from "@/i18n/t";
import type { State } from "@/store/state";
import type { Store } from "@/store/store";
import type { MessageChange } from "./message-changes";
import { findQuoted } from "./quotes";
import { type NewReaction, newReactions, reactionSentence } from "./reaction-news";

/** What comes within this time is one sentence. */
export const gatherMs = 1_500;
/** Sentences are no closer together than this. */
export const apartMs = 8_000;

/** Calls `say` with a sentence for what comes from now on, until the returned function is called. */
export function heraldReactions(store: Store, conversationId: string, say: (sentence: string) => void): () => void {
  let told = changesIn(store.getState(), conversationId).at(-1)?.seq ?? 0;
  let saidAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function tell(): void {
    timer = null;
    const state = store.getState();
    const reactions = reactionsAfter(state, conversationId, told);
    told = changesIn(state, conversationId).at(-1)?.seq ?? told;
    if (reactions.length === 0) return;
    saidAt = Date.now();
    say(reactionSentence(reactions, (userId) => state.people[userId]?.display_name ?? t("Someone")));
  }

  const unsubscribe = store.subscribe((state, before) => {
    if (timer !== null || changesIn(state, conversationId) === changesIn(before, conversationId)) return;
    if (reactionsAfter(state, conversationId, told).length > 0) timer = setTimeout(tell, Math.max(gatherMs, saidAt + apartMs - Date.now()));
  });
  return () => {
    unsubscribe();
    if (timer !== null) clearTimeout(timer);
  };
}

const none: MessageChange[] = [];

function changesIn(state: State, conversationId: string): MessageChange[] {
  return state.timelines[conversationId]?.recent ?? none;
}

function reactionsAfter(state: State, conversationId: string, told: number): NewReaction[] {
  const me = myId(state.session) ?? "";
  return newReactions(changesIn(state, conversationId), told, me, (messageNo) => {
    const message = findQuoted(state, conversationId, messageNo);
    return message?.actor_id === me && !message.deleted_at ? message : null;
  });
}
