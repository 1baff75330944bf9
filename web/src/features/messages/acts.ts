/* What one can do with a message, as the bar, the menus and the keys call it; says what came of it. */
import { natter } from "@/app/natter";
import { showToast } from "@/components/toasts";
import { t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";
import type { ShownMessage } from "@/features/timeline/rows";
import { announce } from "./announcements";
import { noteUse } from "./frequent-emoji";

/** A message that is in the log. */
export type LoggedMessage = ShownMessage & { message_no: number };

/** What a message has open: its actions, the choice of an emoji, the question whether to delete it. */
export type Opened = "actions" | "reactions" | "deletion";

export interface Rights {
  mayEdit: boolean;
  mayDelete: boolean;
}

/** Nothing can be done to what is not in the log yet, or deleted. */
export function isActable(message: ShownMessage): message is LoggedMessage {
  return message.message_no !== null && !message.deleted_at;
}

export function reply(message: LoggedMessage): void {
  natter.composer.replyTo(message.conversation_id, message.message_no);
}

export function edit(message: LoggedMessage): void {
  natter.composer.startEdit(message.conversation_id, message.message_no, message.body);
}

/** My reaction, or not any more. */
export function toggleReaction(message: LoggedMessage, emoji: string, myId: string): void {
  const isOn = !hasReacted(message, emoji, myId);
  if (isOn) noteUse(localStorage, emoji);
  natter.messages.react(message.conversation_id, message.message_no, emoji, isOn).then(
    () => announce(isOn ? t("You reacted with {emoji}", { emoji }) : t("You took {emoji} back", { emoji })),
    (error: unknown) => showToast("reaction", isOn ? t("Your reaction was not added") : t("Your reaction is still there"), messageOf(error), { tone: "danger" }),
  );
}

export function hasReacted(message: ShownMessage, emoji: string, myId: string): boolean {
  return message.reactions.some((reaction) => reaction.emoji === emoji && reaction.user_ids.includes(myId));
}
