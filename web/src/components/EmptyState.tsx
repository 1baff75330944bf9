/* What stands where nothing is yet: what this place is for, and at most one thing to do. */
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "./classes";

type Props = { icon: LucideIcon; title: string; children?: ReactNode; action?: ReactNode; tone?: "calm" | "danger"; compact?: boolean; /** Where it is all there is: the page's own heading. */ isPage?: boolean };

export function EmptyState({ icon: Icon, title, children, action, tone = "calm", compact = false, isPage = false }: Props) {
  const Title = isPage ? "h1" : "p";
  return (
    <div className={classes("flex flex-col items-center px-6 text-center", compact ? "gap-3 py-10" : "gap-4 py-16")}>
      <span
        className={classes(
          "grid place-items-center rounded-full",
          compact ? "size-12" : "size-16",
          tone === "calm" ? "bg-accent-tint text-accent-ink" : "bg-danger-tint text-danger-ink",
        )}
      >
        <Icon aria-hidden size={compact ? 22 : 28} strokeWidth={1.5} />
      </span>
      <div className="flex max-w-80 flex-col gap-1">
        <Title className={classes("font-semibold text-balance", compact ? "text-ui" : "text-title tracking-tight")}>{title}</Title>
        {children && <div className="text-small text-pretty text-muted">{children}</div>}
      </div>
      {action}
    </div>
  );
}
