/* The way back to the newest message, with how many wait there. */
import { ArrowDown } from "lucide-react";
import { number, t } from "@/i18n/t";

export function JumpPill({ unread, onJump }: { unread: number; onJump: () => void }) {
  return (
    <button
      type="button"
      onClick={onJump}
      aria-label={unread > 0 ? t("{count, plural, one {Jump to the latest, # new} other {Jump to the latest, # new}}", { count: unread }) : t("Jump to the latest")}
      className="absolute end-4 bottom-3 z-10 flex h-9 items-center gap-1.5 rounded-full bg-raised px-3 text-small font-medium text-ink shadow-menu transition-colors forced-edge hover:bg-hover touch:h-11"
    >
      <ArrowDown aria-hidden size={16} strokeWidth={2} className="text-accent-ink" />
      {unread > 0 ? <span className="tabular">{t("{count} new", { count: number(unread) })}</span> : t("Latest")}
    </button>
  );
}
