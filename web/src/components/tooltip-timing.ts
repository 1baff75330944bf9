/** When a label shows: after the pointer has rested on its trigger, with the keyboard's focus at once; not again after it was put aside. */

export const RESTS_MILLISECONDS = 600;
/** What it takes to move the pointer from the trigger into the label, which stays under it. */
export const CROSSES_MILLISECONDS = 150;

export function createTooltipTiming<Trigger>(show: (trigger: Trigger | null) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pointed: Trigger | null = null;
  let shown: Trigger | null = null;

  function set(trigger: Trigger | null): void {
    clearTimeout(timer);
    if (trigger !== shown) show(trigger);
    shown = trigger;
  }

  return {
    /** The pointer is on this trigger now; null: on none. */
    point(trigger: Trigger | null): void {
      if (trigger !== null && trigger === shown) {
        clearTimeout(timer);
        pointed = trigger;
      }
      if (trigger === pointed) return;
      pointed = trigger;
      if (trigger !== null && shown !== null) set(null);
      clearTimeout(timer);
      const waits = trigger === null ? CROSSES_MILLISECONDS : RESTS_MILLISECONDS;
      timer = setTimeout(() => set(trigger), waits);
    },
    /** The pointer is on the label itself. */
    stay(): void {
      if (shown === null) return;
      clearTimeout(timer);
      pointed = shown;
    },
    /** The keyboard is on this trigger now; null: on none. */
    focus(trigger: Trigger | null): void {
      if (trigger !== null || (shown !== null && shown !== pointed)) set(trigger);
    },
    /** Something was pressed or scrolled. */
    dismiss(): void {
      set(null);
    },
  };
}
