/* An icon that leads somewhere: a link, so that it can be opened in a new tab and has a real address. */
import type { LucideIcon } from "lucide-react";
import { Link } from "react-router";
import { classes } from "./classes";
import { Tooltip } from "./Tooltip";

type Props = { to: string; icon: LucideIcon; label: string; /** Where it leads is on the screen already. */ isOn?: boolean };

export function IconLink({ to, icon: Icon, label, isOn = false }: Props) {
  return (
    <Tooltip label={label}>
      <Link
        to={to}
        aria-label={label}
        className={classes(
          "grid size-8 shrink-0 place-items-center rounded-control transition-colors hover:text-ink touch:size-11",
          isOn ? "bg-active text-ink forced-edge" : "text-muted hover:bg-hover",
        )}
      >
        <Icon aria-hidden size={18} strokeWidth={1.75} />
      </Link>
    </Tooltip>
  );
}
