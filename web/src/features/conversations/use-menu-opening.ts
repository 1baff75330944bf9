/* What opens the menu of a row: the other mouse button, the menu key, a finger that rests. Listens on the list as a whole. */
import { useEffect, useEffectEvent, type RefObject } from "react";

export interface OpenMenu {
  conversationId: string;
  /** The row, which gets the focus back. */
  row: HTMLElement;
  /** Where the pointer was; null for keyboard and finger, which open it at the row. */
  at: { x: number; y: number } | null;
}

const RESTS_MILLISECONDS = 450;
/** A finger that wanders further scrolls. */
const WANDERS_PX = 10;

export function useMenuOpening(listRef: RefObject<HTMLElement | null>, open: (menu: OpenMenu) => void): void {
  const onOpen = useEffectEvent(open);
  useEffect(() => {
    const list = listRef.current;
    if (!list) return;
    const listening = new AbortController();
    const { signal } = listening;
    let from: PointerEvent | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    /** What the lifted finger would do as a mouse must neither follow the link nor close the menu. */
    let wasLong = false;

    function end(): void {
      clearTimeout(timer);
      from = null;
    }

    function press(event: PointerEvent): void {
      wasLong = false;
      const row = rowOf(event);
      if (event.pointerType === "mouse" || !row) return;
      end();
      from = event;
      timer = setTimeout(() => {
        wasLong = true;
        onOpen({ ...row, at: null });
      }, RESTS_MILLISECONDS);
    }

    function onContextMenu(event: MouseEvent): void {
      const row = rowOf(event);
      if (!row) return;
      event.preventDefault();
      // A finger's own menu: the long press opens ours.
      if (from) return;
      onOpen({ ...row, at: event.button === 2 ? { x: event.clientX, y: event.clientY } : null });
    }

    list.addEventListener("pointerdown", press, { signal });
    list.addEventListener("pointermove", (event) => from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > WANDERS_PX && end(), { signal });
    for (const name of ["pointerup", "pointercancel"]) list.addEventListener(name, end, { signal });
    list.addEventListener("contextmenu", onContextMenu, { signal });
    list.addEventListener("touchend", (event) => wasLong && event.preventDefault(), { signal, passive: false });
    return () => {
      end();
      listening.abort();
    };
  }, [listRef]);
}

function rowOf(event: Event): Omit<OpenMenu, "at"> | null {
  const row = (event.target as Element).closest<HTMLAnchorElement>("a[data-roving]");
  const conversationId = row && /^\/c\/([^/]+)/.exec(row.pathname)?.[1];
  return row && conversationId ? { row, conversationId } : null;
}
