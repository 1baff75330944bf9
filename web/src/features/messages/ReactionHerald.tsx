/* Lets a screen reader hear how others react to my messages in the conversation on the screen. Shows nothing. */
import { useEffect } from "react";
import { store } from "@/store/store";
import { announce } from "./announcements";
import { heraldReactions } from "./reaction-herald";

export function ReactionHerald({ conversationId }: { conversationId: string }) {
  useEffect(() => heraldReactions(store, conversationId, announce), [conversationId]);
  return null;
}
