/* Presence in words, for second lines. Pure. */
import { t } from "@/i18n/t";
import { lastSeen } from "@/lib/times";
import type { Presence } from "./presence";

/** "Online", "Away", "Last seen 3 min ago"; null when nothing is known. */
export function presenceSentence(presence: Presence | null, now: number): string | null {
  if (presence?.state === "online") return t("Online");
  if (presence?.state === "away") return t("Away");
  if (presence?.state === "offline") return presence.last_seen_at ? t("Last seen {when}", { when: lastSeen(presence.last_seen_at, now) }) : t("Offline");
  return null;
}
