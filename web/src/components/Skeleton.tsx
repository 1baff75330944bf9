/* A quiet block in the place of what is still coming. The list around it says "Loading" to assistive technology. */
import { classes } from "./classes";

export function Skeleton({ className }: { className: string }) {
  return <span aria-hidden className={classes("block animate-breathe rounded-control bg-active still:animate-none", className)} />;
}
