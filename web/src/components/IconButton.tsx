/* A button that is only an icon. Its label is what assistive technology says and what the tooltip shows. */
import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { classes } from "./classes";
import { Tooltip } from "./Tooltip";

type Props = Omit<ComponentProps<"button">, "className" | "children" | "aria-label"> & {
  icon: LucideIcon;
  label: string;
  look?: "plain" | "accent";
  tooltipSide?: "top" | "bottom" | "left" | "right";
};

export function IconButton({ icon: Icon, label, look = "plain", tooltipSide, ...rest }: Props) {
  return (
    <Tooltip label={label} side={tooltipSide}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        className={classes(
          "grid size-8 shrink-0 place-items-center rounded-control transition-colors forced-edge disabled:opacity-50 touch:size-11",
          look === "plain" &&
            "text-muted not-disabled:hover:bg-hover not-disabled:hover:text-ink not-disabled:active:bg-active aria-expanded:bg-active aria-pressed:bg-active aria-pressed:text-ink",
          look === "accent" && "bg-accent text-on-accent not-disabled:hover:bg-accent-hover",
        )}
      >
        <Icon aria-hidden size={18} strokeWidth={1.75} />
      </button>
    </Tooltip>
  );
}
