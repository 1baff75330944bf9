/*
 * What floats above the page by wish: the switcher, the sheet of shortcuts, an invitation. It is part of the address (?open=…), so that
 * the back button of a phone closes it.
 */
import { useCallback } from "react";
import { useLocation, useNavigate, type NavigateFunction } from "react-router";

export type Overlay = "switcher" | "shortcuts" | "invite";

const OVERLAYS: readonly string[] = ["switcher", "shortcuts", "invite"] satisfies Overlay[];

/** What a link to an overlay says beside its address, so that closing goes back. */
export const OVERLAY_STATE = { isOverlay: true };

export type OverlayDoor = { overlay: Overlay | null; show: (overlay: Overlay) => void; close: () => void };

export function useOverlay(): OverlayDoor {
  const { search, state, key } = useLocation() as { search: string; state: { isOverlay?: boolean } | null; key: string };
  const navigate = useNavigate();
  const overlay = overlayOf(search);
  const isOurs = state?.isOverlay === true;
  const show = useCallback((next: Overlay) => open(navigate, next, overlay !== null), [navigate, overlay]);
  const close = useCallback(() => {
    if (overlay === null) return;
    if (!isOurs) void navigate({ search: "" }, { replace: true });
    else if (leaving !== key) void navigate(-1);
    leaving = key;
  }, [navigate, overlay, isOurs, key]);
  return { overlay, show, close };
}

/** The entry of the history that is being left: going back takes a moment, and a second Esc must not go back further. */
let leaving: string | null = null;

function open(navigate: NavigateFunction, overlay: Overlay, isReplacing: boolean): void {
  void navigate({ search: `?open=${overlay}` }, { replace: isReplacing, state: OVERLAY_STATE });
}

function overlayOf(search: string): Overlay | null {
  const named = new URLSearchParams(search).get("open");
  return named !== null && OVERLAYS.includes(named) ? (named as Overlay) : null;
}
