/** What the composer is doing, for components. */

import { useStore } from "@/store/store";
import { type Composing, notComposing } from "./composing";

export function useComposing(conversationId: string): Composing {
  return useStore((state) => state.composing[conversationId] ?? notComposing);
}
