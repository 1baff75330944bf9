/**
 * Whether one of this browser's tabs has the focus, for the tab that would interrupt: the focused one holds a Web Lock, which
 * the browser takes away from a tab that closes or crashes.
 */

const LOCK = "natter.focus.1";

export interface FocusedTab {
  /** This tab has the focus now, or not any more. */
  set(isFocused: boolean): void;
  /** Some tab has. */
  isThere(): Promise<boolean>;
}

/** Without locks (plain http) each tab knows of itself only. */
export function createFocusedTab(locks: LockManager | undefined): FocusedTab {
  let isMine = false;
  let letGo: (() => void) | null = null;
  return {
    set(isFocused) {
      isMine = isFocused;
      if (!isFocused) letGo?.();
      if (!isFocused) letGo = null;
      if (!isFocused || letGo || !locks) return;
      const held = new Promise<void>((resolve) => (letGo = resolve));
      // Shared: the focus may arrive here before the other tab hears that it lost it.
      void locks.request(LOCK, { mode: "shared" }, () => held);
    },
    async isThere() {
      if (isMine || !locks) return isMine;
      const { held } = await locks.query();
      return held?.some(({ name }) => name === LOCK) ?? false;
    },
  };
}
