/* One calm line about the state of things, tinted by its meaning; under a header or inside a form. */
import type { ReactNode } from "react";
import { classes } from "./classes";

type Props = { tone: "warning" | "danger" | "accent"; icon?: ReactNode; children: ReactNode; shape?: "strip" | "card"; role?: "status" | "alert" };

const TONES = {
  warning: "bg-warning-tint text-warning-ink",
  danger: "bg-danger-tint text-danger-ink",
  accent: "bg-accent-tint text-accent-ink",
};

export function Notice({ tone, icon, children, shape = "strip", role = "status" }: Props) {
  return (
    <div
      role={role}
      className={classes(
        "flex items-center gap-2 font-medium forced-edge",
        shape === "strip" ? "min-h-7 shrink-0 justify-center px-4 py-1 text-caption" : "rounded-card px-3 py-2.5 text-small",
        TONES[tone],
      )}
    >
      {icon}
      <span className="min-w-0">{children}</span>
    </div>
  );
}
