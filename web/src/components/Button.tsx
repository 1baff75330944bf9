/* The button with words. Icons alone are IconButton; going somewhere is a link (LinkButton has this look). */
import type { ComponentProps, ReactNode } from "react";
import { classes } from "./classes";
import { Spinner } from "./Spinner";

export type ButtonLook = "primary" | "quiet" | "plain" | "danger";

type Props = Omit<ComponentProps<"button">, "className"> & {
  look?: ButtonLook;
  size?: "regular" | "small";
  icon?: ReactNode;
  /** Work goes on: the button keeps its width and its focus, and ignores further presses. */
  busy?: boolean;
  wide?: boolean;
};

const LOOKS: Record<ButtonLook, string> = {
  primary: "bg-accent text-on-accent not-disabled:hover:bg-accent-hover",
  quiet: "border border-line bg-raised text-ink not-disabled:hover:bg-hover not-disabled:active:bg-active",
  plain: "text-accent-ink not-disabled:hover:bg-hover not-disabled:active:bg-active",
  danger: "bg-danger text-on-danger not-disabled:hover:bg-danger-hover",
};

export function buttonClasses(look: ButtonLook, size: "regular" | "small" = "regular", wide = false): string {
  return classes(
    "relative inline-flex shrink-0 items-center justify-center gap-2 rounded-control font-medium whitespace-nowrap select-none",
    "transition-colors forced-edge disabled:opacity-50",
    size === "regular" ? "h-9 px-4 text-ui touch:h-11" : "h-7 px-2.5 text-small touch:h-11 touch:px-4",
    wide && "w-full",
    LOOKS[look],
  );
}

export function Button({ look = "quiet", size = "regular", icon, busy = false, wide, children, onClick, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={buttonClasses(look, size, wide)}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      <span className={classes("inline-flex items-center gap-2", busy && "opacity-0")}>
        {icon}
        {children}
      </span>
      {busy && (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner />
        </span>
      )}
    </button>
  );
}
