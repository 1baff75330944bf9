/**
 * Interrupts with what I have just been told: a sound, and a notification of the system while no tab of this browser has the
 * focus. What may interrupt at all is decided before: only that becomes a toast. Of several tabs one does it.
 */

import type { Notification } from "@/generated/contract";
import type { State } from "@/store/state";
import type { Store } from "@/store/store";
import type { Interruptions } from "./interruptions";
import { noticeOf, type SystemNotice } from "./system-notice";

export interface InterruptingParts {
  store: Store;
  chosen(): Interruptions;
  /** This tab has the connection that all tabs share. */
  isLeading(): boolean;
  /** Some tab of this browser has the focus. */
  isAnyFocused(): Promise<boolean>;
  /** Shows it, and again without another alert when `isQuiet`; null where the browser does not let us. */
  show(notice: SystemNotice, isQuiet: boolean, events: { onPress(): void; onGone(): void }): { close(): void } | null;
  chime(): void;
  /** Brings the window to the front and the conversation into it. */
  onOpen(conversationId: string): void;
}

/** A burst sounds once. */
export const chimePauseMs = 1_500;

interface Shown {
  told: Notification;
  notice: { close(): void };
}

export interface Interrupting {
  /** What is shown goes; what comes is shown again. */
  clear(): void;
  stop(): void;
}

export function startInterrupting(parts: InterruptingParts): Interrupting {
  const { store } = parts;
  /** By conversation_id: the system shows the newest of each. */
  const shown = new Map<string, Shown>();
  let chimedAt = -Infinity;

  async function interrupt(told: Notification): Promise<void> {
    const isAnyFocused = await parts.isAnyFocused();
    const state = store.getState();
    const current = currentOf(state, told);
    if (!current) return;
    const isMine = isAnyFocused ? state.view.isFocused : parts.isLeading();
    if (!isMine) return;
    const { system, sound } = parts.chosen();
    if (sound) chimeOnce();
    if (system && !isAnyFocused) show(current, false);
  }

  function chimeOnce(): void {
    const now = performance.now();
    if (now - chimedAt < chimePauseMs) return;
    chimedAt = now;
    parts.chime();
  }

  function show(told: Notification, isQuiet: boolean): void {
    const { conversation_id: id } = told;
    const onPress = () => {
      close(id);
      parts.onOpen(id);
    };
    // One that was replaced goes, too, and is not the one that is shown then.
    const onGone = () => shown.get(id)?.notice === notice && shown.delete(id);
    const notice = parts.show(noticeOf(told, parts.chosen().words), isQuiet, { onPress, onGone });
    if (notice) shown.set(id, { told, notice });
  }

  function close(conversationId: string): void {
    shown.get(conversationId)?.notice.close();
    shown.delete(conversationId);
  }

  /** What was read or deleted, here or on another device, goes; what was edited reads as it does now. */
  function bringUp(state: State): void {
    for (const [id, { told }] of shown) {
      const current = currentOf(state, told);
      if (!current) close(id);
      else if (current.preview !== told.preview) show(current, true);
    }
  }

  const unsubscribe = store.subscribe((state, before) => {
    if (state.notifications.list !== before.notifications.list) bringUp(state);
    if (state.toasts === before.toasts) return;
    const known = new Set(before.toasts.map(({ id }) => id));
    for (const { id, notification } of state.toasts) if (!known.has(id)) void interrupt(notification);
  });

  function clear(): void {
    for (const id of shown.keys()) close(id);
  }

  return {
    clear,
    stop() {
      unsubscribe();
      clear();
    },
  };
}

/** As it is now; null when it was read or is gone. */
function currentOf({ notifications }: State, told: Notification): Notification | null {
  const found = notifications.list.find(({ id }) => id === told.id);
  return found?.read_at === null ? found : null;
}
