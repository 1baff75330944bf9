/** How one device interrupts with what I am told, and how that is written down: only what is not as usual. Pure. */

export interface Interruptions {
  /** Notifications of the system while no window of Natter has the focus; they need the browser's permission, too. */
  system: boolean;
  /** What was said is in them, beside who says it. */
  words: boolean;
  sound: boolean;
}

/** A phone in company must not ring before somebody asked for it. */
export function usualInterruptions(isPhone: boolean): Interruptions {
  return { system: true, words: true, sound: !isPhone };
}

/** What the text says as far as it can be understood; the rest is as usual. */
export function readInterruptions(text: string | null, usual: Interruptions): Interruptions {
  const kept = parsed(text);
  const part = (name: keyof Interruptions) => (typeof kept[name] === "boolean" ? kept[name] : usual[name]);
  return { system: part("system"), words: part("words"), sound: part("sound") };
}

export function writeInterruptions(chosen: Interruptions, usual: Interruptions): string {
  return JSON.stringify(Object.fromEntries(Object.entries(chosen).filter(([name, value]) => value !== usual[name as keyof Interruptions])));
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
