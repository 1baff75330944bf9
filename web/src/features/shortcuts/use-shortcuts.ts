/* Binds the shortcuts of shortcuts.ts for the whole page, from login to logout. */
import { useEffect, useEffectEvent } from "react";
import { matchPath, useLocation, useNavigate } from "react-router";
import { isMac } from "@/components/platform";
import { leaveUnread } from "@/features/attention/leave-unread";
import { newestFirst, weightOf } from "@/features/conversations/conversations";
import type { Overlay } from "@/features/shell/use-overlay";
import { store } from "@/store/store";
import { type Direction, neighbour, unreadNeighbour } from "./neighbours";
import type { ShortcutName } from "./chords";
import { shortcutOf } from "./shortcuts";
import { isTypedInto } from "./typing";

/** What takes all keys while it is open. */
const CLOSED_PLACES = '[role="dialog"], [role="alertdialog"], [role="menu"]';
const COMPOSER = "#main textarea";
const SEARCH_FIELD = "#main aside input";

export function useShortcuts(show: (overlay: Overlay) => void): void {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const conversationId = matchPath("/c/:conversationId/*", pathname)?.params.conversationId ?? null;
  const isInPanel = matchPath("/c/:conversationId/:panel", pathname) !== null;

  /** Whether there was something to do. */
  function goTo(nextId: string | null): boolean {
    if (nextId !== null) void navigate(`/c/${nextId}`);
    return nextId !== null;
  }

  const rows = () => newestFirst(Object.values(store.getState().conversations.byId)).map((conversation) => ({ id: conversation.id, unread: weightOf(conversation) }));
  const beside = (direction: Direction) => goTo(neighbour(rows(), conversationId, direction));
  const unreadBeside = (direction: Direction) => goTo(unreadNeighbour(rows(), conversationId, direction));

  function shown(overlay: Overlay): boolean {
    show(overlay);
    return true;
  }

  function back(): boolean {
    if (conversationId && isInPanel) void navigate(`/c/${conversationId}`);
    else document.querySelector<HTMLElement>(COMPOSER)?.focus();
    return conversationId !== null;
  }

  function markUnread(): boolean {
    if (conversationId) void leaveUnread(conversationId, () => navigate("/"));
    return conversationId !== null;
  }

  /** The second time, in the field itself, the browser's own search opens. */
  function find(): boolean {
    if (!conversationId || document.activeElement?.matches(SEARCH_FIELD)) return false;
    void navigate(`/c/${conversationId}/search`, { replace: isInPanel });
    return true;
  }

  const actions: Record<ShortcutName, () => boolean> = {
    switch: () => shown("switcher"),
    find,
    next: () => beside(1),
    previous: () => beside(-1),
    nextUnread: () => unreadBeside(1),
    previousUnread: () => unreadBeside(-1),
    markUnread,
    back,
    help: () => shown("shortcuts"),
  };

  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const place = event.target instanceof HTMLElement ? event.target : document.body;
    if (event.defaultPrevented || event.isComposing || place.closest(CLOSED_PLACES)) return;
    const name = shortcutOf(event, { isMac, isTyping: isTypedInto(place) });
    if (!name) return;
    // Taken even where there is nowhere to go: Ctrl K must never open the browser's own field, nor Alt ↑ move a caret.
    if (actions[name]() || event.altKey) event.preventDefault();
  });

  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event);
    // Before anybody else: a tooltip would take the Esc that is meant for the page.
    window.addEventListener("keydown", listener, { capture: true });
    return () => window.removeEventListener("keydown", listener, { capture: true });
  }, []);
}
