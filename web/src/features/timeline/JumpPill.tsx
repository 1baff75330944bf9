/* The way back to the newest message, with how many wait there. */
import { ArrowDown } from "lucide-react";

export function JumpPill({ unread, onJump }: { unread: number; onJump: () => void }) {
  return (
    <button
      type="button"
      onClick={onJump}
      aria-label={unread > 0 ? `Jump to the latest, ${unread} new` : "Jump to the latest"}
      className="absolute end-4 bottom-3 z-10 flex h-9 items-center gap-1.5 rounded-full bg-raised px-3 text-small font-medium text-ink shadow-menu transition-colors forced-edge hover:bg-hover touch:h-11"
    >
      <ArrowDown aria-hidden size={16} strokeWidth={2} className="text-accent-ink" />
      {unread > 0 ? <span className="tabular">{unread} new</span> : "Latest"}
    </button>
  );
}
