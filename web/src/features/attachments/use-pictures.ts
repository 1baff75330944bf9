/** The pictures of the conversation on the screen, as far as it is loaded, in their order. */
import { useMemo } from "react";
import type { Message } from "@/generated/contract";
import { useStore } from "@/store/store";
import { isPicture, type Picture } from "./attachments";

export interface PictureInContext {
  picture: Picture;
  message: Message;
}

const none: Message[] = [];

export function usePictures(conversationId: string): PictureInContext[] {
  const messages = useStore((state) => state.timelines[conversationId]?.messages ?? none);
  return useMemo(() => messages.flatMap((message) => message.attachments.filter(isPicture).map((picture) => ({ picture, message }))), [messages]);
}
