/* A count in a pill: what is unread, or mentions of oneself. Quiet where nobody wants to be called. */
import { number } from "@/i18n/t";
import { classes } from "./classes";

type Props = { count: number; kind?: "unread" | "mention"; label?: string; isQuiet?: boolean };

export function Badge({ count, kind = "unread", label, isQuiet = false }: Props) {
  if (count <= 0) return null;
  return (
    <span
      className={classes(
        "inline-flex h-[18px] min-w-[18px] shrink-0 items-center justify-center rounded-full px-1.5 text-caption leading-none font-semibold tabular forced-mark",
        kind === "mention" ? "bg-mention text-on-mention" : isQuiet ? "bg-active text-muted" : "bg-accent text-on-accent",
      )}
    >
      <span aria-hidden={label ? true : undefined}>
        {kind === "mention" && "@"}
        {count > 99 ? `${number(99)}+` : number(count)}
      </span>
      {label && <span className="sr-only">{label}</span>}
    </span>
  );
}
