/*
 * One tab stop for a whole list: arrows, Home and End move between its items, Tab leaves it.
 *
 * Items carry data-roving. Which of them is the stop is kept in the DOM, not in state: a list of a thousand rows does not
 * render again because the focus moved by one.
 */
import { useLayoutEffect, useRef, type KeyboardEvent, type RefObject } from "react";

const ITEM = "[data-roving]";

export type RovingList = {
  listRef: RefObject<HTMLElement | null>;
  onKeyDown: (event: KeyboardEvent) => void;
  onFocus: (event: { target: EventTarget }) => void;
};

/**
 * `preferred` chooses the stop when no item has had the focus yet. "last" follows the end: while the focus is elsewhere,
 * the newest item is the stop.
 */
export function useRovingFocus(preferred: "first" | "last" = "first"): RovingList {
  const listRef = useRef<HTMLElement>(null);

  useLayoutEffect(() => {
    const items = itemsOf(listRef.current);
    const stops = items.filter((item) => item.tabIndex === 0);
    const isFollowing = preferred === "last" && !listRef.current?.contains(document.activeElement);
    if (stops.length > 0 && !isFollowing) return;
    for (const stop of stops) stop.tabIndex = -1;
    const chosen = items.find((item) => item.hasAttribute("aria-current")) ?? (preferred === "first" ? items[0] : items.at(-1));
    if (chosen) chosen.tabIndex = 0;
  });

  const onFocus = (event: { target: EventTarget }) => {
    const item = (event.target as HTMLElement).closest<HTMLElement>(ITEM);
    if (!item || item.tabIndex === 0) return;
    for (const other of itemsOf(listRef.current)) if (other.tabIndex === 0) other.tabIndex = -1;
    item.tabIndex = 0;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const items = itemsOf(listRef.current);
    const current = items.findIndex((item) => item === event.target);
    if (current < 0) return;
    const next = nextIndex(event.key, current, items.length);
    if (next === null) return;
    event.preventDefault();
    items[next]?.focus();
  };

  return { listRef, onKeyDown, onFocus };
}

function itemsOf(list: HTMLElement | null): HTMLElement[] {
  return list ? [...list.querySelectorAll<HTMLElement>(ITEM)] : [];
}

function nextIndex(key: string, current: number, count: number): number | null {
  if (key === "ArrowDown") return Math.min(count - 1, current + 1);
  if (key === "ArrowUp") return Math.max(0, current - 1);
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return null;
}
