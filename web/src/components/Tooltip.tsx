/*
 * A label that appears beside what it names, on hover and on focus. The name itself is the trigger's aria-label.
 *
 * Triggers only carry the words; Tooltips.tsx shows them. So the first paint does without what places things on a page.
 */
import { cloneElement, type HTMLAttributes, type ReactElement } from "react";

export type Side = "top" | "bottom" | "left" | "right";

type Props = { label: string; side?: Side | undefined; children: ReactElement<HTMLAttributes<HTMLElement>> };

export function Tooltip({ label, side = "bottom", children }: Props) {
  return cloneElement(children, { "data-tooltip": label, "data-tooltip-side": side } as HTMLAttributes<HTMLElement>);
}
