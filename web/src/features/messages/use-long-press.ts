/* A finger that rests on something: what a mouse does by hovering. */
import { useEffect, useRef, type PointerEvent, type SyntheticEvent } from "react";

const RESTS_MILLISECONDS = 450;
/** A finger that wanders further scrolls. */
const WANDERS_PX = 10;

export function useLongPress(onLongPress: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const from = useRef<{ x: number; y: number } | null>(null);
  const end = () => {
    clearTimeout(timer.current);
    from.current = null;
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  return {
    onPointerDown(event: PointerEvent) {
      // What floats above the page is a child of the row to React alone.
      if (event.pointerType === "mouse" || !event.currentTarget.contains(event.target as Node)) return;
      from.current = { x: event.clientX, y: event.clientY };
      clearTimeout(timer.current);
      timer.current = setTimeout(onLongPress, RESTS_MILLISECONDS);
    },
    onPointerMove({ clientX, clientY }: PointerEvent) {
      if (from.current && Math.hypot(clientX - from.current.x, clientY - from.current.y) > WANDERS_PX) end();
    },
    onPointerUp: end,
    onPointerCancel: end,
    /** The browser's own menu would come on top. */
    onContextMenu(event: SyntheticEvent) {
      if (from.current) event.preventDefault();
    },
  };
}
