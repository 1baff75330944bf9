/* Shows the labels that Tooltip.tsx gives to its triggers, one at a time. Arrives after the first paint. */
import { Tooltip as Base } from "@base-ui/react/tooltip";
import { useEffect, useRef, useState } from "react";
import { createTooltipTiming } from "./tooltip-timing";
import type { Side } from "./Tooltip";

type Label = { trigger: HTMLElement | null; isOpen: boolean };

export function Tooltips() {
  const [{ trigger, isOpen }, setLabel] = useState<Label>({ trigger: null, isOpen: false });
  const popupRef = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // While it fades, a label keeps its words and its place.
    const show = (next: HTMLElement | null) => setLabel((former) => (next ? { trigger: next, isOpen: true } : { ...former, isOpen: false }));
    return follow(show, () => popupRef.current);
  }, []);

  return (
    <Base.Root open={isOpen}>
      <Base.Portal>
        <Base.Positioner
          anchor={trigger}
          side={trigger?.dataset["tooltipSide"] as Side | undefined}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 data-anchor-hidden:invisible"
        >
          <Base.Popup
            ref={popupRef}
            aria-hidden
            className="floating max-w-64 rounded-control bg-ink px-2 py-1 text-caption font-medium text-bg forced-edge"
          >
            {trigger?.dataset["tooltip"]}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** Until the returned function is called. */
function follow(show: (trigger: HTMLElement | null) => void, popup: () => HTMLElement | null): () => void {
  const timing = createTooltipTiming(show);
  const ended = new AbortController();
  const options = { capture: true, passive: true, signal: ended.signal };
  document.addEventListener(
    "pointerover",
    ({ pointerType, target }) => {
      if (pointerType === "touch") return;
      if (popup()?.contains(target as Node)) timing.stay();
      else timing.point(triggerOf(target));
    },
    options,
  );
  document.documentElement.addEventListener("pointerleave", () => timing.point(null), { signal: ended.signal });
  // A focus that a press has brought needs no explanation.
  document.addEventListener("focusin", ({ target }) => timing.focus((target as Element).matches(":focus-visible") ? triggerOf(target) : null), options);
  document.addEventListener("focusout", () => timing.focus(null), options);
  for (const type of ["pointerdown", "keydown", "wheel", "scroll"] as const) document.addEventListener(type, timing.dismiss, options);
  return () => {
    ended.abort();
    timing.dismiss();
  };
}

function triggerOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-tooltip]") : null;
}
