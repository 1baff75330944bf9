/** The unsent text of a conversation for the composer. */

import { useCallback } from "react";
import { natter } from "@/app/natter";
import { useStore } from "@/store/store";

/** Characters (code points) in a body that the server takes. */
export const bodyLimit = 4_000;

export function useDraft(conversationId: string): [text: string, setText: (text: string) => void] {
  const text = useStore((state) => state.drafts[conversationId] ?? "");
  const setText = useCallback((next: string) => natter.composer.setDraft(conversationId, next), [conversationId]);
  return [text, setText];
}

/** Code points, as the server counts them: an emoji is one or a few, never two halves. */
export function lengthOf(body: string): number {
  return [...body].length;
}
