/* Beside the title of a conversation that I have muted. */
import { BellOff } from "lucide-react";
import { t } from "@/i18n/t";

export function MutedSign({ isMuted }: { isMuted: boolean }) {
  return isMuted && <BellOff role="img" aria-label={t("Muted")} size={13} strokeWidth={2} className="shrink-0 self-center text-faint" />;
}
