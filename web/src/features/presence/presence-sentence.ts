/* Presence in words, for second lines. Pure. */
import { lastSeen } from "@/lib/times";
import type { Presence } from "./presence";

/** "Online", "Away", "Last seen 3 min ago"; null when nothing is known. */
export function presenceSentence(presence: Presence | null, now: number): string | null {
  if (presence?.state === "online") return "Online";
  if (presence?.state === "away") return "Away";
  if (presence?.state === "offline") return presence.last_seen_at ? `Last seen ${lastSeen(presence.last_seen_at, now)}` : "Offline";
  return null;
}
