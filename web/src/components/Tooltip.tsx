/* A label that appears beside what it names, on hover and on focus. The name itself is the trigger's aria-label. */
import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement } from "react";

type Props = { label: string; side?: "top" | "bottom" | "left" | "right" | undefined; children: ReactElement };

export function Tooltip({ label, side = "bottom", children }: Props) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} collisionPadding={8} className="z-50">
          <Base.Popup
            aria-hidden
            className="floating max-w-64 rounded-control bg-ink px-2 py-1 text-caption font-medium text-bg forced-edge"
          >
            {label}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
