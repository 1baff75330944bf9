/** What a notification of the system says. Pure; its text is plain, so what people wrote is kept apart by marks of direction. */

import type { Notification } from "@/generated/contract";
import { t } from "@/i18n/t";

export interface SystemNotice {
  title: string;
  body: string;
  /** A newer one with the same tag takes the place of this one. */
  tag: string;
}

/** `hasWords`: with what was said, else only that something was. */
export function noticeOf(told: Notification, hasWords: boolean): SystemNotice {
  return { title: told.title, body: hasWords ? told.preview : withoutWords(told), tag: `natter ${told.conversation_id}` };
}

function withoutWords(told: Notification): string {
  return told.kind === "mention" ? t("You were mentioned") : t("New message");
}
