/* What one can do with a message, as the bar, the menus and the keys call it; says what came of it. */
import { natter } from "@/app/natter";
import { t } from "@/i18n/t";
import type { ShownMessage } from "@/features/timeline/rows";
import { announce } from "./announcements";
import { noteUse } from "./frequent-emoji";
import { hasReacted } from "./message-changes";
import { refOf } from "./pending-changes";

/** A message that is in the log. */
export type LoggedMessage = ShownMessage & { message_no: number };

/** What a message has open: its actions, the choice of an emoji, the question whether to delete it. */
export type Opened = "actions" | "reactions" | "deletion";

export interface Rights {
  mayEdit: boolean;
  mayDelete: boolean;
}

/** One can answer and react to what is in the log and not deleted; isEditable of composing.ts also holds for what is on its way. */
export function isActable(message: ShownMessage): message is LoggedMessage {
  return message.message_no !== null && !message.deleted_at;
}

export function reply(message: LoggedMessage): void {
  natter.composer.replyTo(message.conversation_id, message.message_no);
}

export function edit(message: ShownMessage): void {
  natter.composer.startEdit(message.conversation_id, refOf(message), message.body);
}

/** My reaction, or not any more. */
export function toggleReaction(message: LoggedMessage, emoji: string, myId: string): void {
  const isOn = !hasReacted(message, emoji, myId);
  if (isOn) noteUse(localStorage, emoji);
  natter.messages.react(message.conversation_id, message.message_no, emoji, isOn);
  announce(isOn ? t("You reacted with {emoji}", { emoji }) : t("You took {emoji} back", { emoji }));
}
